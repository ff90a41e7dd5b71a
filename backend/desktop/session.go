package desktop

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/support"
)

// Found says who answers at an address.
type Found struct {
	Address string
	Server  api.Server
}

// Credentials are typed at sign-in.
type Credentials struct {
	Address  string
	Login    string
	Password string
	// Remember keeps the person signed in across restarts.
	Remember bool
}

// FindServer asks who answers at an address as people type it.
func (d *Desktop) FindServer(ctx context.Context, typed string) (Found, error) {
	address, err := client.Origin(typed)
	if err != nil {
		return Found{}, err
	}
	d.lookForAuthorities(ctx)
	asking := d.clientFor(address)
	// Somebody looks on, and has little patience for a connection that is dead.
	asking.Anew()
	server, err := asking.Server(ctx)
	if err != nil {
		return Found{}, err
	}
	if err := talksTo(server); err != nil {
		return Found{}, err
	}
	return Found{Address: address, Server: server}, nil
}

func (d *Desktop) clientFor(address string) *client.Client {
	return client.New(client.Options{Address: address, Transport: d.o.Transport, Now: d.o.Now})
}

// The bounds of how long a sign-in asks the network while somebody looks on. A person known here can be let in without
// it, so where it says nothing at all they wait less.
const (
	askPatience   = 15 * time.Second
	knownPatience = 5 * time.Second
)

func (d *Desktop) patienceWith(c Credentials) time.Duration {
	content := d.register.read()
	if _, known := content.find(c.Address, c.Login); known {
		return knownPatience
	}
	return askPatience
}

// SignIn puts somebody in front. The server judges the password; where none can be reached, or it judges none for a while,
// a person known here is let in by the last one it accepted, and the server judges it when it does again. ctx bounds the
// asking alone.
func (d *Desktop) SignIn(ctx context.Context, c Credentials) error {
	c.Login = strings.TrimSpace(c.Login)
	var wrong support.Fields
	if c.Login == "" {
		wrong.Add("login", support.ReasonRequired)
	}
	if c.Password == "" {
		wrong.Add("password", support.ReasonRequired)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	address, err := client.Origin(c.Address)
	if err != nil {
		return err
	}
	c.Address = address
	d.changing.Lock()
	defer d.changing.Unlock()
	if err := d.ending(); err != nil {
		return err
	}
	patient, cancel := context.WithTimeout(ctx, d.patienceWith(c))
	defer cancel()
	patient, stop := within(patient, d.open)
	defer stop()
	// What is opened and kept after the asking has its own time.
	ctx = context.WithoutCancel(ctx)
	found, err := d.FindServer(patient, address)
	if err != nil {
		return d.signInAlone(ctx, c, err)
	}
	asking := d.clientFor(address)
	session, err := asking.SignIn(patient, c.Login, c.Password, deviceName())
	if support.CodeOf(err) == support.CodeDisabled {
		if retireErr := d.signInDisabled(ctx, c); retireErr != nil {
			slog.ErrorContext(ctx, "a disabled person's profile could not be removed", "err", retireErr)
		}
		return err
	}
	if err != nil {
		return d.signInAlone(ctx, c, err)
	}
	key := keyOf(address, session.User.ID)
	p, err := d.admit(ctx, key, c, found, session)
	if err != nil {
		// Nobody has it now.
		d.endLater(ctx, asking, session.Token)
		return err
	}
	return d.bringToFront(ctx, key, p, c)
}

// admit opens the profile of somebody whom the server let in.
func (d *Desktop) admit(ctx context.Context, key string, c Credentials, found Found, session api.Session) (*Profile, error) {
	next := card{
		Address: c.Address, Server: found.Server, Me: session.User,
		MustChange: session.MustChangePassword, Remembered: c.Remember,
	}
	if err := next.accept(c.Password, d.o.Verifier); err != nil {
		return nil, err
	}
	return d.profile(ctx, key, next, session.Token, "")
}

// profile is the open profile of the card's person, with the card and the session renewed: by the token, or by the
// password once a server can judge it.
func (d *Desktop) profile(ctx context.Context, key string, next card, token, password string) (*Profile, error) {
	d.mu.Lock()
	p, open := d.profiles[key]
	d.mu.Unlock()
	if open && p.readCard().Disabled {
		// The server has let them in again: what had ended begins anew.
		d.mu.Lock()
		delete(d.profiles, key)
		if d.front == p {
			// Nobody has to step back: that would put away what begins.
			d.front = nil
		}
		d.mu.Unlock()
		if err := p.close(); err != nil {
			slog.WarnContext(ctx, "a profile did not close cleanly", "key", key, "err", err)
		}
		open = false
	}
	if open {
		if err := p.admit(next, token); err != nil {
			return nil, err
		}
		p.setPassword(password)
		p.syncer.SignedIn()
		p.nudge()
		return p, nil
	}
	p, err := openProfile(ctx, d.profileOptions(key), next, token)
	if err != nil {
		return nil, err
	}
	p.setPassword(password)
	d.mu.Lock()
	d.profiles[key] = p
	d.mu.Unlock()
	p.start()
	return p, nil
}

// notJudged reports whether a password was not judged: nobody could be asked, or the server judges none for a while, whoever
// is to blame for that.
func notJudged(code support.Code) bool {
	switch code {
	case support.CodeUnreachable, support.CodeUntrusted, support.CodeCertificateTime, support.CodeNotAServer, support.CodeProxy,
		support.CodeProxyAuth, support.CodeIncompatible, support.CodeUnavailable, support.CodeInternal,
		support.CodeRateLimited:
		return true
	default:
		return false
	}
}

// signInAlone lets a known person in without a server, if it is the line that failed and not the password, or if somebody
// has tried so many of theirs that the server asks everybody to wait.
func (d *Desktop) signInAlone(ctx context.Context, c Credentials, failure error) error {
	if err := d.ending(); err != nil {
		return err
	}
	if !notJudged(support.CodeOf(failure)) || errors.Is(failure, context.Canceled) {
		return failure
	}
	content := d.register.read()
	known, ok := content.find(c.Address, c.Login)
	if !ok {
		return failure
	}
	next, err := readCard(d.folder(known.Key))
	if err != nil {
		// What cannot be read says nothing about the password; the server will.
		slog.WarnContext(ctx, "a profile's card cannot be read", "key", known.Key, "err", err)
		return failure
	}
	if !next.accepts(c.Password) {
		if support.CodeOf(failure) == support.CodeRateLimited {
			// A server was asked, and says how long to wait.
			return failure
		}
		return support.Errorf(support.CodeUnauthenticated, "not the last password that the server accepted")
	}
	next.Remembered, next.Leaving = c.Remember, false
	// Its session is looked for while the person is let in: a keyring may take its time.
	p, err := d.profile(ctx, known.Key, next, "", c.Password)
	if err != nil {
		return err
	}
	return d.bringToFront(ctx, known.Key, p, c)
}

// bringToFront puts somebody in front whose profile is open. Where the disk does not take that, they leave again as
// whoever signs out does.
func (d *Desktop) bringToFront(ctx context.Context, key string, p *Profile, c Credentials) error {
	who := p.Card()
	err := d.register.change(func(content *registerContent) {
		content.remember(Known{
			Key: key, Address: c.Address, ServerName: who.Server.Name, Login: who.Me.Login, Name: who.Me.Name,
		})
		content.Front = key
	})
	if err == nil && who.Remembered {
		err = setPresent(p.dir)
	}
	d.mu.Lock()
	before := d.front
	if err != nil {
		d.mu.Unlock()
		if before != p {
			err = errors.Join(err, d.stepBack(ctx, p))
		}
		return err
	}
	d.front = p
	delete(d.asleep, key)
	d.mu.Unlock()
	if before != nil && before != p {
		if err := d.stepBack(ctx, before); err != nil {
			slog.WarnContext(ctx, "whoever was in front did not leave cleanly", "key", before.key, "err", err)
		}
	}
	d.o.Tell(Event{Kind: EventSession})
	d.o.Tell(Event{Kind: EventTickets, All: true})
	// What was kept back while somebody else was in front is told now.
	p.notify.CaughtUp()
	return nil
}

// ChangePassword changes the password of whoever is in front, on the server.
func (d *Desktop) ChangePassword(ctx context.Context, current, next string) error {
	p, err := d.Front()
	if err != nil {
		return err
	}
	if err := p.client.ChangePassword(ctx, api.PasswordChange{Current: current, New: next}); err != nil {
		return err
	}
	err = p.changeCardNow(func(c *card) {
		c.MustChange = false
		if acceptErr := c.accept(next, d.o.Verifier); acceptErr != nil {
			c.Verifier = ""
		}
	})
	if err != nil {
		// The password is the new one all the same: to say that it failed would have them try again with the old one.
		slog.WarnContext(ctx, "the new password is not kept for signing in without a server", "key", p.key, "err", err)
	}
	d.o.Tell(Event{Kind: EventSession})
	return nil
}
