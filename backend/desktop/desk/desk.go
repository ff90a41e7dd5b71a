// Package desk is what one person sees and does on this workstation: the cache with the outbox laid over it at reading
// time, and the acts that go into the outbox. What an unsent act will make of a ticket is worked out by support's own
// transitions, so the screen shows at once what the server will answer. Nothing here waits for the network.
package desk

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// Desk is one person's. It is safe for use by many goroutines.
type Desk struct {
	cache  *cache.Cache
	outbox *outbox.Outbox
	me     support.Person
	now    func() time.Time

	// acting orders checking an act and committing it: of two that exclude each other the second sees the first.
	acting sync.Mutex
	// latest is the last overlay that was worked out; it serves while neither file changes.
	latest atomic.Pointer[overlay]

	settling sync.Mutex
	// settled are the sent acts that the feed was seen to have brought, with the cache's revision at which it had: who reads
	// an earlier moment does not have it yet. They are of the cache of that generation.
	settled    map[string]int64
	generation int64
}

// New makes the desk of whoever the cache belongs to; now is the wall clock.
func New(c *cache.Cache, o *outbox.Outbox, now func() time.Time) *Desk {
	if now == nil {
		now = time.Now
	}
	return &Desk{cache: c, outbox: o, me: c.Me(), now: now, settled: map[string]int64{}}
}

// Me is whose desk it is.
func (d *Desk) Me() support.Person { return d.me }

// newID makes an id that sorts by the time at which it was made.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// view is cache and outbox at one moment.
type view struct {
	d    *Desk
	ctx  context.Context //nolint:containedctx // it lives as long as the one call
	r    *cache.Reader
	acts *outbox.Snapshot
	laid map[string]*laid
	// over is the same for the board.
	over *board.Laid

	companies map[string]string
}

// look calls fn with a view: all that it reads belongs together.
func (d *Desk) look(ctx context.Context, fn func(*view) error) error {
	return d.cache.Read(ctx, func(r *cache.Reader) error {
		// The cache's moment is fixed by this first reading, the outbox is looked at after it: an act whose answer comes
		// in between shows as sent, and one that the feed brought as brought, but none is missing.
		revision, err := r.Revision()
		if err != nil {
			return err
		}
		v := &view{d: d, ctx: ctx, r: r, acts: d.outbox.Snapshot(), companies: map[string]string{}}
		laying, err := v.layAll(revision)
		if err != nil {
			return err
		}
		v.laid, v.over = laying.tickets, &laying.board
		return fn(v)
	})
}

// companyName is the name of a company, empty if it is not here.
func (v *view) companyName(id string) (string, error) {
	if name, ok := v.companies[id]; ok || id == "" {
		return name, nil
	}
	company, _, err := v.r.Company(id)
	v.companies[id] = company.Name
	return company.Name, err
}
