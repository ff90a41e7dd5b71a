package app

import (
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/support"
)

// asked keeps the ticket that somebody asked for from outside the window until the window takes it.
type asked struct {
	mu sync.Mutex
	// wish has not been looked for yet: nobody is signed in, or it may still come.
	wish wish
	what Asked
}

// wish is a ticket as it was asked for: by its number, or by its id and perhaps a message in it.
type wish struct {
	number              int64
	ticketID, messageID string
}

func (a *asked) take() Asked {
	a.mu.Lock()
	defer a.mu.Unlock()
	what := a.what
	a.what = Asked{}
	return what
}

// notificationClicked brings the window to the front, with the ticket that the notification is about.
func (p *Program) notificationClicked(n notify.Notification) {
	<-p.ready
	if p.failed != nil {
		return
	}
	p.toFront()
	if n.TicketID != "" {
		p.ask(wish{ticketID: n.TicketID, messageID: n.MessageID})
	}
}

// startedAgain does what a second start of this profile was to do.
func (p *Program) startedAgain(args []string) {
	<-p.ready
	if p.failed != nil {
		return
	}
	p.toFront()
	o, err := ParseOptions(args)
	if err != nil {
		slog.WarnContext(p.window, "started again in a way that is not understood", "err", err)
		return
	}
	if o.Link != "" {
		p.follow(o.Link)
	}
}

// follow opens the ticket that a link leads to.
func (p *Program) follow(link string) {
	number, ok := ticketOf(link)
	if !ok {
		slog.WarnContext(p.window, "a link that leads to no ticket", "link", link)
		p.dialog(runtime.InfoDialog, p.texts.text(p.language(), "start.link", "link", shorten(link)))
		return
	}
	p.ask(wish{number: number})
}

// ticketOf reads a link such as filodiretto://ticket/1042.
func ticketOf(link string) (number int64, ok bool) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "filodiretto" || !strings.EqualFold(u.Host, "ticket") || u.RawQuery != "" || u.Fragment != "" {
		return 0, false
	}
	digits := strings.TrimSuffix(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	number, err = strconv.ParseInt(digits, 10, 64)
	return number, err == nil && number > 0 && digits[0] != '+'
}

func (p *Program) ask(w wish) {
	p.asked.mu.Lock()
	p.asked.wish = w
	p.asked.mu.Unlock()
	p.grant()
}

// grant looks for what was asked for, and tells the window. It waits with it, to be called again, while nobody is
// signed in or the ticket may still come.
func (p *Program) grant() {
	a := &p.asked
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.wish == (wish{}) {
		return
	}
	front, err := p.front()
	if err != nil {
		return
	}
	what, err := p.find(front, a.wish)
	if support.CodeOf(err) == support.CodeUnavailable {
		return
	}
	if err != nil {
		slog.WarnContext(p.window, "what was asked for was not found", "err", err)
	}
	a.wish, a.what = wish{}, what
	if what != (Asked{}) {
		runtime.EventsEmit(p.window, eventAsked, struct{}{})
	}
}

// find looks for a ticket. One that a notification told of may be another person's by now: then there is nothing to
// open, and nothing to say.
func (p *Program) find(front *desktop.Profile, w wish) (Asked, error) {
	if w.ticketID != "" {
		if _, err := front.Desk().Ticket(p.window, w.ticketID); err != nil {
			return Asked{}, err
		}
		return Asked{TicketID: w.ticketID, MessageID: w.messageID}, nil
	}
	id, err := front.TicketByNumber(p.window, w.number)
	if support.CodeOf(err) == support.CodeNotFound {
		return Asked{Missing: w.number}, nil
	}
	if err != nil {
		return Asked{}, err
	}
	return Asked{TicketID: id}, nil
}
