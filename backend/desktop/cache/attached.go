package cache

import (
	"encoding/json"
	"slices"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// Arrived is an attachment of which the server has all bytes.
type Arrived struct {
	support.Attachment

	TicketID, MessageID string
}

// attachmentsOut are a message's attachments as the file keeps them.
func attachmentsOut(attachments []support.Attachment) (string, error) {
	if len(attachments) == 0 {
		return "", nil
	}
	out := make([]api.Attachment, len(attachments))
	for i := range attachments {
		out[i] = api.AttachmentFor(&attachments[i])
	}
	b, err := json.Marshal(out)
	return string(b), err
}

func attachmentsIn(kept string) ([]support.Attachment, error) {
	if kept == "" {
		return nil, nil
	}
	var in []api.Attachment
	if err := readBack(kept, &in); err != nil {
		return nil, err
	}
	return api.AttachmentsIn(in), nil
}

// attach notes whose the attachments of a new message are. The first message that had one keeps it.
func (w *write) attach(m *support.Message) error {
	for i := range m.Attachments {
		a := &m.Attachments[i]
		if _, err := w.exec(`INSERT OR IGNORE INTO attached (id, message_id) VALUES (?, ?)`, key(a.ID), key(m.ID)); err != nil {
			return err
		}
		w.hasArrived(m, a)
		w.applied.Abandoned = w.applied.Abandoned || a.Abandoned()
	}
	return nil
}

func (w *write) hasArrived(m *support.Message, a *support.Attachment) {
	if a.Arrived() {
		w.applied.Arrived = append(w.applied.Arrived, Arrived{Attachment: *a, TicketID: m.TicketID, MessageID: m.ID})
	}
}

// sameDeclared reports whether two versions of a message declare the same. Their hashes cover the bytes alone.
func sameDeclared(a, b []support.Attachment) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID != b[i].ID || a[i].Name != b[i].Name || a[i].Size != b[i].Size || a[i].SHA256 != b[i].SHA256 {
			return false
		}
	}
	return true
}

// arrive writes what came with a message that is here already: that attachments have arrived, or were given up. What was told
// once stays so, whatever an older version of the message says.
func (w *write) arrive(kept, came *support.Message) error {
	changed := false
	for i := range came.Attachments {
		a, b := &kept.Attachments[i], &came.Attachments[i]
		told := a.Arrived() || a.Abandoned()
		if !b.Arrived() && !b.Abandoned() || told && (w.walk == Backward || sameFound(a, b)) {
			continue
		}
		if !a.Arrived() {
			w.hasArrived(kept, b)
		}
		w.applied.Abandoned = w.applied.Abandoned || b.Abandoned()
		*a, changed = *b, true
	}
	if !changed {
		return nil
	}
	out, err := attachmentsOut(kept.Attachments)
	if err != nil {
		return err
	}
	if _, err := w.exec(`UPDATE messages SET attachments = ? WHERE id = ?`, out, key(kept.ID)); err != nil {
		return err
	}
	w.touched[kept.TicketID] = true
	return nil
}

func sameFound(a, b *support.Attachment) bool {
	return a.ArrivedAt.Equal(b.ArrivedAt) && a.AbandonedAt.Equal(b.AbandonedAt) && a.Type == b.Type && a.Width == b.Width && a.Height == b.Height
}

// dropAttached forgets the attachments of a ticket's messages, which are still here.
const dropAttached = `DELETE FROM attached WHERE id IN (SELECT unhex(json_extract(j.value, '$.id'), '-')
	FROM messages m, json_each(m.attachments) j WHERE m.ticket_id = ? AND m.attachments <> '')`

const (
	attachedTo      = `SELECT ` + messageColumns + ` FROM attached a CROSS JOIN messages m ON m.id = a.message_id WHERE a.id = ?`
	newestAttached  = `SELECT ` + messageColumns + ` FROM attached a CROSS JOIN messages m ON m.id = a.message_id ORDER BY a.id DESC LIMIT ?`
	ownAttached     = `SELECT ` + messageColumns + ` FROM attached a CROSS JOIN messages m ON m.id = a.message_id WHERE m.author_id = ?`
	messagesWithAny = `SELECT ` + messageColumns + ` FROM messages m WHERE m.ticket_id = ? AND m.attachments <> '' ORDER BY m.place, m.note`
)

// AttachedTo is the message to which the attachment with that id belongs; false when it is not in the cache.
func (r *Reader) AttachedTo(id string) (support.Message, bool, error) {
	found, err := r.messages(attachedTo, key(id))
	if err != nil || len(found) == 0 {
		return support.Message{}, false, err
	}
	return found[0], true, nil
}

// WithAttachments are those of a ticket's messages that have attachments, oldest first.
func (r *Reader) WithAttachments(ticketID string) ([]support.Message, error) {
	return r.messages(messagesWithAny, key(ticketID))
}

// OwnUnarrived are the attachments of the person's own messages that have not arrived, and are not given up.
func (r *Reader) OwnUnarrived() ([]support.Attachment, error) {
	own, err := r.messages(ownAttached, key(r.c.me.ID))
	var all []support.Attachment
	seen := map[string]bool{}
	for i := range own {
		for _, a := range own[i].Attachments {
			if !a.Arrived() && !a.Abandoned() && !seen[a.ID] {
				all = append(all, a)
			}
			seen[a.ID] = true
		}
	}
	return all, err
}

// NewestAttached are the messages of so many of the newest attachments (their ids tell when they were made), newest first.
func (r *Reader) NewestAttached(most int) ([]support.Message, error) {
	all, err := r.messages(newestAttached, most)
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(m support.Message) bool {
		again := seen[m.ID]
		seen[m.ID] = true
		return again
	}), err
}

// FileNames are what a message's attachments are called.
func FileNames(m *support.Message) []string {
	names := make([]string, len(m.Attachments))
	for i := range m.Attachments {
		names[i] = m.Attachments[i].Name
	}
	return names
}
