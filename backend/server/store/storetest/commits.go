package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func commits(t *testing.T, place func(testing.TB) Place) {
	t.Run("what fails leaves nothing, whatever it shared a commit with", func(t *testing.T) { failureAlone(t, begin(t, place)) })
	t.Run("a panic leaves nothing and is its caller's", func(t *testing.T) { panicAlone(t, begin(t, place)) })
	t.Run("a writer reads what it has written", func(t *testing.T) { ownWrites(t, begin(t, place)) })
	t.Run("a reader has one snapshot", func(t *testing.T) { oneSnapshot(t, begin(t, place)) })
	t.Run("who gave up waiting never writes", func(t *testing.T) { gaveUp(t, begin(t, place)) })
	t.Run("identical acts at once are done once", func(t *testing.T) { doneOnce(t, begin(t, place)) })
	t.Run("the listener is told after the commit, in order", func(t *testing.T) { toldAfter(t, begin(t, place)) })
}

// together runs writers while the store is held by one more, so that as many as possible share a commit.
func together(tb testing.TB, s store.Store, n int, fn func(int)) {
	var all sync.WaitGroup
	held, release := make(chan struct{}), make(chan struct{})
	all.Go(func() {
		if err := s.Write(tb.Context(), func(store.Writer) error { close(held); <-release; return nil }); err != nil {
			tb.Error(err)
		}
	})
	<-held
	started := make(chan struct{}, n)
	for i := range n {
		all.Go(func() { started <- struct{}{}; fn(i) })
	}
	for range n {
		<-started
	}
	close(release)
	all.Wait()
}

func failureAlone(t *testing.T, s store.Store) {
	ctx := t.Context()
	Settle(t, s, 1)
	before := head(t, s)
	ids := make([]string, 32)
	together(t, s, len(ids), func(i int) {
		ids[i] = NewID()
		err := s.Write(ctx, func(w store.Writer) error {
			if err := PutCategory(ctx, w, support.Category{ID: ids[i], Name: fmt.Sprint(i)}); err != nil {
				return err
			}
			if _, err := w.NextNumber(ctx); err != nil {
				return err
			}
			if i%3 == 0 {
				return errRefused
			}
			return nil
		})
		if errors.Is(err, errRefused) != (i%3 == 0) || err != nil && i%3 != 0 {
			t.Errorf("writer %d: %v", i, err)
		}
	})
	positions := map[int64]bool{}
	stranger := support.Person{ID: NewID(), Role: support.RoleTechnician}
	entries, _ := forwards(t, s, stranger, before, 3)
	got := objects(entries)
	for i, id := range ids {
		position, there := got[store.Object{Type: store.ObjectCategory, ID: id}]
		err := readErr(t, s, func(r store.Reader) error { _, err := r.Category(ctx, id); return err })
		if kept := i%3 != 0; there != kept || (err == nil) != kept {
			t.Errorf("writer %d, kept %v: in the feed %v, in the store %v", i, kept, there, err)
		}
		if there && positions[position] {
			t.Errorf("two Writes have the position %d", position)
		}
		positions[position] = true
	}
}

func panicAlone(t *testing.T, s store.Store) {
	ctx := t.Context()
	id := NewID()
	func() {
		defer func() {
			if r := recover(); r != "boom" {
				t.Errorf("recovered %v", r)
			}
		}()
		_ = s.Write(ctx, func(w store.Writer) error {
			Must(t, PutCategory(ctx, w, support.Category{ID: id, Name: "x"}))
			panic("boom")
		})
	}()
	func() {
		defer func() { _ = recover() }()
		_ = s.Read(ctx, func(store.Reader) error { panic("boom") })
	}()
	wantCode(t, "what a panic left", readErr(t, s, func(r store.Reader) error { _, err := r.Category(ctx, id); return err }), support.CodeNotFound)
	write(t, s, func(w store.Writer) { Must(t, PutCategory(ctx, w, support.Category{ID: id, Name: "x"})) })
}

func ownWrites(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	err := s.Write(ctx, func(w store.Writer) error {
		ticket, err := h.Open(ctx, w, h.Operators[0], "Una parola sola: ornitorinco", Day)
		Must(t, err)
		again, err := w.Ticket(ctx, ticket.ID)
		Must(t, err)
		same(t, "ticket", again, ticket)
		found, err := w.Tickets(ctx, store.TicketFilter{Query: "ornito"})
		Must(t, err)
		same(t, "search", found, []support.Ticket{ticket})
		got, err := w.Feed(ctx, store.FeedQuery{Audiences: []support.Audience{support.AudienceSupport()}, Backward: true, Limit: 1})
		Must(t, err)
		if len(got.Entries) != 2 || got.Entries[0].Position != got.Head {
			t.Errorf("a writer's own feed ends in %+v", got)
		}
		return errRefused
	})
	if !errors.Is(err, errRefused) {
		t.Error(err)
	}
	if found := read(t, s, func(r store.Reader) ([]support.Ticket, error) {
		return r.Tickets(ctx, store.TicketFilter{Query: "ornito"})
	}); len(found) != 0 {
		t.Error("what was refused is found")
	}
}

func oneSnapshot(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	Must(t, s.Read(ctx, func(r store.Reader) error {
		before, err := r.Head(ctx)
		Must(t, err)
		ticket := h.OpenTicket(t, s, h.Operators[0])
		after, err := r.Head(ctx)
		Must(t, err)
		if before != after {
			t.Errorf("the head moved from %d to %d under a reader", before, after)
		}
		_, err = r.Ticket(ctx, ticket.ID)
		wantCode(t, "a ticket opened meanwhile", err, support.CodeNotFound)
		got, err := r.Feed(ctx, store.FeedQuery{Audiences: []support.Audience{support.AudienceSupport()}, After: before})
		Must(t, err)
		if len(got.Entries) != 0 || got.Head != before {
			t.Errorf("the feed moved under a reader: %+v", got)
		}
		found, err := r.Tickets(ctx, store.TicketFilter{Query: fmt.Sprint(ticket.Number)})
		Must(t, err)
		if len(found) != 0 {
			t.Error("a search found what its snapshot does not have")
		}
		return nil
	}))
}

func gaveUp(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	ran := false
	result := make(chan error, 1)
	write(t, s, func(store.Writer) {
		go func() { result <- s.Write(ctx, func(store.Writer) error { ran = true; return nil }) }()
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up waiting got %v", err)
		}
	})
	write(t, s, func(store.Writer) {})
	if ran {
		t.Error("who gave up waiting was run")
	}
	wantErr := s.Write(ctx, func(store.Writer) error { ran = true; return nil })
	if !errors.Is(wantErr, context.Canceled) || ran {
		t.Errorf("who had given up before got %v", wantErr)
	}

	// Once begun, it is finished.
	ctx, cancel = context.WithCancel(t.Context())
	id := NewID()
	Must(t, s.Write(ctx, func(w store.Writer) error {
		cancel()
		return w.PutCategory(ctx, support.Category{ID: id, Name: "x"})
	}))
	read(t, s, func(r store.Reader) (support.Category, error) { return r.Category(t.Context(), id) })
	if err := s.Read(ctx, func(r store.Reader) error { _, err := r.Category(ctx, id); return err }); !errors.Is(err, context.Canceled) {
		t.Errorf("reading for nobody: %v", err)
	}
}

func doneOnce(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	act := store.Act{ID: NewID(), PersonID: h.Operators[0].ID, Fingerprint: [32]byte{7}}
	var mu sync.Mutex
	done := 0
	together(t, s, 32, func(int) {
		first := false
		err := s.Write(ctx, func(w store.Writer) error {
			first = false
			if _, err := w.Act(ctx, act.ID); err == nil {
				return nil
			}
			first = true
			return w.InsertAct(ctx, act)
		})
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			t.Error(err)
		}
		if first {
			done++
		}
	})
	if done != 1 {
		t.Errorf("the act was done %d times", done)
	}
}

func toldAfter(t *testing.T, s store.Store) {
	var mu sync.Mutex
	var told []store.Commit
	s.Listen(func(c store.Commit) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, c)
	})
	h := Settle(t, s, 2)
	together(t, s, 16, func(i int) {
		if err := talk(t, s, h, 1, i); err != nil {
			t.Error(err)
		}
	})
	mu.Lock()
	defer mu.Unlock()
	if len(told) != 17 {
		t.Errorf("told of %d commits, want 17", len(told))
	}
	for i := 1; i < len(told); i++ {
		if told[i].Position <= told[i-1].Position {
			t.Errorf("told of %d after %d", told[i].Position, told[i-1].Position)
		}
	}
}
