package planted

const (
	attachments = "backend/desktop/attachments"
	app         = "app"
)

// laneFaults lose the bytes of files on their way from one workstation to another, or show what must not be shown.
var laneFaults = []fault{
	{
		name:    "a file of which something has gone counts as arrived",
		changes: []change{{syncer + "/upload.go", "\tcase err == nil:\n\t\treturn true, s.Outbox.UploadSent", "\tcase err == nil || gotOn:\n\t\treturn true, s.Outbox.UploadSent"}},
		in:      desktop, tests: "^TestUploads_GoOnAfterEveryCut",
	},
	{
		name:    "an upload begins anew after each cut",
		changes: []change{{client + "/upload.go", "\tpart := newPortion(content, offset, n, progress, cancel)", "\toffset = 0\n\tpart := newPortion(content, offset, n, progress, cancel)"}},
		in:      client, tests: "^TestUpload_GoesOn",
	},
	{
		name:    "a page's success is taken for an arrival",
		changes: []change{{client + "/upload.go", "|| answer.StatusCode() != http.StatusCreated || path.Base(location.Path) != what.ID || !speaksTus(answer) {", "&& path.Base(location.Path) != what.ID {"}, {client + "/upload.go", "\tif at := answer.Header().Get(\"Upload-Offset\"); at != \"\" {", "\tif answer.StatusCode() != http.StatusCreated {\n\t\treturn 0, true, nil\n\t}\n\tif at := answer.Header().Get(\"Upload-Offset\"); at != \"\" {"}},
		in:      client, tests: "^TestUpload_TakesNobodyElses",
	},
	{
		name:    "something small waits until something large has gone",
		changes: []change{{syncer + "/upload.go", "return due && next.ID == a.ID", "return due && next.ID != \"\""}},
		in:      desktop, tests: "^TestUploads_Something",
	},
	{
		name:    "a file that something on the way stops holds up all others",
		changes: []change{{syncer + "/overtaken.go", "const fruitless = 2", "const fruitless = 1 << 30"}},
		in:      desktop, tests: "^TestUploads_DoNotWaitForOnesThat", waits: true,
	},
	{
		name:    "files that something on the way stops take all turns",
		changes: []change{{syncer + "/overtaken.go", "\to.owed = true\n", ""}},
		in:      desktop, tests: "^TestUploads_DoNotWaitForOnesThat", waits: true,
	},
	{
		name:    "files of a draft make room for others",
		changes: []change{{attachments + "/offline.go", "unsent: a.Outbox.Snapshot().Held(a.Client.ServerNow()), offline", "unsent: map[support.Digest]bool{}, offline"}},
		in:      desktop, tests: "^TestFiles_WhatIsNotSent",
	},
	{
		name:    "an older server is given messages without their files",
		changes: []change{{syncer + "/carry.go", "if len(a.Declared()) > 0 && !s.TakesFiles() {", "if len(a.Declared()) > 99 && !s.TakesFiles() {"}},
		in:      desktop, tests: "^TestLine_AMessageWithFiles", waits: true,
	},
	{
		name:    "a file that the server has lost holds up all others",
		changes: []change{{attachments + "/behind.go", "case code == support.CodeInternal:", "case code == support.CodeInternal && e.what.Size == 0:"}},
		in:      desktop, tests: "^TestFiles_OneThatTheServer", waits: true,
	},
	{
		name:    "a file that cannot come holds up all others",
		changes: []change{{attachments + "/behind.go", "\t\t\ta.behind.putAside(e, false)\n", ""}},
		in:      desktop, tests: "^TestFiles_OneThatIsKeptBack", waits: true,
	},
	{
		name:    "what a proxy is in the way of is fetched no more",
		changes: []change{{attachments + "/behind.go", "case support.CodeNotFound, support.CodeForbidden, support.CodeAbandoned,", "case support.CodeProxyAuth, support.CodeNotFound, support.CodeForbidden, support.CodeAbandoned,"}},
		in:      desktop, tests: "^TestFiles_OfATicketKeptOfflineCome", waits: true,
	},
	{
		name:    "a line that spoils everything is used for ever",
		changes: []change{{syncer + "/upload.go", "s.spoilt[a.ID] >= spoiltTries:", "s.spoilt[a.ID] < 0:"}},
		in:      desktop, tests: "^TestUploads_OverALine", waits: true,
	},
	{
		name:    "what this disk has damaged is sent again and again",
		changes: []change{{syncer + "/upload.go", "if support.Digest(sum.Sum(nil)) != a.SHA256 {", "if support.Digest(sum.Sum(nil)) != a.SHA256 && a.Size == 0 {"}},
		in:      desktop, tests: "^TestUploads_OfAFileThatTheDiskDamages",
	},
	{
		name:    "a photo says where it was taken",
		changes: []change{{attachments + "/preparing.go", "\tif as.sent, err = a.pictured(ctx, small); err != nil {", "\tif as.sent, err = a.pictured(ctx, kept); err != nil || small.Size == 0 {"}},
		in:      desktop, tests: "^TestAttachments_A",
	},
	{
		// Two look, each for the other: what is no picture is nothing else, and nothing else is named.
		name: "the window gets a page as a page",
		changes: []change{
			{attachments + "/seeing.go", "f.Type = \"application/octet-stream\"\n\t\treturn f, content, nil", "return f, content, nil"},
			{app + "/assets.go", "if attachments.IsPicture(f.Type) {", "if f.Type != \"\" || attachments.IsPicture(f.Type) {"},
		},
		in: app, tests: "^TestAssets_Give",
	},
	{
		name:    "what runs is opened",
		changes: []change{{attachments + "/copying.go", "if !mayOpen(name, f.Type, found.Type) {", "if !mayOpen(name, f.Type, found.Type) && name == \"\" {"}},
		in:      app, tests: "^TestOpenOutside_",
	},
}
