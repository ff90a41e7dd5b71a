package backup_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/server/backup"
	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/support"
	"filodiretto/internal/smalldisk"
)

// kept is what a server keeps, really: a store and a folder of blobs.
type kept struct {
	backup.Kept

	t      *testing.T
	house  *storetest.House
	ticket support.Ticket
	data   string
	log    *bytes.Buffer
}

func keep(t *testing.T, data string) *kept {
	t.Helper()
	k := &kept{t: t, data: data, log: &bytes.Buffer{}}
	st, err := sqlite.Open(t.Context(), data, sqlite.Options{})
	storetest.Must(t, err)
	bytesOf, err := blobs.Open(filepath.Join(data, "blobs"))
	storetest.Must(t, err)
	t.Cleanup(func() { storetest.Must(t, errors.Join(st.Close(), bytesOf.Close())) })
	k.Kept = backup.Kept{Store: st, Blobs: bytesOf, Log: slog.New(slog.NewTextHandler(k.log, nil))}
	return k
}

// settled has a ticket in which things can be said.
func settled(t *testing.T) *kept {
	t.Helper()
	k := keep(t, t.TempDir())
	k.house = storetest.Settle(t, k.Store, 1)
	k.ticket = k.house.OpenTicket(t, k.Store, k.house.Operators[0])
	return k
}

// attach says something with a file of this content, which arrives.
func (k *kept) attach(content string) support.Attachment {
	k.t.Helper()
	a := support.Attachment{ID: storetest.NewID(), Name: "file.txt", Size: int64(len(content)), SHA256: sha256.Sum256([]byte(content))}
	storetest.Say(k.t, k.Store, k.house.Operators[0], &k.ticket, support.MessageReply, "", []support.Attachment{a})
	storetest.Must(k.t, k.Blobs.Put(k.t.Context(), k.ticket.CompanyID, a.SHA256, strings.NewReader(content)))
	storetest.Arrive(k.t, k.Store, a.ID, support.Attachment{ArrivedAt: storetest.Day, Type: "text/plain"})
	return a
}

// place is where a blob's bytes lie in a folder of blobs.
func (k *kept) place(folder string, a support.Attachment) string {
	digest := a.SHA256.String()
	return filepath.Join(folder, k.ticket.CompanyID, digest[:2], digest)
}

func (k *kept) backUp(dir, name string) (file string) {
	k.t.Helper()
	file = filepath.Join(dir, name)
	storetest.Must(k.t, k.Backup(k.t.Context(), file))
	return file
}

func restore(t *testing.T, file, data string, incomplete bool) (int, error) {
	t.Helper()
	return backup.Restore(t.Context(), file, filepath.Join(data, "blobs"), incomplete, func(ctx context.Context, bring func(context.Context, store.Attachment) (bool, error)) error {
		return sqlite.Restore(ctx, file, data, bring)
	})
}

func (k *kept) sound() {
	k.t.Helper()
	wrong, err := k.Check(k.t.Context())
	storetest.Must(k.t, err)
	for _, what := range wrong {
		k.t.Error("not sound:", what)
	}
}

// has says whether a restored server has an attachment with its bytes.
func (k *kept) has(a support.Attachment) bool {
	k.t.Helper()
	var kept store.Attachment
	storetest.Must(k.t, k.Store.Read(k.t.Context(), func(r store.Reader) (err error) {
		kept, err = r.Attachment(k.t.Context(), a.ID)
		return err
	}))
	if kept.Name != a.Name || kept.Size != a.Size || kept.SHA256 != a.SHA256 {
		k.t.Errorf("what was declared became %+v", kept)
	}
	return kept.Arrived()
}

// files are the names of all files in a folder, without what is above them.
func files(t *testing.T, folder string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, e.Name())
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

func TestBackup_TakesAttachmentsAlongAndTheyComeBack(t *testing.T) {
	k := settled(t)
	photo, log, again := k.attach("a photo"), k.attach("a log"), k.attach("a photo")
	waiting := storetest.Say(t, k.Store, k.house.Operators[0], &k.ticket, support.MessageReply, "", storetest.Files("waiting.jpg")).Attachments[0]
	dir := t.TempDir()
	file := k.backUp(dir, "copia.db")
	later := k.attach("after the backup")
	pool := filepath.Join(dir, backup.Folder)
	if got := files(t, pool); len(got) != 2 {
		t.Errorf("beside the backup are %q", got)
	}
	if st, err := os.Stat(k.place(pool, photo)); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("a file that everybody may read: %v, %v", st.Mode(), err)
	}
	if st, err := os.Stat(pool); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("a folder that everybody may read: %v, %v", st.Mode(), err)
	}

	data := filepath.Join(t.TempDir(), "new")
	if missing, err := restore(t, file, data, false); missing != 0 || err != nil {
		t.Fatalf("%d missing, %v", missing, err)
	}
	restored := keep(t, data)
	restored.sound()
	for what, a := range map[string]support.Attachment{"the photo": photo, "the log": log, "the photo once more": again} {
		if !restored.has(a) {
			t.Errorf("%s has not come back", what)
		}
	}
	if restored.has(waiting) {
		t.Error("what had not arrived has arrived by itself")
	}
	err := restored.Store.Read(t.Context(), func(r store.Reader) error {
		_, err := r.Attachment(t.Context(), later.ID)
		return err
	})
	if support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("what was said after the backup: %v", err)
	}
}

func TestBackup_OfNoAttachmentsIsTheFileAlone(t *testing.T) {
	k := settled(t)
	dir := t.TempDir()
	file := k.backUp(dir, "copia.db")
	if missing, err := restore(t, file, t.TempDir(), false); missing != 0 || err != nil {
		t.Errorf("%d missing, %v", missing, err)
	}
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("there are %q", got)
	}
}

func TestBackup_KeepsEachFileOnceForAllBackupsOfAFolder(t *testing.T) {
	k := settled(t)
	photo := k.attach("a photo")
	dir := t.TempDir()
	pool := filepath.Join(dir, backup.Folder)
	k.backUp(dir, "first.db")
	before, err := os.Stat(k.place(pool, photo))
	storetest.Must(t, err)
	if live, err := os.Stat(k.place(filepath.Join(k.data, "blobs"), photo)); err != nil || !os.SameFile(live, before) {
		t.Errorf("on the same disk there are two of it: %v", err)
	}
	k.attach("a log")
	// What is there already is not read again.
	storetest.Must(t, os.Chmod(k.place(pool, photo), 0))
	k.backUp(dir, "second.db")
	if after, err := os.Stat(k.place(pool, photo)); err != nil || !os.SameFile(before, after) {
		t.Errorf("it was brought twice: %v", err)
	}
	if got := files(t, pool); len(got) != 2 {
		t.Errorf("there are %q", got)
	}
}

func TestBackup_HasItsNameOnlyOnceAllBytesAreThere(t *testing.T) {
	k := settled(t)
	k.attach("a photo")
	dir := t.TempDir()
	// Something is in the way of the folder.
	storetest.Must(t, os.WriteFile(filepath.Join(dir, backup.Folder), nil, 0o600))
	if err := k.Backup(t.Context(), filepath.Join(dir, "copia.db")); support.CodeOf(err) != support.CodeStorage {
		t.Errorf("got %v", err)
	}
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("of a backup that failed there are %q", got)
	}
}

func TestBackup_BringsAgainWhatWasCutShortBesideIt(t *testing.T) {
	k := settled(t)
	photo := k.attach("a photo")
	dir := t.TempDir()
	k.backUp(dir, "first.db")
	cut := k.place(filepath.Join(dir, backup.Folder), photo)
	storetest.Must(t, os.Remove(cut)) // it is the server's own file too
	storetest.Must(t, os.WriteFile(cut, []byte("a ph"), 0o600))
	k.backUp(dir, "second.db")
	if got, err := os.ReadFile(cut); err != nil || string(got) != "a photo" {
		t.Errorf("there is %q, %v", got, err)
	}
}

func TestBackup_IsMadeOfWhatThereIsWhenTheServerHasLostBytes(t *testing.T) {
	k := settled(t)
	photo, log, other := k.attach("a photo"), k.attach("a log"), k.attach("a manual")
	live := filepath.Join(k.data, "blobs")
	storetest.Must(t, os.Remove(k.place(live, photo)))
	storetest.Must(t, os.WriteFile(k.place(live, log), []byte("x log"), 0o600))
	wrong, err := k.Check(t.Context())
	storetest.Must(t, err)
	for _, want := range []string{
		"1 attachments that have arrived and whose bytes are not there: " + photo.ID,
		"1 attachments whose bytes are not those that arrived, or cannot be read: " + log.ID,
	} {
		if !slices.Contains(wrong, want) {
			t.Errorf("check says %q, without %q", wrong, want)
		}
	}
	file := k.backUp(t.TempDir(), "copia.db")
	if !strings.Contains(k.log.String(), "2: "+min(photo.ID, log.ID)) {
		t.Errorf("the log says %q", k.log)
	}

	data := filepath.Join(t.TempDir(), "new")
	if _, err := restore(t, file, data, false); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("restored without them: %v", err)
	}
	if _, err := os.Stat(filepath.Join(data, sqlite.FileName)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a restore that was refused left a store")
	}
	if missing, err := restore(t, file, data, true); missing != 2 || err != nil {
		t.Fatalf("%d missing, %v", missing, err)
	}
	restored := keep(t, data)
	restored.sound()
	if restored.has(photo) || restored.has(log) || !restored.has(other) {
		t.Errorf("what was lost has arrived, or what was there has not: %v %v %v", restored.has(photo), restored.has(log), restored.has(other))
	}
}

func TestBackup_MissesNothingOfWhatWasGivenUp(t *testing.T) {
	k := settled(t)
	a := support.Attachment{ID: storetest.NewID(), Name: "video.mp4", Size: 9, SHA256: sha256.Sum256([]byte("a video"))}
	storetest.Say(t, k.Store, k.house.Operators[0], &k.ticket, support.MessageReply, "", []support.Attachment{a})
	storetest.Abandon(t, k.Store, a.ID, storetest.Day)
	k.sound()
	file := k.backUp(t.TempDir(), "copia.db")
	data := filepath.Join(t.TempDir(), "new")
	if missing, err := restore(t, file, data, false); missing != 0 || err != nil {
		t.Fatalf("%d missing, %v", missing, err)
	}
	restored := keep(t, data)
	restored.sound()
	storetest.Must(t, restored.Store.Read(t.Context(), func(r store.Reader) error {
		kept, err := r.Attachment(t.Context(), a.ID)
		if !kept.AbandonedAt.Equal(storetest.Day) {
			t.Errorf("it is %+v", kept)
		}
		return err
	}))
}

func TestRestore_TakesNothingThatDoesNotHold(t *testing.T) {
	k := settled(t)
	photo := k.attach("a photo")
	for what, spoil := range map[string]func(file, pool string){
		"other bytes":  func(file, _ string) { storetest.Must(t, os.WriteFile(file, []byte("x photo"), 0o600)) },
		"a file less":  func(string, string) {},
		"a folder":     func(file, _ string) { storetest.Must(t, os.Mkdir(file, 0o700)) },
		"no folder":    func(_, pool string) { storetest.Must(t, os.RemoveAll(pool)) },
		"an empty one": func(file, _ string) { storetest.Must(t, os.WriteFile(file, nil, 0o600)) },
	} {
		t.Run(what, func(t *testing.T) {
			dir, data := t.TempDir(), t.TempDir()
			file := k.backUp(dir, "copia.db")
			pool := filepath.Join(dir, backup.Folder)
			storetest.Must(t, os.Remove(k.place(pool, photo)))
			spoil(k.place(pool, photo), pool)
			_, err := restore(t, file, data, false)
			if support.CodeOf(err) != support.CodeNotFound || !strings.Contains(err.Error(), photo.ID) || !strings.Contains(err.Error(), pool) {
				t.Errorf("got %v", err)
			}
			if missing, err := restore(t, file, data, true); missing != 1 || err != nil {
				t.Errorf("%d missing, %v", missing, err)
			}
			keep(t, data).sound()
			if _, err := os.Stat(pool); what == "no folder" && !errors.Is(err, fs.ErrNotExist) {
				t.Error("a folder of attachments was made beside the backup")
			}
		})
	}
}

// A restore goes into whatever is there: one that was given up, or bytes that a disk has damaged since.
func TestRestore_PutsWhatHoldsInPlaceOfWhatDoesNot(t *testing.T) {
	k := settled(t)
	photo, log := k.attach("a photo"), k.attach("a log")
	for what, left := range map[string]string{"other bytes": "x photo", "fewer": "a", "more": "a photo and more", "none": ""} {
		t.Run(what, func(t *testing.T) {
			data := t.TempDir()
			file := k.backUp(t.TempDir(), "copia.db")
			in := filepath.Join(data, "blobs")
			storetest.Must(t, os.MkdirAll(filepath.Dir(k.place(in, photo)), 0o700))
			storetest.Must(t, os.WriteFile(k.place(in, photo), []byte(left), 0o600))
			if missing, err := restore(t, file, data, false); missing != 0 || err != nil {
				t.Fatalf("%d missing, %v", missing, err)
			}
			restored := keep(t, data)
			restored.sound()
			if !restored.has(photo) || !restored.has(log) || len(files(t, in)) != 2 {
				t.Errorf("of two attachments there are %q", files(t, in))
			}
		})
	}
}

// What is damaged on both sides has not arrived, and gives its name to what comes.
func TestRestore_TakesNothingThatIsDamagedOnBothSides(t *testing.T) {
	k := settled(t)
	photo := k.attach("a photo")
	dir, data := t.TempDir(), t.TempDir()
	file := k.backUp(dir, "copia.db")
	for _, folder := range []string{filepath.Join(dir, backup.Folder), filepath.Join(data, "blobs")} {
		name := k.place(folder, photo)
		storetest.Must(t, os.MkdirAll(filepath.Dir(name), 0o700))
		_ = os.Remove(name) // the backup has the server's own file
		storetest.Must(t, os.WriteFile(name, []byte("x photo"), 0o600))
	}
	if _, err := restore(t, file, data, false); support.CodeOf(err) != support.CodeNotFound {
		t.Errorf("got %v", err)
	}
	if missing, err := restore(t, file, data, true); missing != 1 || err != nil {
		t.Fatalf("%d missing, %v", missing, err)
	}
	restored := keep(t, data)
	restored.sound()
	storetest.Must(t, restored.Blobs.Put(t.Context(), k.ticket.CompanyID, photo.SHA256, strings.NewReader("a photo")))
	storetest.Must(t, restored.Blobs.Verify(t.Context(), k.ticket.CompanyID, photo.SHA256))
}

// A backup that was killed while it copied leaves a part under no name, which the next one removes once nobody writes to it.
func TestBackup_RemovesWhatAKilledOneLeftHalfCopied(t *testing.T) {
	k := settled(t)
	photo := k.attach("a photo")
	dir := t.TempDir()
	k.backUp(dir, "prima.db")
	pool := filepath.Join(dir, backup.Folder)
	left, own := k.place(pool, photo)+".17a2b3c4d5e6f708.tmp", k.place(pool, photo)+".17a2b3c4d5e6f709.tmp"
	for _, name := range []string{left, own} {
		storetest.Must(t, os.WriteFile(name, []byte("a ph"), 0o600))
	}
	before := time.Now().Add(-2 * time.Hour)
	storetest.Must(t, os.Chtimes(left, before, before))
	k.backUp(dir, "dopo.db")
	if got := files(t, pool); len(got) != 2 || got[1] != filepath.Base(own) {
		t.Errorf("there are %q", got)
	}
}

// Two disks have no file in common.
func TestBackup_ToAnotherDiskIsACopyAndLeavesRoom(t *testing.T) {
	k := settled(t)
	photo := k.attach(strings.Repeat("a photo ", 1<<17))
	d := smalldisk.Mount(t, "65m")
	err := k.Backup(t.Context(), d.In("copia.db"))
	if support.CodeOf(err) != support.CodeStorage {
		t.Errorf("without room: %v", err)
	}
	if got := files(t, d.Dir); len(got) != 0 {
		t.Errorf("of a backup that had no room there are %q", got)
	}
	d.Grow("96m")
	file := k.backUp(d.Dir, "copia.db")
	live, err := os.Stat(k.place(filepath.Join(k.data, "blobs"), photo))
	storetest.Must(t, err)
	copied, err := os.Stat(k.place(d.In(backup.Folder), photo))
	if err != nil || os.SameFile(live, copied) || copied.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", copied, err)
	}
	data := t.TempDir()
	if missing, err := restore(t, file, data, false); missing != 0 || err != nil {
		t.Fatalf("%d missing, %v", missing, err)
	}
	restored := keep(t, data)
	restored.sound()
	if !restored.has(photo) {
		t.Error("it has not come back")
	}
}

func TestBackup_GivenUpLeavesNothing(t *testing.T) {
	k := settled(t)
	k.attach("a photo")
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := k.Backup(ctx, filepath.Join(dir, "copia.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := k.Check(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("check: %v", err)
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("there are %q", got)
	}
}
