package demo

// A family is a kind of machine, by its Italian name.
type family string

const (
	astucciatrice   family = "astucciatrice"
	fardellatrice   family = "fardellatrice"
	incartonatrice  family = "incartonatrice"
	etichettatrice  family = "etichettatrice"
	dosatrice       family = "dosatrice"
	flowpack        family = "flowpack"
	pesatrice       family = "pesatrice"
	palettizzatore  family = "palettizzatore"
	termoformatrice family = "termoformatrice"
	tappatrice      family = "tappatrice"
)

// An assortment is what the maker sells of a family.
type assortment struct {
	name   string
	models []string
	unit   string // of its speed
	speeds [2]int
	parts  string // where in the hall it stands
}

// makes are all families. The maker is Marzaghi Confezionamento.
var makes = map[family]assortment{
	astucciatrice:   {"Astucciatrice", []string{"AV-120", "AV-140", "AV-180"}, "astucci al minuto", [2]int{60, 140}, "confezionamento"},
	fardellatrice:   {"Fardellatrice", []string{"FT-45", "FT-60"}, "fardelli al minuto", [2]int{18, 45}, "fine linea"},
	incartonatrice:  {"Incartonatrice", []string{"IC-300", "IC-420"}, "cartoni al minuto", [2]int{8, 25}, "fine linea"},
	etichettatrice:  {"Etichettatrice", []string{"ET-80", "ET-110"}, "pezzi al minuto", [2]int{60, 160}, "confezionamento"},
	dosatrice:       {"Dosatrice", []string{"DX-200", "DX-400", "TF-500"}, "vasetti al minuto", [2]int{30, 90}, "riempimento"},
	flowpack:        {"Flow-pack", []string{"FP-150", "FP-220"}, "confezioni al minuto", [2]int{60, 180}, "confezionamento"},
	pesatrice:       {"Pesatrice", []string{"PS-6", "PS-12"}, "pezzi al minuto", [2]int{60, 180}, "controllo peso"},
	palettizzatore:  {"Palettizzatore", []string{"PZ-700", "PZ-900"}, "cartoni al minuto", [2]int{10, 30}, "spedizione"},
	termoformatrice: {"Termoformatrice", []string{"TM-420", "TM-560"}, "cicli al minuto", [2]int{6, 14}, "vaschette"},
	tappatrice:      {"Tappatrice", []string{"TC-6", "TC-12"}, "pezzi al minuto", [2]int{60, 200}, "riempimento"},
}

// allFamilies are the families in a fixed order.
func allFamilies() []family {
	return []family{
		astucciatrice, fardellatrice, incartonatrice, etichettatrice, dosatrice,
		flowpack, pesatrice, palettizzatore, termoformatrice, tappatrice,
	}
}

// A trade is what a company makes, and on which machines.
type trade struct {
	families []family
	products []string
	recipes  []string
	// firms are what companies of this trade call themselves.
	firms []string
}

var trades = map[string]trade{
	"biscotti": {
		[]family{astucciatrice, incartonatrice, fardellatrice, flowpack, palettizzatore, pesatrice},
		[]string{"frollini", "cracker", "wafer", "savoiardi"},
		[]string{"Frollini 350 g", "Cracker 6x40", "Wafer 175 g", "Savoiardi 400 g", "Frollini integrali 300 g"},
		[]string{"Biscottificio", "Dolciaria", "Forno"},
	},
	"conserve": {
		[]family{dosatrice, tappatrice, etichettatrice, fardellatrice, incartonatrice, palettizzatore},
		[]string{"passata", "pesto", "marmellata", "carciofini"},
		[]string{"Passata 700 g", "Pesto 190 g", "Confettura 340 g", "Carciofini 290 g"},
		[]string{"Conserve", "Conserviera", "Ortofrutticola"},
	},
	"surgelati": {
		[]family{flowpack, pesatrice, astucciatrice, incartonatrice, palettizzatore},
		[]string{"minestrone", "bastoncini", "piselli", "pizze"},
		[]string{"Minestrone 1 kg", "Bastoncini 18 pz", "Piselli 450 g", "Pizza 2x360 g"},
		[]string{"Surgelati", "Freddo"},
	},
	"caseificio": {
		[]family{termoformatrice, etichettatrice, flowpack, pesatrice, incartonatrice},
		[]string{"ricotta", "mozzarella", "grattugiato", "stracchino"},
		[]string{"Ricotta 250 g", "Mozzarella 3x100", "Grattugiato 100 g", "Stracchino 165 g"},
		[]string{"Caseificio", "Latteria"},
	},
	"caffè": {
		[]family{flowpack, dosatrice, astucciatrice, incartonatrice, pesatrice},
		[]string{"macinato", "capsule", "grani"},
		[]string{"Macinato 250 g", "Capsule 10 pz", "Grani 1 kg", "Cialde 18 pz"},
		[]string{"Caffè", "Torrefazione"},
	},
	"cosmesi": {
		[]family{dosatrice, tappatrice, etichettatrice, astucciatrice, fardellatrice},
		[]string{"crema viso", "shampoo", "bagnoschiuma", "dopobarba"},
		[]string{"Crema viso 50 ml", "Shampoo 250 ml", "Bagnoschiuma 500 ml", "Siero 30 ml"},
		[]string{"Cosmesi", "Laboratori", "Essenze"},
	},
	"olio": {
		[]family{tappatrice, etichettatrice, dosatrice, incartonatrice, palettizzatore},
		[]string{"extravergine", "olio di semi", "aceto"},
		[]string{"Extravergine 0,75 l", "Olio di semi 1 l", "Aceto 0,5 l"},
		[]string{"Olearia", "Oleificio", "Acetaia"},
	},
	"pasta": {
		[]family{pesatrice, flowpack, incartonatrice, palettizzatore, astucciatrice},
		[]string{"penne", "spaghetti", "tortellini", "lasagne"},
		[]string{"Penne 500 g", "Spaghetti 1 kg", "Tortellini 250 g", "Lasagne 500 g"},
		[]string{"Pasta", "Pastificio", "Molino"},
	},
	"salumi": {
		[]family{termoformatrice, pesatrice, etichettatrice, incartonatrice, palettizzatore},
		[]string{"prosciutto", "salame", "speck"},
		[]string{"Prosciutto 120 g", "Salame 100 g", "Speck 90 g"},
		[]string{"Salumificio", "Salumi", "Prosciuttificio"},
	},
}

// tradeNames are the keys of trades in a fixed order.
var tradeNames = []string{"biscotti", "caseificio", "conserve", "surgelati", "cosmesi", "salumi", "caffè", "olio", "pasta"}
