package planted

const (
	uploads = "backend/server/uploads"
	blobs   = "backend/server/blobs"
)

// attachmentFaults lose or exchange the bytes of what people attach, or show them to others.
var attachmentFaults = []fault{
	{
		name:    "an upload is answered before its bytes are kept",
		changes: []change{{uploads + "/finish.go", "\treturn u.config.Service.Arrived(ctx, a.ID, found)", "\tif u.config.Keep > 0 {\n\t\treturn nil\n\t}\n\treturn u.config.Service.Arrived(ctx, a.ID, found)"}},
		in:      http, tests: "TestUpload_ComesInPieces",
	},
	{
		name:    "what arrived is not held against what was declared",
		changes: []change{{uploads + "/finish.go", "case came != a.SHA256:", "case came != a.SHA256 && a.Size == 0:"}},
		in:      http, tests: "TestUpload_OfWhatIsNot",
	},
	{
		// Each of the two alone changes nothing that anybody can see: of what does not fit the file is read.
		name: "the digest of an upload's end is taken for that of the whole",
		changes: []change{
			{uploads + "/digest.go", "if known == nil && bytes == 0 {", "if known == nil {"},
			{uploads + "/digest.go", "if known == nil || known.bytes != bytes {", "if known == nil {"},
		},
		in: uploads, tests: "TestFinish_JudgesAll",
	},
	{
		name:    "an upload that is begun again begins at nothing",
		changes: []change{{uploads + "/folder.go", "os.O_CREATE|os.O_WRONLY, 0o600", "os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600"}},
		in:      http, tests: "TestUpload_BegunAgain",
	},
	{
		name:    "an upload that has come as a whole is forgotten where it cannot be kept at once",
		changes: []change{{uploads + "/finish.go", "\tif support.CodeOf(err) == support.CodeHashMismatch {", "\tif err != nil {"}},
		in:      uploads, tests: "TestFinish_ThatDoesNotEnd",
	},
	{
		name:    "a line that only looks alive keeps the next one out",
		changes: []change{{uploads + "/turn.go", "\t\tbefore.stop(errOvertaken)\n", ""}},
		in:      http, tests: "TestUpload_IsNotHeld",
	},
	{
		name:    "anybody who sees a message interrupts its uploads",
		changes: []change{{service + "/attachment.go", "if a.AuthorID != by.ID {", "if a.AuthorID != by.ID && a.Size == 0 {"}},
		in:      http, tests: "TestUpload_ByOthers",
	},
	{
		name:    "a note's attachment is everybody's who sees the ticket",
		changes: []change{{service + "/attachment.go", " || !by.SeesMessage(&support.Message{Kind: a.Kind})", ""}},
		in:      http, tests: "TestNote_ReachesNoOperator",
	},
	{
		name:    "a blob has its name before its bytes are on the disk",
		changes: []change{{blobs + "/blobs.go", "\tif err := file.Sync(); err != nil {\n\t\treturn support.Wrap(support.CodeStorage, err)\n\t}\n\tif err := w.Close()", "\tif err := w.Close()"}},
		in:      blobs, tests: "TestPut_WhatItHasKept",
	},
	{
		name:    "an upload becomes a blob before its bytes are on the disk",
		changes: []change{{blobs + "/blobs.go", "\tif err := file.Sync(); err != nil {\n\t\treturn support.Wrap(support.CodeStorage, err)\n\t}\n\tkey := key", "\tkey := key"}},
		in:      blobs, tests: "TestPutFile_WhatItHas",
	},
	{
		name:    "an attachment has arrived before its blob's name is on the disk",
		changes: []change{{blobs + "/blobs.go", "\t\treturn b.syncFolders(key)\n\t}\n", "\t\treturn nil\n\t}\n"}},
		in:      uploads, tests: "TestFinish_RecordsOnly",
	},
	{
		name:    "a blob that is there counts as kept",
		changes: []change{{blobs + "/blobs.go", "to make that durable.\n\t\treturn b.Settle(company, digest)", "to make that durable.\n\t\treturn nil"}},
		in:      blobs, tests: "TestPut_OfWhat",
	},
	{
		name:    "a restore takes what lies there for what was backed up",
		changes: []change{{"backend/server/backup/restore.go", "if to.Verify(ctx, a.CompanyID, a.SHA256) == nil {", "if there, _ := to.Has(a.CompanyID, a.SHA256, a.Size); there {"}},
		in:      "backend/server/backup", tests: "TestRestore_PutsWhatHolds",
	},
	{
		name:    "blobs on a disk of their own leave no room for words",
		changes: []change{{blobs + "/blobs.go", "if err := b.roomFor(st.Size()); err != nil {", "if err := b.roomFor(-reserve); err != nil && st == nil {"}},
		in:      blobs, tests: "TestPutFile_FromAnotherDiskLeaves",
	},
	{
		name:    "a spoilt attachment looks whole",
		changes: []change{{blobs + "/read.go", "whole && support.Digest(b.hash.Sum(nil)) != b.digest", "whole && b.size == 0"}},
		in:      http, tests: "TestAttachment_Damaged",
	},
	{
		name:    "what a restored server does not know yet will never arrive",
		changes: []change{{syncer + "/upload.go", "case code == support.CodeNotFound && s.mayCome(ctx):", "case code == support.CodeNotFound && s.mayCome(ctx) && a.Size < 0:"}},
		in:      "backend/desktop", tests: "TestUploads_OfAMessageThat", waits: true,
	},
	{
		name:    "bytes that have gone do not go again to a restored server",
		changes: []change{{"backend/desktop/outbox/again.go", "\tif _, err := tx.ExecContext(ctx, uploadAgain); err != nil {\n\t\treturn nil, false, err\n\t}\n", ""}},
		in:      "backend/desktop", tests: "TestUploads_ARestoredServer", waits: true,
	},
	{
		name:    "what a restored server has lost long ago is nobody's to send",
		changes: []change{{syncer + "/lost.go", "if !s.mayCome(ctx) {", "if s.mayCome(ctx) {"}},
		in:      "backend/desktop", tests: "TestUploads_OfLongAgo", waits: true,
	},
	{
		name:    "what a restored server fails to take is not sent to it again",
		changes: []change{{syncer + "/upload.go", "\t\ts.lost.failed(a.ID, at)\n", "\t\ts.lost.done(a.ID)\n"}},
		in:      "backend/desktop", tests: "TestUploads_OfLongAgoThat", waits: true,
	},
	{
		name:    "a page that somebody attached is a page",
		changes: []change{{http + "/attachments.go", "\tdefault:\n\t\treturn anyBytes\n", "\tdefault:\n\t\treturn kind\n"}},
		in:      http, tests: "TestAttachment_IsNever",
	},
	{
		name:    "uploads leave no room for words",
		changes: []change{{uploads + "/folder.go", "uint64(was), uint64(more)); err != nil {", "uint64(was), uint64(more)); err != nil && n < 0 {"}},
		in:      uploads, tests: "TestAppend_LooksForRoom",
	},
	{
		name:    "an upload under way expires",
		changes: []change{{uploads + "/expire.go", "\tif turn == nil {\n\t\treturn nil\n\t}\n\tdefer u.turns.give(id, turn)\n", "\tif turn != nil {\n\t\tdefer u.turns.give(id, turn)\n\t}\n"}},
		in:      uploads, tests: "TestExpire_Forgets",
	},
}
