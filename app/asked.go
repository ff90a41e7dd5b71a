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

// asked keeps the ticket that somebody asked for from outside the window until the window takes it. It is for whoever was
// in front then; while nobody was, for whoever signs in first.
type asked struct {
	mu sync.Mutex
	// wish has not been looked for yet: nobody is signed in, or it may still come.
	wish wish
	what Asked
	// of is whose what is.
	of string
}

// wish is a ticket as it was asked for: by its number, or by its id and perhaps a message in it.
type wish struct {
	number              int64
	ticketID, messageID string
	// of is who was in front; empty when nobody was.
	of string
}

// want takes the place of what was asked for before.
func (a *asked) want(w wish) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wish, a.what = w, Asked{}
}

// open is what is to be looked for now that somebody is in front. What another person asked for is no longer wanted.
func (a *asked) open(front string) (w wish, there bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.wish.of != "" && a.wish.of != front {
		a.wish = wish{}
	}
	return a.wish, a.wish != (wish{})
}

// grant keeps what was found of a wish, if that is still the wish.
func (a *asked) grant(w wish, what Asked, front string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.wish != w {
		return false
	}
	a.wish, a.what, a.of = wish{}, what, front
	return true
}

// take hands out what was found, once, to whoever it is for.
func (a *asked) take(front string) Asked {
	a.mu.Lock()
	defer a.mu.Unlock()
	what := a.what
	a.what = Asked{}
	if a.of != front {
		return Asked{}
	}
	return what
}

// inFront says who that is; empty when nobody is.
func (p *Program) inFront() string {
	front, err := p.front()
	if err != nil {
		return ""
	}
	return personOf(front)
}

func personOf(profile *desktop.Profile) string {
	card := profile.Card()
	return card.Address + " " + card.Me.ID
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
		// What was given may be anything: it stays out of the log.
		slog.WarnContext(p.window, "started again in a way that is not understood", "arguments", len(args))
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
		slog.WarnContext(p.window, "a link that leads to no ticket", "length", len(link))
		// Wails hands over the next start only after this one: a dialog that stays open must not keep it.
		go p.dialog(runtime.InfoDialog, p.texts.text(p.language(), "start.link", "link", shorten(link)))
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
	w.of = p.inFront()
	p.asked.want(w)
	p.grant()
}

// grant looks for what was asked for, and tells the window. It waits with it, to be called again, while nobody is
// signed in, the ticket may still come, or the disk does not answer.
func (p *Program) grant() {
	front, err := p.front()
	if err != nil {
		return
	}
	person := personOf(front)
	w, there := p.asked.open(person)
	if !there {
		return
	}
	what, err := p.find(front, w)
	switch support.CodeOf(err) {
	case "":
	case support.CodeUnavailable:
		return
	case support.CodeNotFound:
		slog.InfoContext(p.window, "what was asked for is not here", "err", err)
	default:
		slog.WarnContext(p.window, "what was asked for could not be looked for", "err", err)
		return
	}
	if p.asked.grant(w, what, person) && what != (Asked{}) {
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
