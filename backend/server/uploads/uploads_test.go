package uploads_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"

	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/service"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/uploads"
	"filodiretto/backend/support"
)

// desk is uploads over a real store, in which anna has said something, and the address where she brings what is attached.
type desk struct {
	t       *testing.T
	config  uploads.Config
	uploads *uploads.Uploads
	url     string
	ticket  string
	anna    support.Person
	service *service.Service
	log     *bytes.Buffer
}

func newDesk(t *testing.T, change ...func(*uploads.Config)) *desk {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	d := &desk{t: t, log: &bytes.Buffer{}}
	dir := t.TempDir()
	st, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	must(err)
	t.Cleanup(func() { must(st.Close()) })
	d.service, err = service.New(st, service.Config{Password: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}})
	must(err)
	_, err = d.service.AddCompany(t.Context(), "Acme", "IT")
	must(err)
	d.anna, err = d.service.AddPerson(t.Context(), service.NewPerson{Login: "anna", Name: "Anna", Role: support.RoleOperator, Company: "Acme", Password: "una-parola-lunga"})
	must(err)
	opened, _, err := d.service.OpenTicket(t.Context(), d.anna, support.Opening{
		ID: newID(), Kind: support.KindCallback, Severity: support.SeverityStopped, Description: "Ferma.", Phone: "+39059123456",
	})
	must(err)
	d.ticket = opened.ID
	kept, err := blobs.Open(filepath.Join(dir, "blobs"))
	must(err)
	t.Cleanup(func() { must(kept.Close()) })
	small, err := blobs.OpenThumbnails(filepath.Join(dir, "thumbnails"))
	must(err)
	d.config = uploads.Config{
		Dir: filepath.Join(dir, "uploads"), Service: d.service, Blobs: kept, Thumbnails: small,
		Log: slog.New(slog.NewTextHandler(d.log, nil)),
	}
	for _, c := range change {
		c(&d.config)
	}
	d.uploads, err = uploads.Open(d.config)
	must(err)
	t.Cleanup(d.uploads.Close)
	web := httptest.NewServer(http.HandlerFunc(d.serve))
	t.Cleanup(web.Close)
	d.url = web.URL
	return d
}

// serve tells an error by its code alone.
func (d *desk) serve(w http.ResponseWriter, r *http.Request) {
	var err error
	switch id := path.Base(r.URL.Path); r.Method {
	case http.MethodPost:
		err = d.uploads.Create(w, r, d.anna)
	case http.MethodHead:
		err = d.uploads.Offset(w, r, d.anna, id)
	default:
		err = d.uploads.Append(w, r, d.anna, id)
	}
	if err != nil {
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, string(support.CodeOf(err)))
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// attach declares a file and begins its upload.
func (d *desk) attach(content []byte) (id string) {
	d.t.Helper()
	a := support.Attachment{ID: newID(), Name: "Foto.bin", Size: int64(len(content)), SHA256: sha256.Sum256(content)}
	_, _, err := d.service.PostMessage(d.t.Context(), d.anna, d.ticket, service.NewMessage{
		ID: newID(), Kind: support.MessageReply, Text: "Ecco.", Attachments: []support.Attachment{a},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	said, _ := d.ask(http.MethodPost, "", nil, map[string]string{
		"Upload-Length": fmt.Sprint(a.Size), "Upload-Metadata": "attachmentId " + base64.StdEncoding.EncodeToString([]byte(a.ID)),
	})
	if said != "201" {
		d.t.Fatalf("an upload is begun with %s", said)
	}
	return a.ID
}

// ask makes a request; what it says is its status, or the code of the problem.
func (d *desk) ask(method, id string, body io.Reader, header map[string]string) (said, offset string) {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.url+"/"+id, body)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Tus-Resumable", uploads.Version)
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	code, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	if res.StatusCode == http.StatusTeapot {
		return string(code), ""
	}
	return fmt.Sprint(res.StatusCode), res.Header.Get("Upload-Offset")
}

func (d *desk) patch(id string, from int, body io.Reader) (said, offset string) {
	d.t.Helper()
	return d.ask(http.MethodPatch, id, body, map[string]string{"Upload-Offset": fmt.Sprint(from), "Content-Type": "application/offset+octet-stream"})
}

func (d *desk) file(id string) string { return filepath.Join(d.config.Dir, id) }

// age makes an upload one to which nothing has come for so long.
func (d *desk) age(id string, by time.Duration) {
	d.t.Helper()
	then := time.Now().Add(-by)
	if err := os.Chtimes(d.file(id), then, then); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) there(id string) bool {
	_, err := os.Stat(d.file(id))
	return err == nil
}

func TestExpire_ForgetsWhatNothingComesToAnyMore(t *testing.T) {
	d := newDesk(t)
	old, recent, busy := d.attach([]byte("vecchio")), d.attach([]byte("recente")), d.attach([]byte("in arrivo"))
	d.age(old, 8*24*time.Hour)
	d.age(recent, 6*24*time.Hour)
	if err := os.WriteFile(filepath.Join(d.config.Dir, "appunti.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.age("appunti.txt", 8*24*time.Hour)
	// Somebody is at it, though nothing has come yet.
	r, w := io.Pipe()
	brought := make(chan string)
	go func() {
		said, _ := d.patch(busy, 0, r)
		brought <- said
	}()
	if _, err := io.WriteString(w, "in "); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; {
		if st, err := os.Stat(d.file(busy)); err == nil && st.Size() == 3 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nothing comes")
		}
	}
	d.age(busy, 8*24*time.Hour)
	if err := d.uploads.Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d.there(old) || !d.there(recent) || !d.there(busy) || !d.there("appunti.txt") {
		t.Errorf("old %v, recent %v, busy %v, another file %v", d.there(old), d.there(recent), d.there(busy), d.there("appunti.txt"))
	}
	if _, err := io.WriteString(w, "arrivo"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if said := <-brought; said != "204" {
		t.Errorf("what was under way ended with %s", said)
	}
	// Its author begins anew.
	if said, _ := d.patch(old, 0, strings.NewReader("vecchio")); said != string(support.CodeNotFound) {
		t.Errorf("what has expired goes on with %s", said)
	}
}

func TestExpire_RemovesWhatAKilledProgramLeftOfABlob(t *testing.T) {
	d := newDesk(t)
	id := d.attach([]byte("foto"))
	if said, _ := d.patch(id, 0, strings.NewReader("foto")); said != "204" {
		t.Fatal(said)
	}
	found, err := filepath.Glob(filepath.Join(filepath.Dir(d.config.Dir), "blobs", "*", "*", "*"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	left, own := found[0]+".17a2b3c4d5e6f708.tmp", found[0]+".17a2b3c4d5e6f709.tmp"
	for _, file := range []string{left, own} {
		if err := os.WriteFile(file, []byte("fo"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-time.Hour)
	if err := os.Chtimes(left, before, before); err != nil {
		t.Fatal(err)
	}
	if err := d.uploads.Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := filepath.Glob(filepath.Join(filepath.Dir(d.config.Dir), "blobs", "*", "*", "*"))
	if err != nil || len(after) != 2 || after[0] != found[0] || after[1] != own {
		t.Errorf("there is %q, %v", after, err)
	}
}

func TestAppend_LooksForRoomAsItGoes(t *testing.T) {
	room := uint64(120 << 20)
	d := newDesk(t, func(c *uploads.Config) {
		c.Reserve = 64 << 20
		c.Free = func(string) (uint64, error) {
			room -= 16 << 20 // others write too
			return room, nil
		}
	})
	content := make([]byte, 40<<20)
	id := d.attach(content)
	said, _ := d.patch(id, 0, bytes.NewReader(content))
	st, err := os.Stat(d.file(id))
	if said != string(support.CodeUnavailable) || err != nil || st.Size() == 0 || st.Size() > 24<<20 {
		t.Errorf("said %s, and has %d bytes, %v", said, st.Size(), err)
	}
}

func TestAppend_OfManyAtOnceLeavesTheReserveFree(t *testing.T) {
	const reserve, room, many, size = 64 << 20, 20 << 20, 12, 8 << 20
	var d *desk
	taken := func() (sum uint64) {
		entries, err := os.ReadDir(d.config.Dir)
		if err != nil {
			t.Error(err)
		}
		for _, e := range entries {
			if st, err := e.Info(); err == nil {
				sum += uint64(st.Size())
			}
		}
		return sum
	}
	d = newDesk(t, func(c *uploads.Config) {
		c.Reserve = reserve
		c.Free = func(dir string) (uint64, error) { return reserve + room - taken(), nil }
	})
	var begun, all sync.WaitGroup
	begun.Add(many)
	for i := range many {
		// None of them is complete, so that all stay where they are counted.
		content := bytes.Repeat([]byte{byte(i)}, size)
		id := d.attach(append(content, 0))
		all.Go(func() {
			r, w := io.Pipe()
			all.Go(func() {
				_, _ = w.Write(content[:1])
				begun.Done()
				begun.Wait()
				_, _ = w.Write(content[1:])
				_ = w.Close()
			})
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, d.url+"/"+id, r)
			if err != nil {
				t.Error(err)
				return
			}
			req.Header = http.Header{"Tus-Resumable": {uploads.Version}, "Upload-Offset": {"0"}, "Content-Type": {"application/offset+octet-stream"}}
			// Whoever is refused may see no more than that the line was closed.
			if res, err := http.DefaultClient.Do(req); err == nil {
				_ = res.Body.Close()
			}
		})
	}
	all.Wait()
	if got := taken(); got > room || got < size {
		t.Errorf("of %d bytes that were free %d are taken", room, got)
	}
}

func TestFinish_ThatDoesNotEndNowIsTriedAgainWhenSomebodyAsks(t *testing.T) {
	refuses := true
	d := newDesk(t, func(c *uploads.Config) { c.Service = &refusing{c.Service, &refuses} })
	content := []byte("una foto")
	id := d.attach(content)
	if said, _ := d.patch(id, 0, bytes.NewReader(content)); said != string(support.CodeStorage) || !d.there(id) {
		t.Errorf("said %s, and the bytes are there: %v", said, d.there(id))
	}
	// Nothing is to be sent again, and nothing else is taken for the end.
	if said, _ := d.ask(http.MethodHead, id, nil, nil); said == "200" {
		t.Errorf("an upload that did not end is said to have arrived")
	}
	refuses = false
	if said, offset := d.patch(id, len(content), nil); said != "204" || offset != "8" || d.there(id) {
		t.Errorf("asked again it says %s at %s, and is left: %v", said, offset, d.there(id))
	}
	if a, err := d.service.Attachment(t.Context(), d.anna, id); err != nil || !a.Arrived() || a.Type != "text/plain" {
		t.Errorf("it is %+v, %v", a, err)
	}
}

// refusing is a service whose store's disk is full for a while.
type refusing struct {
	uploads.Service
	refuses *bool
}

func (r *refusing) Arrived(ctx context.Context, id string, found support.Attachment) error {
	if *r.refuses {
		return support.Wrap(support.CodeStorage, nil)
	}
	return r.Service.Arrived(ctx, id, found)
}

func TestLog_HasWhatTusdSaysForDebuggingAlone(t *testing.T) {
	d := newDesk(t)
	id := d.attach([]byte("foto"))
	d.patch(id, 3, strings.NewReader("o"))
	d.patch(id, 0, strings.NewReader("foto"))
	if d.log.Len() != 0 {
		t.Errorf("logged: %s", d.log)
	}
	var all bytes.Buffer
	loud := newDesk(t, func(c *uploads.Config) {
		c.Log = slog.New(slog.NewTextHandler(&all, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	loud.attach([]byte("foto"))
	loud.uploads.Close()
	if said := all.String(); !strings.Contains(said, "level=DEBUG msg=\"tusd: ResponseOutgoing\" method=POST") || strings.Contains(said, "level=INFO") {
		t.Errorf("logged: %s", said)
	}
}

func TestFinish_JudgesAllThatCameAlsoBeforeARestart(t *testing.T) {
	for name, first := range map[string]string{"what was declared": "prima ", "something else": "altro "} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			id := d.attach([]byte("prima e poi"))
			if said, _ := d.patch(id, 0, strings.NewReader(first)); said != "204" {
				t.Fatal(said)
			}
			d.uploads.Close()
			again, err := uploads.Open(d.config)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(again.Close)
			d.uploads = again
			want := "204"
			if first == "altro " {
				want = string(support.CodeHashMismatch)
			}
			if said, _ := d.patch(id, len(first), strings.NewReader("e poi")); said != want {
				t.Errorf("said %s, want %s", said, want)
			}
			if d.there(id) {
				t.Error("it is left behind")
			}
		})
	}
}
