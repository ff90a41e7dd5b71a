package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func (r *reader) Head(ctx context.Context) (n int64, err error) {
	err = r.one(ctx, func(row *row) { n = row.number() }, `SELECT position FROM head`)
	return n, err
}

// Head within a writer counts what the shared commit has given out so far.
func (w *writer) Head(context.Context) (int64, error) {
	if w.over {
		return 0, errOver
	}
	return max(w.batch.position, w.position), nil
}

// Feed within a writer has what the writer itself has touched, too.
func (w *writer) Feed(ctx context.Context, q store.FeedQuery) (store.FeedPage, error) {
	if err := w.flush(); err != nil {
		return store.FeedPage{}, err
	}
	head, err := w.Head(ctx)
	if err != nil {
		return store.FeedPage{}, err
	}
	return w.feed(ctx, q, head)
}

func (r *reader) Feed(ctx context.Context, q store.FeedQuery) (store.FeedPage, error) {
	head, err := r.Head(ctx)
	if err != nil {
		return store.FeedPage{}, err
	}
	return r.feed(ctx, q, head)
}

// A place is where an object stands in the feed of an audience.
type place struct {
	position int64
	kind     store.ObjectType
	object   string
	removed  bool
}

func (r *reader) feed(ctx context.Context, q store.FeedQuery, head int64) (store.FeedPage, error) {
	places, more, err := r.places(ctx, q)
	if err != nil {
		return store.FeedPage{}, err
	}
	page := store.FeedPage{Head: head, More: more}
	switch {
	case len(places) > 0 && (more || q.Backward):
		page.Last = places[len(places)-1].position
	case !q.Backward:
		page.Last = max(q.After, head)
	}
	page.Entries, err = r.entries(ctx, q.PersonID, places)
	return page, err
}

// places are the next of the union of the audiences, up to the end of the commit in which the limit falls.
func (r *reader) places(ctx context.Context, q store.FeedQuery) (all []place, more bool, err error) {
	numbers, err := r.numbers(ctx, q.Audiences)
	if err != nil {
		return nil, false, err
	}
	room := math.MaxInt32
	if q.Limit > 0 {
		room = q.Limit
	}
	var found []place
	cutShort := map[int64]int64{}
	for _, n := range numbers {
		query, args := placesQuery(q, n, numbers, room+1)
		before := len(found)
		if err := r.readPlaces(ctx, &found, query, args...); err != nil {
			return nil, false, err
		}
		if len(found)-before > room {
			cutShort[n] = found[len(found)-1].position
		}
	}
	found = merged(found, q.Backward)
	if len(found) <= room {
		return found, false, nil
	}
	end := found[room-1].position
	keep := room
	for keep < len(found) && found[keep].position == end {
		keep++
	}
	more = keep < len(found)
	found = found[:keep]
	for n, last := range cutShort {
		if last != end {
			continue
		}
		// The commit goes on beyond what was read.
		query, args := commitQuery(end, n, numbers)
		if err := r.readPlaces(ctx, &found, query, args...); err != nil {
			return nil, false, err
		}
		found = merged(found, q.Backward)
	}
	if !more && len(cutShort) > 0 {
		more, err = r.beyond(ctx, q, end, numbers)
	}
	return found, more, err
}

func (r *reader) numbers(ctx context.Context, audiences []support.Audience) ([]int64, error) {
	var numbers []int64
	for _, a := range audiences {
		n, ok, err := r.audience(ctx, a)
		if err != nil {
			return nil, err
		}
		if ok && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	return numbers, nil
}

func (r *reader) readPlaces(ctx context.Context, into *[]place, query string, args ...any) error {
	return r.each(ctx, func(row *row) {
		*into = append(*into, place{
			position: row.number(), kind: store.ObjectType(row.number()), object: string(row.bytes()), removed: row.flag(),
		})
	}, query, args...)
}

// placesQuery reads one audience's feed, without what comes later in another audience's of the union.
func placesQuery(q store.FeedQuery, audience int64, union []int64, limit int) (string, []any) {
	bound, order, from := `position > ?`, ` ORDER BY position`, q.After
	if q.Backward {
		bound, order, from = `position < ?`, ` ORDER BY position DESC`, q.Before
		if q.Before == 0 {
			from = math.MaxInt64
		}
	}
	later, args := notLater(audience, union)
	args = append([]any{audience, from}, args...)
	return `SELECT position, type, object, removed FROM feed AS f WHERE audience = ? AND ` + bound + later + order + ` LIMIT ?`,
		append(args, int64(limit))
}

// commitQuery reads what one commit put into one audience's feed.
func commitQuery(position, audience int64, union []int64) (string, []any) {
	later, args := notLater(audience, union)
	return `SELECT position, type, object, removed FROM feed AS f WHERE audience = ? AND position = ?` + later,
		append([]any{audience, position}, args...)
}

func notLater(audience int64, union []int64) (string, []any) {
	if len(union) < 2 {
		return "", nil
	}
	var args []any
	for _, n := range union {
		if n != audience {
			args = append(args, n)
		}
	}
	return ` AND NOT EXISTS (SELECT 1 FROM feed AS o WHERE o.audience IN (?` + strings.Repeat(`, ?`, len(args)-1) +
		`) AND o.type = f.type AND o.object = f.object AND o.position > f.position)`, args
}

// beyond reports whether there is anything after, or walking back before, a position.
func (r *reader) beyond(ctx context.Context, q store.FeedQuery, end int64, numbers []int64) (bool, error) {
	q.After, q.Before = end, end
	var found []place
	for _, n := range numbers {
		query, args := placesQuery(q, n, numbers, 1)
		if err := r.readPlaces(ctx, &found, query, args...); err != nil || len(found) > 0 {
			return len(found) > 0, err
		}
	}
	return false, nil
}

// merged brings places of several audiences into one order, each object once. Where one commit both put it into a feed
// and removed it from another of the union, it can be seen.
func merged(places []place, backward bool) []place {
	slices.SortFunc(places, func(a, b place) int {
		byPosition := cmp.Compare(a.position, b.position)
		if backward {
			byPosition = -byPosition
		}
		return cmp.Or(byPosition, cmp.Compare(a.kind, b.kind), cmp.Compare(a.object, b.object), cmp.Compare(flag(a.removed), flag(b.removed)))
	})
	return slices.CompactFunc(places, func(a, b place) bool {
		return a.position == b.position && a.kind == b.kind && a.object == b.object
	})
}

// entries are the objects at those places, as they are now.
func (r *reader) entries(ctx context.Context, personID string, places []place) ([]store.FeedEntry, error) {
	entries := make([]store.FeedEntry, len(places))
	wanted := map[store.ObjectType][]*store.FeedEntry{}
	for i, p := range places {
		e := &entries[i]
		*e = store.FeedEntry{
			Position: p.position, Removed: p.removed, Object: store.Object{Type: p.kind, ID: idOf([]byte(p.object))},
		}
		if !p.removed {
			wanted[p.kind] = append(wanted[p.kind], e)
		}
	}
	for kind, missing := range wanted {
		for chunk := range slices.Chunk(missing, fetchSize) {
			if err := r.fetch(ctx, kind, personID, chunk); err != nil {
				return nil, err
			}
		}
	}
	// What was touched and never put is in no feed.
	return slices.DeleteFunc(entries, func(e store.FeedEntry) bool { return !e.Removed && empty(&e) }), nil
}

func empty(e *store.FeedEntry) bool {
	return e.Ticket == nil && e.Message == nil && e.Machine == nil && e.Person == nil && e.Company == nil &&
		e.Category == nil && e.Mark == nil && e.Cause == nil && e.Filter == nil && e.CannedReply == nil && e.ResponseTimes == nil
}

// fetchSize is how many objects one statement fetches.
const fetchSize = 32

// fetchQueries read objects of a type by id, the id first; the marks' last parameter is whose they are.
var fetchQueries = map[store.ObjectType]string{
	store.ObjectTicket: `SELECT id, ` + ticketColumns + ` FROM tickets WHERE id IN `,
	store.ObjectMessage: `SELECT m.id, (SELECT t.id FROM tickets AS t WHERE t.seq = m.ticket), ` + readMessage +
		` FROM messages AS m WHERE id IN `,
	store.ObjectMachine:  `SELECT id, ` + machineColumns + ` FROM machines WHERE id IN `,
	store.ObjectPerson:   `SELECT id, ` + personColumns + ` FROM people WHERE id IN `,
	store.ObjectCompany:  `SELECT id, ` + companyColumns + ` FROM companies WHERE id IN `,
	store.ObjectCategory: `SELECT id, ` + categoryColumns + ` FROM categories WHERE id IN `,
	store.ObjectMark:     `SELECT ticket, person, ticket, message, place, note FROM marks WHERE ticket IN `,

	store.ObjectCause:         `SELECT id, ` + causeColumns + ` FROM causes WHERE id IN `,
	store.ObjectFilter:        `SELECT id, ` + filterColumns + ` FROM filters WHERE id IN `,
	store.ObjectCannedReply:   `SELECT id, ` + cannedReplyColumns + ` FROM canned_replies WHERE id IN `,
	store.ObjectResponseTimes: `SELECT id, times FROM response_times WHERE id IN `,
}

func fetchQuery(kind store.ObjectType) string {
	query := fetchQueries[kind] + `(?` + strings.Repeat(`, ?`, fetchSize-1) + `)`
	if kind == store.ObjectMark {
		query += ` AND person = ?`
	}
	return query
}

// fetch sets the objects of at most fetchSize entries of one type.
func (r *reader) fetch(ctx context.Context, kind store.ObjectType, personID string, entries []*store.FeedEntry) error {
	if fetchQueries[kind] == "" {
		return nil
	}
	args := make([]any, fetchSize, fetchSize+1)
	for i := range args {
		if i < len(entries) {
			args[i] = key(entries[i].Object.ID)
		}
	}
	if kind == store.ObjectMark {
		args = append(args, key(personID))
	}
	var unreadable error
	err := r.each(ctx, func(row *row) {
		id := row.bytes()
		for i, e := range entries {
			if bytes.Equal(args[i].([]byte), id) {
				if err := fill(e, row); err != nil {
					unreadable = err
				}
				return
			}
		}
	}, fetchQuery(kind), args...)
	return cmp.Or(err, unreadable)
}

func fill(e *store.FeedEntry, r *row) (err error) {
	switch e.Object.Type {
	case store.ObjectTicket:
		t := ticketIn(r)
		e.Ticket = &t
	case store.ObjectMessage:
		ticket := r.id()
		m := messageIn(r)
		m.TicketID = ticket
		e.Message = &m
	case store.ObjectMachine:
		m := machineIn(r)
		e.Machine = &m
	case store.ObjectPerson:
		p := personIn(r)
		e.Person = &p
	case store.ObjectCompany:
		c := companyIn(r)
		e.Company = &c
	case store.ObjectCategory:
		c := categoryIn(r)
		e.Category = &c
	case store.ObjectMark:
		m := markIn(r)
		e.Mark = &m
	case store.ObjectCause:
		c := causeIn(r)
		e.Cause = &c
	case store.ObjectFilter:
		e.Filter, err = filterIn(r)
	case store.ObjectCannedReply:
		c := cannedReplyIn(r)
		e.CannedReply = &c
	case store.ObjectResponseTimes:
		e.ResponseTimes, err = responseTimesIn(r)
	}
	return err
}
