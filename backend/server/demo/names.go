package demo

// known are the companies and people that every store of demonstration data begins with.
var known = []struct {
	name, country, trade string
	people               []given
}{
	{"Biscotti Tremolino", "IT", "biscotti", []given{{"Anna", "Rossi", true}, {"Marco", "Ferri", false}, {"Sara", "Conti", true}, {"Nicola", "Bassi", false}}},
	{"Caseificio Valmora", "IT", "caseificio", []given{{"Matteo", "Ferrari", false}, {"Irene", "Galli", true}, {"Omar", "Haddad", false}}},
	{"Conserve Altera", "IT", "conserve", []given{{"Davide", "Greco", false}, {"Teresa", "Fusco", true}, {"Pasquale", "Amato", false}}},
	{"Surgelati Boreo", "IT", "surgelati", []given{{"Paola", "Villa", true}, {"Ivan", "Moretti", false}, {"Denis", "Zanon", false}}},
	{"Caffè Nerogrigna", "IT", "caffè", []given{{"Lucia", "Sanna", true}, {"Gavino", "Piras", false}, {"Chiara", "Loi", true}}},
	{"Brandner Feinkost GmbH", "DE", "salumi", []given{{"Katrin", "Hofer", true}, {"Stefan", "Obermair", false}, {"Fabio", "Lanz", false}}},
	{"Biscuiterie Valcourt SAS", "FR", "biscotti", []given{{"Chloé", "Ferrero", true}, {"Bruno", "Giraud", false}, {"Élodie", "Marchetti", true}}},
	{"Alborea Cosmesi", "IT", "cosmesi", []given{{"Roberto", "Monti", false}, {"Silvia", "Testa", true}, {"Hamza", "Berrada", false}}},
	{"Olearia Cardaccia", "IT", "olio", []given{{"Elena", "Poli", true}, {"Cosimo", "Greco", false}, {"Vito", "Lorusso", false}}},
	{"Pasta Ronchetta", "IT", "pasta", []given{{"Tommaso", "Ricci", false}, {"Caterina", "Fabbri", true}, {"Giorgio", "Leone", false}}},
}

// given is a person's name, and whether she is a woman.
type given struct {
	first, last string
	female      bool
}

// desk are the maker's people; the first is an administrator.
var desk = []given{
	{"Carla", "Marzaghi", true},
	{"Luca", "Bianchi", false}, {"Giulia", "Neri", true}, {"Paolo", "Serra", false}, {"Elisa", "Fontana", true},
	{"Andrea", "Colombo", false}, {"Francesca", "Riva", true}, {"Simone", "Barbieri", false}, {"Marta", "Villani", true},
}

var firstNames = []given{
	{"Alessandro", "", false}, {"Alessia", "", true}, {"Antonio", "", false}, {"Barbara", "", true}, {"Carlo", "", false},
	{"Claudia", "", true}, {"Cristian", "", false}, {"Daniela", "", true}, {"Dario", "", false}, {"Deborah", "", true},
	{"Domenico", "", false}, {"Emanuela", "", true}, {"Enrico", "", false}, {"Federica", "", true}, {"Fabrizio", "", false},
	{"Gabriella", "", true}, {"Gianluca", "", false}, {"Ilaria", "", true}, {"Jacopo", "", false}, {"Laura", "", true},
	{"Lorenzo", "", false}, {"Manuela", "", true}, {"Massimo", "", false}, {"Michela", "", true}, {"Mirko", "", false},
	{"Monica", "", true}, {"Nadia", "", true}, {"Pietro", "", false}, {"Raffaella", "", true}, {"Riccardo", "", false},
	{"Samuele", "", false}, {"Sonia", "", true}, {"Stefania", "", true}, {"Umberto", "", false}, {"Valentina", "", true},
	{"Walter", "", false}, {"Youssef", "", false}, {"Amina", "", true}, {"Ionut", "", false}, {"Mariana", "", true},
}

var lastNames = []string{
	"Albertini", "Arrigoni", "Baldi", "Beltrami", "Benedetti", "Bertolini", "Bonetti", "Brambilla", "Caputo", "Carminati",
	"Castelli", "Cattaneo", "Cerri", "Costa", "D'Angelo", "De Luca", "Donati", "Esposito", "Farina", "Ferraro", "Fiore",
	"Gatti", "Gentile", "Giordano", "Grassi", "Grimaldi", "Guerra", "Lombardi", "Longo", "Mancini", "Marchi", "Mariani",
	"Martelli", "Mazza", "Messina", "Morandi", "Negri", "Orlando", "Pagani", "Palmieri", "Parisi", "Pellegrini", "Perini",
	"Pini", "Ravelli", "Rinaldi", "Rota", "Ruggeri", "Sala", "Salvi", "Santoro", "Serafini", "Sironi", "Spada", "Tosi",
	"Valli", "Ventura", "Vitale", "Zanetti", "Zanella", "Rahimi", "Popescu", "Dragan", "El Amrani", "Shehu", "Nikolic",
}

// firmNames are made-up names that companies of any trade take.
var firmNames = []string{
	"Altavena", "Ansaldera", "Belcolle", "Borgoscuro", "Brentara", "Calvagna", "Cantarelle", "Castelmiro", "Cimabruna",
	"Corvarola", "Dalmasca", "Fontelupo", "Fraschetta", "Gaverina", "Giavello", "Isolabruna", "Lamporo", "Lucedana",
	"Malvaglio", "Marosella", "Mezzanella", "Monteferrino", "Navarola", "Oltresecchia", "Palazzina", "Pianacci", "Pratorosso",
	"Quarantola", "Rivafosca", "Roncaglino", "Rovinale", "Salicella", "Sanpolese", "Serravecchia", "Solarolo", "Spinadesca",
	"Terradura", "Torrelunga", "Trebbiana", "Valdicara", "Vallonga", "Verdemare", "Vignarca", "Zappolino",
}

// passwordWords are put together to passwords that can be read out over the telephone.
var passwordWords = []string{
	"astuccio", "bobina", "cartone", "catena", "cinghia", "colla", "coperchio", "cuscino", "etichetta", "fardello", "fettuccia",
	"filtro", "freccia", "guida", "lampada", "leva", "listello", "magazzino", "manopola", "nastro", "officina", "pallone",
	"pedale", "pinza", "pulsante", "quadro", "reparto", "rotaia", "rullo", "scatola", "sensore", "stampo", "tappeto", "telaio",
	"timbro", "tunnel", "valvola", "vaschetta", "ventosa", "volano",
	"ambra", "avorio", "azzurro", "bianco", "bruno", "celeste", "cobalto", "corallo", "ebano", "giallo", "indaco", "lilla",
	"limone", "menta", "nocciola", "ocra", "oliva", "perla", "prugna", "rame", "ruggine", "sabbia", "salvia", "smeraldo",
	"tortora", "turchese", "verde", "viola", "zafferano", "zucca",
}
