package planted

const (
	api      = "backend/api"
	presence = "backend/server/presence"
	present  = "backend/desktop/presence"
)

// consoleFaults are those by which a support's console says more, less or something else than there is.
var consoleFaults = []fault{
	{
		name: "a verdict is given again each time that it comes",
		changes: []change{
			{service + "/verdict.go", "ticketID, n.ID, print, func(", "ticketID, s.config.NewID(), print, func("},
			{service + "/verdict.go", "t.Judge(act, n.ID, ", "t.Judge(act, \"\", "},
		},
		in: http, tests: "TestVerdict_",
	},
	{
		name:    "two tickets are joined in one of them alone",
		changes: []change{{service + "/change.go", "\t\treturn linkOriginal(ctx, w, act, &t, before)\n", "\t\t_ = before\n\t\treturn nil\n"}},
		in:      http, tests: "TestJoin_Closes",
	},
	{
		name:    "that a note is being written is told to the customer",
		changes: []change{{words + "/console.go", "p == PresenceTypingNote && side == SideCustomer {", "p == PresenceTypingNote && side == \"\" {"}},
		in:      presence, tests: "TestPresence_OfANote",
	},
	{
		name:    "who is in a ticket is told to another company",
		changes: []change{{presence + "/subscription.go", " || !l.person.SeesCompany(r.companyID) {", " {"}},
		in:      presence, tests: "TestPresence_IsTold",
	},
	{
		name:    "who stops writing is not said to be gone",
		changes: []change{{present + "/presence.go", "(said.ticketID != now.ticketID || now.state == support.PresenceGone) {", "said.ticketID != now.ticketID {"}},
		in:      present, tests: "TestPresence_SaysAtOnce",
	},
	{
		name: "a canned reply of one's own is put into the support's feed",
		changes: []change{
			{words + "/console_check.go", "\treturn AudiencePerson(c.OwnerID)\n", "\treturn AudienceSupport()\n"},
			{words + "/console_check.go", "SideSupport && (c.OwnerID == \"\" || c.OwnerID == p.ID)", "SideSupport"},
		},
		in: http, tests: "TestCannedReply_IsPersonal",
	},
	{
		name:    "the support's clock reaches the customer",
		changes: []change{{api + "/view.go", "Verdict: string(t.Verdict), VerdictAt: At(t.VerdictAt),\n", "Verdict: string(t.Verdict), VerdictAt: At(t.VerdictAt), AwaitedSince: At(t.AwaitedSince),\n"}},
		in:      http, tests: "TestConsole_",
	},
	{
		name:    "a ticket stands in the lists as it was when it came",
		changes: []change{{cache + "/objects.go", "\tw.board.ticket(&t, doc, unread)\n", "\tif !there {\n\t\tw.board.ticket(&t, doc, unread)\n\t}\n"}},
		in:      cache, tests: "TestCache_AnyOrder",
	},
	{
		name:    "the lists do not go along when the record was verified",
		changes: []change{{cache + "/sweep.go", "c.commitBesides(ctx, tx); err", "tx.Commit(); err"}},
		in:      cache, tests: "TestRecord_AfterARestore",
	},
	{
		name:    "the time that the customer takes counts as the support's",
		changes: []change{{words + "/clock.go", "Instant(t.AwaitedSince.Add(now.Sub(t.PausedAt)))", "Instant(t.AwaitedSince)"}},
		in:      words, tests: "TestClock_StandsStill",
	},
	{
		name:    "an older server refuses what it has no call for",
		changes: []change{{syncer + "/carry.go", "\t\terr = s.orTooOld(ctx, a, err)\n", "\t\t_ = s.orTooOld\n"}},
		in:      desktop, tests: "TestLine_WhatAnOlder",
	},
	{
		name:    "a filter is shown as another workstation had it before",
		changes: []change{{cache + "/console.go", "return brought > a.Answer.Seen || removal && !there, err", "return brought > 0 || removal && !there, err"}},
		in:      desk, tests: "TestDesk_AFilter|TestDesk_WhatAnother",
	},
	{
		name:    "a ticket closes without the reply that it was to close with",
		changes: []change{{desk + "/batch.go", "TicketID: ticketID, Needs: reply.ID, WrittenAt", "TicketID: ticketID, WrittenAt"}},
		in:      desk, tests: "TestDesk_AReplyAnd",
	},
}
