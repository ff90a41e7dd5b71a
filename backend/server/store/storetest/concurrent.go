package storetest

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func feedsUnderWrites(t *testing.T, place func(testing.TB) Place) {
	t.Run("back from the head and forward from it is everything", func(t *testing.T) { firstSync(t, begin(t, place)) })
	t.Run("no position is seen after a later one was handed out", func(t *testing.T) { inOrder(t, begin(t, place)) })
}

// firstSync reads the way a new client does, while others write.
func firstSync(t *testing.T, s store.Store) {
	h := Settle(t, s, 2)
	for range 3 {
		h.Fill(t, s, 10, 4)
	}
	me := h.Operators[0]
	start := page(t, s, store.FeedQuery{Audiences: me.Audiences(), PersonID: me.ID, Backward: true, Limit: 5})

	stop := make(chan struct{})
	var writers sync.WaitGroup
	for n := range 3 {
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := talk(t, s, h, n, i); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	have := map[store.Object]store.FeedEntry{}
	keep := func(entries []store.FeedEntry) {
		for _, e := range entries {
			if old, ok := have[e.Object]; !ok || old.Position <= e.Position {
				have[e.Object] = asShown(e)
			}
		}
	}
	keep(start.Entries)
	live := start.Head
	for before, more := start.Last, start.More; more; {
		got := page(t, s, store.FeedQuery{Audiences: me.Audiences(), PersonID: me.ID, Backward: true, Before: before, Limit: 5})
		checkPage(t, got, 5, true)
		keep(got.Entries)
		before, more = got.Last, got.More

		forward := page(t, s, store.FeedQuery{Audiences: me.Audiences(), PersonID: me.ID, After: live, Limit: 3})
		checkPage(t, forward, 3, false)
		keep(forward.Entries)
		live = forward.Last
	}
	close(stop)
	writers.Wait()
	rest, _ := forwards(t, s, me, live, 50)
	keep(rest)

	want, _ := forwards(t, s, me, 0, 0)
	if len(want) != len(have) {
		t.Errorf("read %d objects, there are %d", len(have), len(want))
	}
	for _, e := range want {
		same(t, "an object", have[e.Object], asShown(e))
	}
}

// asShown is an entry without what an operator is never shown, which changes without moving anything of theirs.
func asShown(e store.FeedEntry) store.FeedEntry {
	if e.Ticket != nil {
		shown := *e.Ticket
		shown.NoteCount, shown.LastNoteAt, shown.NoteHead = 0, time.Time{}, support.Hash{}
		e.Ticket = &shown
	}
	return e
}

// talk opens a ticket now and then, and replies to and notes in it in between.
func talk(t *testing.T, s store.Store, h *House, n, i int) error {
	ctx := t.Context()
	by := h.Operators[(n+i)%len(h.Operators)]
	return s.Write(ctx, func(w store.Writer) error {
		mine, err := w.Tickets(ctx, store.TicketFilter{CompanyID: by.CompanyID, Limit: 1})
		if err != nil {
			return err
		}
		if i%5 == 0 || len(mine) == 0 {
			_, err := h.Open(ctx, w, by, Sentence(i), at(i))
			return err
		}
		ticket := mine[0]
		act := support.Act{By: by, At: at(i), NewID: NewID}
		words := support.Words{ID: NewID(), Text: Sentence(n * i)}
		if i%3 == 0 {
			act.By = h.Technicians[0]
			note, err := ticket.Note(act, words)
			if err != nil {
				return err
			}
			return Keep(ctx, w, act.By, &ticket, []support.Message{note}, [32]byte{})
		}
		recorded, err := ticket.Reply(act, words)
		if err != nil {
			return err
		}
		return Keep(ctx, w, act.By, &ticket, recorded, [32]byte{})
	})
}

// inOrder has slow and quick writers finish in any order, and a reader that goes on from whatever it has seen: it must
// see everything.
func inOrder(t *testing.T, s store.Store) {
	ctx := t.Context()
	const writers, each = 8, 25
	var written sync.Map
	var done atomic.Int64
	var all sync.WaitGroup
	for n := range writers {
		all.Go(func() {
			defer done.Add(1)
			for i := range each {
				c := support.Category{ID: NewID(), Name: "x"}
				err := s.Write(ctx, func(w store.Writer) error {
					// The slow take their position early and commit late, if the store lets others go ahead meanwhile.
					if err := w.Touch(ctx, store.Object{Type: store.ObjectCategory, ID: c.ID}, support.AudienceSupport()); err != nil {
						return err
					}
					if n%2 == 0 && i%4 == 0 {
						for range 40 {
							if _, err := w.Act(ctx, c.ID); support.CodeOf(err) != support.CodeNotFound {
								return err
							}
							runtime.Gosched()
						}
					}
					if i%7 == 6 {
						return errRefused
					}
					return w.PutCategory(ctx, c)
				})
				switch {
				case err == nil:
					written.Store(c.ID, true)
				case !errors.Is(err, errRefused):
					t.Error(err)
					return
				}
			}
		})
	}
	seen := map[string]bool{}
	var after int64
	look := func() {
		got := page(t, s, store.FeedQuery{Audiences: []support.Audience{support.AudienceSupport()}, After: after, Limit: 4})
		checkPage(t, got, 4, false)
		for _, e := range got.Entries {
			if e.Position <= after {
				t.Fatalf("position %d after %d was read", e.Position, after)
			}
			seen[e.Object.ID] = true
		}
		after = got.Last
	}
	for done.Load() < writers {
		look()
	}
	all.Wait()
	for after < head(t, s) {
		look()
	}
	written.Range(func(id, _ any) bool {
		if !seen[id.(string)] {
			t.Errorf("a change was never seen by whoever followed the feed")
			return false
		}
		return true
	})
}

var errRefused = errors.New("refused")
