package attachments

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// mostBehind is how many files are remembered to be fetched behind the screen; what would be more is fetched when somebody
// looks at it.
const mostBehind = 500

// patience is how long what could not be fetched waits, unless the line comes up before.
const patience = time.Minute

// errand is something to fetch that nobody waits for: a thumbnail, or all of a file.
type errand struct {
	what  support.Attachment
	whole bool
	// again: it has failed, and the line has been good since. last: it has failed all the same, and comes after all others.
	again, last bool
}

func (e errand) is(other errand) bool { return e.what.ID == other.what.ID && e.whole == other.whole }

// behind are the errands, thumbnails first, the newest first.
type behind struct {
	wake chan struct{}

	mu    sync.Mutex
	queue []errand
	// aside are those that have failed: they hold nobody up.
	aside []errand
}

func newBehind() behind { return behind{wake: make(chan struct{}, 1)} }

func (b *behind) nudge() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// add queues errands; of too many the oldest are forgotten, and thumbnails before files.
func (b *behind) add(more []errand) {
	if len(more) == 0 {
		return
	}
	b.mu.Lock()
	b.put(more)
	b.mu.Unlock()
	b.nudge()
}

// put is add for whoever holds mu, and wakes nobody.
func (b *behind) put(more []errand) {
	for _, e := range more {
		if !slices.ContainsFunc(b.queue, e.is) {
			b.queue = append(b.queue, e)
		}
	}
	slices.SortStableFunc(b.queue, func(x, y errand) int {
		return cmp.Or(later(x.last, y.last), later(x.whole, y.whole), y.what.ArrivedAt.Compare(x.what.ArrivedAt))
	})
	thumbnails := 0
	b.queue = slices.DeleteFunc(b.queue, func(e errand) bool {
		if !e.whole {
			thumbnails++
		}
		return !e.whole && thumbnails > mostBehind
	})
}

// later has those come last of which something is so.
func later(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	default:
		return -1
	}
}

func (b *behind) first() (errand, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.queue) == 0 {
		return errand{}, false
	}
	return b.queue[0], true
}

func (b *behind) done(e errand) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = slices.DeleteFunc(b.queue, e.is)
}

// putAside has an errand that has failed wait until the line is seen to be good, or all others have been tried. One that fails again
// after that, or by itself as far as anybody can see, waits for all others: however often the line comes up, it is not in their way.
func (b *behind) putAside(e errand, itself bool) {
	b.done(e)
	b.mu.Lock()
	defer b.mu.Unlock()
	e.last = e.last || e.again || itself
	b.aside = append(b.aside, e)
}

// lineIsGood takes up what may have failed for the line alone: thumbnails are not to wait for files because of that.
func (b *behind) lineIsGood() {
	b.mu.Lock()
	defer b.mu.Unlock()
	var more, stay []errand
	for _, e := range b.aside {
		if e.last {
			stay = append(stay, e)
			continue
		}
		e.again = true
		more = append(more, e)
	}
	b.put(more)
	b.aside = stay
}

// takeUp takes up all that was put aside.
func (b *behind) takeUp() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.put(b.aside)
	b.aside = nil
}

// Arrived is told of attachments that the feed has brought. It returns at once.
func (a *Attachments) Arrived(ctx context.Context, arrived []cache.Arrived) {
	if len(arrived) == 0 {
		return
	}
	offline, err := a.offlineTickets(ctx)
	if err != nil {
		slog.WarnContext(ctx, "nobody knows which tickets are kept offline", "err", err)
	}
	var errands []errand
	for i := range arrived {
		errands = append(errands, a.errands(arrived[i].Attachment, offline[arrived[i].TicketID])...)
	}
	a.behind.add(errands)
}

// errands are what is to be fetched of a file.
func (a *Attachments) errands(what support.Attachment, whole bool) []errand {
	var errands []errand
	if !what.Arrived() {
		return nil
	}
	if what.Width > 0 && !a.Folder.HasThumbnail(what.SHA256) {
		errands = append(errands, errand{what: what})
	}
	if whole && !a.Folder.Has(what.SHA256) {
		errands = append(errands, errand{what: what, whole: true})
	}
	return errands
}

// LineUp says that the line is up: what waited for it goes on.
func (a *Attachments) LineUp() {
	a.behind.lineIsGood()
	a.behind.nudge()
}

// runBehind does errands until ctx ends, beginning with what an earlier run left.
func (a *Attachments) runBehind(ctx context.Context) {
	if err := a.left(ctx); err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "what was to be fetched is not known", "err", err)
	}
	for ctx.Err() == nil {
		e, any := a.behind.first()
		if !any || !a.Online() {
			a.rest(ctx)
			if !any {
				a.behind.takeUp()
			}
			continue
		}
		err := a.run(ctx, e)
		switch code := support.CodeOf(err); {
		case ctx.Err() != nil:
			return
		case err == nil:
			a.behind.done(e)
			a.behind.lineIsGood()
		case endsErrand(code):
			slog.InfoContext(ctx, "a file is not fetched behind", "attachment", e.what.ID, "err", err)
			a.behind.done(e)
		case code == support.CodeInternal:
			// It may be this file alone that the server has lost.
			slog.WarnContext(ctx, "the server does not give a file", "attachment", e.what.ID, "err", err)
			a.behind.putAside(e, true)
		default:
			// It may be this file alone that has no room, or is not let through. But it may be the line: nobody asks for all others
			// without a rest in between.
			slog.InfoContext(ctx, "a file is fetched behind later", "attachment", e.what.ID, "err", err)
			a.behind.putAside(e, false)
			if _, others := a.behind.first(); others {
				a.rest(ctx)
			}
		}
	}
}

// endsErrand reports whether asking again brings nothing more: the server has judged, or what it has is not the file. Of everything
// else, whoever is in the way of an answer above all, nobody knows how long it lasts.
func endsErrand(code support.Code) bool {
	switch code {
	case support.CodeNotFound, support.CodeForbidden, support.CodeAbandoned, support.CodeTooLarge, support.CodeHashMismatch,
		support.CodeMalformed, support.CodeInvalid, support.CodeMethodNotAllowed:
		return true
	default:
		return false
	}
}

func (a *Attachments) rest(ctx context.Context) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-a.behind.wake:
	}
}

func (a *Attachments) run(ctx context.Context, e errand) error {
	if e.whole {
		return a.fetch(ctx, e.what, justHere)
	}
	if a.Folder.HasThumbnail(e.what.SHA256) {
		return nil
	}
	err := a.bringThumbnail(ctx, e.what)
	if err == nil {
		a.Moved(e.what.ID)
	}
	return err
}

// left queues what is not here of the newest files, and of the tickets that are kept offline.
func (a *Attachments) left(ctx context.Context) error {
	newest, err := a.Desk.NewestFiles(ctx, mostBehind)
	if err != nil {
		return err
	}
	var errands []errand
	for i := range newest {
		errands = append(errands, a.errands(newest[i].Attachment, false)...)
	}
	a.behind.add(errands)
	offline, err := a.offlineTickets(ctx)
	for ticketID := range offline {
		if err := a.bringTicket(ctx, ticketID); err != nil && support.CodeOf(err) != support.CodeNotFound {
			return err
		}
	}
	return err
}
