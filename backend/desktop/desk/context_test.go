package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func TestDesk_ShowsWhatIsKnownAroundATicket(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	before := p.server.opened(anna, "La guarnizione del cilindro perde")
	cause := support.CauseRef{ID: wear.ID, Name: wear.Name}
	closed, said := support.StatusClosed, "Guarnizione nuova"
	p.ok(p.server.change(before, marta, support.Change{Status: &closed, Resolution: &said, Cause: &cause}))
	p.server.now = p.server.now.Add(100 * 24 * time.Hour)
	lately := p.server.opened(anna, "Allarme 700.1 sul nastro")
	p.ok(p.server.closes(lately, marta))
	now := p.server.opened(anna, "Di nuovo allarme 700.1, e la guarnizione perde ancora")
	other := p.server.opened(piero, "Domanda")
	p.receiveAll()
	p.ok(p.LogCall(ctx, other, support.Call{Outcome: support.OutcomeBusy, Text: "Non risponde", AgainAt: p.server.now.Add(time.Hour)}))

	c, err := p.TicketContext(ctx, now)
	p.ok(err)
	if len(c.Earlier) != 2 || c.Earlier[0].ID != lately || c.Earlier[1].Cause != wear.Name || c.Earlier[1].Resolution != said || c.EarlierCount != 2 || c.In90Days != 1 {
		t.Errorf("earlier %+v, %d, %d", c.Earlier, c.EarlierCount, c.In90Days)
	}
	if len(c.CompanyOpen) != 1 || c.CompanyOpen[0].ID != other || c.CompanyCount != 1 {
		t.Errorf("open of the company %+v", c.CompanyOpen)
	}
	want := []desk.CompanyPerson{{PersonRef: piero.Ref(), Open: 1}, {PersonRef: anna.Ref()}}
	if !cmp.Equal(c.People, want) {
		t.Errorf("people %+v", c.People)
	}
	if len(c.Calls) != 1 || c.Calls[0].TicketID != other || c.Calls[0].Event.Text != "Non risponde" || !c.Calls[0].AgainAt.Equal(support.Instant(p.server.now.Add(time.Hour))) {
		t.Errorf("calls %+v", c.Calls)
	}
	p.sendAll()
	p.receiveAll()
	if c, err = p.TicketContext(ctx, now); err != nil || len(c.Calls) != 1 {
		t.Errorf("brought, the calls are %+v, %v", c.Calls, err)
	}
	p.close()
	p.open()
	if c, err = p.TicketContext(ctx, now); err != nil || len(c.Calls) != 1 {
		t.Errorf("after another start the calls are %+v, %v", c.Calls, err)
	}

	p.ok(p.cache.IndexAll(ctx))
	alike, err := p.Similar(ctx, now)
	p.ok(err)
	if len(alike) != 2 || alike[0].ID != lately && alike[1].ID != lately {
		t.Fatalf("similar are %+v", alike)
	}
	for _, a := range alike {
		if len(a.Marks) == 0 || a.Status != support.StatusClosed {
			t.Errorf("similar is %+v", a)
		}
	}
	if _, err := p.TicketContext(ctx, newID()); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("around nothing: %v", err)
	}
}

func TestDesk_SimilarCasesOfTheSameModelComeFirst(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	opened := func(machine support.Machine, text string) string {
		return p.server.open(support.Opening{
			ID: newID(), Kind: support.KindChat, MachineID: machine.ID, CategoryID: oil.ID, Severity: support.SeverityStopped, Description: text,
		}, anna).ID
	}
	const text = "Il sensore della pinza segnala allarme E42 durante il taglio"
	otherModel, sameModel, apart := opened(press, text), opened(filler, "Allarme E42 del sensore"), opened(filler, "Manca un ricambio")
	for _, id := range []string{otherModel, sameModel, apart} {
		p.ok(p.server.closes(id, marta))
	}
	open := opened(filler, "Sensore, allarme E42: ancora aperto")
	now := opened(filler, text)
	p.receiveAll()
	p.ok(p.cache.IndexAll(ctx))
	alike, err := p.Similar(ctx, now)
	p.ok(err)
	var ids []string
	for _, a := range alike {
		ids = append(ids, a.ID)
	}
	if !slices.Equal(ids, []string{sameModel, otherModel}) {
		t.Errorf("similar are %v; same model %s, other %s, nothing alike %s, open %s", ids, sameModel, otherModel, apart, open)
	}
}

// What was wrong is often said only when somebody has asked.
func TestDesk_SimilarCasesAreFoundByWhatWasSaidLaterToo(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	byCode, byWord := p.server.opened(anna, "La taglierina non riparte"), p.server.opened(anna, "Il nastro non riparte")
	p.ok(p.server.reply(byCode, anna, "Segnala E42"))
	p.ok(p.server.reply(byWord, anna, "Era una elettrovalvola"))
	for _, id := range []string{byCode, byWord} {
		p.ok(p.server.closes(id, marta))
	}
	p.receiveAll()
	p.ok(p.cache.IndexAll(ctx))
	for text, want := range map[string]string{"Un messaggio con E42": byCode, "Elettrovalvole bloccate": byWord} {
		now := p.server.opened(anna, text)
		p.receiveAll()
		p.ok(p.cache.IndexAll(ctx))
		alike, err := p.Similar(ctx, now)
		if err != nil || len(alike) != 1 || alike[0].ID != want {
			t.Errorf("%q: similar are %+v, %v", text, alike, err)
		}
	}
}

// More calls than are shown, of tickets that changed again after them.
func TestDesk_ShowsTheNewestCallsWhateverHappenedToTheirTickets(t *testing.T) {
	p := desktop(t, luca)
	ctx := t.Context()
	now := p.server.opened(anna, "Domanda")
	var called []string
	for range 60 {
		called = append(called, p.server.opened(piero, "Richiamatemi"))
	}
	p.receiveAll()
	for _, id := range called {
		p.server.now = p.server.now.Add(time.Minute)
		p.ok(p.LogCall(ctx, id, support.Call{Outcome: support.OutcomeBusy}))
		p.sendAll()
	}
	for _, id := range called[:45] {
		p.server.now = p.server.now.Add(time.Minute)
		p.ok(p.server.reply(id, piero, "Quando richiamate?"))
	}
	p.receiveAll()
	c, err := p.TicketContext(ctx, now)
	p.ok(err)
	var got []string
	for _, call := range c.Calls {
		got = append(got, call.TicketID)
	}
	want := slices.Clone(called[50:])
	slices.Reverse(want)
	if !slices.Equal(got, want) {
		t.Errorf("the newest calls are %v, not %v", got, want)
	}
}
