package demo

import (
	"time"

	"filodiretto/backend/support"
)

// A feature is a story that is told in the same words whatever the seed.
type feature struct {
	scenario    string
	unit        int // of the first company
	opener      int
	desk        int
	kind        support.Kind
	severity    support.Severity
	end         support.Status
	description string
	phone       string
	window      time.Duration
	messages    int
	// files belong to the description.
	files func(u *unit) []enclosure
	beats func(g *telling) []beat
	// ago is how long before now its last act was.
	ago time.Duration
}

func (f *feature) told(g *telling) []beat {
	if f.beats == nil {
		return nil
	}
	return f.beats(g)
}

// features are what the first operator and the first technician find open when they sign in.
func features() []*feature {
	return []*feature{
		{
			scenario: "ventose", unit: 0, opener: 0, desk: 0, kind: support.KindChat,
			severity: support.SeverityStopped, end: support.StatusInProgress, messages: 9, ago: 4 * time.Minute,
			description: "Le ventose perdono gli astucci. Ne cade uno su tre e la macchina si blocca con allarme E42.",
			files: func(u *unit) []enclosure {
				return []enclosure{drawn("targa.jpg", func() ([]byte, error) { return nameplate(u.Model, u.Serial) })}
			},
			beats: func(g *telling) []beat {
				giulia := g.cast.technicians[1]
				return []beat{
					g.support("{saluto} Anna, il vuoto arriva a −0,6 bar durante la presa?"),
					g.call(support.OutcomeNoAnswer, ""),
					{by: g.opener, deed: deedReply, text: "No, si ferma a −0,3. Ieri segnava −0,7.", files: []enclosure{
						drawn("manometro.jpg", func() ([]byte, error) { return gauge(0.3) }),
					}},
					g.note(giulia, "L'altra volta su questa matricola ho cambiato due ventose VS-40 del lotto 2231. Prima di spedire controlla il lotto."),
					g.support("Allora l'aria entra da una ventosa. Mi manda una foto di quella a sinistra, per favore? Basta un taglio sul bordo."),
					{by: g.opener, deed: deedReply, text: "È tagliata sul bordo.", files: []enclosure{drawn("ventosa-sinistra.jpg", cutCup)}},
					{by: g.opener, deed: deedReply, text: "Sul pezzo c'è scritto VS-40.", pace: paceQuick},
				}
			},
		},
		{
			scenario: "come-si-fa", unit: 1, opener: 2, desk: 0, kind: support.KindChat,
			severity: support.SeverityQuestion, end: support.StatusWaiting, messages: 7, ago: 26 * time.Hour,
			description: "Come passo al formato da 6 pezzi? La scheda a bordo macchina è quella vecchia.",
			beats: func(g *telling) []beat {
				return []beat{
					g.support("{saluto} Sara, i pezzi del formato da 6 sono quelli verdi. Li trova nell'armadio formati?"),
					{by: g.opener, deed: deedReply, text: "Sì, ci sono tutti. La ricetta qual è?", files: []enclosure{
						drawn("pannello.jpg", func() ([]byte, error) { return recipes(g.unit.Model) }),
					}},
					g.support("Provi la ricetta 12 e mi dica. Prima giri due volte a mano."),
					{by: g.desk, deed: deedChange, status: support.StatusWaiting, pace: paceSoon},
				}
			},
		},
		{
			scenario: "film-si-strappa", unit: 2, opener: 1, desk: 1, kind: support.KindCallback,
			severity: support.SeverityDegraded, end: support.StatusInProgress, messages: 6, ago: 25 * time.Minute,
			description: "Il film si strappa in saldatura. Succede ogni venti cicli, sempre dal lato sinistro.",
			phone:       "+390595550142", window: 2 * time.Hour,
			files: func(*unit) []enclosure { return []enclosure{{"registro-saldatura.log", sealingLog}} },
			beats: func(g *telling) []beat {
				return []beat{
					g.call(support.OutcomeNoAnswer, "Ha risposto il centralino, Marco era in linea."),
					g.support("{saluto} Marco, ho provato a chiamarla. Intanto guardi il teflon della barra: se è marrone o rigato è quello."),
					g.support("La richiamo appena finisco con una linea ferma, va bene?"),
				}
			},
		},
	}
}

// endless is a story that goes on for weeks, as those do that happen now and then and never when anybody looks.
func endless() *feature {
	return &feature{
		scenario: "flowpack-sacchetti", unit: -1, kind: support.KindChat,
		severity: support.SeverityDegraded, end: support.StatusInProgress, messages: lengthy, ago: 50 * time.Minute,
		description: "Sacchetti storti dopo il cambio bobina. Non sempre: due o tre volte per turno, poi torna a posto da solo e nessuno capisce perché.",
		beats: func(g *telling) []beat {
			return []beat{
				g.customer("Abbiamo già ricentrato la bobina due volte. Per qualche ora va bene."),
				g.support("I difetti che vanno e vengono si prendono con i numeri. Mi segna per una settimana ora, velocità e quanti sacchetti ha scartato?"),
				g.customer("Va bene, faccio il foglio anche per gli altri turni."),
				g.note(g.colleague, "Visto lo stesso su una macchina più vecchia: era il rullo di traino, ma si consumava a vista. Qui è nuovo."),
				g.support("Intanto guardi la gomma del rullo di traino e la tensione del ballerino a bobina piena e a bobina quasi finita."),
				g.customer("Gomma opaca, nessun solco. Il ballerino lavora a metà in tutti e due i casi."),
				g.support("Allora rullo e tensione sono a posto. Restano la fotocellula di tacca e la bobina stessa: ad ogni difetto mi scriva il numero di bobina."),
			}
		},
	}
}
