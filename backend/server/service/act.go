package service

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// fingerprint is SHA-256 over what an act asks for, after normalising: each part as a 4-byte length and its bytes.
func fingerprint(parts ...string) [32]byte {
	var b []byte
	for _, p := range parts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p))) //nolint:gosec // bodies are bounded far below
		b = append(b, p...)
	}
	return sha256.Sum256(b)
}

var errIDUsed = support.Errorf(support.CodeConflict, "this id was used for something else already")

// done reports whether the act was done before. The same id with another body, or by somebody else, is CodeConflict.
func done(ctx context.Context, r store.Reader, by support.Person, id string, print [32]byte) (bool, error) {
	a, err := r.Act(ctx, id)
	switch {
	case missing(err):
		return false, nil
	case err != nil:
		return false, err
	case a.PersonID != by.ID || a.Fingerprint != print:
		return false, errIDUsed
	}
	return true, nil
}

// keep writes what was recorded of a ticket and puts it into the feeds of those who may see it. Messages made by rule
// are kept as acts too, so that nobody can use their ids again.
func keep(ctx context.Context, w store.Writer, by support.Person, t *support.Ticket, recorded []support.Message, actID string) error {
	if len(recorded) == 0 {
		return nil
	}
	notesOnly := true
	for i := range recorded {
		m := &recorded[i]
		if err := w.InsertMessage(ctx, *m); err != nil {
			return err
		}
		object := store.Object{Type: store.ObjectMessage, ID: m.ID}
		if err := w.Touch(ctx, object, m.Audiences(t.CompanyID)...); err != nil {
			return err
		}
		if m.Kind != support.MessageNote {
			notesOnly = false
		}
		if m.ID != actID {
			if err := w.InsertAct(ctx, store.Act{ID: m.ID, PersonID: by.ID, Fingerprint: fingerprint("by rule", m.ID)}); err != nil {
				return err
			}
		}
	}
	if err := w.UpdateTicket(ctx, *t); err != nil {
		return err
	}
	audiences := t.Audiences()
	if notesOnly {
		audiences = []support.Audience{support.AudienceSupport()}
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectTicket, ID: t.ID}, audiences...)
}

// seenTicket reads a ticket that the person may see; a foreign one is not there.
func seenTicket(ctx context.Context, r store.Reader, by support.Person, id string) (support.Ticket, error) {
	if !support.ValidID(id) {
		return support.Ticket{}, errNotFound
	}
	t, err := r.Ticket(ctx, id)
	if err != nil {
		return support.Ticket{}, err
	}
	if !by.Sees(&t) {
		return support.Ticket{}, errNotFound
	}
	return t, nil
}

func instantText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return support.Instant(t).Format(support.InstantLayout)
}
