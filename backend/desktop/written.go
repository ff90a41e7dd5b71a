package desktop

import (
	"context"
	"io"

	"filodiretto/backend/desktop/dossier"
	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// Dossier is what a dossier is to be of, and where it goes.
type Dossier struct {
	TicketID string
	// WithNotes puts internal notes in too: support.CodeForbidden for operators.
	WithNotes bool
	// File is written as a whole or not at all.
	File  string
	Texts dossier.Texts
	// Progress is told how many of all messages are written.
	Progress func(done, all int)
}

// WriteDossier writes a ticket as a PDF, from what is on this workstation. support.CodeStorage says that it cannot be
// written there, support.CodeNotFound that the ticket is not here.
func (d *Desktop) WriteDossier(ctx context.Context, p *Profile, o Dossier) error {
	ctx, stop := within(ctx, d.open)
	defer stop()
	me := p.desk.Me()
	if o.WithNotes {
		if err := me.MayWork(); err != nil {
			return err
		}
	}
	detail, items, err := p.desk.Whole(ctx, o.TicketID)
	if err != nil {
		return err
	}
	ticket := dossier.Ticket{
		Detail: detail, Items: items, WithNotes: o.WithNotes, By: me.Name, At: support.Instant(d.o.Now()), FreshAt: p.State().FreshAt,
	}
	return disk.PutAll(o.File, func(to io.Writer) error {
		return dossier.Write(ctx, to, ticket, dossier.Options{Texts: o.Texts, Progress: o.Progress, Picture: p.attachments.Picture})
	})
}
