// Package dossier writes a ticket as one PDF: what it is about, the conversation with its pictures, what became of it, and the
// hash that the record of it ends in. Everything comes from what is on this workstation: it needs no network.
package dossier

import (
	"context"
	"io"
	"time"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// A Ticket is what a dossier is written of.
type Ticket struct {
	desk.Detail
	// Items are all messages, oldest first. Notes go in only with WithNotes, and then every page says that it is internal.
	Items     []desk.Item
	WithNotes bool
	// By is who writes the dossier, At when.
	By string
	At time.Time
	// FreshAt is of when what it is made of is; zero if nobody knows.
	FreshAt time.Time
}

// Texts words a dossier in the language of whoever writes it.
type Texts interface {
	// Text is an entry of the catalogues, its {{placeholders}} filled by pairs of name and value.
	Text(key string, pairs ...string) string
	Language() string
}

// Picture opens what a dossier shows of a picture, as a JPEG; fs.ErrNotExist when it is not on this workstation.
type Picture func(ctx context.Context, a *support.Attachment) (io.ReadCloser, error)

// Options say how a dossier is written.
type Options struct {
	Texts   Texts
	Picture Picture
	// Progress is told after each message how many are written; it may be nil.
	Progress func(done, all int)
	// Zone is where its times are told; nil is the workstation's own.
	Zone *time.Location
}

// Write writes the dossier. What could not be shown of a picture is said in its place; an error is the writer's, or the
// context's.
func Write(ctx context.Context, to io.Writer, t Ticket, o Options) error {
	if o.Zone == nil {
		o.Zone = time.Local
	}
	p, err := newPaper(&t, &o)
	if err != nil {
		return err
	}
	p.title()
	p.facts()
	p.resolution()
	p.heading(o.Texts.Text("dossier.conversation"))
	shown := t.said()
	for i := range shown {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.item(ctx, &shown[i]); err != nil {
			return err
		}
		if o.Progress != nil {
			o.Progress(i+1, len(shown))
		}
	}
	p.record(shown)
	return p.pdf.Output(to)
}

// said are the messages that go in. What the server refused has not been said to anybody.
func (t *Ticket) said() []desk.Item {
	var out []desk.Item
	for i := range t.Items {
		if t.Items[i].State == desk.ItemRefused || t.Items[i].Kind == support.MessageNote && !t.WithNotes {
			continue
		}
		out = append(out, t.Items[i])
	}
	return out
}

// head is the hash of the newest reply or event that the server has.
func head(items []desk.Item) support.Hash {
	var newest support.Hash
	index := 0
	for i := range items {
		m := &items[i].Message
		if m.Kind != support.MessageNote && m.Hash != (support.Hash{}) && m.Index >= index {
			newest, index = m.Hash, m.Index
		}
	}
	return newest
}
