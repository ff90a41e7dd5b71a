package app

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"filodiretto/backend/desktop"
)

// The names of the events that the frontend may listen to.
const (
	eventTickets    = "tickets:changed"
	eventConnection = "connection:changed"
	eventOutbox     = "outbox:changed"
	eventUnread     = "unread:changed"
	eventSession    = "session:changed"
	eventPresence   = "presence:changed"
	eventConsole    = "console:changed"
	eventAsked      = "ticket:asked"
	eventEnding     = "program:ending"
	eventAttachment = "attachment:progress"
	eventDossier    = "dossier:written"
)

// maxNamed is how many tickets one event names; more are "all".
const maxNamed = 100

// breath is the least time between two rounds of events: the first comes at once, what follows closely is gathered. A
// first sync would otherwise evaluate script thousands of times a second.
const breath = 40 * time.Millisecond

// ticketsChanged, outboxChanged, unreadChanged, presenceChanged, attachmentMoved and dossierWritten are what events
// carry: ids and counts, never contents.
type (
	ticketsChanged struct {
		IDs []string `json:"ids"`
		All bool     `json:"all"`
	}
	outboxChanged struct {
		Waiting int `json:"waiting"`
		Refused int `json:"refused"`
	}
	unreadChanged struct {
		Count int `json:"count"`
	}
	presenceChanged struct {
		TicketID string `json:"ticketId"`
	}
	attachmentMoved struct {
		ID       string `json:"id"`
		Sent     int64  `json:"sent"`
		Received int64  `json:"received"`
	}
	dossierWritten struct {
		TicketID string `json:"ticketId"`
		Done     int    `json:"done"`
		All      int    `json:"all"`
	}
)

// events gathers what the engine tells and passes it to the window.
type events struct {
	window  context.Context //nolint:containedctx // Wails hands its window over as a context
	program *Program

	mu      sync.Mutex
	pending map[desktop.EventKind]bool
	tickets map[string]bool
	all     bool
	present map[string]bool
	moved   map[string]bool

	wake chan struct{}
	quit chan struct{}
	done sync.WaitGroup
	// shown is the unread count last told, so that it is told once.
	shown int
}

func newEvents(window context.Context, p *Program) *events {
	return &events{
		window: window, program: p, pending: map[desktop.EventKind]bool{}, tickets: map[string]bool{},
		present: map[string]bool{}, moved: map[string]bool{}, wake: make(chan struct{}, 1), quit: make(chan struct{}), shown: -1,
	}
}

// tell takes what the engine says; it never blocks.
func (e *events) tell(what desktop.Event) {
	e.mu.Lock()
	e.pending[what.Kind] = true
	if what.Kind == desktop.EventTickets {
		e.all = e.all || what.All
		for _, id := range what.IDs {
			if len(e.tickets) <= maxNamed {
				e.tickets[id] = true
			}
		}
	}
	if what.Kind == desktop.EventPresence {
		for _, id := range what.IDs {
			e.present[id] = true
		}
	}
	if what.Kind == desktop.EventAttachment {
		for _, id := range what.IDs {
			e.moved[id] = true
		}
	}
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *events) start() {
	e.done.Go(func() {
		for {
			select {
			case <-e.quit:
				return
			case <-e.wake:
			}
			e.pass()
			select {
			case <-e.quit:
				return
			case <-time.After(breath):
			}
		}
	})
}

func (e *events) stop() {
	close(e.quit)
	e.done.Wait()
}

// gathered is what one round of events passes on.
type gathered struct {
	pending        map[desktop.EventKind]bool
	changed        ticketsChanged
	present, moved []string
}

// take empties what was gathered.
func (e *events) take() gathered {
	e.mu.Lock()
	defer e.mu.Unlock()
	g := gathered{
		pending: e.pending, changed: ticketsChanged{IDs: []string{}, All: e.all || len(e.tickets) > maxNamed},
		present: slices.Sorted(maps.Keys(e.present)), moved: slices.Sorted(maps.Keys(e.moved)),
	}
	if !g.changed.All {
		for id := range e.tickets {
			g.changed.IDs = append(g.changed.IDs, id)
		}
	}
	e.pending, e.tickets, e.all = map[desktop.EventKind]bool{}, map[string]bool{}, false
	e.present, e.moved = map[string]bool{}, map[string]bool{}
	return g
}

func (e *events) pass() {
	g := e.take()
	pending := g.pending
	if pending[desktop.EventSession] {
		runtime.EventsEmit(e.window, eventSession, struct{}{})
	}
	if pending[desktop.EventTickets] {
		runtime.EventsEmit(e.window, eventTickets, g.changed)
	}
	if pending[desktop.EventConnection] {
		runtime.EventsEmit(e.window, eventConnection, struct{}{})
	}
	if pending[desktop.EventConsole] {
		runtime.EventsEmit(e.window, eventConsole, struct{}{})
	}
	for _, ticketID := range g.present {
		runtime.EventsEmit(e.window, eventPresence, presenceChanged{TicketID: ticketID})
	}
	e.passMoved(g.moved)
	if pending[desktop.EventOutbox] {
		e.passOutbox()
	}
	if pending[desktop.EventUnread] || pending[desktop.EventOutbox] || pending[desktop.EventSession] {
		e.passUnread()
	}
	// What was asked for may be here now.
	e.program.grant()
}

// passMoved tells how far files have come.
func (e *events) passMoved(ids []string) {
	front, err := e.program.front()
	if err != nil {
		return
	}
	for _, id := range ids {
		is := front.Attachments().Progress(id)
		runtime.EventsEmit(e.window, eventAttachment, attachmentMoved{ID: id, Sent: is.Sent, Received: is.Received})
	}
}

func (e *events) passOutbox() {
	var out outboxChanged
	if p, err := e.program.front(); err == nil {
		counts := p.Counts()
		out = outboxChanged{Waiting: counts.Waiting, Refused: counts.Refused}
	}
	runtime.EventsEmit(e.window, eventOutbox, out)
}

// passUnread tells the window, its title bar and the tray the one truth about what is unread.
func (e *events) passUnread() {
	count := 0
	if p, err := e.program.front(); err == nil {
		counts, err := p.Desk().Counts(e.window)
		if err != nil {
			slog.WarnContext(e.window, "unread not counted", "err", err)
			return
		}
		count = counts.Unread
	}
	if e.program.tray != nil {
		e.program.tray.Show(e.program.trayLook(count))
	}
	if count == e.shown {
		return
	}
	e.shown = count
	runtime.EventsEmit(e.window, eventUnread, unreadChanged{Count: count})
	title := Name
	if count > 0 {
		title = "(" + strconv.Itoa(count) + ") " + Name
	}
	runtime.WindowSetTitle(e.window, title)
}
