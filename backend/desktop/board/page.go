package board

import (
	"cmp"
	"container/heap"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"filodiretto/backend/support"
)

// Column is what a list is sorted by.
type Column string

// The columns. ByWait is who has waited longest for the support first, and of the tickets to call whose best time comes
// first.
const (
	ByNumber   Column = "number"
	ByCompany  Column = "company"
	ByTitle    Column = "title"
	ByPerson   Column = "person"
	ByStatus   Column = "status"
	ByWait     Column = "wait"
	ByAssignee Column = "assignee"
	ByUpdated  Column = "updated"
)

// Valid reports whether c is one of the columns.
func (c Column) Valid() bool {
	switch c {
	case ByNumber, ByCompany, ByTitle, ByPerson, ByStatus, ByWait, ByAssignee, ByUpdated:
		return true
	default:
		return false
	}
}

// Order is how a list is sorted. Grouped lists have stopped machines first, whatever the order within.
type Order struct {
	By         Column
	Descending bool
	Grouped    bool
}

// Page is a page of a list. Next leads on, empty at the end; Total and Groups, in the order of Severities, are how many
// tickets the whole list has.
type Page struct {
	Items  []Item
	Next   string
	Total  int
	Groups [3]int
}

// spot is a row's place in a list. Of equal ones the newest change comes first, and then the id decides, so that no two
// are the same.
type spot struct {
	Group uint8
	Key   uint64
	// Text decides where Key is but the beginning of it.
	Text    string
	Updated int64
	ID      id
}

// selection finds the first rows of a list after a spot.
type selection struct {
	v     *View
	order Order
	queue Queue
	after *spot
	limit int
	// best are the first so far, the last of them on top.
	best []found
}

// found is a row with what mostly decides its place.
type found struct {
	group uint8
	key   uint64
	i     int32
}

// Page is a page of the tickets that are meant, after the last page's Next. CodeInvalid at query.after for anything else.
func (v *View) Page(q Choice, order Order, after string, limit int) (Page, error) {
	s := &selection{v: v, order: order, queue: q.Queue, limit: limit + 1}
	if after != "" {
		s.after = &spot{}
		b, err := base64.RawURLEncoding.DecodeString(after)
		if err != nil || json.Unmarshal(b, s.after) != nil {
			return Page{}, support.Invalid("query.after", support.ReasonWrong)
		}
	}
	var page Page
	v.chosen(q).each(func(i int32, h *hot) {
		page.Total++
		page.Groups[min(h.severity, 2)]++
		s.take(i, h)
	})
	rows := s.sorted()
	if len(rows) > limit {
		rows = rows[:limit]
		last := s.spot(rows[limit-1])
		b, err := json.Marshal(last)
		if err != nil {
			return Page{}, err
		}
		page.Next = base64.RawURLEncoding.EncodeToString(b)
	}
	page.Items = make([]Item, 0, len(rows))
	for _, row := range rows {
		page.Items = append(page.Items, v.item(row.i))
	}
	return page, nil
}

// take keeps a row if it is among the first.
func (s *selection) take(i int32, h *hot) {
	row := found{key: s.key(i, h), i: i}
	if s.order.Grouped {
		row.group = h.severity
	}
	if s.after != nil && !s.isAfter(row) {
		return
	}
	if len(s.best) < s.limit {
		heap.Push(s, row)
		return
	}
	if s.compare(row, s.best[0]) < 0 {
		s.best[0] = row
		heap.Fix(s, 0)
	}
}

func (s *selection) isAfter(row found) bool {
	if c := cmp.Or(cmp.Compare(row.group, s.after.Group), cmp.Compare(row.key, s.after.Key)); c != 0 {
		return c > 0
	}
	return s.compareSpots(s.spot(row), *s.after) > 0
}

// key decides most comparisons of two rows of a group.
func (s *selection) key(i int32, h *hot) uint64 {
	key := s.rising(i, h)
	if s.order.Descending {
		return ^key
	}
	return key
}

func (s *selection) rising(i int32, h *hot) uint64 {
	b := s.v.b
	switch s.order.By {
	case ByNumber:
		return uint64(h.number)
	case ByCompany:
		return b.companies.all()[h.company].first
	case ByTitle:
		return h.title
	case ByPerson:
		return b.people.all()[h.person].first
	case ByStatus:
		return uint64(h.status)
	case ByAssignee:
		return b.people.all()[h.assignee].first
	case ByUpdated:
		return uint64(h.updated)
	case byCreated:
		return uint64(h.created)
	default:
		if s.queue != ToCall {
			return h.wait
		}
		c := s.v.cold(i)
		if at := cmp.Or(c.callAt, c.awaited); at > 0 {
			return uint64(at)
		}
		return h.wait
	}
}

func (s *selection) text(i int32) string {
	b, h := s.v.b, s.v.hot(i)
	switch s.order.By {
	case ByCompany:
		return b.companies.all()[h.company].folded
	case ByTitle:
		return b.fold(s.v.cold(i).title)
	case ByPerson:
		return b.people.all()[h.person].folded
	case ByAssignee:
		return b.people.all()[h.assignee].folded
	default:
		return ""
	}
}

func (s *selection) spot(row found) spot {
	return spot{Group: row.group, Key: row.key, Text: s.text(row.i), Updated: s.v.hot(row.i).updated, ID: s.v.cold(row.i).id}
}

func (s *selection) compare(a, b found) int {
	switch {
	case a.group != b.group:
		return cmp.Compare(a.group, b.group)
	case a.key != b.key:
		return cmp.Compare(a.key, b.key)
	default:
		return s.compareSpots(s.spot(a), s.spot(b))
	}
}

func (s *selection) compareSpots(a, b spot) int {
	text := strings.Compare(a.Text, b.Text)
	if s.order.Descending {
		text = -text
	}
	return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Key, b.Key), text, cmp.Compare(b.Updated, a.Updated),
		slices.Compare(a.ID[:], b.ID[:]))
}

func (s *selection) sorted() []found {
	slices.SortFunc(s.best, s.compare)
	return s.best
}

// The heap's: the last of the best on top.

func (s *selection) Len() int           { return len(s.best) }
func (s *selection) Less(i, j int) bool { return s.compare(s.best[i], s.best[j]) > 0 }
func (s *selection) Swap(i, j int)      { s.best[i], s.best[j] = s.best[j], s.best[i] }
func (s *selection) Push(x any)         { s.best = append(s.best, x.(found)) } //nolint:forcetypeassert // by take alone
func (s *selection) Pop() any           { return nil }
