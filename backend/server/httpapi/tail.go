package httpapi

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"filodiretto/backend/server/service"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// maxTails bounds for how many companies the newest changes are kept.
const maxTails = 256

// tail keeps the newest changes as they are shown to all who share their audiences: one commit that wakes a thousand
// streams is read and marshalled once.
type tail struct {
	mu      sync.Mutex
	classes map[string]*tailOf
}

// tailOf is one class of viewers: the technicians, or the operators of one company. Its lock is held while it reads, so
// that the others wait for what the first finds.
type tailOf struct {
	mu sync.Mutex
	// shown is all of the shared feed from after up to head, as of one moment.
	after, head int64
	shown       []sharedChange
}

// sharedChange is one change, marshalled.
type sharedChange struct {
	position int64
	data     []byte
}

func (t *tail) of(viewer support.Person) *tailOf {
	class := string(viewer.Role.Side())
	if viewer.Role.Side() == support.SideCustomer {
		class = viewer.CompanyID
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.classes == nil || len(t.classes) >= maxTails && t.classes[class] == nil {
		t.classes = map[string]*tailOf{}
	}
	if t.classes[class] == nil {
		t.classes[class] = &tailOf{after: -1, head: -1}
	}
	return t.classes[class]
}

// changes are those of the viewer's shared feed after a position and up to another. It does not reach where they are
// more than a page.
func (t *tail) changes(ctx context.Context, s *service.Service, viewer support.Person, after, upTo int64) (found []sharedChange, reaches bool, err error) {
	of := t.of(viewer)
	of.mu.Lock()
	defer of.mu.Unlock()
	if of.after < 0 || after < of.after || upTo > of.head {
		page, err := readShared(ctx, s, viewer, after)
		if err != nil || page.More {
			return nil, false, err
		}
		of.after, of.head, of.shown = after, page.Head, changesOf(viewer, page.Entries)
	}
	from, _ := slices.BinarySearchFunc(of.shown, after+1, byPosition)
	to, _ := slices.BinarySearchFunc(of.shown, upTo+1, byPosition)
	return of.shown[from:to:to], true, nil
}

func byPosition(c sharedChange, position int64) int { return int(c.position - position) }

// readShared reads on a goroutine of its own, for the sake of the stream's stack.
func readShared(ctx context.Context, s *service.Service, viewer support.Person, after int64) (page store.FeedPage, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		page, err = s.SharedFeedAfter(ctx, viewer, after, streamPage)
	}()
	<-done
	return page, err
}

// changesOf shows entries to a viewer and marshals them.
func changesOf(viewer support.Person, entries []store.FeedEntry) []sharedChange {
	shown := make([]sharedChange, len(entries))
	for i := range entries {
		data, err := json.Marshal(changeFor(viewer, &entries[i]))
		if err != nil {
			// Only types of package api come here, which all marshal.
			panic(err)
		}
		shown[i] = sharedChange{position: entries[i].Position, data: data}
	}
	return shown
}
