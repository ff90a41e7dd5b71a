package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// audiences are the numbers that stand for audiences in the feed, as far as commits have made them known.
type audiences struct {
	mu    sync.RWMutex
	known map[string]int64
}

func (a *audiences) number(name string) (int64, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	n, ok := a.known[name]
	return n, ok
}

func (a *audiences) learn(fresh map[string]int64) {
	if len(fresh) == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil {
		a.known = map[string]int64{}
	}
	maps.Copy(a.known, fresh)
}

// audience is the number of an audience, or false if nothing was ever put into its feed.
func (r *reader) audience(ctx context.Context, a support.Audience) (n int64, ok bool, err error) {
	name := a.String()
	if n, ok = r.store.audiences.number(name); ok {
		return n, true, nil
	}
	err = r.each(ctx, func(row *row) { n, ok = row.number(), true }, `SELECT id FROM audiences WHERE name = ?`, name)
	return n, ok, err
}

// A touch is an object to be put into a feed.
type touch struct {
	audience int64
	object   []byte
	kind     store.ObjectType
	removed  bool
}

func (w *writer) Touch(ctx context.Context, o store.Object, audiences ...support.Audience) error {
	return w.touch(ctx, o, false, audiences)
}

func (w *writer) Remove(ctx context.Context, o store.Object, audiences ...support.Audience) error {
	return w.touch(ctx, o, true, audiences)
}

// touch only notes what to do: what one writer touches again and again is put into the feed once, and all of it together.
func (w *writer) touch(ctx context.Context, o store.Object, removed bool, audiences []support.Audience) error {
	if w.over {
		return errOver
	}
	if w.position == 0 && len(audiences) > 0 {
		w.position = w.batch.position + 1
	}
	object := key(o.ID)
	for _, a := range audiences {
		n, err := w.intern(ctx, a)
		if err != nil {
			return err
		}
		w.touches = append(w.touches, touch{audience: n, object: object, kind: o.Type, removed: removed})
	}
	return nil
}

// intern is the number of an audience, given out now if it has none.
func (w *writer) intern(ctx context.Context, a support.Audience) (int64, error) {
	if n, ok := w.ids[a]; ok {
		return n, nil
	}
	n, ok, err := w.audience(ctx, a)
	if err != nil {
		return 0, err
	}
	if !ok {
		if _, err := w.exec(`INSERT INTO audiences (name) VALUES (?)`, a.String()); err != nil {
			return 0, err
		}
		if n, _, err = w.audience(ctx, a); err != nil {
			return 0, err
		}
	}
	if w.ids == nil {
		w.ids = map[support.Audience]int64{}
	}
	w.ids[a] = n
	return n, nil
}

// touched are the audiences into whose feeds the writer put something.
func (w *writer) touched() []support.Audience {
	return slices.Collect(maps.Keys(w.ids))
}

// flushSizes are the numbers of rows that are put into the feed by one statement.
var flushSizes = []int{32, 8, 4, 2, 1}

// flush puts what was touched into the feeds.
func (w *writer) flush() error {
	touches := w.lastTouches()
	w.touches = w.touches[:0]
	for _, size := range flushSizes {
		for len(touches) >= size {
			if err := w.putTouches(touches[:size]); err != nil {
				return err
			}
			touches = touches[size:]
		}
	}
	return nil
}

// lastTouches is what is to be put for each object and audience: the last word, in the order of the feed's rows.
func (w *writer) lastTouches() []touch {
	order := func(a, b touch) int {
		return cmp.Or(cmp.Compare(a.audience, b.audience), cmp.Compare(a.kind, b.kind), bytes.Compare(a.object, b.object))
	}
	slices.SortStableFunc(w.touches, order)
	last := w.touches[:0:0]
	for i, t := range w.touches {
		if i+1 == len(w.touches) || order(t, w.touches[i+1]) != 0 {
			last = append(last, t)
		}
	}
	return last
}

var flushQueries = func() map[int]string {
	all := map[int]string{}
	for _, size := range flushSizes {
		all[size] = `INSERT INTO feed (audience, type, object, position, removed) VALUES (?, ?, ?, ?, ?)` +
			strings.Repeat(`, (?, ?, ?, ?, ?)`, size-1) +
			` ON CONFLICT (audience, type, object) DO UPDATE SET position = excluded.position, removed = excluded.removed`
	}
	return all
}()

func (w *writer) putTouches(touches []touch) error {
	args := make([]any, 0, 5*len(touches))
	for _, t := range touches {
		args = append(args, t.audience, int64(t.kind), t.object, w.position, flag(t.removed))
	}
	_, err := w.exec(flushQueries[len(touches)], args...)
	return err
}
