package syncer

import (
	"slices"
	"sync"
	"time"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// fruitless is how many tries in a row must get a file nowhere until others overtake it.
const fruitless = 2

// overtaken are the files that the line does not carry: something on the way stops their bytes, and may let those of others
// through. After some tries in vain the others go first; between those one of them is tried, the one for which that was longest
// ago. It is an order, and no wait: what is overtaken goes as soon as nothing else is due. Nobody keeps it: a program that starts
// finds out anew.
type overtaken struct {
	mu sync.Mutex
	// all have the one that was tried last at their end.
	all []struggle
	// owed is whether one was tried and no other file has had its turn since.
	owed bool
	// tryAt is when one is tried again though others are due.
	tryAt time.Time
}

// struggle is of a file whose last try the line has failed.
type struggle struct {
	id    string
	state outbox.FileState
	// tries in a row have got it nowhere; from is how much of it the server is known to have, -1 where it has never said so.
	tries int
	from  int64
	// hurried is whether somebody wants it tried before its time.
	hurried bool
}

func (f *struggle) isOf(a *outbox.Attachment) bool { return f.id == a.ID && f.state == a.State }

// first is the one of those due whose turn it is.
func (o *overtaken) first(due []outbox.Attachment, now time.Time) outbox.Attachment {
	o.mu.Lock()
	defer o.mu.Unlock()
	other := slices.IndexFunc(due, func(a outbox.Attachment) bool { return !o.has(&a) })
	for _, f := range o.all {
		i := slices.IndexFunc(due, func(a outbox.Attachment) bool { return f.isOf(&a) })
		if i < 0 || f.tries < fruitless {
			continue
		}
		if other < 0 || !o.owed && (f.hurried || !o.tryAt.After(now) || o.tryAt.After(now.Add(lastCeiling))) {
			return due[i]
		}
		break
	}
	return due[other]
}

// has reports whether others go before that one.
func (o *overtaken) has(a *outbox.Attachment) bool {
	i := o.find(a)
	return i >= 0 && o.all[i].tries >= fruitless
}

func (o *overtaken) find(a *outbox.Attachment) int {
	return slices.IndexFunc(o.all, func(f struggle) bool { return f.isOf(a) })
}

// begins says that one is tried. Others have the line for as long as a try is ever away, however many are overtaken.
func (o *overtaken) begins(a *outbox.Attachment, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.owed && !o.has(a) {
		o.owed, o.tryAt = false, now.Add(lastCeiling)
	}
}

// failed says that the line has failed one, of which the server had so much when the try began. It reports whether others go
// before it now.
func (o *overtaken) failed(a *outbox.Attachment, from int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	f := struggle{id: a.ID, state: a.State, from: from}
	if i := o.find(a); i >= 0 {
		if was := o.all[i]; from <= was.from {
			f.tries, f.from = was.tries, was.from
		}
		o.all = slices.Delete(o.all, i, i+1)
	}
	f.tries++
	o.all = append(o.all, f)
	if f.tries < fruitless {
		return false
	}
	o.owed = true
	return true
}

// carried says that the line has carried one, or the server's word on it. Where that one was overtaken, what was in its way may be
// gone for all.
func (o *overtaken) carried(a *outbox.Attachment) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch i := o.find(a); {
	case i < 0:
	case o.all[i].tries >= fruitless:
		o.all, o.owed = nil, false
	default:
		o.all = slices.Delete(o.all, i, i+1)
	}
}

// hurry has each be tried as soon as it can be without keeping all others out.
func (o *overtaken) hurry() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.all {
		o.all[i].hurried = true
	}
}

// lineUp is hurry for a line that has come up: whatever they failed by may have been that it was down.
func (o *overtaken) lineUp() {
	o.hurry()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.owed = false
}

// blamesLine reports whether an error says that the line does not carry, and not to whom it leads.
func blamesLine(err error) bool {
	code := support.CodeOf(err)
	return err != nil && !sessionEnded(code) && code != support.CodeCursorReset
}
