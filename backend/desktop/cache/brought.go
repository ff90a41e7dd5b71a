package cache

import (
	"context"

	"filodiretto/backend/desktop/outbox"
)

// Brought reports whether the feed has brought what the act did. Of a change that is still without an answer nobody can
// tell, so it counts as not brought.
func (r *Reader) Brought(a outbox.Act) (bool, error) {
	switch a.Kind {
	case outbox.KindOpen:
		_, there, err := r.lastIndex(a.ID)
		return there, err
	case outbox.KindFilter, outbox.KindFilterRemoval:
		return r.broughtOwn(a, ownFilter, a.Kind == outbox.KindFilterRemoval)
	case outbox.KindCannedReply, outbox.KindCannedReplyRemoval:
		return r.broughtOwn(a, ownCannedReply, a.Kind == outbox.KindCannedReplyRemoval)
	case outbox.KindReply, outbox.KindNote, outbox.KindCallAttempt, outbox.KindVerdict:
		var one int
		return found(r.row(`SELECT 1 FROM messages WHERE id = ?`, []any{key(a.ID)}, &one))
	case outbox.KindChange:
		if a.State != outbox.StateSent {
			return false, nil
		}
		last, there, err := r.lastIndex(a.TicketID)
		return there && last >= a.Answer.LastIndex, err
	case outbox.KindMark:
		reading, err := r.Reading(a.TicketID)
		return reading.Mark >= a.SeenIndex, err
	default:
		return false, nil
	}
}

func (r *Reader) lastIndex(ticketID string) (index int, there bool, err error) {
	there, err = found(r.row(`SELECT last_index FROM tickets WHERE id = ?`, []any{key(ticketID)}, &index))
	return index, there, err
}

// Brought is [Reader.Brought] of the cache as it is now.
func (c *Cache) Brought(ctx context.Context, a outbox.Act) (bool, error) {
	var there bool
	err := c.Read(ctx, func(r *Reader) (err error) { there, err = r.Brought(a); return err })
	return there, err
}

// Revision differs between moments at which the cache differs, and grows.
func (c *Cache) Revision(ctx context.Context) (int64, error) {
	var revision int64
	err := c.Read(ctx, func(r *Reader) (err error) { revision, err = r.Revision(); return err })
	return revision, err
}

// Generation changes when all that the cache held was replaced (see Reset): what the feed had brought may not be there
// yet again.
func (c *Cache) Generation() int64 { return c.generation.Load() }
