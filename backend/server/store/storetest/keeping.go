package storetest

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func keeping(t *testing.T, place func(testing.TB) Place) {
	t.Run("everything is there after opening again", func(t *testing.T) { openedAgain(t, place) })
	t.Run("closing finishes what was begun and takes no more", func(t *testing.T) { closing(t, place) })
	t.Run("every store is somebody else", func(t *testing.T) {
		a, b := begin(t, place).Identity(), begin(t, place).Identity()
		if a == b || a.Epoch == b.Epoch || a.Key == b.Key || a.Key == ([32]byte{}) {
			t.Error("two stores have one identity")
		}
	})
	t.Run("a backup is made while working, and never over a file", func(t *testing.T) { backups(t, begin(t, place)) })
	t.Run("a sound store has nothing to find", func(t *testing.T) {
		s := begin(t, place)
		h := Settle(t, s, 2)
		converse(t, s, h)
		h.Fill(t, s, 5, 5)
		Sound(t, s)
	})
}

// Sound holds a store to its own Check.
func Sound(tb testing.TB, s store.Store) {
	tb.Helper()
	found, err := s.Check(tb.Context())
	Must(tb, err)
	for _, what := range found {
		tb.Error("not sound:", what)
	}
}

func openedAgain(t *testing.T, place func(testing.TB) Place) {
	ctx := t.Context()
	p := place(t)
	s := p.Open(t)
	identity := s.Identity()
	h := Settle(t, s, 2)
	ticket, all := converse(t, s, h)
	feed, last := forwards(t, s, h.Technicians[0], 0, 0)
	Must(t, s.Close())

	s = opened(t, p)
	if s.Identity() != identity {
		t.Error("the store is somebody else now")
	}
	again, lastAgain := forwards(t, s, h.Technicians[0], 0, 0)
	same(t, "feed", again, feed)
	if last != lastAgain {
		t.Errorf("the head was %d and is %d", last, lastAgain)
	}
	got := read(t, s, func(r store.Reader) ([]support.Message, error) {
		return r.Messages(ctx, store.MessageFilter{TicketID: ticket.ID, WithNotes: true})
	})
	same(t, "messages", got, all)
	next := h.OpenTicket(t, s, h.Operators[1])
	if next.Number <= ticket.Number || head(t, s) <= last {
		t.Errorf("numbers and positions go on at %d and %d after %d and %d", next.Number, head(t, s), ticket.Number, last)
	}
	Sound(t, s)
}

func closing(t *testing.T, place func(testing.TB) Place) {
	ctx := t.Context()
	p := place(t)
	s := p.Open(t)
	h := Settle(t, s, 1)
	var mu sync.Mutex
	kept := map[string]bool{}
	var all sync.WaitGroup
	started := make(chan struct{}, 16)
	for range 16 {
		all.Go(func() {
			for {
				id := NewID()
				err := s.Write(ctx, func(w store.Writer) error { return PutCategory(ctx, w, support.Category{ID: id, Name: "x"}) })
				select {
				case started <- struct{}{}:
				default:
				}
				if err != nil {
					wantCode(t, "writing to a closed store", err, support.CodeUnavailable)
					return
				}
				mu.Lock()
				kept[id] = true
				mu.Unlock()
			}
		})
	}
	<-started
	Must(t, s.Close())
	all.Wait()
	Must(t, s.Close())
	wantCode(t, "reading a closed store", readErr(t, s, func(store.Reader) error { return nil }), support.CodeUnavailable)

	s = opened(t, p)
	categories := read(t, s, func(r store.Reader) ([]support.Category, error) { return r.Categories(ctx) })
	for _, c := range categories {
		delete(kept, c.ID)
	}
	if len(kept) > 0 {
		t.Errorf("%d acknowledged Writes are gone", len(kept))
	}
	read(t, s, func(r store.Reader) (support.Person, error) { return r.Person(ctx, h.Operators[0].ID) })
}

func backups(t *testing.T, s store.Store) {
	h := Settle(t, s, 2)
	h.Fill(t, s, 20, 5)
	file := filepath.Join(t.TempDir(), "copia.db")
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if err := talk(t, s, h, 1, i); err != nil {
				t.Error(err)
				return
			}
		}
	})
	err := s.Backup(t.Context(), file, nil)
	close(stop)
	writer.Wait()
	Must(t, err)
	err = s.Backup(t.Context(), file, nil)
	var coded *support.Error
	if !errors.As(err, &coded) || coded.Code != support.CodeConflict {
		t.Errorf("a backup over a file: %v", err)
	}
	Sound(t, s)
}
