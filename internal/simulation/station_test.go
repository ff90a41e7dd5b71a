package simulation_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/notify"
)

// station is a workstation: what survives its program.
type station struct {
	w       *world
	n       int
	link    *link
	console bool
	mark    string
	people  []string
	keyring keyring
	// ahead is how far its clock is ahead of the world's.
	ahead atomic.Int64

	mu    sync.Mutex
	lives int
	dir   string
	life  *life
	died  []time.Time
}

// life is one process of the workstation's program.
type life struct {
	*desktop.Desktop

	s         *station
	n         int
	transport *http.Transport
	disk      *disk
	dead      atomic.Bool
	// shows counts what it wanted to show.
	shows atomic.Int64
	// front is whoever signed in last.
	front atomic.Pointer[string]
}

func newStation(w *world, n int) *station {
	s := &station{
		w: w, n: n, link: w.network.link(fmt.Sprintf("10.0.0.%d", n+1)), console: isConsole(n, w.plan.stations),
		people: peopleAt(n, w.plan.stations),
	}
	s.keyring.kept = map[string]string{}
	if !s.console {
		s.mark = companyMark(n % 2)
	}
	s.dir = s.folder()
	return s
}

func (s *station) folder() string {
	return filepath.Join(s.w.dir, fmt.Sprintf("w%d-%d", s.n, s.lives))
}

func (s *station) now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

// current is the running program; nil while there is none.
func (s *station) current() *life {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.life
}

// up starts the program.
func (s *station) up() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life != nil {
		return nil
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	l := &life{s: s, n: s.lives, disk: s.w.hold(s.w.t, s.dir, fmt.Sprint("w", s.n), s.lives)}
	none := ""
	l.front.Store(&none)
	l.transport = &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			if l.dead.Load() {
				return nil, errGone
			}
			return s.link.dial(ctx)
		},
		MaxIdleConnsPerHost: 8, IdleConnTimeout: 90 * time.Second, ResponseHeaderTimeout: 30 * time.Second,
	}
	var err error
	l.Desktop, err = desktop.Open(context.Background(), desktop.Options{
		Dir: s.dir, Now: s.now, Transport: l.transport, Keyring: ring{&s.keyring, l}, Notifier: screen{l}, Texts: texts{},
		Tell: l.tells, Verifier: cheap,
	})
	if err != nil {
		l.disk.Kill()
		l.transport.CloseIdleConnections()
		return err
	}
	l.disk.suffer()
	if p, err := l.Front(); err == nil {
		login := p.Card().Me.Login
		l.front.Store(&login)
	}
	s.life = l
	return nil
}

// die ends the program at this instant, whatever it is doing.
func (s *station) die(powerCut bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.life
	if l == nil {
		return
	}
	s.life = nil
	s.lives++
	s.died = append(s.died, time.Now())
	before := s.dir
	s.dir = s.folder()
	s.w.book.end(l)
	l.disk.dieInto(s.dir, powerCut)
	s.link.cutAll()
	s.w.behind.Go(func() {
		_ = l.Close()
		l.transport.CloseIdleConnections()
		s.w.remove(before)
	})
}

// end ends the program as its person would, and leaves its folder.
func (s *station) end() error {
	s.mu.Lock()
	l := s.life
	s.life = nil
	s.mu.Unlock()
	if l == nil {
		return nil
	}
	err := l.Close()
	l.transport.CloseIdleConnections()
	return err
}

// signIn puts somebody in front.
func (l *life) signIn(login string) error {
	err := l.SignIn(context.Background(), desktop.Credentials{
		Address: "http://127.0.0.1:8080", Login: login, Password: password, Remember: true,
	})
	if err == nil {
		l.front.Store(&login)
	}
	return err
}

// keyring is the operating system's: it survives the program.
type keyring struct {
	mu   sync.Mutex
	kept map[string]string
}

var (
	errNotKept  = errors.New("simulation: nothing is kept")
	errNotShown = errors.New("simulation: nothing is shown")
)

// ring is the keyring in the hands of one process.
type ring struct {
	*keyring

	of *life
}

func (r ring) Set(_, user, secret string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of.dead.Load() {
		return errGone
	}
	r.kept[user] = secret
	return nil
}

func (r ring) Get(_, user string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if secret, ok := r.kept[user]; ok && !r.of.dead.Load() {
		return secret, nil
	}
	return "", errNotKept
}

func (r ring) Delete(_, user string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of.dead.Load() {
		return errGone
	}
	delete(r.kept, user)
	return nil
}

// texts words notifications so that they say what they are about.
type texts struct{}

func (texts) Reply(u notify.Unread) notify.Notification {
	return notify.Notification{Title: u.Author, Body: u.Text, TicketID: u.TicketID, MessageID: u.MessageID}
}

func (texts) Digest(tickets, replies int) notify.Notification {
	return notify.Notification{Title: "digest", Body: fmt.Sprint(tickets, " ", replies)}
}

// screen is what one process shows.
type screen struct{ of *life }

func (s screen) Notify(ctx context.Context, n notify.Notification) error {
	if s.of.dead.Load() {
		return errGone
	}
	w, count := s.of.s.w, s.of.shows.Add(1)
	if !w.network.isHealed() && w.chance.of("shown", s.of.s.n, s.of.n, count).one(0.05) {
		w.faults.add("notification failed")
		return errNotShown
	}
	p, err := s.of.Front()
	if err != nil {
		return err
	}
	shown := []string{n.MessageID}
	if n.MessageID == "" {
		unread, err := p.Desk().Unread(ctx, nil)
		if err != nil {
			return err
		}
		shown = nil
		for i := range unread {
			shown = append(shown, unread[i].Newest.ID)
		}
	}
	return w.book.notified(s.of, p.Card().Me.Login, n.MessageID == "", shown)
}
