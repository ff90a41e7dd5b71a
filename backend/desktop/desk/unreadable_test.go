package desk_test

import (
	"encoding/json"
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// torn adds an act of which a damaged disk has left nothing to read.
func (p *place) torn(kind outbox.Kind, of string) string {
	p.t.Helper()
	a := outbox.Act{ID: newID(), Kind: kind, TicketID: of, Body: json.RawMessage("{\"id\":\x00"), WrittenAt: p.server.now}
	if kind == outbox.KindOpen {
		a.TicketID = a.ID
	}
	p.must(p.outbox.Add(p.t.Context(), a, ""))
	return a.ID
}

func TestDesk_AnActThatCannotBeReadStopsNothingElseAndCanBeDiscarded(t *testing.T) {
	for _, kind := range []outbox.Kind{
		outbox.KindOpen, outbox.KindReply, outbox.KindNote, outbox.KindChange, outbox.KindCallAttempt, outbox.KindVerdict,
		outbox.KindFilter, outbox.KindCannedReply,
	} {
		t.Run(string(kind), func(t *testing.T) {
			p := desktop(t, luca)
			ctx := t.Context()
			id, other := p.server.opened(anna, "Ferma"), p.server.opened(anna, "Altra")
			p.receiveAll()
			of := id
			if !kind.OfTicket() {
				of = newID()
			}
			act := p.torn(kind, of)
			works := func(when string, state desk.OutboxState, ways ...desk.Way) {
				t.Helper()
				if p.detail(other).Title != "Altra" || len(p.list(desk.OpenTickets)) < 2 || p.counts().Open < 2 {
					t.Errorf("%s: the others are not there", when)
				}
				p.must(p.Queues(ctx))
				p.must(p.CannedReplies(ctx))
				p.must(p.Reply(ctx, other, "Arrivo"))
				p.must(p.Reply(ctx, id, "Anche qui"))
				draft := request("Nuova")
				p.must(p.OpenTicket(ctx, draft))
				waiting, err := p.Waiting(ctx)
				p.ok(err)
				if w := waiting[0]; w.ID != act || w.Kind != kind || w.State != state || w.WrittenAt.IsZero() {
					t.Errorf("%s: first waits %+v", when, w)
				}
				if r := waiting[0].Refusal; len(ways) > 0 && (r == nil || len(r.Ways) != len(ways) || r.Ways[0] != ways[0]) {
					t.Errorf("%s: the ways on are %+v", when, r)
				}
				if !kind.OfTicket() || kind == outbox.KindOpen {
					return
				}
				shown := 0
				for _, i := range p.talk(id) {
					if i.ID == act && string(i.State) == string(state) && (i.Kind != support.MessageEvent || i.Event.Type != "") {
						shown++
					}
				}
				if shown != 1 {
					t.Errorf("%s: it stands %d times in its ticket", when, shown)
				}
			}
			works("waiting", desk.OutboxWaiting)
			p.ok(p.outbox.Refused(ctx, act, outbox.Refusal{Code: support.CodeInvalid}))
			works("refused", desk.OutboxRefused, desk.WayDiscard)
			p.close()
			p.open()
			works("after a restart", desk.OutboxRefused, desk.WayDiscard)
			p.ok(p.Discard(ctx, act))
			if _, there := p.outbox.Snapshot().Act(act); there {
				t.Error("discarded it is still there")
			}
		})
	}
}
