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
	v       *View
	by      column
	down    bool
	grouped bool
	after   *spot
	limit   int
	// names are what the rows' texts are places in, where they are sorted by a text that many share.
	names []name
	// best are the first so far, the last of them on top.
	best []found
}

// column is what to sort by, as it is looked at for every row.
type column uint8

const (
	wait column = iota
	callTime
	updated
	created
	number
	status
	title
	company
	person
	assignee
)

// found is a row with what mostly decides its place.
type found struct {
	group   uint8
	key     uint64
	updated int64
	i       int32
	// text decides where key is but the beginning of it.
	text string
}

func (v *View) selection(by column, down, grouped bool, limit int) *selection {
	s := &selection{v: v, by: by, down: down, grouped: grouped, limit: limit}
	switch by {
	case company:
		s.names = v.b.companies.all()
	case person, assignee:
		s.names = v.b.people.all()
	}
	return s
}

func (o Order) column(queue Queue) column {
	switch o.By {
	case ByNumber:
		return number
	case ByCompany:
		return company
	case ByTitle:
		return title
	case ByPerson:
		return person
	case ByStatus:
		return status
	case ByAssignee:
		return assignee
	case ByUpdated:
		return updated
	default:
		if queue == ToCall {
			return callTime
		}
		return wait
	}
}

// Page is a page of the tickets that are meant, after the last page's Next. CodeInvalid at query.after for anything else.
func (v *View) Page(q Choice, order Order, after string, limit int) (Page, error) {
	s := v.selection(order.column(q.Queue), order.Descending, order.Grouped, limit+1)
	if after != "" {
		s.after = &spot{}
		b, err := base64.RawURLEncoding.DecodeString(after)
		if err != nil || json.Unmarshal(b, s.after) != nil {
			return Page{}, support.Invalid("query.after", support.ReasonWrong)
		}
	}
	var page Page
	v.eachOf(v.chosen(q), q.Now.UnixMilli(), func(i int32, h *hot) {
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
	row := found{key: s.key(i, h), updated: h.updated, i: i}
	if s.grouped {
		row.group = h.severity
	}
	if s.full() {
		// Most rows end here.
		worst := &s.best[0]
		if row.group > worst.group || row.group == worst.group && row.key > worst.key {
			return
		}
	}
	if s.after != nil && (row.group < s.after.Group || row.group == s.after.Group && row.key < s.after.Key) {
		return
	}
	row.text = s.text(i, h)
	if s.after != nil && !s.isAfter(row) {
		return
	}
	if !s.full() {
		heap.Push(s, row)
		return
	}
	if s.compare(row, s.best[0]) < 0 {
		s.best[0] = row
		heap.Fix(s, 0)
	}
}

func (s *selection) full() bool { return len(s.best) == s.limit }

// isAfter reports whether a row that is not before the spot by its key is after it.
func (s *selection) isAfter(row found) bool {
	if row.group != s.after.Group || row.key != s.after.Key {
		return true
	}
	// Where a list is sorted by what many have in common, nearly all rows come as far as this, and few further.
	if c := cmp.Or(s.compareTexts(row.text, s.after.Text), cmp.Compare(s.after.Updated, row.updated)); c != 0 {
		return c > 0
	}
	return slices.Compare(s.v.cold(row.i).id[:], s.after.ID[:]) > 0
}

// key decides most comparisons of two rows of a group.
func (s *selection) key(i int32, h *hot) uint64 {
	var key uint64
	switch s.by {
	case wait:
		key = h.wait
	case callTime:
		key = s.callTime(i, h)
	case updated:
		key = uint64(h.updated)
	case created:
		key = uint64(h.created)
	case number:
		key = uint64(h.number)
	case status:
		key = uint64(h.status)
	case title:
		key = h.title
	default:
		key = s.names[s.name(h)].first
	}
	if s.down {
		return ^key
	}
	return key
}

// name is the place of the text that a row is sorted by.
func (s *selection) name(h *hot) int32 {
	switch s.by {
	case company:
		return h.company
	case person:
		return h.person
	default:
		return h.assignee
	}
}

// callTime is whose best time comes first; who waits for a call at no certain time comes by the wait.
func (s *selection) callTime(i int32, h *hot) uint64 {
	c := s.v.cold(i)
	if at := cmp.Or(c.callAt, c.awaited); at > 0 {
		return uint64(at)
	}
	return h.wait
}

func (s *selection) text(i int32, h *hot) string {
	switch {
	case s.by == title:
		return s.v.cold(i).folded
	case s.names != nil:
		return s.names[s.name(h)].folded
	default:
		return ""
	}
}

func (s *selection) spot(row found) spot {
	return spot{Group: row.group, Key: row.key, Text: row.text, Updated: row.updated, ID: s.v.cold(row.i).id}
}

// compare orders two rows as the list does.
func (s *selection) compare(a, b found) int {
	switch {
	case a.group != b.group:
		return cmp.Compare(a.group, b.group)
	case a.key != b.key:
		return cmp.Compare(a.key, b.key)
	}
	if c := s.compareTexts(a.text, b.text); c != 0 {
		return c
	}
	if c := cmp.Compare(b.updated, a.updated); c != 0 {
		return c
	}
	return slices.Compare(s.v.cold(a.i).id[:], s.v.cold(b.i).id[:])
}

func (s *selection) compareTexts(a, b string) int {
	if s.down {
		a, b = b, a
	}
	return strings.Compare(a, b)
}

func (s *selection) sorted() []found {
	slices.SortFunc(s.best, s.compare)
	return s.best
}

// items are the best, in the order of the list.
func (s *selection) items() []Item {
	items := make([]Item, 0, len(s.best))
	for _, row := range s.sorted() {
		items = append(items, s.v.item(row.i))
	}
	return items
}

// The heap's: the last of the best on top.

func (s *selection) Len() int           { return len(s.best) }
func (s *selection) Less(i, j int) bool { return s.compare(s.best[i], s.best[j]) > 0 }
func (s *selection) Swap(i, j int)      { s.best[i], s.best[j] = s.best[j], s.best[i] }
func (s *selection) Push(x any)         { s.best = append(s.best, x.(found)) } //nolint:forcetypeassert // by take alone
func (s *selection) Pop() any           { return nil }
