package planted

import "slices"

// A fault is one thing wrong with the program, and the tests that must notice it.
type fault struct {
	// name ends the sentence "what if".
	name    string
	changes []change
	// in is the package whose tests (a pattern of -run) must fail.
	in, tests string
	// with are arguments of theirs.
	with []string
	// waits: the tests notice it by waiting for what does not come, until their time is over.
	waits bool
}

// A change replaces what stands once in a file.
type change struct{ file, was, is string }

const (
	store   = "backend/server/store/sqlite"
	service = "backend/server/service"
	http    = "backend/server/httpapi"
	cache   = "backend/desktop/cache"
	outbox  = "backend/desktop/outbox"
	syncer  = "backend/desktop/syncer"
	client  = "backend/desktop/client"
	notify  = "backend/desktop/notify"
	desktop = "backend/desktop"
	desk    = "backend/desktop/desk"
	words   = "backend/support"
)

// faults are the classic ways in which chats and ticket desks lose what people wrote.
var faults = append([]fault{
	{
		name:    "the server does not look whether it has done an act already",
		changes: []change{{service + "/message.go", "\t\tif before {\n\t\t\tm, err = w.Message(ctx, ticketID, id)", "\t\tif before && id == \"\" {\n\t\t\tm, err = w.Message(ctx, ticketID, id)"}},
		in:      http, tests: "TestRepeats_",
	},
	{
		name: "the server answers before the commit",
		changes: []change{
			{store + "/commit.go", "\tif b.failed == nil {\n\t\tb.failed = b.exec(`COMMIT`)\n", "\tfor _, t := range b.turns {\n\t\tt.done <- nil\n\t}\n\tif b.failed == nil {\n\t\tb.failed = b.exec(`COMMIT`)\n"},
			{store + "/commit.go", "\tfor _, t := range b.turns {\n\t\tt.done <- nil\n\t}\n\tif len(b.commits) > 0 {", "\tif len(b.commits) > 0 {"},
			{store + "/commit.go", "\tfor _, t := range b.turns {\n\t\tt.done <- err\n\t}", "\t_ = err"},
		},
		in: store, tests: "TestWrite_",
	},
	{
		name: "whoever waits is woken before the commit",
		changes: []change{
			{store + "/commit.go", "\tif b.failed == nil {\n\t\tb.failed = b.exec(`COMMIT`)\n", "\tif listener := b.store.listener.Load(); listener != nil {\n\t\tfor _, c := range b.commits {\n\t\t\t(*listener)(c)\n\t\t}\n\t}\n\tif b.failed == nil {\n\t\tb.failed = b.exec(`COMMIT`)\n"},
		},
		in: store, tests: "^TestStore$/^Commit$",
	},
	{
		name:    "a page of the feed hands out the head's position with its first half",
		changes: []change{{store + "/feed.go", "page.Last = places[len(places)-1].position", "page.Last = head"}},
		in:      http, tests: "TestFeed_", waits: true,
	},
	{
		name:    "a page of the feed ends inside a commit",
		changes: []change{{store + "/feed.go", "for keep < len(found) && found[keep].position == end {", "for keep < 0 {"}, {store + "/feed.go", "\t\tif last != end {\n\t\t\tcontinue\n", "\t\tif last >= 0 || n == end {\n\t\t\tcontinue\n"}},
		in:      store, tests: "^TestStore$/^Feed$",
	},
	{
		name:    "a stream's changes are applied before their commit is whole",
		changes: []change{{client + "/stream.go", "if complete && len(gathered) > 0 {", "if _ = complete; len(gathered) > 0 {"}},
		in:      client, tests: "TestStream_HandsOut",
	},
	{
		name:    "what came is applied without its cursor",
		changes: []change{{cache + "/apply.go", "CASE WHEN ? = '' THEN forward ELSE ? END", "CASE WHEN ? = '' THEN forward ELSE coalesce(forward, ?) END"}},
		in:      cache, tests: "TestCache_Keeps|TestCache_Any",
	},
	{
		name:    "an older page overwrites what came live",
		changes: []change{{cache + "/objects.go", "if there && (w.walk == Backward || overtaken(&t, &old)) {", "if there && overtaken(&t, &old) && w.walk != Backward {"}},
		in:      cache, tests: "TestCache_TheBackward",
	},
	{
		name:    "the cursor of another epoch is taken for one's own",
		changes: []change{{service + "/cursor.go", "string(plain[:16]) != string(s.identity.Epoch[:]) || ", ""}},
		in:      desktop, tests: "TestLine_AServerFromABackupThat", waits: true,
	},
	{
		name:    "after a cut the stream begins at the head instead of the cursor",
		changes: []change{{syncer + "/receive.go", "return s.Client.Stream(ctx, feed.Forward, func(", "got, err := s.Client.Changes(ctx, client.ChangesQuery{Before: \"head\", Limit: 1})\n\tif err != nil {\n\t\treturn err\n\t}\n\tfeed.Forward = got.Head\n\treturn s.Client.Stream(ctx, feed.Forward, func("}, {syncer + "/receive.go", "err = s.catchUp(ctx, feed.Forward, false)", "err = nil"}},
		in:      desktop, tests: "TestDesktop_WhatIsWritten", waits: true,
	},
	{
		name:    "a draft goes before its act is kept",
		changes: []change{{outbox + "/acts.go", "func (o *Outbox) Add(ctx context.Context, a Act, removeDraft string) (Act, error) {\n\ta.State, a.WrittenAt = StateWaiting, support.Instant(a.WrittenAt)\n", "func (o *Outbox) Add(ctx context.Context, a Act, removeDraft string) (Act, error) {\n\ta.State, a.WrittenAt = StateWaiting, support.Instant(a.WrittenAt)\n\tif removeDraft != \"\" {\n\t\tif err := o.SaveDraft(ctx, Draft{Key: removeDraft}); err != nil {\n\t\t\treturn a, err\n\t\t}\n\t}\n"}},
		in:      outbox, tests: "TestOutbox_TakesTheDraft",
	},
	{
		name:    "a draft is not kept",
		changes: []change{{outbox + "/draft.go", "{ return nil, saveDraft(ctx, tx, d) }", "{ return nil, nil }"}},
		in:      desktop, tests: "TestPeople_HaveTheirOwnDrafts",
	},
	{
		name:    "what an act needs is forgotten",
		changes: []change{{outbox + "/acts.go", "seq, a.ID, string(a.Kind), a.TicketID, a.Needs,", "seq, a.ID, string(a.Kind), a.TicketID, \"\","}},
		in:      outbox, tests: "TestOutbox_KeepsEverything",
	},
	{
		name:    "an act does not wait for what it needs",
		changes: []change{{outbox + "/line.go", "if need, ok := s.Act(a.Needs); a.Needs != \"\" && ok && need.State == StateWaiting {", "if need, ok := s.Act(a.Needs); a.Needs == \"-\" && ok && need.State == StateWaiting {"}},
		in:      outbox, tests: "TestOutbox_AnActWaits",
	},
	{
		name:    "acts of one ticket overtake each other",
		changes: []change{{outbox + "/line.go", "\t\ttaken[a.TicketID] = true\n", ""}},
		in:      outbox, tests: "TestOutbox_SendsInOrder",
	},
	{
		name:    "acts are ordered by the workstation's clock",
		changes: []change{{outbox + "/acts.go", "FROM acts ORDER BY seq`", "FROM acts ORDER BY written_at`"}},
		in:      outbox, tests: "TestOutbox_KeepsTheOrder",
	},
	{
		name:    "an act is given up after some tries",
		changes: []change{{syncer + "/carry.go", "\t\tif a.CodedFailures+1 >= outbox.StuckAfter {\n", "\t\tif a.CodedFailures+1 >= outbox.StuckAfter {\n\t\t\treturn s.Outbox.Refused(ctx, a.ID, outbox.Refusal{Code: code})\n\t\t}\n\t\tif a.CodedFailures < 0 {\n"}},
		in:      desktop, tests: "TestLine_AnActThatTheServer", waits: true,
	},
	{
		name:    "a proxy's error page is taken for the server's word",
		changes: []change{{client + "/failure.go", "return support.Errorf(support.CodeNotAServer, \"status %d without a problem\", status)", "return support.Errorf(support.CodeForbidden, \"status %d without a problem\", status)"}},
		in:      desktop, tests: "TestLine_Nothing", waits: true,
	},
	{
		name: "what a proxy keeps back holds up all others",
		changes: []change{
			{syncer + "/carry.go", "return code == support.CodeNotAServer || code == support.CodeStorage", "return code == support.CodeStorage"},
			{syncer + "/behind.go", "return cmp.Compare(still[x.ID].turn, still[y.ID].turn)", "return cmp.Compare(x.Seq, y.Seq)"},
		},
		in: syncer, tests: "^TestSyncer_NoActsThatAProxy",
	},
	{
		name:    "what a server without room puts off waits for an hour",
		changes: []change{{syncer + "/carry.go", "\tcase code == support.CodeUnavailable:\n", "\tcase code == support.CodeUnavailable && a.Attempts < 0:\n"}},
		in:      syncer, tests: "^TestSyncer_AServerThatWasUnavailable",
	},
	{
		name:    "an ended session refuses what waits",
		changes: []change{{words + "/error.go", "case CodeTicketClosed, CodeConflict, CodeInvalid, CodeForbidden, CodeNotFound, CodeTooLarge:", "case CodeTicketClosed, CodeConflict, CodeInvalid, CodeForbidden, CodeNotFound, CodeTooLarge, CodeUnauthenticated:"}},
		in:      desktop, tests: "TestLine_AnEndedSession", waits: true,
	},
	{
		name:    "an act is done once it was posted, whatever the answer",
		changes: []change{{syncer + "/carry.go", "\tif ctx.Err() != nil {\n\t\treturn ctx.Err()\n\t}\n\tif err == nil {", "\tif ctx.Err() != nil {\n\t\treturn ctx.Err()\n\t}\n\tif err == nil || support.CodeOf(err) == support.CodeUnreachable {"}},
		in:      desktop, tests: "TestDesktop_WhatIsWritten|TestLine_Nothing", waits: true,
	},
	{
		name:    "acts stay behind when their author signs out",
		changes: []change{{desktop + "/leaving.go", "case p.outbox.Snapshot().Drained():", "case p.outbox != nil:"}},
		in:      desktop, tests: "TestDesktop_ActsOfSomebody", waits: true,
	},
	{
		name:    "done acts go before the feed has brought them",
		changes: []change{{outbox + "/acts.go", "\t\tif there {\n", "\t\tif there || !there {\n"}},
		in:      outbox, tests: "TestOutbox_ForgetsOnly",
	},
	{
		name:    "acts go by their age before the server was asked whether it was restored",
		changes: []change{{syncer + "/carry.go", "err := s.meetAnew(ctx)", "_, err := s.Meet(ctx)"}},
		in:      syncer, tests: "TestSyncer_LetsNothingGo",
	},
	{
		name:    "a stream that says nothing is never given up",
		changes: []change{{client + "/stream.go", "const silenceLimit = 40 * time.Second", "const silenceLimit = 4000 * time.Hour"}},
		in:      client, tests: "TestStream_IsGivenUp",
	},
	{
		name:    "what was notified is not written down",
		changes: []change{{notify + "/notify.go", "\tmaps.Copy(d.unrecorded, shown)\n", "\t_ = maps.Collect(maps.All(shown))\n"}},
		in:      notify, tests: "TestDesk_NotifiesAReplyOnce",
	},
	{
		name:    "what could not be shown waits for the next thing to arrive",
		changes: []change{{notify + "/notify.go", "\t\t\tagain.Reset(pause)\n", ""}},
		in:      notify, tests: "TestDesk_TriesAgain",
	},
	{
		name:    "it is written down before it is shown",
		changes: []change{{notify + "/notify.go", "\t\tif err := d.Notifier.Notify(ctx, d.Texts.Reply(u)); err != nil {\n", "\t\td.record(ctx, map[string]outbox.Notified{u.TicketID: u.entry()})\n\t\tif err := d.Notifier.Notify(ctx, d.Texts.Reply(u)); err != nil {\n"}},
		in:      notify, tests: "TestDesk_TriesAgain",
	},
	{
		name:    "a night's replies come one by one",
		changes: []change{{notify + "/notify.go", "if len(fresh) > floodLimit || all && len(fresh) > 1 {", "if len(fresh) < 0 {"}},
		in:      notify, tests: "TestDesk_Gathers",
	},
	{
		name:    "a note is put into the customers' feed",
		changes: []change{{words + "/access.go", "\tif m.Kind == MessageNote {\n\t\treturn []Audience{AudienceSupport()}\n\t}\n", ""}},
		in:      http, tests: "TestNote_",
	},
	{
		name:    "a note is seen by whoever sees the ticket",
		changes: []change{{words + "/access.go", "return m.Kind != MessageNote || p.Role.Side() == SideSupport", "return m != nil"}},
		in:      http, tests: "TestNote_",
	},
	{
		name:    "a restored server gets nothing of what it has lost",
		changes: []change{{outbox + "/again.go", "\t\tif a.State == StateSent {\n", "\t\tif a.State == \"\" {\n"}},
		in:      desktop, tests: "TestRestore_AnAnswer", waits: true,
	},
	{
		name:    "a restored server takes what was written later before what it has lost",
		changes: []change{{http + "/request.go", "epoch != \"\" && epoch != a.config.Server.Epoch", "epoch == \"-\""}},
		in:      http, tests: "TestActs_ForAnotherEpoch",
	},
	{
		name:    "the outbox is not synced",
		changes: []change{{outbox + "/outbox.go", "Durability: sqlitedb.SurvivesPowerCut", "Durability: sqlitedb.SurvivesCrash"}},
		in:      outbox, tests: "PowerCut",
	},
	{
		name:    "the server's store is not synced",
		changes: []change{{store + "/sqlite.go", "Durability: sqlitedb.SurvivesPowerCut", "Durability: sqlitedb.SurvivesCrash"}},
		in:      store, tests: "PowerCut",
	},
	{
		name:    "the cursor is kept without what it stands after",
		changes: []change{{cache + "/apply.go", "\terr = w.batch(b)\n\tif err == nil {", "\terr = w.end(b)\n\tif err == nil {\n\t\terr = tx.Commit()\n\t}\n\tif err == nil {\n\t\ttx, err = c.db.Writer.BeginTx(ctx, nil)\n\t}\n\tif err == nil {\n\t\tdefer func() { _ = tx.Rollback() }()\n\t\tw.tx, w.stmts = tx, map[string]*sql.Stmt{}\n\t\terr = w.batch(b)\n\t}\n\tif err == nil {"}},
		in:      cache, tests: "PowerCut|DiskFails",
	},
	{
		name: "the cache is written from an answer",
		changes: []change{
			{syncer + "/carry.go", "\t\"filodiretto/backend/desktop/client\"\n", "\t\"filodiretto/backend/api\"\n\t\"filodiretto/backend/desktop/cache\"\n\t\"filodiretto/backend/desktop/client\"\n"},
			{syncer + "/carry.go", "\t\tm, err := to.Post(ctx, a.TicketID, body)\n", "\t\tm, err := to.Post(ctx, a.TicketID, body)\n\t\tif err == nil {\n\t\t\t_, _ = s.Cache.Apply(ctx, cache.Batch{Walk: cache.Forward, Changes: []api.Change{{Message: &m}}})\n\t\t}\n"},
			{syncer + "/carry.go", "\t\tt, err := to.Change(ctx, a.TicketID, body)\n", "\t\tt, err := to.Change(ctx, a.TicketID, body)\n\t\tif err == nil {\n\t\t\t_, _ = s.Cache.Apply(ctx, cache.Batch{Walk: cache.Forward, Changes: []api.Change{{Ticket: &t}}})\n\t\t}\n"},
		},
		in: "internal/simulation", tests: "^TestShift", with: []string{"-short", "-seeds", "30"}, // a seed in four meets it
	},
	{
		name:    "a form with something wrong loses its draft",
		changes: []change{{desk + "/compose.go", "\tif err := d.look(ctx, func(v *view) error { return v.checkOpening(&o) }); err != nil {\n\t\treturn \"\", err\n", "\tif err := d.look(ctx, func(v *view) error { return v.checkOpening(&o) }); err != nil {\n\t\t_ = d.outbox.SaveDraft(ctx, outbox.Draft{Key: outbox.NewTicketDraft})\n\t\treturn \"\", err\n"}},
		in:      desk, tests: "TestDesk_AForm",
	},
	{
		name:    "a damaged cache is not set aside",
		changes: []change{{cache + "/cache.go", "\tcase errors.Is(err, sqlitedb.ErrCorrupt):\n\t\twhy", "\tcase errors.Is(err, sqlitedb.ErrCorrupt) && file == \"\":\n\t\twhy"}},
		in:      cache, tests: "TestCache_SetsACorrupt",
	},
	{
		name:    "what a full disk did not take is called kept",
		changes: []change{{outbox + "/outbox.go", "\tif err := tx.Commit(); err != nil {\n\t\treturn failure(err)\n\t}\n\tif acts", "\t_ = tx.Commit()\n\tif acts"}},
		in:      outbox, tests: "TestOutbox_OfAFullDisk|DiskFails",
	},
	{
		name:    "a file of a newer version is opened before it is refused",
		changes: []change{{"backend/sqlitedb/sqlitedb.go", "\tif err := refuseNewer(ctx, o); err != nil {", "\tif err := refuseNewer(ctx, o); err != nil && o.File == \"\" {"}},
		in:      outbox, tests: "^TestSchema_EveryOutbox/^of_a_later",
	},
	{
		name:    "an upgrade is done by halves",
		changes: []change{{outbox + "/migrations/00002_notified_message.sql", "-- +goose Up\n", "-- +goose NO TRANSACTION\n-- +goose Up\n"}},
		in:      outbox, tests: "^TestSchema_EveryOutbox/^from_",
	},
	{
		name:    "two programs share a profile",
		changes: []change{{desktop + "/desktop.go", "\tif !got {\n\t\treturn nil, ErrTaken\n\t}\n", "\t_ = got\n"}},
		in:      desktop, tests: "TestOpen_Refuses",
	},
	{
		name:    "a damaged outbox begins empty",
		changes: []change{{outbox + "/salvage.go", "\t\t\t_, err = insert(ctx, tx, a)\n", "\t\t\t_ = a\n"}},
		in:      outbox, tests: "TestOutbox_Salvages",
	},
}, slices.Concat(consoleFaults, attachmentFaults, draftFileFaults, laneFaults, abandonFaults)...)
