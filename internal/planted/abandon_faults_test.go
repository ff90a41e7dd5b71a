package planted

// abandonFaults leave people waiting for a file that was given up, or take one that has arrived from them.
var abandonFaults = []fault{
	{
		name:    "that a file was given up is told to nobody",
		changes: []change{{syncer + "/upload.go", "\terr = s.Client.Acts(epoch).Abandon(ctx, a.ID)", "\terr = nil"}},
		in:      desktop, tests: "^TestAbandon_OfAFileThatFailed",
	},
	{
		name:    "that a file was given up is forgotten where the server is restored",
		changes: []change{{outbox + "/uploads.go", "THEN 'abandoning' ELSE", "THEN state ELSE"}},
		in:      outbox, tests: "^TestOutbox_WhatWasGivenUpIsToldAgain",
	},
	{
		name:    "an upload goes on though its file was given up",
		changes: []change{{syncer + "/upload.go", "\t\t\t\tcancel(client.ErrYielded)\n", ""}},
		in:      desktop, tests: "^TestAbandon_While", waits: true,
	},
	{
		name:    "the bytes of what was given up are still taken",
		changes: []change{{uploads + "/finish.go", "if a.Abandoned() {", "if a.Abandoned() && a.Size == 0 {"}},
		in:      http, tests: "^TestAbandon_Takes",
	},
	{
		name:    "what has arrived can be given up",
		changes: []change{{service + "/attachment.go", "\t\t\treturn errArrived\n", "\t\t\tif a.Size == 0 {\n\t\t\t\treturn errArrived\n\t\t\t}\n"}},
		in:      http, tests: "^TestAbandon_OfWhatHasArrived",
	},
}
