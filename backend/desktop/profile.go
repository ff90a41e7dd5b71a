package desktop

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

// Profile is one person on one server, at work: their files, their line, their notifications. It works on whether or
// not they are in front.
type Profile struct {
	key   string
	dir   string
	vault vault

	client *client.Client
	cache  *cache.Cache
	outbox *outbox.Outbox
	desk   *desk.Desk
	syncer *syncer.Syncer
	notify *notify.Desk
	tell   func(*Profile, Event)

	// nudged asks watchOutbox to look at the card again.
	nudged chan struct{}
	// kept is the token that the vault holds, as far as watchOutbox knows.
	kept string

	cancel  context.CancelFunc
	working sync.WaitGroup

	mu   sync.Mutex
	card card
	// password is what somebody typed while no server could judge it; it is used for the session once one can.
	password string
}

// profileOptions are what a profile needs of the workstation.
type profileOptions struct {
	dir       string
	key       string
	now       func() time.Time
	transport http.RoundTripper
	keyring   Keyring
	notifier  notify.Notifier
	sound     notify.Sound
	texts     notify.Texts
	tell      func(*Profile, Event)
}

// openProfile opens the files of the card's person and starts nothing yet.
func openProfile(ctx context.Context, o profileOptions, c card, token string) (*Profile, error) {
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	if err := c.write(o.dir); err != nil {
		return nil, err
	}
	p := &Profile{key: o.key, dir: o.dir, card: c, tell: o.tell, nudged: make(chan struct{}, 1), vault: newVault(o.keyring, o.dir, o.key)}
	var err error
	var salvage outbox.Salvage
	if p.outbox, salvage, err = outbox.Open(ctx, o.dir, o.now()); err != nil {
		return nil, err
	}
	if salvage.SetAside != "" {
		slog.ErrorContext(ctx, "the outbox was damaged; what could be read was kept", "aside", salvage.SetAside,
			"acts", salvage.Acts, "drafts", salvage.Drafts, "whole", salvage.Whole)
	}
	var notice cache.Notice
	if p.cache, notice, err = cache.Open(ctx, cache.Options{Dir: o.dir, Me: c.person(), Now: o.now}); err != nil {
		return nil, errors.Join(err, p.outbox.Close())
	}
	if notice.SetAside != "" {
		slog.WarnContext(ctx, "the cache could not be used and is fetched anew", "aside", notice.SetAside, "newer", notice.Newer)
	}
	p.client = client.New(client.Options{Address: c.Address, Transport: o.transport, Now: o.now})
	p.client.SetToken(token)
	p.desk = desk.New(p.cache, p.outbox, o.now)
	p.notify = notify.New(notify.Options{
		Source: unreadSource{p.desk}, Ledger: p.outbox, Texts: o.texts, Notifier: o.notifier, Sound: o.sound,
		Insist: c.person().Role.Side() == support.SideCustomer,
	})
	p.syncer = syncer.New(syncer.Options{
		Client: p.client, Cache: p.cache, Outbox: p.outbox, Now: o.now,
		Applied: p.applied, CaughtUp: p.notify.CaughtUp, Renew: p.renew, Forget: p.desk.Forget,
		Changed: func() { p.tell(p, Event{Kind: EventConnection}) },
	})
	return p, nil
}

// start puts the profile to work until close.
func (p *Profile) start() {
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	changed, stop := p.outbox.Watch()
	p.working.Go(func() { p.syncer.Run(ctx) })
	p.working.Go(func() { p.notify.Run(ctx) })
	p.working.Go(func() {
		defer stop()
		p.watchOutbox(ctx, changed)
	})
}

// close ends the work and closes the files; what has not been sent stays in them.
func (p *Profile) close() error {
	if p.cancel != nil {
		p.cancel()
		p.working.Wait()
	}
	return errors.Join(p.cache.Close(), p.outbox.Close())
}

// Desk is what the person sees and does.
func (p *Profile) Desk() *desk.Desk { return p.desk }

// State is how the line stands.
func (p *Profile) State() syncer.State { return p.syncer.State() }

// Counts are what waits to be sent.
func (p *Profile) Counts() outbox.Counts { return p.outbox.Snapshot().Counts() }

// RetryNow tries the line at once.
func (p *Profile) RetryNow(ctx context.Context) error { return p.syncer.RetryNow(ctx) }

// Looking says which ticket is in front of somebody's eyes, empty for none: nothing is notified of it.
func (p *Profile) Looking(ticketID string) { p.notify.Looking(ticketID) }

// Card is who and where.
func (p *Profile) Card() Card {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Card{Address: p.card.Address, Server: p.card.Server, Me: p.card.Me, Person: p.card.person()}
}

func (p *Profile) changeCard(fn func(*card)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := p.card
	fn(&next)
	if err := next.write(p.dir); err != nil {
		return err
	}
	p.card = next
	return nil
}

func (p *Profile) readCard() card {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.card
}

func (p *Profile) applied(a cache.Applied, live bool) {
	if len(a.Tickets) > 0 || a.Renewed {
		p.tell(p, Event{Kind: EventTickets, IDs: a.Tickets, All: a.Renewed})
		p.tell(p, Event{Kind: EventUnread})
	}
	if live {
		p.notify.Changed(a.Tickets...)
	}
}

// nudge has the session kept or ended as the card now says.
func (p *Profile) nudge() {
	select {
	case p.nudged <- struct{}{}:
	default:
	}
}

// watchOutbox tells the screen of every change, and ends the session of somebody who has left once all is sent.
func (p *Profile) watchOutbox(ctx context.Context, changed <-chan struct{}) {
	p.keepOrEndSession(ctx)
	before := p.outbox.Snapshot()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.nudged:
		case <-changed:
			after := p.outbox.Snapshot()
			p.tell(p, Event{Kind: EventTickets, IDs: moved(before, after)})
			p.tell(p, Event{Kind: EventOutbox})
			before = after
		}
		p.keepOrEndSession(ctx)
	}
}

// moved are the tickets of which acts came, went, or came further: what is laid over them shows otherwise now.
func moved(before, after *outbox.Snapshot) []string {
	type stand struct {
		ticket string
		state  outbox.State
		stuck  bool
	}
	was := map[string]stand{}
	for _, a := range before.Acts() {
		was[a.ID] = stand{ticket: a.TicketID, state: a.State, stuck: a.Stuck()}
	}
	tickets := map[string]bool{}
	for _, a := range after.Acts() {
		is := stand{ticket: a.TicketID, state: a.State, stuck: a.Stuck()}
		if was[a.ID] != is {
			tickets[a.TicketID] = true
		}
		delete(was, a.ID)
	}
	for _, gone := range was {
		tickets[gone.ticket] = true
	}
	return slices.Collect(maps.Keys(tickets))
}

// keepOrEndSession keeps the token across restarts while acts wait, so that they leave even if their author does not
// come back; and ends the session of somebody who signed out when nothing waits any more. It is called from one
// goroutine: a keyring may be slow.
func (p *Profile) keepOrEndSession(ctx context.Context) {
	drained := p.outbox.Snapshot().Drained()
	c, token, left := p.session(drained)
	wanted := ""
	if c.Remembered || !drained {
		wanted = token
	}
	switch {
	case left != "":
		endSession(ctx, p.client, left, p.vault)
	case wanted == p.kept:
		return
	case wanted == "":
		if err := p.vault.forget(ctx); err != nil {
			slog.WarnContext(ctx, "the session could not be forgotten", "err", err)
		}
	default:
		if err := p.vault.keep(ctx, wanted, c.Remembered); err != nil {
			slog.WarnContext(ctx, "the session is not kept", "err", err)
		}
	}
	p.kept = wanted
}

// session is the card and the token that belong together. Of somebody who has left and whose acts are sent, the session
// is taken away in the same step, so that a sign-in of this very moment keeps its own.
func (p *Profile) session(drained bool) (c card, token, left string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.card.Leaving && drained {
		return p.card, "", p.client.TakeToken()
	}
	return p.card, p.client.Token(), ""
}

// admit takes over what a sign-in brought; an empty token leaves the session as it is.
func (p *Profile) admit(next card, token string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := next.write(p.dir); err != nil {
		return err
	}
	p.card = next
	if token != "" {
		p.client.SetToken(token)
	}
	return nil
}

// endSession ends it on the server if that can be reached, and forgets it here in any case.
func endSession(ctx context.Context, c *client.Client, token string, v vault) {
	if token != "" {
		if err := c.EndSession(ctx, token); err != nil {
			slog.InfoContext(ctx, "the session could not be ended on the server", "err", err)
		}
	}
	if err := v.forget(ctx); err != nil {
		slog.WarnContext(ctx, "the session could not be forgotten", "err", err)
	}
}

// renew makes a session of a password that was typed while no server could judge it.
func (p *Profile) renew(ctx context.Context) error {
	p.mu.Lock()
	password, login := p.password, p.card.Me.Login
	p.mu.Unlock()
	if password == "" {
		return support.Errorf(support.CodeUnauthenticated, "nobody has signed in")
	}
	session, err := p.client.SignIn(ctx, login, password, deviceName())
	if code := support.CodeOf(err); code == support.CodeUnauthenticated {
		p.setPassword("")
	}
	if err != nil {
		return err
	}
	p.setPassword("")
	p.tell(p, Event{Kind: EventSession})
	return p.changeCard(func(c *card) { c.Me, c.MustChange = session.User, session.MustChangePassword })
}

func (p *Profile) setPassword(password string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.password = password
}

func deviceName() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	return name
}
