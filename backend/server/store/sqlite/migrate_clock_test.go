package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/support"
)

// asSchema1 makes the file of a closed store what it was before the second schema.
func asSchema1(t *testing.T, dir string) {
	t.Helper()
	db, err := openFile(t.Context(), filepath.Join(dir, FileName), nil)
	storetest.Must(t, err)
	statements := []string{
		`DROP TABLE attachments`, `ALTER TABLE messages DROP COLUMN attached`,
		`DROP TABLE causes`, `DROP TABLE filters`, `DROP TABLE canned_replies`, `DROP TABLE response_times`,
		`DELETE FROM goose_db_version WHERE version_id > 1`,
	}
	for _, column := range []string{
		"awaited_since", "paused_at", "spoken_at", "call_again_at", "cause", "cause_name", "verdict", "verdict_at", "duplicate_of", "duplicate_of_number",
	} {
		statements = append(statements, `ALTER TABLE tickets DROP COLUMN `+column)
	}
	for _, statement := range statements {
		_, err := db.Writer.ExecContext(t.Context(), statement)
		storetest.Must(t, err)
	}
	storetest.Must(t, db.Close())
}

// TestMigration_GivesEveryTicketTheClockThatItWouldHave lives through many tickets by today's rules, takes away what an
// earlier version did not keep, and lets the migration tell it from the messages.
func TestMigration_GivesEveryTicketTheClockThatItWouldHave(t *testing.T) {
	const tickets = 200
	dir := t.TempDir()
	s := openIn(t, dir, Options{})
	h := storetest.Settle(t, s, 1)
	random := rand.New(rand.NewPCG(1, 2))
	storetest.Must(t, s.Write(t.Context(), func(w store.Writer) error {
		for n := range tickets {
			if err := live(t.Context(), w, h, random, n%2 == 0); err != nil {
				return err
			}
		}
		return nil
	}))
	before, told := allTickets(t, s), feedAfter(t, s, support.AudienceSupport(), 0)
	storetest.Must(t, s.Close())
	asSchema1(t, dir)
	s = openIn(t, dir, Options{})
	after := allTickets(t, s)
	if diff := cmp.Diff(before, after, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("brought up to date (-before +after):\n%s", diff)
	}
	storetest.Sound(t, s)
	again, last := map[string]bool{}, told[len(told)-1].Position
	for _, e := range feedAfter(t, s, support.AudienceSupport(), last) {
		again[e.Object.ID] = true
		if e.Position == last {
			t.Errorf("ticket %d is told again in one commit with another: no page could end between them", e.Ticket.Number)
		}
		last = e.Position
	}
	for _, ticket := range after {
		if again[ticket.ID] != ticket.Open() {
			t.Errorf("the support is told again of ticket %d: %v; it is %s", ticket.Number, again[ticket.ID], ticket.Status)
		}
	}
	customers := feedAfter(t, s, support.AudienceCompany(before[0].CompanyID), told[len(told)-1].Position)
	if len(customers) > 0 {
		t.Errorf("customers are told again of %d objects", len(customers))
	}
	kinds := map[string]int{}
	for _, ticket := range before {
		kinds[fmt.Sprint(ticket.Kind, ticket.Status, " owes ", !ticket.AwaitedSince.IsZero(), " spoken ", !ticket.SpokenAt.IsZero())]++
	}
	if len(kinds) < 12 {
		t.Errorf("the tickets are too much alike: %v", kinds)
	}
}

// feedAfter is the whole feed of an audience after a position.
func feedAfter(t *testing.T, s *Store, audience support.Audience, position int64) []store.FeedEntry {
	t.Helper()
	var page store.FeedPage
	storetest.Must(t, s.Read(t.Context(), func(r store.Reader) (err error) {
		page, err = r.Feed(t.Context(), store.FeedQuery{Audiences: []support.Audience{audience}, After: position, Limit: 1_000_000})
		return err
	}))
	return page.Entries
}

func allTickets(t *testing.T, s *Store) (all []support.Ticket) {
	t.Helper()
	storetest.Must(t, s.Read(t.Context(), func(r store.Reader) (err error) {
		all, err = r.Tickets(t.Context(), store.TicketFilter{})
		return err
	}))
	return all
}

// live is a ticket in which up to twelve things are done.
func live(ctx context.Context, w store.Writer, h *storetest.House, random *rand.Rand, callback bool) error {
	operator, technician := h.Operators[0], h.Technicians[0]
	now := storetest.Day.Add(time.Duration(random.IntN(1e6)) * time.Second)
	opening := support.Opening{ID: storetest.NewID(), Kind: support.KindChat, Severity: support.SeverityStopped, Description: "Perde olio."}
	if callback {
		opening.Kind, opening.Phone = support.KindCallback, "+39059123456"
	}
	t, first := support.Open(opening, operator, support.Parties{CompanyID: operator.CompanyID}, now)
	var err error
	if t.Number, err = w.NextNumber(ctx); err != nil {
		return err
	}
	if err := w.InsertTicket(ctx, t); err != nil {
		return err
	}
	if err := storetest.Keep(ctx, w, operator, &t, []support.Message{first}, [32]byte{}); err != nil {
		return err
	}
	for range random.IntN(12) {
		// Seldom the server's clock goes back.
		now = now.Add(time.Duration(random.IntN(7200)-200) * time.Second)
		recorded, by := actOf(&t, random, now, operator, technician)
		if len(recorded) == 0 {
			continue
		}
		if err := storetest.Keep(ctx, w, by, &t, recorded, [32]byte{}); err != nil {
			return err
		}
	}
	return nil
}

// actOf does something to a ticket, if it may be done now.
func actOf(t *support.Ticket, random *rand.Rand, now time.Time, operator, technician support.Person) ([]support.Message, support.Person) {
	by := technician
	act := func() support.Act { return support.Act{By: by, At: now, NewID: storetest.NewID} }
	words := support.Words{ID: storetest.NewID(), Text: "x"}
	change := func(next support.Status) []support.Message {
		c := support.Change{Seen: t.Status, Status: &next}
		if next == support.StatusClosed {
			done := "Fatto."
			c.Resolution = &done
		}
		recorded, _ := t.Change(act(), c, "")
		return recorded
	}
	call := func(outcome support.Outcome) []support.Message {
		m, err := t.CallAttempt(act(), support.Call{ID: storetest.NewID(), Outcome: outcome})
		if err != nil {
			return nil
		}
		return []support.Message{m}
	}
	var recorded []support.Message
	switch random.IntN(9) {
	case 0, 1:
		by = operator
		recorded, _ = t.Reply(act(), words)
	case 2:
		recorded, _ = t.Reply(act(), words)
	case 3, 4:
		recorded = change(support.StatusWaiting)
	case 5:
		recorded = change(support.StatusInProgress)
	case 6:
		if random.IntN(3) > 0 {
			recorded = change(support.StatusClosed)
		} else {
			m, _ := t.Note(act(), words)
			recorded = []support.Message{m}
		}
	case 7:
		recorded = call(support.OutcomeBusy)
	case 8:
		recorded = call(support.OutcomeSpoken)
	}
	return recorded, by
}
