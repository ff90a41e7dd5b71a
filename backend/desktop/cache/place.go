package cache

import (
	"database/sql"
	"math"
	"time"
)

// A doc is a row's number in its table and in the search index. It grows with time, so that the index answers newest
// first: the second in which the server took it, one of eight slots, and whether it is a ticket. Where a second has more,
// they go on into the next.
const (
	docMessage = 0
	docTicket  = 1

	docSecond = 16
	docSlot   = 2
)

// slots remembers which docs are taken, so that the file is seldom asked.
type slots struct {
	// next is the next free doc of a second, or of a later one if it is full, by the second's first doc.
	next map[int64]int64
	// spans are the first and the last second with docs, by what the doc is; outside everything is free.
	spans [docSlot]*span
}

type span struct{ first, last int64 }

// mostSlots bounds what is remembered.
const mostSlots = 1 << 16

// forget is for when the file has not become what was thought.
func (s *slots) forget() { *s = slots{} }

// newDoc takes the next free doc for a row made at that time.
func (w *write) newDoc(kind int64, at time.Time) (int64, error) {
	s := &w.c.slots
	if s.next == nil || len(s.next) > mostSlots {
		s.next = map[int64]int64{}
	}
	origin := max(at.Unix(), 0)*docSecond + kind
	for second := origin; ; {
		next, ok := s.next[second]
		if !ok {
			var err error
			if next, err = w.freeIn(second, kind); err != nil {
				return 0, err
			}
		}
		if next/docSecond == second/docSecond {
			if second != origin {
				s.next[origin] = second
			}
			s.next[second] = next + docSlot
			s.spans[kind].widen(second - kind)
			return next, nil
		}
		// The second is full, and says where to look on.
		second = next - next%docSecond + kind
	}
}

func (s *span) widen(second int64) { s.first, s.last = min(s.first, second), max(s.last, second) }

// freeIn asks the file for the next free doc of a second.
func (w *write) freeIn(second, kind int64) (int64, error) {
	table := "messages"
	if kind == docTicket {
		table = "tickets"
	}
	s := &w.c.slots
	if s.spans[kind] == nil {
		var first, last sql.NullInt64
		_, err := w.look(`SELECT (SELECT min(doc) FROM `+table+`), (SELECT max(doc) FROM `+table+`)`, nil, &first, &last)
		if err != nil {
			return 0, err
		}
		s.spans[kind] = &span{first: math.MaxInt64, last: math.MinInt64}
		if first.Valid {
			s.spans[kind].widen(first.Int64 - first.Int64%docSecond)
			s.spans[kind].widen(last.Int64 - last.Int64%docSecond)
		}
	}
	begin := second - kind
	if begin < s.spans[kind].first || begin > s.spans[kind].last {
		return second, nil
	}
	var newest sql.NullInt64
	_, err := w.look(`SELECT max(doc) FROM `+table+` WHERE doc >= ? AND doc < ?`, []any{begin, begin + docSecond}, &newest)
	if err != nil || !newest.Valid {
		return second, err
	}
	return newest.Int64 + docSlot, nil
}

// isTicketDoc tells a ticket's doc from a message's.
func isTicketDoc(doc int64) bool { return doc%docSlot == docTicket }
