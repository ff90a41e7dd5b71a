package desktop_test

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// littleRoom is how many bytes files may take where there is little.
const littleRoom = 1_000_000

// has reports whether the bytes of a file are on this disk.
func (s *workstation) has(f *desk.File) bool { return s.front().Attachments().Standing(f).Here }

// sends has a reply with files arrive, and returns them.
func (s *workstation) sends(ticketID string, contents map[string][]byte) []desk.TicketFile {
	s.t.Helper()
	before := len(s.filesOf(ticketID))
	for name, content := range contents {
		s.attaches(ticketID, name, content)
	}
	s.replies(ticketID, "Allegati.")
	return s.hasArrived(ticketID, before+len(contents))[before:]
}

func TestFiles_ThumbnailsAreFetchedBehindAndTheFilesThemselvesWhenSomebodyLooks(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	var whole atomic.Int64
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if strings.HasPrefix(r.URL.Path, "/v1/attachments/") && !strings.HasSuffix(r.URL.Path, "/thumbnail") {
			whole.Add(1)
		}
		return real.RoundTrip(r)
	})
	anna, luca := w.at("anna"), w.over(line, "luca")
	id := anna.opens(w, "Perde olio.")
	picture := photo(t, 300, 200, 80)
	anna.sends(id, map[string][]byte{"a.jpg": picture})
	f := luca.hasArrived(id, 1)[0].File
	luca.until("its thumbnail is here", func() bool {
		_, err := os.Stat(luca.file(filepath.Join("files", "thumbnails", f.SHA256.String())))
		return err == nil
	})
	if luca.has(&f) || whole.Load() != 0 {
		t.Error("all of it was fetched, and nobody looked")
	}
	w.down()
	luca.offline()
	if _, small, err := luca.front().Attachments().Thumbnail(t.Context(), f.ID); err != nil {
		t.Errorf("without the line it is not shown small: %v", err)
	} else {
		_ = small.Close()
	}
	if err := luca.front().Attachments().Fetch(t.Context(), f.ID); support.CodeOf(err) != support.CodeUnreachable {
		t.Errorf("without the line it is fetched: %v", err)
	}
	w.up()
	luca.retries()
	luca.online()
	luca.holds(f, anna.bytesOf(f.ID))
	luca.restart()
	if !luca.has(&f) {
		t.Error("it is here no more")
	}
}

func TestFiles_ADownloadGoesOnWhereItWasCut(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	var from []string
	var got atomic.Int64
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		answer, err := real.RoundTrip(r)
		if err == nil && strings.HasPrefix(r.URL.Path, "/v1/attachments/") {
			from = append(from, r.Header.Get("Range"))
			answer.Body = &cutAnswer{answer.Body, 700 << 10, &got}
		}
		return answer, err
	})
	anna, luca := w.at("anna"), w.over(line, "luca")
	id := anna.opens(w, "Perde olio.")
	content := noise(1, 3<<20)
	anna.sends(id, map[string][]byte{"a.bin": content})
	f := luca.hasArrived(id, 1)[0].File
	luca.holds(f, content)
	if len(from) < 5 || from[0] != "" || from[1] == "" {
		t.Errorf("it asked for %q", from)
	}
	if got.Load() > 3<<20+3<<20/20 {
		t.Errorf("%d bytes came of %d", got.Load(), 3<<20)
	}
	if is := luca.front().Attachments().Progress(f.ID); is.Received != f.Size {
		t.Errorf("it says %+v of %d", is, f.Size)
	}
}

// cutAnswer breaks off.
type cutAnswer struct {
	body interface {
		Read([]byte) (int, error)
		Close() error
	}
	left int64
	got  *atomic.Int64
}

func (c *cutAnswer) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errCut
	}
	n, err := c.body.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	c.got.Add(int64(n))
	return n, err
}

func (c *cutAnswer) Close() error { return c.body.Close() }

func TestFiles_OfATicketKeptOfflineAreFetchedAndStayWhileOthersMakeRoom(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	kept, other := anna.opens(w, "Perde olio."), anna.opens(w, "Non parte.")
	anna.sends(kept, map[string][]byte{"a.bin": noise(1, 300<<10)})
	stays := luca.hasArrived(kept, 1)[0].File
	if err := luca.front().Attachments().KeepOffline(t.Context(), kept, true); err != nil {
		t.Fatal(err)
	}
	luca.until("it is fetched", func() bool { return luca.has(&stays) })
	// What comes later is fetched too, also after a restart.
	luca.restart()
	anna.sends(kept, map[string][]byte{"b.bin": noise(2, 1000)})
	later := luca.hasArrived(kept, 2)[1].File
	luca.until("what came later is fetched", func() bool { return luca.has(&later) })

	settings := luca.Settings()
	settings.FileRoom = littleRoom
	if err := luca.SetSettings(settings); err != nil {
		t.Fatal(err)
	}
	contents := map[string][]byte{}
	for i := range 5 {
		contents[fmt.Sprintf("%d.bin", i)] = noise(byte(10+i), 250<<10)
	}
	anna.sends(other, contents)
	files := luca.hasArrived(other, 5)
	for i := range files {
		luca.holds(files[i].File, contents[files[i].Name])
	}
	here := 0
	for i := range files {
		if luca.has(&files[i].File) {
			here++
		}
	}
	if !luca.has(&stays) || !luca.has(&later) || here == 0 || here == 5 || !luca.has(&files[4].File) {
		t.Errorf("kept offline are %v and %v; of the others %d are here, the last: %v", luca.has(&stays), luca.has(&later), here, luca.has(&files[4].File))
	}
	room, err := luca.front().Attachments().Room(t.Context())
	if err != nil || room.Kept != 300<<10+1000 || room.Used-room.Kept > littleRoom {
		t.Errorf("they take %+v, %v", room, err)
	}
	if err := luca.front().Attachments().KeepOffline(t.Context(), kept, false); err != nil {
		t.Fatal(err)
	}
	if luca.has(&stays) {
		t.Error("what was not used for longest stays, and nobody keeps it")
	}
	for i := range files {
		if stands := luca.front().Attachments().Standing(&files[i].File); stands.Thumbnail {
			t.Errorf("%s is no picture, and has a thumbnail", files[i].Name)
		}
	}
}

func TestFiles_OneThatHasNoRoomIsFetchedOnceForWhoAsksForIt(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	id := anna.opens(w, "Perde olio.")
	content := noise(1, littleRoom*3/2)
	anna.sends(id, map[string][]byte{"a.bin": content})
	line := newBadLine()
	var asked atomic.Int64
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if strings.HasPrefix(r.URL.Path, "/v1/attachments/") {
			asked.Add(1)
		}
		return real.RoundTrip(r)
	})
	luca := w.over(line, "luca")
	f := luca.hasArrived(id, 1)[0].File
	settings := luca.Settings()
	settings.FileRoom = littleRoom
	luca.setSettings(settings)
	to := filepath.Join(t.TempDir(), "copia.bin")
	if err := luca.front().Attachments().Save(t.Context(), f.ID, to); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(to); err != nil || !bytes.Equal(b, content) {
		t.Errorf("saved %d bytes of %d, %v", len(b), len(content), err)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("it was fetched %d times", n)
	}
	if luca.has(&f) {
		t.Error("it takes more room than there is, and nobody uses it any more")
	}
}

func TestFiles_WhatIsNotSentStaysHoweverLittleRoomThereIs(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	id := anna.opens(w, "Perde olio.")
	settings := anna.Settings()
	settings.FileRoom = littleRoom
	if err := anna.SetSettings(settings); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		anna.attaches(id, fmt.Sprintf("%d.bin", i), noise(byte(i), 250<<10))
	}
	for i, f := range anna.draftFiles(id) {
		if !anna.has(&f) {
			t.Errorf("the %d. of the draft is gone", i+1)
		}
	}
}

func TestFiles_AreSavedAsTheyAreAndSayWhereTheDiskDoesNotTakeThem(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	id := anna.opens(w, "Perde olio.")
	f := anna.attaches(id, "a.bin", noise(1, 1000))
	to := filepath.Join(t.TempDir(), "copia.bin")
	if err := anna.front().Attachments().Save(t.Context(), f.ID, to); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(to); err != nil || !bytes.Equal(b, noise(1, 1000)) {
		t.Errorf("saved %d bytes, %v", len(b), err)
	}
	err := anna.front().Attachments().Save(t.Context(), f.ID, filepath.Join(to, "Rossi segreto.bin"))
	if support.CodeOf(err) != support.CodeStorage || strings.Contains(err.Error(), "Rossi") {
		t.Errorf("where it cannot be saved: %v", err)
	}
}

func TestFiles_OneThatIsKeptBackOrHasNoRoomHoldsUpNoOtherThatIsToBeHere(t *testing.T) {
	w := newWorld(t)
	anna := w.at("anna")
	id := anna.opens(w, "Perde olio.")
	others := []desk.File{
		anna.sends(id, map[string][]byte{"a.jpg": photo(t, 300, 200, 80)})[0].File,
		anna.sends(id, map[string][]byte{"b.bin": noise(2, 1000)})[0].File,
	}
	// They are the newest, and would come first.
	noRoom := anna.sends(id, map[string][]byte{"c.bin": noise(3, 1000)})[0].File
	keptBack := anna.sends(id, map[string][]byte{"d.jpg": photo(t, 200, 300, 80)})[0].File
	line := newBadLine()
	filter := page(http.StatusProxyAuthRequired, "text/html", "<html>Chi sei?</html>")
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if strings.Contains(r.URL.Path, keptBack.ID) {
			return filter(r, real)
		}
		return real.RoundTrip(r)
	})
	luca := w.over(line, "luca")
	luca.hasArrived(id, 4)
	// The disk takes nothing where a folder is in the way.
	inTheWay := luca.file(filepath.Join("files", "parts", noRoom.SHA256.String()))
	if err := os.Mkdir(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := luca.front().Attachments().KeepOffline(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	// However often the line comes up.
	luca.until("the others are here", func() bool {
		luca.front().Attachments().LineUp()
		_, err := os.Stat(luca.file(filepath.Join("files", "thumbnails", others[0].SHA256.String())))
		return err == nil && luca.has(&others[0]) && luca.has(&others[1])
	})
	if luca.has(&noRoom) || luca.has(&keptBack) {
		t.Fatal("what cannot come is here")
	}
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	line.set(nil)
	luca.until("they are here that could not come", func() bool {
		luca.front().Attachments().LineUp()
		return luca.has(&noRoom) && luca.has(&keptBack)
	})
}

func TestFiles_OfATicketKeptOfflineComeOnceWhatWasInTheWayOfTheServerIsGone(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna, luca := w.at("anna"), w.over(line, "luca")
	id := anna.opens(w, "Perde olio.")
	luca.until("the ticket is here", func() bool { return luca.front().Attachments().KeepOffline(t.Context(), id, true) == nil })
	failed := func(err error) meddler {
		return func(*http.Request, http.RoundTripper) (*http.Response, error) { return nil, err }
	}
	for i, inTheWay := range []struct {
		name   string
		answer meddler
	}{
		{"a proxy that asks for a password", page(http.StatusProxyAuthRequired, "text/html", "<html>Chi sei?</html>")},
		{"a certificate of nobody's", failed(x509.UnknownAuthorityError{})},
		{"a certificate out of its time", failed(x509.CertificateInvalidError{Reason: x509.Expired})},
	} {
		var mu sync.Mutex
		asked := map[string]bool{}
		line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
			// The stream, which was there before, goes on.
			if !strings.HasPrefix(r.URL.Path, "/v1/attachments/") {
				return real.RoundTrip(r)
			}
			mu.Lock()
			asked[r.URL.Path] = true
			mu.Unlock()
			return inTheWay.answer(r, real)
		})
		anna.sends(id, map[string][]byte{"a.bin": noise(byte(2*i), 1000), "b.bin": noise(byte(2*i+1), 1000)})
		sent := luca.hasArrived(id, 2*i+2)[2*i:]
		luca.until("each has been asked for", func() bool {
			luca.front().Attachments().LineUp()
			mu.Lock()
			defer mu.Unlock()
			return len(asked) == len(sent)
		})
		line.set(nil)
		luca.until("they are fetched that were kept back by "+inTheWay.name, func() bool {
			luca.front().Attachments().LineUp()
			return luca.has(&sent[0].File) && luca.has(&sent[1].File)
		})
	}
}

func TestFiles_OneThatTheServerHasLostHoldsUpNoOtherThatIsToBeHere(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	first := anna.sends(id, map[string][]byte{"a.bin": noise(1, 1000)})[0].File
	second := anna.sends(id, map[string][]byte{"b.bin": noise(2, 1000)})[0].File
	// It is the newest, and would come first.
	lost := anna.sends(id, map[string][]byte{"c.bin": noise(3, 1000)})[0].File
	luca.hasArrived(id, 3)
	away, blob := filepath.Join(t.TempDir(), "away"), ""
	err := filepath.WalkDir(filepath.Join(w.data, "blobs"), func(path string, _ os.DirEntry, err error) error {
		if filepath.Base(path) == lost.SHA256.String() {
			blob = path
		}
		return err
	})
	if err != nil || os.Rename(blob, away) != nil {
		t.Fatalf("%q is not taken away: %v", blob, err)
	}
	if err := luca.front().Attachments().KeepOffline(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	luca.until("the others are here", func() bool { return luca.has(&first) && luca.has(&second) })
	if luca.has(&lost) {
		t.Fatal("what the server has lost is here")
	}
	if err := os.Rename(away, blob); err != nil {
		t.Fatal(err)
	}
	luca.until("what the server has again is here", func() bool {
		luca.front().Attachments().LineUp()
		return luca.has(&lost)
	})
}
