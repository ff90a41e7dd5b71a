package desktop

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// Profile is one person on one server, at work: their files, their line, their notifications. It works on whether or
// not they are in front.
type Profile struct {
	key   string
	dir   string
	vault *vault

	client *client.Client
	cache  *cache.Cache
	outbox *outbox.Outbox
	desk   *desk.Desk
	syncer *syncer.Syncer
	notify *notify.Desk
	tell   func(*Profile, Event)
	note   func(context.Context, Notice)
	// disabled is told that the server has said so of the person, and that their outbox changed since.
	disabled func(*Profile)
	// left is told that the person, who has signed out, has nothing more to send.
	left func(*Profile)
	// salvaged is told what was done to the outbox.
	salvaged func(context.Context, string, outbox.Salvage)

	// nudged asks watchOutbox to look at the card again.
	nudged chan struct{}
	// kept is the token that the vault holds, as far as watchOutbox knows; before it has looked, it may hold the one of
	// somebody's earlier stay.
	kept   string
	looked bool
	// sought is closed when the vault was asked for a session, where there was none to begin with.
	sought chan struct{}

	// retiring: the disk did not take that the person is disabled, and will be tried again.
	retiring atomic.Bool

	cancel  context.CancelFunc
	working sync.WaitGroup

	// writing orders changes of the card. mu is never held while the disk is waited for: the window takes it.
	writing sync.Mutex

	mu   sync.Mutex
	card card
	// password is what somebody typed while no server could judge it; it is used for the session once one can.
	password string
	// keptIn is where the session is kept across restarts.
	keptIn Kept
}

// profileOptions are what a profile needs of the workstation.
type profileOptions struct {
	dir       string
	key       string
	now       func() time.Time
	transport http.RoundTripper
	vault     *vault
	notifier  notify.Notifier
	sound     notify.Sound
	texts     notify.Texts
	tell      func(*Profile, Event)
	note      func(context.Context, Notice)
	disabled  func(*Profile)
	left      func(*Profile)
	salvaged  func(context.Context, string, outbox.Salvage)
}

// openProfile opens the files of the card's person and starts nothing yet. support.CodeNewer says that a newer version of
// the program has been at work there; nothing is touched then.
func openProfile(ctx context.Context, o profileOptions, c card, token string) (*Profile, error) {
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	p := &Profile{
		key: o.key, dir: o.dir, card: c, tell: o.tell, note: o.note, disabled: o.disabled, left: o.left, salvaged: o.salvaged, keptIn: KeptNowhere,
		nudged: make(chan struct{}, 1), sought: make(chan struct{}), vault: o.vault,
	}
	if err := p.openFiles(ctx, o.now); err != nil {
		return nil, err
	}
	if err := c.write(o.dir); err != nil {
		return nil, errors.Join(err, p.cache.Close(), p.outbox.Close())
	}
	p.client = client.New(client.Options{Address: c.Address, Transport: o.transport, Now: o.now})
	p.client.SetToken(token)
	p.desk = desk.New(p.cache, p.outbox, p.client.ServerNow)
	p.notify = notify.New(notify.Options{
		Source: unreadSource{p.desk}, Ledger: p.outbox, Texts: o.texts, Notifier: o.notifier, Sound: o.sound,
		Insist: c.person().Role.Side() == support.SideCustomer,
	})
	p.syncer = syncer.New(syncer.Options{
		Client: p.client, Cache: p.cache, Outbox: p.outbox, Now: o.now,
		Applied: p.applied, CaughtUp: p.notify.CaughtUp, Meet: p.meet, Renew: p.renew, Forget: p.desk.Forget,
		Changed: func() { p.tell(p, Event{Kind: EventConnection}) },
	})
	return p, nil
}

// openFiles opens cache and outbox, and tells what had to be done to them.
func (p *Profile) openFiles(ctx context.Context, now func() time.Time) (err error) {
	var salvage outbox.Salvage
	if p.outbox, salvage, err = outbox.Open(ctx, p.dir, now()); errors.Is(err, sqlitedb.ErrNewer) {
		return support.Wrap(support.CodeNewer, err)
	} else if err != nil {
		return err
	}
	p.salvaged(ctx, p.key, salvage)
	var anew cache.Notice
	if p.cache, anew, err = cache.Open(ctx, cache.Options{Dir: p.dir, Me: p.card.person(), Now: now}); err != nil {
		return errors.Join(err, p.outbox.Close())
	}
	if anew.SetAside != "" {
		slog.WarnContext(ctx, "the cache could not be used and is fetched anew", "aside", anew.SetAside, "newer", anew.Newer)
		p.note(ctx, Notice{
			ID: about(NoticeCacheAnew, filepath.Base(anew.SetAside)), Kind: NoticeCacheAnew, Key: p.key, File: anew.SetAside,
		})
	}
	return nil
}

// start puts the profile to work until close.
func (p *Profile) start() {
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	changed, stop := p.outbox.Watch()
	p.working.Go(func() {
		p.seekSession(ctx)
		if p.readCard().Disabled {
			p.syncer.End(support.CodeDisabled)
			return
		}
		p.syncer.Run(ctx)
	})
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

// found is told, before start, of the session that the vault holds.
func (p *Profile) found(session keptSession) {
	p.kept, p.looked = session.token, true
	p.setKeptIn(session.kept)
}

// seekSession asks the vault for a session, where there is none; it may take the keyring's patience.
func (p *Profile) seekSession(ctx context.Context) {
	defer close(p.sought)
	if p.client.Token() != "" || p.readCard().Disabled {
		return
	}
	token, kept, err := p.vault.token(ctx)
	if err != nil {
		slog.DebugContext(ctx, "no session is kept", "key", p.key, "err", err)
		return
	}
	if p.client.OfferToken(token) {
		p.found(keptSession{token, kept})
	}
}

// SessionKept says where the session is kept across restarts.
func (p *Profile) SessionKept() Kept {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.keptIn
}

func (p *Profile) setKeptIn(kept Kept) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keptIn = kept
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
	return Card{Address: p.card.Address, Server: p.card.Server, Me: p.card.Me, Person: p.card.person(), Remembered: p.card.Remembered}
}

func (p *Profile) changeCard(fn func(*card)) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	next := p.readCard()
	fn(&next)
	if err := next.write(p.dir); err != nil {
		return err
	}
	p.setCard(next)
	return nil
}

func (p *Profile) setCard(c card) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.card = c
}

// disable lets nobody in as the person any more: in this run also when the disk does not take that.
func (p *Profile) disable() error {
	disabled := func(c *card) { c.Disabled, c.Verifier = true, "" }
	err := p.changeCard(disabled)
	if err != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		disabled(&p.card)
	}
	return err
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
	select {
	case <-ctx.Done():
		return
	case <-p.sought:
	}
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
		if p.readCard().Disabled {
			p.disabled(p)
			continue
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
		p.forgetSession(ctx)
		endSession(ctx, p.client, left)
		p.left(p)
	case wanted == p.kept && p.looked:
		return
	case token == "" && !p.looked && (c.Remembered || !drained):
		// What a keyring holds that did not open in time may still be good.
		return
	case wanted == "":
		p.forgetSession(ctx)
	default:
		p.keepSession(ctx, wanted, c.Remembered)
	}
	p.kept, p.looked = wanted, true
}

func (p *Profile) forgetSession(ctx context.Context) {
	if err := p.vault.forget(ctx); err != nil {
		slog.WarnContext(ctx, "the session could not be forgotten", "err", err)
	}
	p.setKeptIn(KeptNowhere)
}

// keepSession keeps a session, and tells somebody who asked to be remembered where that cannot be.
func (p *Profile) keepSession(ctx context.Context, token string, asked bool) {
	kept, err := p.vault.keep(ctx, token, asked)
	if err != nil {
		slog.WarnContext(ctx, "the session is not kept", "err", err)
	}
	p.setKeptIn(kept)
	if asked && kept == KeptNowhere && ctx.Err() == nil {
		p.note(ctx, Notice{ID: about(NoticeSessionNotKept, p.key), Kind: NoticeSessionNotKept, Key: p.key})
	}
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
	p.writing.Lock()
	defer p.writing.Unlock()
	if err := next.write(p.dir); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.card = next
	if token != "" {
		p.client.SetToken(token)
	}
	return nil
}

// endSession ends it on the server if that can be reached.
func endSession(ctx context.Context, c *client.Client, token string) {
	if token == "" {
		return
	}
	if err := c.EndSession(ctx, token); err != nil {
		slog.InfoContext(ctx, "the session could not be ended on the server", "err", err)
	}
}

// meet asks who answers and keeps what they say of themselves: a support's new telephone number is to reach the operator.
func (p *Profile) meet(ctx context.Context) error {
	server, err := p.client.Server(ctx)
	if err != nil {
		return err
	}
	met := talksTo(server)
	if support.CodeOf(met) == support.CodeNotAServer || sameServer(server, p.readCard().Server) {
		return met
	}
	if err := p.changeCard(func(c *card) { c.Server = server }); err != nil {
		slog.WarnContext(ctx, "what the server says of itself is not kept", "err", err)
		return met
	}
	p.tell(p, Event{Kind: EventSession})
	return met
}

// renew makes a session of a password that was typed while no server could judge it. Somebody disabled is put away.
func (p *Profile) renew(ctx context.Context) error {
	err := p.signInAgain(ctx)
	if support.CodeOf(err) == support.CodeDisabled {
		p.disabled(p)
	}
	return err
}

func (p *Profile) signInAgain(ctx context.Context) error {
	p.mu.Lock()
	password, login := p.password, p.card.Me.Login
	p.mu.Unlock()
	if password == "" {
		// A stream ends without saying why, and somebody may have signed in meanwhile: a call says how it stands.
		_, err := p.client.Me(ctx)
		return err
	}
	session, err := p.client.SignIn(ctx, login, password, deviceName())
	if code := support.CodeOf(err); code == support.CodeUnauthenticated {
		p.setPassword("")
	}
	if err != nil {
		return err
	}
	p.setPassword("")
	p.nudge()
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
