package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"filodiretto/backend/picture"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// An enclosure is a file that somebody attaches to what they say. It is drawn or written when it is said.
type enclosure struct {
	name string
	make func(at time.Time) ([]byte, error)
}

func drawn(name string, draw func() ([]byte, error)) enclosure {
	return enclosure{name: name, make: func(time.Time) ([]byte, error) { return draw() }}
}

// enclosed is a file of a message, with what is in it.
type enclosed struct {
	is      support.Attachment
	content []byte
}

// enclose makes the files of a message that is said then.
func (p *playing) enclose(files []enclosure, t time.Time) ([]support.Attachment, error) {
	var declared []support.Attachment
	for _, f := range files {
		content, err := f.make(t)
		if err != nil {
			return nil, fmt.Errorf("making %s: %w", f.name, err)
		}
		a := support.Attachment{ID: p.ids.at(t), Name: f.name, Size: int64(len(content)), SHA256: sha256.Sum256(content)}
		declared = append(declared, a)
		found, err := picture.Look(context.Background(), bytes.NewReader(content))
		if err != nil {
			return nil, err
		}
		a.ArrivedAt, a.Type, a.Width, a.Height = t, found.Type, found.Width, found.Height
		p.files = append(p.files, enclosed{is: a, content: content})
	}
	return declared, nil
}

// keepFiles puts the bytes of what was attached where the server has them, before anything says that they are there.
func (r *record) keepFiles(ctx context.Context, keep Keep) error {
	for _, f := range r.files {
		if err := keep(ctx, r.ticket.CompanyID, f.is.SHA256, f.content); err != nil {
			return fmt.Errorf("keeping %s: %w", f.is.Name, err)
		}
	}
	return nil
}

// arrive records of a message's files that they are here.
func arrive(ctx context.Context, w store.Writer, m *support.Message, files []enclosed) error {
	for i := range m.Attachments {
		for _, f := range files {
			if f.is.ID != m.Attachments[i].ID {
				continue
			}
			if err := w.ArriveAttachment(ctx, f.is.ID, f.is); err != nil {
				return err
			}
		}
	}
	return nil
}

// sealingLog is what a machine has noted of its sealing bar in the minutes before.
func sealingLog(at time.Time) ([]byte, error) {
	var b strings.Builder
	began := at.In(here).Add(-40 * time.Minute).Truncate(time.Second)
	for i := range 400 {
		t := began.Add(time.Duration(i) * 6 * time.Second)
		left, right := 152.0+float64(i*7%5)/10, 152.1+float64(i*11%4)/10
		if i%20 >= 17 {
			left -= float64(i%20-16) * 4.3
		}
		fmt.Fprintf(&b, "%s SALDATURA ciclo %d sinistra %.1f °C destra %.1f °C", t.Format("2006-01-02 15:04:05"), 41_180+i, left, right)
		if i%20 == 19 {
			b.WriteString(" ALLARME E31 film strappato, lato sinistro")
		}
		b.WriteByte('\n')
	}
	return []byte(b.String()), nil
}
