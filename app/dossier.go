package app

import (
	"context"
	"strconv"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

// Dossier makes a PDF of a ticket.
type Dossier struct{ program *Program }

// SavedDossier says where it was saved; File is empty when it was given up.
type SavedDossier struct {
	File string `json:"file"`
}

// Save asks in a dialog of the system where, and writes the dossier there. It tells by events how far it is.
func (d *Dossier) Save(by, ticketID string, withNotes bool) (SavedDossier, error) {
	engine, err := d.program.desktop()
	if err != nil {
		return SavedDossier{}, err
	}
	front, err := d.program.frontOf(by)
	if err != nil {
		return SavedDossier{}, err
	}
	detail, err := front.Desk().Ticket(context.Background(), ticketID)
	if err != nil {
		return SavedDossier{}, err
	}
	texts := dossierTexts{d.program.texts, d.program.language()}
	called := strconv.FormatInt(detail.Number, 10)
	if detail.Number == 0 {
		called = detail.WrittenAt.Local().Format("2006-01-02-1504")
	}
	file, err := d.program.askWhere(texts.Text("dossier.save"), support.CleanFileName(texts.Text("dossier.file", "number", called)+".pdf"))
	if err != nil || file == "" {
		return SavedDossier{}, err
	}
	told := time.Time{}
	err = engine.WriteDossier(context.Background(), front, desktop.Dossier{
		TicketID: ticketID, WithNotes: withNotes, File: file, Texts: texts,
		Progress: func(done, all int) {
			if now := time.Now(); done == all || now.Sub(told) >= breath {
				told = now
				runtime.EventsEmit(d.program.window, eventDossier, dossierWritten{TicketID: ticketID, Done: done, All: all})
			}
		},
	})
	if err != nil {
		return SavedDossier{}, err
	}
	return SavedDossier{File: file}, nil
}

// dossierTexts words a dossier from the catalogues.
type dossierTexts struct {
	catalogues catalogues
	language   string
}

func (t dossierTexts) Text(key string, pairs ...string) string {
	return t.catalogues.text(t.language, key, pairs...)
}

func (t dossierTexts) Language() string { return t.language }
