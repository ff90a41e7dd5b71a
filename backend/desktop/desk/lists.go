package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// Section is one of the two parts of the list.
type Section = cache.Section

// The sections.
const (
	OpenTickets   = cache.OpenTickets
	ClosedTickets = cache.ClosedTickets
)

// maxPage bounds every page.
const maxPage = 500

// Page is a page of tickets. Next leads on; it is empty at the end.
type Page struct {
	Items []Row
	Next  string
}

// Tickets is a page of a section, newest change first, after the last page's Next. CodeInvalid at query.after for
// anything else.
func (d *Desk) Tickets(ctx context.Context, section Section, after string, limit int) (Page, error) {
	from, err := parseKey(after)
	if err != nil {
		return Page{}, err
	}
	limit = min(max(limit, 1), maxPage)
	var page Page
	err = d.look(ctx, func(v *view) error {
		rows, err := v.section(section, from, limit+1)
		if err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			page.Next = keyText(cache.KeyOf(&rows[limit-1].Ticket))
		}
		page.Items = rows
		return nil
	})
	return page, err
}

// section merges the cache's tickets that have no acts with those that have, as they will be.
func (v *view) section(section Section, after cache.Key, limit int) ([]Row, error) {
	if len(v.laid) == 0 {
		return v.plainSection(section, after, limit)
	}
	var laidHere []*laid
	for _, l := range v.laid {
		if l.here() && cache.SectionOf(&l.ticket) == section && (after == (cache.Key{}) || after.Compare(cache.KeyOf(&l.ticket)) < 0) {
			laidHere = append(laidHere, l)
		}
	}
	slices.SortFunc(laidHere, func(a, b *laid) int { return cache.KeyOf(&a.ticket).Compare(cache.KeyOf(&b.ticket)) })

	ids, err := v.mergedIDs(section, after, limit, laidHere)
	if err != nil {
		return nil, err
	}
	plain := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return v.laid[id] != nil })
	rows, err := v.r.TicketsByID(plain)
	if err != nil {
		return nil, err
	}
	out := make([]Row, 0, len(ids))
	for _, id := range ids {
		if l := v.laid[id]; l != nil {
			out, err = appendRow(out, v.laidRow, l)
		} else {
			out, err = appendRow(out, v.row, rows[id])
		}
		if err != nil {
			return nil, err
		}
		out[len(out)-1].Description = ""
	}
	return out, nil
}

func (v *view) plainSection(section Section, after cache.Key, limit int) ([]Row, error) {
	page, err := v.r.Tickets(section, after, limit)
	if err != nil {
		return nil, err
	}
	out := make([]Row, 0, len(page))
	for _, base := range page {
		if out, err = appendRow(out, v.row, base); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// keysAtOnce is how many places of a section are read at a time, to find those without acts among them.
const keysAtOnce = 128

// mergedIDs are the first tickets of a section after a key: the cache's without acts, and those with acts, in order.
func (v *view) mergedIDs(section Section, after cache.Key, limit int, laidHere []*laid) ([]string, error) {
	ids := make([]string, 0, limit)
	take := func(before cache.Key) {
		for len(ids) < limit && len(laidHere) > 0 && (before == (cache.Key{}) || cache.KeyOf(&laidHere[0].ticket).Compare(before) < 0) {
			ids = append(ids, laidHere[0].ticket.ID)
			laidHere = laidHere[1:]
		}
	}
	for len(ids) < limit {
		keys, err := v.r.Keys(section, after, keysAtOnce)
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			after = key
			if v.laid[key.ID] != nil {
				continue
			}
			take(key)
			if len(ids) < limit {
				ids = append(ids, key.ID)
			}
		}
		if len(keys) < keysAtOnce {
			take(cache.Key{})
			break
		}
	}
	return ids, nil
}

func appendRow[T any](rows []Row, show func(T) (Row, error), of T) ([]Row, error) {
	row, err := show(of)
	return append(rows, row), err
}

func keyText(k cache.Key) string { return strconv.FormatInt(k.UpdatedAt.UnixMilli(), 10) + ":" + k.ID }

func parseKey(s string) (cache.Key, error) {
	if s == "" {
		return cache.Key{}, nil
	}
	at, id, ok := strings.Cut(s, ":")
	ms, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil || id == "" {
		return cache.Key{}, support.Invalid("query.after", support.ReasonWrong)
	}
	return cache.Key{UpdatedAt: time.UnixMilli(ms).UTC(), ID: id}, nil
}

// Counts are how many tickets there are, and how many replies are unread.
type Counts = cache.Counts

// Counts counts what the lists show.
func (d *Desk) Counts(ctx context.Context) (Counts, error) {
	var n Counts
	err := d.look(ctx, func(v *view) error {
		var err error
		if n, err = v.r.Counts(); err != nil {
			return err
		}
		place := func(t *support.Ticket, by, unread int) {
			n.Unread += unread
			if t.Open() {
				n.Open += by
			} else {
				n.Closed += by
				n.UnreadClosed += unread
			}
		}
		for _, l := range v.laid {
			if l.base != nil {
				place(&l.base.Ticket, -1, -l.base.Unread)
			}
			if l.here() {
				place(&l.ticket, +1, l.unread)
			}
		}
		return nil
	})
	return n, err
}

// Unread is a ticket with unread replies, and the newest of them.
type Unread struct {
	Row
	Newest support.Message
}

// Unread are the tickets with unread replies: of the given ones, or of all with nil.
func (d *Desk) Unread(ctx context.Context, ticketIDs []string) ([]Unread, error) {
	var out []Unread
	err := d.look(ctx, func(v *view) error {
		var bases []cache.Row
		var err error
		if ticketIDs == nil {
			if bases, err = v.unreadTickets(); err != nil {
				return err
			}
		}
		for _, id := range ticketIDs {
			base, ok, err := v.r.Ticket(id)
			if err != nil {
				return err
			}
			if ok {
				bases = append(bases, base)
			}
		}
		for _, base := range bases {
			row, err := v.row(base)
			if err != nil {
				return err
			}
			if row.Unread == 0 {
				continue
			}
			floor, err := v.floor(base.ID)
			if err != nil {
				return err
			}
			newest, ok, err := v.r.NewestUnread(base.ID, floor)
			if err != nil {
				return err
			}
			if ok {
				out = append(out, Unread{Row: row, Newest: newest})
			}
		}
		return nil
	})
	return out, err
}

// unreadTickets are those with unread replies in the cache, and those that have some only by acts (a take).
func (v *view) unreadTickets() ([]cache.Row, error) {
	bases, err := v.r.UnreadTickets()
	for _, l := range v.laid {
		if l.base != nil && l.base.Unread == 0 && l.unread > 0 {
			bases = append(bases, *l.base)
		}
	}
	return bases, err
}

// floor is the index up to which a ticket counts as read, waiting acts included.
func (v *view) floor(ticketID string) (int, error) {
	if l := v.laid[ticketID]; l != nil {
		return l.floor, nil
	}
	reading, err := v.r.Reading(ticketID)
	return max(reading.Mark, reading.Own), err
}

// placeText and parsePlace are a message's place as a cursor.
func placeText(p cache.Place) string { return fmt.Sprintf("%d.%d", p.Index, p.Note) }

func parsePlace(s string) (cache.Place, error) {
	if s == "" {
		return cache.Place{}, nil
	}
	index, note, ok := strings.Cut(s, ".")
	i, err := strconv.Atoi(index)
	n, noteErr := strconv.Atoi(note)
	if !ok || err != nil || noteErr != nil {
		return cache.Place{}, support.Invalid("query.before", support.ReasonWrong)
	}
	return cache.Place{Index: i, Note: n}, nil
}
