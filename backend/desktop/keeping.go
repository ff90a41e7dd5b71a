package desktop

import (
	"context"
	"log/slog"

	"filodiretto/backend/desktop/client"
)

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
	changed := p.keptIn != kept
	p.keptIn = kept
	p.mu.Unlock()
	if changed {
		p.tell(p, Event{Kind: EventConnection})
	}
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
		p.setPassword("")
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

// endSession ends it on the server if that can be reached.
func endSession(ctx context.Context, c *client.Client, token string) {
	if token == "" {
		return
	}
	if err := c.EndSession(ctx, token); err != nil {
		slog.InfoContext(ctx, "the session could not be ended on the server", "err", err)
	}
}
