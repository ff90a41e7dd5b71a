package storetest

import (
	"fmt"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func feeds(t *testing.T, place func(testing.TB) Place) {
	t.Run("an empty feed", func(t *testing.T) { emptyFeed(t, begin(t, place)) })
	t.Run("one Write is one position", func(t *testing.T) { onePosition(t, begin(t, place)) })
	t.Run("what moved comes once, as it is now", func(t *testing.T) { movedOnce(t, begin(t, place)) })
	t.Run("a note moves nothing of the customer's", func(t *testing.T) { notesApart(t, begin(t, place)) })
	t.Run("removed, and back", func(t *testing.T) { removedAndBack(t, begin(t, place)) })
	t.Run("a union has each object at its last change", func(t *testing.T) { unionOnce(t, begin(t, place)) })
	t.Run("a page never ends inside a commit", func(t *testing.T) { pagesOfCommits(t, begin(t, place)) })
	t.Run("marks are their person's alone", func(t *testing.T) { marksApart(t, begin(t, place)) })
	t.Run("every type comes with its object", func(t *testing.T) { everyType(t, begin(t, place)) })
}

func page(tb testing.TB, s store.Store, q store.FeedQuery) store.FeedPage {
	tb.Helper()
	return read(tb, s, func(r store.Reader) (store.FeedPage, error) { return r.Feed(tb.Context(), q) })
}

func head(tb testing.TB, s store.Store) int64 {
	tb.Helper()
	return read(tb, s, func(r store.Reader) (int64, error) { return r.Head(tb.Context()) })
}

// forwards reads a person's feed from after to its end, page by page, holding each page to the contract.
func forwards(tb testing.TB, s store.Store, p support.Person, after int64, limit int) (all []store.FeedEntry, last int64) {
	tb.Helper()
	for {
		got := page(tb, s, store.FeedQuery{Audiences: p.Audiences(), PersonID: p.ID, After: after, Limit: limit})
		all = append(all, got.Entries...)
		checkPage(tb, got, limit, false)
		if got.Last < after || !got.More && got.Last != got.Head {
			tb.Fatalf("from %d a page goes to %d of %d, more: %v", after, got.Last, got.Head, got.More)
		}
		if after = got.Last; !got.More {
			return all, after
		}
	}
}

// backwards walks a person's feed from before to its beginning.
func backwards(tb testing.TB, s store.Store, p support.Person, before int64, limit int) (all []store.FeedEntry) {
	tb.Helper()
	for {
		got := page(tb, s, store.FeedQuery{Audiences: p.Audiences(), PersonID: p.ID, Before: before, Backward: true, Limit: limit})
		all = append(all, got.Entries...)
		checkPage(tb, got, limit, true)
		if !got.More {
			return all
		}
		if before != 0 && got.Last >= before {
			tb.Fatalf("back from %d a page goes to %d", before, got.Last)
		}
		before = got.Last
	}
}

func checkPage(tb testing.TB, p store.FeedPage, limit int, backward bool) {
	tb.Helper()
	seen := map[store.Object]bool{}
	for i, e := range p.Entries {
		if seen[e.Object] {
			tb.Fatalf("%v comes twice in a page", e.Object)
		}
		seen[e.Object] = true
		if i > 0 && (e.Position < p.Entries[i-1].Position) != backward && e.Position != p.Entries[i-1].Position {
			tb.Fatalf("position %d after %d, backward: %v", e.Position, p.Entries[i-1].Position, backward)
		}
		if limit > 0 && i >= limit && e.Position != p.Entries[limit-1].Position {
			tb.Fatalf("a page goes on after %d entries beyond its commit", limit)
		}
		if e.Position > p.Head {
			tb.Fatalf("position %d is beyond the head %d", e.Position, p.Head)
		}
	}
	if limit > 0 && p.More && len(p.Entries) < limit {
		tb.Fatalf("a page has %d entries of %d, and more", len(p.Entries), limit)
	}
}

// objects are the entries' names with their positions, in any order.
func objects(entries []store.FeedEntry) map[store.Object]int64 {
	out := map[store.Object]int64{}
	for _, e := range entries {
		if e.Removed {
			out[e.Object] = -e.Position
		} else {
			out[e.Object] = e.Position
		}
	}
	return out
}

func emptyFeed(t *testing.T, s store.Store) {
	nobody := support.Person{ID: NewID(), Role: support.RoleOperator, CompanyID: NewID()}
	for _, backward := range []bool{false, true} {
		got := page(t, s, store.FeedQuery{Audiences: nobody.Audiences(), PersonID: nobody.ID, Backward: backward, Limit: 10})
		same(t, "page", got, store.FeedPage{})
	}
	h := Settle(t, s, 1)
	nobody.CompanyID = NewID()
	all, last := forwards(t, s, nobody, 0, 10)
	// Technicians and categories are for all customers.
	if len(all) != len(h.Technicians)+1 || last != head(t, s) || last == 0 {
		t.Errorf("a stranger's feed has %d entries up to %d", len(all), last)
	}
}

func onePosition(t *testing.T, s store.Store) {
	ctx := t.Context()
	var told []store.Commit
	s.Listen(func(c store.Commit) { told = append(told, c) })
	if n := head(t, s); n != 0 {
		t.Errorf("a new store's head is %d", n)
	}
	var before int64
	for i := range 3 {
		object := store.Object{Type: store.ObjectCompany, ID: NewID()}
		write(t, s, func(w store.Writer) {
			Must(t, w.PutCompany(ctx, support.Company{ID: object.ID, Name: "A", Country: "IT"}))
			Must(t, w.Touch(ctx, object, support.AudienceSupport(), support.AudienceCompany("acme")))
			Must(t, w.Touch(ctx, object, support.AudienceSupport()))
			now, err := w.Head(ctx)
			Must(t, err)
			if now <= before {
				t.Errorf("a writer that touched something has the head %d after %d", now, before)
			}
		})
		if len(told) != i+1 {
			t.Fatalf("%d commits were told of after %d Writes", len(told), i+1)
		}
		c := told[i]
		if c.Position <= before || c.Position != head(t, s) || len(c.Audiences) != 2 {
			t.Errorf("told of %+v after %d, head %d", c, before, head(t, s))
		}
		before = c.Position
	}
	write(t, s, func(w store.Writer) {
		Must(t, w.PutCompany(ctx, support.Company{ID: NewID(), Name: "B", Country: "IT"}))
	})
	if len(told) != 3 || head(t, s) != before {
		t.Errorf("what touches nothing moved the head to %d, told %d times", head(t, s), len(told))
	}
}

func movedOnce(t *testing.T, s store.Store) {
	h := Settle(t, s, 1)
	ticket, all := converse(t, s, h)
	entries, _ := forwards(t, s, h.Technicians[0], 0, 3)
	count := 0
	for _, e := range entries {
		if e.Object == (store.Object{Type: store.ObjectTicket, ID: ticket.ID}) {
			count++
			same(t, "ticket", e.Ticket, &ticket)
			if e.Position != head(t, s) {
				t.Errorf("the ticket stands at %d, changed at %d", e.Position, head(t, s))
			}
		}
	}
	if count != 1 {
		t.Errorf("the ticket comes %d times", count)
	}
	var got []support.Message
	for _, e := range entries {
		if e.Message != nil {
			got = append(got, *e.Message)
		}
	}
	// The close is one commit of several messages, whose order among themselves is nobody's business.
	same(t, "messages", objectsOf(got), objectsOf(all))
}

func objectsOf(messages []support.Message) map[string]support.Message {
	out := map[string]support.Message{}
	for _, m := range messages {
		out[m.ID] = m
	}
	return out
}

func notesApart(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	var told []store.Commit
	s.Listen(func(c store.Commit) { told = append(told, c) })
	ticket := h.OpenTicket(t, s, h.Operators[0])
	customer := func() ([]store.FeedEntry, int64) {
		all, _ := forwards(t, s, h.Operators[0], 0, 100)
		return all, all[len(all)-1].Position
	}
	before, newest := customer()
	write(t, s, func(w store.Writer) {
		note, err := ticket.Note(support.Act{By: h.Technicians[0], At: at(5), NewID: NewID}, support.Words{ID: NewID(), Text: "riservato"})
		Must(t, err)
		Must(t, Keep(ctx, w, h.Technicians[0], &ticket, []support.Message{note}, [32]byte{}))
	})
	after, still := customer()
	// The ticket itself carries what notes left on it; whoever shows it to an operator leaves that out.
	same(t, "the customer's feed", objects(after), objects(before))
	if newest != still {
		t.Errorf("a note moved the customer's newest from %d to %d", newest, still)
	}
	for _, a := range told[len(told)-1].Audiences {
		if a != support.AudienceSupport() {
			t.Errorf("a note woke %v", a)
		}
	}
	entries, _ := forwards(t, s, h.Technicians[0], newest, 100)
	if len(entries) != 2 {
		t.Errorf("the support sees %d changes of a note, want the note and its ticket", len(entries))
	}
}

func removedAndBack(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	object := store.Object{Type: store.ObjectMachine, ID: h.Machines[0].ID}
	move := func(to int) {
		write(t, s, func(w store.Writer) {
			h.Machines[0].CompanyID = h.Companies[to].ID
			Must(t, w.Remove(ctx, object, support.AudienceCompany(h.Companies[1-to].ID)))
			Must(t, PutMachine(ctx, w, h.Machines[0]))
		})
	}
	entry := func(p support.Person) store.FeedEntry {
		all, _ := forwards(t, s, p, 0, 2)
		for _, e := range all {
			if e.Object == object {
				return e
			}
		}
		return store.FeedEntry{}
	}
	if e := entry(h.Operators[1]); e.Machine != nil {
		t.Error("a foreign machine is in the feed")
	}
	move(1)
	if e := entry(h.Operators[0]); !e.Removed || e.Machine != nil || e.Position != head(t, s) {
		t.Errorf("who lost the machine sees %+v", e)
	}
	if e := entry(h.Operators[1]); e.Removed || e.Machine == nil {
		t.Errorf("who got the machine sees %+v", e)
	}
	move(0)
	if e := entry(h.Operators[0]); e.Removed || e.Machine == nil {
		t.Errorf("who got the machine back sees %+v", e)
	}
	if e := entry(h.Operators[1]); !e.Removed {
		t.Errorf("who lost the machine again sees %+v", e)
	}
	if e := entry(h.Technicians[0]); e.Removed || e.Machine == nil {
		t.Errorf("the support sees %+v", e)
	}
}

func unionOnce(t *testing.T, s store.Store) {
	ctx := t.Context()
	a, b := support.AudienceCompany(NewID()), support.AudienceCompany(NewID())
	var categories []store.Object
	touch := func(i int, audiences ...support.Audience) {
		write(t, s, func(w store.Writer) { Must(t, w.Touch(ctx, categories[i], audiences...)) })
	}
	write(t, s, func(w store.Writer) {
		for range 4 {
			c := support.Category{ID: NewID(), Name: "x"}
			Must(t, w.PutCategory(ctx, c))
			categories = append(categories, store.Object{Type: store.ObjectCategory, ID: c.ID})
		}
	})
	touch(0, a)
	touch(1, b)
	touch(2, a, b)
	touch(0, b)
	touch(3, a)
	touch(1, a)
	write(t, s, func(w store.Writer) {
		Must(t, w.Remove(ctx, categories[3], a))
		Must(t, w.Touch(ctx, categories[3], b))
	})
	base := head(t, s) - 7
	want := map[store.Object]int64{categories[2]: base + 3, categories[0]: base + 4, categories[1]: base + 6, categories[3]: base + 7}
	for limit := 1; limit < 6; limit++ {
		for _, backward := range []bool{false, true} {
			q := store.FeedQuery{Audiences: []support.Audience{a, b, a}, Limit: limit, Backward: backward}
			var all []store.FeedEntry
			for {
				got := page(t, s, q)
				checkPage(t, got, limit, backward)
				all = append(all, got.Entries...)
				if q.After, q.Before = got.Last, got.Last; !got.More {
					break
				}
			}
			if len(all) != len(want) {
				t.Errorf("limit %d, backward %v: %d entries, want %d", limit, backward, len(all), len(want))
			}
			same(t, fmt.Sprint(limit, backward), objects(all), want)
		}
	}
}

func pagesOfCommits(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	for _, size := range []int{1, 7, 2, 40, 1, 1, 3} {
		write(t, s, func(w store.Writer) {
			for range size {
				Must(t, PutCategory(ctx, w, support.Category{ID: NewID(), Name: "x"}))
			}
		})
	}
	sizes := map[int64]int{}
	whole, _ := forwards(t, s, h.Technicians[0], 0, 0)
	for _, e := range whole {
		sizes[e.Position]++
	}
	for _, limit := range []int{1, 2, 3, 5, 8, 39, 40, 41, 500} {
		for _, backward := range []bool{false, true} {
			var q store.FeedQuery
			for more := true; more; {
				q = store.FeedQuery{Audiences: h.Technicians[0].Audiences(), Limit: limit, Backward: backward, After: q.After, Before: q.Before}
				got := page(t, s, q)
				checkPage(t, got, limit, backward)
				inPage := map[int64]int{}
				for _, e := range got.Entries {
					inPage[e.Position]++
				}
				for position, n := range inPage {
					if n != sizes[position] {
						t.Fatalf("limit %d, backward %v: a page has %d of the %d changes of commit %d", limit, backward, n, sizes[position], position)
					}
				}
				q.After, q.Before, more = got.Last, got.Last, got.More
			}
		}
		same(t, "back", objects(backwards(t, s, h.Technicians[0], 0, limit)), objects(whole))
	}
}

func marksApart(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	object := store.Object{Type: store.ObjectMark, ID: ticket.ID}
	before := head(t, s)
	for i, p := range []support.Person{h.Operators[0], h.Technicians[0]} {
		write(t, s, func(w store.Writer) {
			Must(t, w.PutMark(ctx, support.Mark{PersonID: p.ID, TicketID: ticket.ID, MessageID: ticket.ID, Index: i + 1}))
			Must(t, w.Touch(ctx, object, support.AudiencePerson(p.ID)))
		})
	}
	for i, p := range []support.Person{h.Operators[0], h.Technicians[0], h.Technicians[1]} {
		entries, _ := forwards(t, s, p, before, 10)
		switch {
		case i == 2 && len(entries) == 0:
		case i < 2 && len(entries) == 1 && entries[0].Mark != nil && entries[0].Mark.PersonID == p.ID && entries[0].Mark.Index == i+1:
		default:
			t.Errorf("%s sees %+v", p.Name, entries)
		}
	}
}

func everyType(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	ticket, _ := converse(t, s, h)
	write(t, s, func(w store.Writer) {
		Must(t, w.PutMark(ctx, support.Mark{PersonID: h.Technicians[0].ID, TicketID: ticket.ID, MessageID: ticket.ID, Index: 1}))
		Must(t, w.Touch(ctx, store.Object{Type: store.ObjectMark, ID: ticket.ID}, support.AudiencePerson(h.Technicians[0].ID)))
		Must(t, Furnish(ctx, w, h.Technicians[0]))
		// What was touched and never put cannot be shown.
		Must(t, w.Touch(ctx, store.Object{Type: store.ObjectTicket, ID: NewID()}, support.AudienceSupport()))
	})
	types := map[store.ObjectType]int{}
	entries, _ := forwards(t, s, h.Technicians[0], 0, 4)
	for _, e := range entries {
		types[e.Object.Type]++
		set := map[store.ObjectType]string{}
		if e.Ticket != nil {
			set[store.ObjectTicket] = e.Ticket.ID
		}
		if e.Message != nil {
			set[store.ObjectMessage] = e.Message.ID
		}
		if e.Machine != nil {
			set[store.ObjectMachine] = e.Machine.ID
		}
		if e.Person != nil {
			set[store.ObjectPerson] = e.Person.ID
		}
		if e.Company != nil {
			set[store.ObjectCompany] = e.Company.ID
		}
		if e.Category != nil {
			set[store.ObjectCategory] = e.Category.ID
		}
		if e.Mark != nil {
			set[store.ObjectMark] = e.Mark.TicketID
		}
		if e.Cause != nil {
			set[store.ObjectCause] = e.Cause.ID
		}
		if e.Filter != nil {
			set[store.ObjectFilter] = e.Filter.ID
		}
		if e.CannedReply != nil {
			set[store.ObjectCannedReply] = e.CannedReply.ID
		}
		if e.ResponseTimes != nil {
			set[store.ObjectResponseTimes] = store.ResponseTimesID
		}
		if len(set) != 1 || set[e.Object.Type] != e.Object.ID {
			t.Errorf("%v comes with %v", e.Object, set)
		}
	}
	if len(types) != 11 || types[store.ObjectTicket] != 1 || types[store.ObjectMark] != 1 {
		t.Errorf("the feed has %v", types)
	}
}
