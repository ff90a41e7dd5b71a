package demo

import (
	"context"
	"slices"
	"strings"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// causeNames is the maker's list of what can be behind a request, each with parts of the names of the causes that the
// stories are about; the first that fits is chosen at closing.
var causeNames = []struct {
	name  string
	parts []string
}{
	{"Materiale fuori specifica", []string{"film", "viscosità", "vasett", "carton", "astucci deformati", "pezzi lucidi", "aria nel prodotto", "spessore", "colla nuova"}},
	{"Sporco o intasamento", []string{"sporc", "ostruito", "intasato", "otturato", "incollata", "estraneo", "bloccata"}},
	{"Usura", []string{"guarnizion", "consumat", "usurate", "cuscinetto", "lama", "forat", "rott", "teflon", "poco olio", "cinghia"}},
	{"Ricetta o parametri", []string{"ricetta", "parametro", "copia", "cambio formato", "temperatura", "tara del", "conta anche", "velocità"}},
	{"Regolazione", []string{"regolat", "taratura", "fuori", "offset", "allentat", "disallineata", "larghe", "quota", "coppia", "lenta", "calibrare", "tocca", "frenato", "piastra", "sensibilità"}},
	{"Guasto elettrico", []string{"motore", "sensore", "cavo m12", "encoder", "relè", "fungo", "alimentatore", "termocoppia", "resistenza", "ventola", "attuatore", "quadro", "impulso"}},
	{"Software o rete", []string{"firewall", "rete", "fuso", "orologio", "memoria", "sim", "gestionale", "esportazione", "password"}},
	{"Errore di montaggio o d’uso", []string{"montat", "contrario", "sforzo"}},
	{"Richiesta senza guasto", []string{"offerta", "identificazione", "consegna", "ricambio", "corso", "video", "documenti", "manutenzione", "sopralluogo", "spostamento", "microfermi"}},
	{"Altro", []string{""}},
}

// chosenAtClosing is the entry of the maker's list that a technician chooses for a cause.
func (c *cast) chosenAtClosing(cause string) support.CauseRef {
	name := strings.ToLower(cause)
	for i, listed := range causeNames {
		if slices.ContainsFunc(listed.parts, func(part string) bool { return strings.Contains(name, part) }) {
			return support.CauseRef{ID: c.causes[i].ID, Name: listed.name}
		}
	}
	return support.CauseRef{}
}

// sharedReplies are the canned replies that all of the support have.
var sharedReplies = []struct{ name, text string }{
	{"saluto", "Buongiorno {operatore}, sono dell’assistenza. Mi occupo io della {macchina} (s/n {seriale})."},
	{"foto", "Mi può mandare una foto della targhetta e una del punto che non va? Bastano quelle del telefono."},
	{"allarme", "Mi scrive il codice dell’allarme esattamente come appare sul pannello, e che cosa stava facendo la macchina un attimo prima?"},
	{"riavvio", "Per favore:\n1. metta la macchina in emergenza;\n2. spenga l’interruttore generale e aspetti **30 secondi**;\n3. riaccenda, ripristini l’emergenza e faccia il ciclo di azzeramento.\n\nPoi mi dica se l’allarme torna."},
	{"sicurezza", "**Prima di mettere le mani**: interruttore generale spento e lucchettato, aria scaricata. Se non è sicuro di poterlo fare, si fermi e chiami il suo manutentore."},
	{"da-quando", "Da quando lo fa? È cambiato qualcosa prima: formato, prodotto, una regolazione, una manutenzione?"},
	{"versione", "Sul pannello, in Menu → Informazioni, mi legge la versione del programma e quella del PLC?"},
	{"ricambio-spedito", "Il ricambio per la s/n {seriale} parte oggi con corriere espresso: domani in mattinata è da voi. Le mando il numero della spedizione appena lo ho."},
	{"in-attesa", "Resto in attesa di una sua risposta. Quando ha fatto la prova scriva qui, e riprendo subito il ticket {numero}."},
	{"richiamo", "La richiamo appena possibile. Se nel frattempo la macchina riparte, me lo scriva qui così lo so prima di telefonare."},
	{"sopralluogo", "A distanza non riesco ad andare oltre: serve un tecnico sul posto. Mi dice in quali giorni e orari la {macchina} può restare ferma per mezza giornata?"},
	{"manuale", "La procedura è nel manuale della {macchina}, al capitolo *Manutenzione ordinaria*. Se non l’ha a portata di mano, le scrivo qui i passaggi."},
	{"prova-produzione", "Bene. La lasci lavorare in produzione per un’ora e mi scriva com’è andata: se va tutto bene, chiudo il ticket."},
	{"chiusura", "Grazie {operatore}. Chiudo il ticket {numero}: se il difetto torna, entro 7 giorni basta rispondere che la macchina non va e lo riprendo io."},
}

// setUpConsole writes what the support's console offers: causes, canned replies, within what time to answer.
func setUpConsole(ctx context.Context, w store.Writer, c *cast) error {
	for _, k := range c.causes {
		if err := w.PutCause(ctx, k); err != nil {
			return err
		}
		if err := w.Touch(ctx, store.Object{Type: store.ObjectCause, ID: k.ID}, support.AudienceSupport()); err != nil {
			return err
		}
	}
	for _, r := range c.replies {
		if err := w.PutCannedReply(ctx, r); err != nil {
			return err
		}
		if err := w.Touch(ctx, store.Object{Type: store.ObjectCannedReply, ID: r.ID}, r.Audience()); err != nil {
			return err
		}
	}
	if err := w.PutResponseTimes(ctx, support.UsualResponseTimes(here)); err != nil {
		return err
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectResponseTimes, ID: store.ResponseTimesID}, support.AudienceSupport())
}

// consoleIDs is the index of the identities of what the console offers: beyond that of any ticket.
const consoleIDs = 1 << 39

// furnish invents what the console offers.
func (c *cast) furnish(seed uint64, began time.Time) {
	ids := newIdentities(seed, consoleIDs)
	for _, k := range causeNames {
		c.causes = append(c.causes, support.Cause{ID: ids.at(began), Name: k.name})
	}
	for _, r := range sharedReplies {
		c.replies = append(c.replies, support.CannedReply{ID: ids.at(began), Name: r.name, Text: r.text})
	}
}
