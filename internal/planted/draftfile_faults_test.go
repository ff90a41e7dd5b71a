package planted

// draftFileFaults are those by which a file does not arrive, arrives where it should not, or is said to be where it is not.
var draftFileFaults = []fault{
	{
		name:    "files stay behind when the draft is sent",
		changes: []change{{outbox + "/attachment.go", "`UPDATE attachments SET owner = ?, place = ? WHERE id = ?`, a.ID, i+1, d.ID)", "`UPDATE attachments SET owner = ?, place = ? WHERE id = ?`, a.TicketID, i+1, d.ID)"}},
		in:      outbox, tests: "TestOutbox_WhatIsAttached",
	},
	{
		name:    "a note's files go with a reply",
		changes: []change{{desk + "/say.go", "Attachments: d.attached(draftKey(ticketID, kind))", "Attachments: append(d.attached(outbox.NoteDraft(ticketID)), d.attached(draftKey(ticketID, kind))...)"}, {outbox + "/attachment.go", "if !slices.Contains(from, there.Owner) {", "if len(from) == 0 && slices.Contains(from, there.Owner) {"}},
		in:      desk, tests: "TestDesk_ANotesFiles",
	},
	{
		name:    "bytes are sent before their message",
		changes: []change{{outbox + "/uploads.go", "if s.acts[i].State != StateSent {", "if s.acts[i].State == StateRefused {"}},
		in:      outbox, tests: "TestOutbox_WhatIsAttached",
	},
	{
		name:    "bytes stay behind when their author signs out",
		changes: []change{{outbox + "/line.go", "return !uploading && len(s.heads()) == 0", "return (uploading || !uploading) && len(s.heads()) == 0"}},
		in:      desktop, tests: "TestPeople_WhoSignOutLeaveTheirFiles", waits: true,
	},
	{
		name:    "an act is let go before its bytes have arrived",
		changes: []change{{outbox + "/uploads.go", "if !s.files[a.ID][i].kept(now) {", "if i < 0 {"}},
		in:      outbox, tests: "TestOutbox_NobodyIsDone",
	},
	{
		name:    "a restored server gets none of the bytes that it has lost",
		changes: []change{{outbox + "/again.go", "tx.ExecContext(ctx, uploadAgain)", "tx.ExecContext(ctx, `SELECT 1`)"}},
		in:      outbox, tests: "TestOutbox_BytesGoAgain",
	},
	{
		name:    "bytes that are still to be sent make room for others",
		changes: []change{{outbox + "/uploads.go", "if !a.kept(now) && a.State != FileAbandoned {\n\t\t\t\theld", "if a.State == FileSent {\n\t\t\t\theld"}},
		in:      outbox, tests: "TestOutbox_GivingUp|TestOutbox_OnlyWhat|TestOutbox_WhatActsDeclare",
	},
	{
		name:    "what arrived is waiting again by an older page",
		changes: []change{{cache + "/attached.go", "if !b.Arrived() && !b.Abandoned() || told &&", "if told && b.Arrived() &&"}},
		in:      cache, tests: "TestCache_AnArrival|TestCache_AnOlderPage",
	},
	{
		name:    "a file takes the place of another that was declared",
		changes: []change{{cache + "/verify.go", " && sameDeclared(kept.Attachments, m.Attachments)", ""}},
		in:      cache, tests: "TestRecord_AnAttachment",
	},
	{
		name:    "a record is called broken while something of it is on its way",
		changes: []change{{cache + "/doubt.go", "d.revision > followed {", "d.revision > followed && false {"}},
		in:      cache, tests: "TestRecord_APhotoThatArrived",
	},
}
