package desktop

import (
	"context"
	"log/slog"
	"os"

	"filodiretto/backend/support"
)

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

// renew makes a session of a password that was typed while no server could judge it. Somebody disabled is put away. Both
// ways of the line may ask for it at the same time: a wrong password is to be tried once.
func (p *Profile) renew(ctx context.Context) error {
	p.renewing.Lock()
	defer p.renewing.Unlock()
	err := p.signInAgain(ctx)
	switch {
	case support.CodeOf(err) == support.CodeDisabled:
		p.disabled(p)
	case err != nil && p.readCard().Disabled:
		// Put away meanwhile, and asked without the session that it had.
		return support.Wrap(support.CodeDisabled, err)
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
