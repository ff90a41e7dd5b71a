//go:build record

package api_test

import (
	"context"
	"fmt"
	"time"

	"filodiretto/backend/api"
)

// console is what came with the support's console: causes, verdicts, duplicates, calls to be tried again, filters, canned
// replies. Who is in a ticket is in what is streamed. It leaves the tickets in which others go on open.
func (r *recorder) console() {
	ctx, names := context.Background(), r.world.names
	step := 0
	ok := func(_ any, err error) {
		r.t.Helper()
		if step++; err != nil {
			r.t.Fatalf("step %d: %v", step, err)
		}
	}
	refused := func(_ any, err error) {
		r.t.Helper()
		if step++; err == nil {
			r.t.Fatalf("step %d was to be refused", step)
		}
	}
	none := func(err error) (any, error) { return nil, err }

	r.get("anna", "/v1/causes")
	r.get("luca", "/v1/causes")
	ok(r.as("luca", "KnowsConsole").KnowsConsole(ctx))
	ok(r.as("anna", "KnowsConsole").KnowsConsole(ctx)) // they are not for her, and are there
	ok(r.as("mara", "SignIn").SignIn(ctx, "mara", frozenPassword, "Direzione"))

	// The callback is closed: it did not run, and is closed again with a cause.
	fails := api.NewVerdict{ID: theirs(41), Verdict: "fails", Text: "Perde ancora."}
	ok(r.as("anna", "Judge").Acts("").Judge(ctx, theirs(2), fails))
	ok(r.as("anna", "Judge").Acts("").Judge(ctx, theirs(2), fails))
	fails.Text = "Altro."
	refused(r.as("anna", "Judge").Acts("").Judge(ctx, theirs(2), fails))
	refused(r.as("anna", "Judge").Acts("").Judge(ctx, theirs(1), api.NewVerdict{ID: theirs(42), Verdict: "runs"}))
	refused(r.as("luca", "Judge").Acts("").Judge(ctx, theirs(2), api.NewVerdict{ID: theirs(43), Verdict: "runs"}))
	ok(r.as("luca", "Change").Acts("").Change(ctx, theirs(2), api.TicketChange{ChangeID: theirs(51), Seen: api.Seen{Status: "closed"}, Status: "in_progress"}))
	closing := api.TicketChange{
		ChangeID: theirs(52), Seen: api.Seen{Status: "in_progress"}, Status: "closed", Resolution: "Cambiata la guarnizione.", CauseID: names["leak"],
	}
	ok(r.as("luca", "Change").Acts("").Change(ctx, theirs(2), closing))
	ok(r.as("luca", "Change").Acts("").Change(ctx, theirs(2), closing))
	ok(r.as("anna", "Judge").Acts("").Judge(ctx, theirs(2), api.NewVerdict{ID: theirs(44), Verdict: "runs"}))

	// The third is the first's duplicate, and then it is not.
	join := api.TicketChange{ChangeID: theirs(53), Seen: api.Seen{Status: "new"}, Status: "closed", DuplicateOfID: theirs(1)}
	ok(r.as("luca", "Change").Acts("").Change(ctx, theirs(3), join))
	refused(r.as("luca", "Change").Acts("").Change(ctx, theirs(1), api.TicketChange{ChangeID: theirs(54), Status: "closed", DuplicateOfID: theirs(3)}))
	r.get("anna", "/v1/tickets/"+theirs(3))
	ok(r.as("luca", "Change").Acts("").Change(ctx, theirs(3), api.TicketChange{ChangeID: theirs(55), Seen: api.Seen{Status: "closed"}, Status: "in_progress"}))

	ok(r.as("anna", "OpenTicket").Acts("").OpenTicket(ctx, api.NewTicket{
		ID: theirs(5), Kind: "callback", Severity: "degraded", Description: "Chiamatemi ancora.", Phone: "+390595551234",
	}))
	again := api.NewCallAttempt{ID: theirs(33), Outcome: "busy", AgainAt: api.At(frozenDay.Add(30 * time.Hour))}
	ok(r.as("luca", "LogCall").Acts("").LogCall(ctx, theirs(5), again))
	ok(r.as("luca", "LogCall").Acts("").LogCall(ctx, theirs(5), again))
	again.ID, again.Outcome = theirs(34), "spoken"
	refused(r.as("luca", "LogCall").Acts("").LogCall(ctx, theirs(5), again))

	filter := api.PutFilter{ChangeID: theirs(61), Name: "Ferme da ieri", Place: 1, Criteria: api.Criteria{
		Statuses: []string{"new", "in_progress"}, Severities: []string{"stopped"}, Kind: "chat", CompanyIDs: []string{names["acme"]},
		Models: []string{"PX-200"}, CategoryIDs: []string{names["hydraulics"]}, Assignees: []string{"me", "nobody", names["mara"]},
		OlderThanHours: 1, YoungerThanHours: 48, Text: "olio",
	}}
	ok(r.as("luca", "PutFilter").Acts("").PutFilter(ctx, theirs(71), filter))
	ok(r.as("luca", "PutFilter").Acts("").PutFilter(ctx, theirs(71), filter))
	ok(r.as("luca", "PutFilter").Acts("").PutFilter(ctx, theirs(72), api.PutFilter{ChangeID: theirs(62), Name: "Tutte", Place: 2}))
	refused(r.as("luca", "PutFilter").Acts("").PutFilter(ctx, theirs(73), api.PutFilter{ChangeID: theirs(63)}))
	refused(r.as("mara", "PutFilter").Acts("").PutFilter(ctx, theirs(71), filter))
	refused(r.as("anna", "PutFilter").Acts("").PutFilter(ctx, theirs(73), filter))
	for range 2 {
		ok(none(r.as("luca", "DeleteFilter").Acts("").DeleteFilter(ctx, theirs(72))))
	}
	refused(none(r.as("mara", "DeleteFilter").Acts("").DeleteFilter(ctx, theirs(71))))

	for n, shared := range []bool{true, false} {
		reply := api.PutCannedReply{ChangeID: theirs(64 + n), Name: fmt.Sprintf("foto-%d", n), Text: "Mi mandi una foto di {macchina}.", Shared: shared}
		ok(r.as("luca", "PutCannedReply").Acts("").PutCannedReply(ctx, theirs(74+n), reply))
		ok(r.as("luca", "PutCannedReply").Acts("").PutCannedReply(ctx, theirs(74+n), reply))
	}
	ok(r.as("luca", "PutCannedReply").Acts("").PutCannedReply(ctx, theirs(76), api.PutCannedReply{ChangeID: theirs(66), Name: "via", Text: "Via."}))
	refused(r.as("mara", "PutCannedReply").Acts("").PutCannedReply(ctx, theirs(77), api.PutCannedReply{ChangeID: theirs(67), Name: "foto-0", Text: "La mia.", Shared: true}))
	refused(r.as("mara", "PutCannedReply").Acts("").PutCannedReply(ctx, theirs(75), api.PutCannedReply{ChangeID: theirs(68), Name: "foto-1", Text: "La mia."}))
	refused(r.as("anna", "PutCannedReply").Acts("").PutCannedReply(ctx, theirs(78), api.PutCannedReply{ChangeID: theirs(69), Name: "mia", Text: "Mia."}))
	for range 2 {
		ok(none(r.as("luca", "DeleteCannedReply").Acts("").DeleteCannedReply(ctx, theirs(76))))
	}
	refused(none(r.as("mara", "DeleteCannedReply").Acts("").DeleteCannedReply(ctx, theirs(75))))

	ok(none(r.as("anna", "PutPresence").PutPresence(ctx, theirs(1), api.PutPresence{State: "viewing"})))
	refused(none(r.as("anna", "PutPresence").PutPresence(ctx, theirs(97), api.PutPresence{State: "viewing"})))
}
