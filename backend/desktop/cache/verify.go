package cache

import (
	"cmp"
	"slices"

	"filodiretto/backend/support"
)

// claim is up to where a ticket's chains go by what the ticket itself says.
type claim struct{ last, notes int }

// heads are where a ticket's chains went to when it came: that of replies and events, and that of notes.
type heads [2]head

type head struct {
	index int
	hash  []byte
}

func (h heads) of(notes bool) head {
	if notes {
		return h[1]
	}
	return h[0]
}

// verify holds what a forward batch brought against what was here. What has a hole before it is looked at once that is
// filled, or cannot be any more: see doubt.go. Pages of the backward walk are held against each other once it has come to
// the beginning: until then a chain lies here in pieces. See sweep.go.
func (w *write) verify() error {
	if w.walk == Backward {
		return nil
	}
	type chain struct {
		ticket string
		notes  bool
	}
	chains := map[chain][]*support.Message{}
	for i := range w.applied.Messages {
		m := &w.applied.Messages[i]
		at := chain{m.TicketID, linkOf(m).notes}
		chains[at] = append(chains[at], m)
	}
	for at, messages := range chains {
		slices.SortFunc(messages, func(a, b *support.Message) int { return cmp.Compare(linkOf(a).index, linkOf(b).index) })
		if err := w.follows(messages); err != nil {
			return err
		}
		if c, ok := w.claims[at.ticket]; ok {
			last := linkOf(messages[len(messages)-1]).index
			if at.notes {
				c.notes = unclaimed(c.notes, last)
			} else {
				c.last = unclaimed(c.last, last)
			}
			w.claims[at.ticket] = c
		}
	}
	for ticket, c := range w.claims {
		for _, l := range []link{{false, c.last}, {true, c.notes}} {
			if err := w.isThere(ticket, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// unclaimed is 0 where the chain has come as far as the ticket says.
func unclaimed(claimed, last int) int {
	if last >= claimed {
		return 0
	}
	return claimed
}

// follows verifies new messages of one chain, in order, from the one before them on.
func (w *write) follows(messages []*support.Message) error {
	first := messages[0]
	before := link{linkOf(first).notes, linkOf(first).index - 1}
	hash, there, err := w.hashAt(first.TicketID, before)
	if err != nil {
		return err
	}
	for _, m := range messages {
		at := linkOf(m)
		switch {
		case at.index != before.index+1 || !there:
			if err := w.doubt(m.TicketID); err != nil {
				return err
			}
		case m.Chained(hash) != m.Hash:
			return w.broken(Break{TicketID: m.TicketID, Kind: BreakChain, Notes: at.notes, Index: at.index, Kept: hash, Came: m.Hash})
		}
		before, hash, there = at, m.Hash, true
	}
	return nil
}

const (
	hashOfIndex = `SELECT hash FROM messages WHERE ticket_id = ? AND place = ? AND note = 0`
	hashOfNote  = `SELECT hash FROM messages WHERE ticket_id = ? AND note = ?`
)

// hashAt is the hash at a place of a chain; the zero value stands before the first. A batch's messages are written by now.
func (w *write) hashAt(ticketID string, l link) (h support.Hash, there bool, err error) {
	if l.index == 0 {
		return h, true, nil
	}
	if at := w.heads[ticketID].of(l.notes); at.index == l.index && len(at.hash) > 0 {
		copy(h[:], at.hash)
		return h, true, nil
	}
	query := hashOfIndex
	if l.notes {
		query = hashOfNote
	}
	var b []byte
	there, err = w.look(query, []any{key(ticketID), l.index}, &b)
	copy(h[:], b)
	return h, there, err
}

// isThere: a ticket that says how far it goes comes in one commit with what goes so far, or what goes so far has changed since.
func (w *write) isThere(ticketID string, l link) error {
	_, there, err := w.hashAt(ticketID, l)
	if err != nil || there {
		return err
	}
	return w.doubt(ticketID)
}

// doubt notes that something of a ticket's chains is not here. It may be on its way: a message stands in the feed where it was
// changed last, by an attachment that has arrived, and so after what came later; or the backward walk has not come to it.
func (w *write) doubt(ticketID string) error {
	w.doubted, w.applied.Doubtful = true, w.filled
	_, err := w.exec(`INSERT INTO doubtful (ticket_id, revision) VALUES (?, ?)
		ON CONFLICT (ticket_id) DO UPDATE SET revision = excluded.revision`, key(ticketID), w.revision)
	return err
}

const (
	messageAt = `SELECT ` + messageColumns + ` FROM messages m WHERE m.ticket_id = ? AND m.place = ? AND m.note = ?`
	seenHash  = `SELECT hash, removed FROM seen WHERE ticket_id = ? AND notes = ? AND idx = ? AND removed`
	seenFrom  = `SELECT count(*) FROM seen WHERE ticket_id = ? AND notes = ? AND idx >= ? AND removed`
)

// What became of what is kept in seen.
const (
	// begunAnew: the cache has begun anew.
	begunAnew = 0
	// outOfSight: its ticket was taken out of the person's sight.
	outOfSight = 1
	// outOfSightBefore: both. The store may be another than it was seen in, so what comes instead was not changed.
	outOfSightBefore = 2
)

// again holds a message that was not written, because one is there, against that one; it may tell that attachments have
// arrived.
func (w *write) again(m *support.Message) error {
	place := PlaceOf(m)
	kept, there, err := w.messageBy(oneMessage, key(m.ID))
	if err == nil && !there {
		kept, there, err = w.messageBy(messageAt, key(m.TicketID), place.Index, place.Note)
	}
	if err != nil || !there {
		return err
	}
	declared := kept.ID == m.ID && sameDeclared(kept.Attachments, m.Attachments)
	if declared {
		// Bytes are known by their digest, which the first one has: they can be had, whatever else is different.
		err = w.arrive(&kept, m)
	}
	if err != nil || declared && kept.Hash == m.Hash && kept.Chained(support.Hash{}) == m.Chained(support.Hash{}) {
		return err
	}
	at := linkOf(&kept)
	return w.broken(Break{TicketID: kept.TicketID, Kind: BreakChanged, Notes: at.notes, Index: at.index, Kept: kept.Hash, Came: m.Hash})
}

// cameBack holds a message of a ticket that was out of sight against what it was then.
func (w *write) cameBack(m *support.Message) error {
	at := linkOf(m)
	var b []byte
	var became int
	there, err := w.look(seenHash, []any{key(m.TicketID), at.notes, at.index}, &b, &became)
	if err != nil || !there || string(b) == string(m.Hash[:]) {
		return err
	}
	seen := Break{TicketID: m.TicketID, Kind: BreakChanged, Notes: at.notes, Index: at.index, Came: m.Hash}
	copy(seen.Kept[:], b)
	if became == outOfSightBefore {
		seen.Kind = BreakRestored
		// Each message's hash is made of all before it: from here on none is as it was.
		if _, err := w.look(seenFrom, []any{key(m.TicketID), at.notes, at.index}, &seen.Lost); err != nil {
			return err
		}
	}
	return w.broken(seen)
}

func (w *write) messageBy(query string, args ...any) (support.Message, bool, error) {
	stmt, err := w.prepared(query)
	if err != nil {
		return support.Message{}, false, err
	}
	m, err := scanMessage(stmt.QueryRowContext(w.ctx, args...).Scan)
	ok, err := found(err)
	return m, ok, err
}

// takenBack: the server says that a message is no more to be seen. What was said once stays.
func (w *write) takenBack(id string) error {
	m, there, err := w.messageBy(oneMessage, key(id))
	if err != nil || !there {
		return err
	}
	at := linkOf(&m)
	return w.broken(Break{TicketID: m.TicketID, Kind: BreakMissing, Notes: at.notes, Index: at.index, Kept: m.Hash})
}

// broken keeps a break with the batch that brought it.
func (w *write) broken(b Break) error {
	n, err := w.exec(putBreak, b.row()...)
	if err != nil || n == 0 {
		return err
	}
	b.log(w.ctx)
	w.broke, w.touched[b.TicketID] = true, true
	return nil
}

// remember keeps the hashes of what goes, so that it cannot come again as another.
func (w *write) remember(became int, where string, args ...any) error {
	_, err := w.exec(`INSERT OR IGNORE INTO seen (ticket_id, notes, idx, hash, removed)
		SELECT ticket_id, note > 0, CASE note WHEN 0 THEN place ELSE note END, hash, ? FROM messages`+where+`
		ORDER BY ticket_id, place, note`, append([]any{became}, args...)...)
	return err
}
