package simulation_test

import (
	"context"
	"maps"
	"slices"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// draftOf names a draft at a workstation: of a reply, of a note, or of a new ticket, which has neither ticket nor kind.
type draftOf struct {
	station       int
	login, ticket string
	kind          support.MessageKind
}

// typing notes what is about to be kept as a draft, or to take its place.
func (b *book) typing(of draftOf, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.drafts[of] == nil {
		b.drafts[of] = map[string]bool{"": true}
	}
	b.drafts[of][text] = true
}

// typed notes that it is kept.
func (b *book) typed(l *life, of draftOf, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !l.dead.Load() {
		b.drafts[of] = map[string]bool{text: true}
	}
}

// draftsOf are somebody's, and what each may be.
func (b *book) draftsOf(station int, login string) map[draftOf]map[string]bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := map[draftOf]map[string]bool{}
	for of, texts := range b.drafts {
		if of.station == station && of.login == login {
			out[of] = maps.Clone(texts)
		}
	}
	return out
}

// may reports whether a draft may be this.
func (b *book) may(of draftOf, text string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.drafts[of][text]
}

func saveDraft(ctx context.Context, p *desktop.Profile, of draftOf, text string) error {
	if of.ticket == "" {
		return p.Desk().SaveNewTicketDraft(ctx, desk.NewTicketDraft{Description: text})
	}
	return p.Desk().SaveReplyDraft(ctx, of.ticket, of.kind, text)
}

func readDraft(ctx context.Context, p *desktop.Profile, of draftOf) (string, error) {
	if of.ticket == "" {
		draft, err := p.Desk().NewTicketDraft(ctx)
		return draft.Description, err
	}
	return p.Desk().ReplyDraft(ctx, of.ticket, of.kind)
}

// checkDrafts compares the drafts of whoever is in front with what was typed.
func (s *station) checkDrafts(when string) {
	l := s.current()
	if l == nil {
		return
	}
	p, err := l.Front()
	if err != nil {
		return
	}
	login := p.Card().Me.Login
	for of, texts := range s.w.book.draftsOf(s.n, login) {
		got, err := readDraft(context.Background(), p, of)
		if err == nil && texts[got] {
			continue
		}
		if now, gone := l.Front(); gone != nil || now != p || l.dead.Load() {
			return
		}
		if err != nil || !s.w.book.may(of, got) {
			s.w.wrong(&s.w.verdict.stale, "%s, the draft %+v is %q (%v), and it was %q", when, of, got, err, slices.Collect(maps.Keys(texts)))
		}
	}
}
