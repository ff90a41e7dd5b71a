package app

import (
	"context"
	"log/slog"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop"
	"filodiretto/backend/phone"
)

// Session is signing in and out, and how the line stands.
type Session struct{ program *Program }

// patience bounds the calls that ask the network while somebody looks on.
const patience = 15 * time.Second

func (p *Program) asking() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), patience)
}

// State is where the program stands.
func (s *Session) State() (SessionState, error) {
	d, err := s.program.desktop()
	if err != nil {
		return SessionState{}, err
	}
	stand := d.Stand()
	out := SessionState{Screen: "signIn", Version: api.Version, Address: s.program.options.Server, Known: []KnownPerson{}}
	for _, k := range stand.Known {
		out.Known = append(out.Known, KnownPerson{
			Address: k.Address, ServerName: k.ServerName, Login: k.Login, Name: k.Name, Waiting: k.Waiting,
		})
	}
	if out.Address == "" && len(out.Known) > 0 {
		out.Address = out.Known[0].Address
	}
	if stand.Server != nil {
		out.Support = s.program.contact(stand.Server.Support)
	}
	if stand.Front == nil {
		return out, nil
	}
	out.Screen = "desk"
	if stand.MustChange {
		out.Screen = "changePassword"
	}
	me := stand.Front.Me
	out.Me = &Me{
		ID: me.ID, Login: me.Login, Name: me.Name, Role: me.Role,
		ServerName: stand.Front.Server.Name, ServerAddress: stand.Front.Address, Remembered: stand.Front.Remembered,
	}
	if me.Company != nil {
		out.Me.CompanyName, out.Me.Country = me.Company.Name, me.Company.Country
	}
	return out, nil
}

// contact is how the support is reached, the number as people here write it.
func (p *Program) contact(s api.Contact) *SupportContact {
	return &SupportContact{Phone: phone.National(s.Phone, p.country()), Hours: s.Hours}
}

// FindServer asks the network who answers at an address.
func (s *Session) FindServer(address string) (ServerFound, error) {
	d, err := s.program.desktop()
	if err != nil {
		return ServerFound{}, err
	}
	ctx, cancel := s.program.asking()
	defer cancel()
	found, err := d.FindServer(ctx, address)
	if err != nil {
		return ServerFound{}, err
	}
	return ServerFound{
		Address: found.Address, Name: found.Server.Name, Version: found.Server.Version,
		Support: *s.program.contact(found.Server.Support),
	}, nil
}

// SignIn puts somebody in front.
func (s *Session) SignIn(c Credentials) (SessionState, error) {
	d, err := s.program.desktop()
	if err != nil {
		return SessionState{}, err
	}
	if err := d.SignIn(context.Background(), desktop.Credentials(c)); err != nil {
		return SessionState{}, err
	}
	return s.State()
}

// SignOut closes the screen; acts that wait go on leaving.
func (s *Session) SignOut() (SessionState, error) {
	d, err := s.program.desktop()
	if err != nil {
		return SessionState{}, err
	}
	if err := d.SignOut(context.Background()); err != nil {
		return SessionState{}, err
	}
	return s.State()
}

// ChangePassword changes one's own.
func (s *Session) ChangePassword(change PasswordChange) (SessionState, error) {
	d, err := s.program.desktop()
	if err != nil {
		return SessionState{}, err
	}
	ctx, cancel := s.program.asking()
	defer cancel()
	if err := d.ChangePassword(ctx, change.Current, change.Next); err != nil {
		return SessionState{}, err
	}
	return s.State()
}

// Connection is how the line of whoever is in front stands.
func (s *Session) Connection() (Connection, error) {
	p, err := s.program.front()
	if err != nil {
		return Connection{}, err
	}
	state, counts := p.State(), p.Counts()
	return Connection{
		Phase: string(state.Phase), Since: millis(state.Since), FreshAt: millis(state.FreshAt),
		RetryAt: millis(state.RetryAt), Reason: string(state.Reason), Filling: state.Filling,
		ClockAhead: state.ClockAhead.Milliseconds(),
		Waiting:    counts.Waiting, Stuck: counts.Stuck, Refused: counts.Refused, FilesGoing: counts.FilesGoing, FilesFailed: counts.FilesFailed,
		SessionKept: p.SessionKept() != desktop.KeptNowhere,
	}, nil
}

// RetryNow tries the line at once.
func (s *Session) RetryNow() error {
	p, err := s.program.front()
	if err != nil {
		return err
	}
	return p.RetryNow(context.Background())
}

// Notices are what somebody here should know, oldest first.
func (s *Session) Notices() ([]Notice, error) {
	d, err := s.program.desktop()
	if err != nil {
		return nil, err
	}
	out := []Notice{}
	for _, n := range d.Notices() {
		out = append(out, Notice{
			ID: n.ID, Kind: string(n.Kind), Person: n.Person, Count: n.Count, File: n.File, Tickets: append([]int64{}, n.Tickets...),
		})
	}
	return out, nil
}

// DismissNotice says that somebody has read it.
func (s *Session) DismissNotice(id string) error {
	d, err := s.program.desktop()
	if err != nil {
		return err
	}
	return d.DismissNotice(id)
}

// Shown notes when the first list has been painted. What measures the start (bench/start.go) waits for these words. A page
// that is loaded anew says it again.
func (s *Session) Shown() error {
	s.program.listShown.Do(func() {
		slog.Info("the list is shown", "after_ms", time.Since(started).Milliseconds())
	})
	return nil
}

// started is about when the program was.
var started = time.Now()

// Quit ends the program.
func (s *Session) Quit() error {
	if _, err := s.program.desktop(); err != nil {
		return err
	}
	s.program.quit()
	return nil
}

// Flushed answers the event that the program ends: what was typed until then is on the disk.
func (s *Session) Flushed() error {
	s.program.allSaved.Do(func() { close(s.program.flushed) })
	return nil
}

// millis is an instant as it crosses the bridge.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant reads one as it crosses the bridge.
func instant(ms int64) api.Time {
	if ms == 0 {
		return api.Time{}
	}
	return api.At(time.UnixMilli(ms))
}
