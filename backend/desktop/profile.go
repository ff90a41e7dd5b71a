package desktop

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"filodiretto/backend/desktop/attachments"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/files"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/presence"
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

	client      *client.Client
	cache       *cache.Cache
	outbox      *outbox.Outbox
	files       *files.Folder
	desk        *desk.Desk
	attachments *attachments.Attachments
	syncer      *syncer.Syncer
	notify      *notify.Desk
	// presence is who is in which ticket, the person among them.
	presence *presence.Presence
	tell     func(*Profile, Event)
	note     func(context.Context, Notice)
	// disabled is told that the server has said so of the person, and that their outbox changed since.
	disabled func(*Profile)
	// left is told that the person, who has signed out, has nothing more to send.
	left func(*Profile)
	// untrusted is told that whoever answers is not trusted.
	untrusted func()
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

	// renewing orders making the session good again.
	renewing turn

	// lineUp is sent to when the line comes up.
	lineUp chan struct{}

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
	fileRoom  func() int64
	tell      func(*Profile, Event)
	note      func(context.Context, Notice)
	disabled  func(*Profile)
	left      func(*Profile)
	untrusted func()
	salvaged  func(context.Context, string, outbox.Salvage)
}

// openProfile opens the files of the card's person and starts nothing yet. support.CodeNewer says that a newer version of
// the program has been at work there; nothing is touched then.
func openProfile(ctx context.Context, o profileOptions, c card, token string) (*Profile, error) {
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	p := &Profile{
		key: o.key, dir: o.dir, card: c, tell: o.tell, note: o.note, disabled: o.disabled, left: o.left, untrusted: o.untrusted, salvaged: o.salvaged,
		keptIn: KeptNowhere,
		nudged: make(chan struct{}, 1), lineUp: make(chan struct{}, 1), sought: make(chan struct{}), renewing: newTurn(), vault: o.vault,
	}
	if err := p.openFiles(ctx, o.now); err != nil {
		return nil, err
	}
	if err := os.RemoveAll(filepath.Join(o.dir, handedOutDir)); err != nil {
		// Another program may still have it open.
		slog.InfoContext(ctx, "a copy that was handed out stays", "err", err)
	}
	err := c.write(o.dir)
	if err == nil && !c.Disabled {
		// They may have been let in again.
		err = p.outbox.TakeBack(ctx, support.CodeDisabled)
	}
	if err != nil {
		return nil, errors.Join(err, p.cache.Close(), p.outbox.Close())
	}
	p.client = client.New(client.Options{Address: c.Address, Transport: o.transport, Now: o.now})
	p.client.SetToken(token)
	p.desk = desk.New(p.cache, p.outbox, p.client.ServerNow)
	p.notify = notify.New(notify.Options{
		Source: unreadSource{p.desk}, Ledger: p.outbox, Texts: o.texts, Notifier: o.notifier, Sound: o.sound,
		Insist: c.person().Role.Side() == support.SideCustomer,
	})
	p.attachments = attachments.New(attachments.Options{
		Folder: p.files, Desk: p.desk, Outbox: p.outbox, Client: p.client, Now: o.now, MayTake: o.fileRoom,
		Largest:   func() int64 { return p.readCard().Server.MaxAttachment },
		HandedOut: filepath.Join(p.dir, handedOutDir),
		Online:    func() bool { return p.syncer.State().Phase == syncer.PhaseOnline },
		Moved:     func(id string) { p.tell(p, Event{Kind: EventAttachment, IDs: []string{id}}) },
	})
	p.presence = presence.New(presence.Options{
		Me: c.Me.ID, Send: p.sendPresence,
		Changed: func(ticketID string) { p.tell(p, Event{Kind: EventPresence, IDs: []string{ticketID}}) },
	})
	p.syncer = syncer.New(syncer.Options{
		Client: p.client, Cache: p.cache, Outbox: p.outbox, Now: o.now,
		Applied: p.applied, CaughtUp: p.caughtUp, Meet: p.meet, Renew: p.renew, Forget: p.desk.Forget,
		Changed: p.lineChanged, Present: p.presence.Heard, Content: p.files.Open, Uploading: p.attachments.Uploading,
		Rests:      p.attachments.Rests,
		TakesFiles: func() bool { return p.readCard().Server.MaxAttachment > 0 },
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
	if p.files, err = files.Open(filepath.Join(p.dir, filesDir)); err != nil {
		return errors.Join(err, p.outbox.Close())
	}
	var anew cache.Notice
	seen := p.outbox.Snapshot().Seen()
	if p.cache, anew, err = cache.Open(ctx, cache.Options{Dir: p.dir, Me: p.card.person(), Now: now, Revision: seen}); err != nil {
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

// filesDir holds the bytes of attachments in a profile's folder.
const filesDir = "files"

// handedOutDir holds copies that other programs have opened, until the profile is opened the next time.
const handedOutDir = "opened"

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
		p.dropAbandoned()
		p.syncer.Run(ctx)
	})
	p.working.Go(func() { p.notify.Run(ctx) })
	p.working.Go(func() { p.watchRecord(ctx) })
	p.working.Go(func() { p.presence.Run(ctx) })
	p.working.Go(func() { p.watchBoard(ctx) })
	p.working.Go(func() { p.attachments.Run(ctx) })
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
	p.attachments.Close()
	return errors.Join(p.cache.Close(), p.outbox.Close())
}

// Desk is what the person sees and does.
func (p *Profile) Desk() *desk.Desk { return p.desk }

// Attachments are what the person does with files.
func (p *Profile) Attachments() *attachments.Attachments { return p.attachments }

// State is how the line stands.
func (p *Profile) State() syncer.State { return p.syncer.State() }

// Counts are what waits to be sent.
func (p *Profile) Counts() outbox.Counts { return p.outbox.Snapshot().Counts() }

// RetryNow tries the line at once.
func (p *Profile) RetryNow(ctx context.Context) error { return p.syncer.RetryNow(ctx) }

// Looking says which ticket is in front of somebody's eyes, empty for none: nothing is notified of it, and what was done in
// another has ended.
func (p *Profile) Looking(ticketID string) {
	p.notify.Looking(ticketID)
	p.presence.Looking(ticketID)
}

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

// changeCardNow changes it in this run also when the disk does not take that, which the error says: the next change
// writes it too.
func (p *Profile) changeCardNow(fn func(*card)) error {
	err := p.changeCard(fn)
	if err != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		fn(&p.card)
	}
	return err
}

func (p *Profile) readCard() card {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.card
}
