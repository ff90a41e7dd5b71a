package desktop_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// cuttingLine cuts uploads after some bytes, and counts what went up in all.
type cuttingLine struct {
	*badLine

	next  func() int64
	left  atomic.Int64
	sent  atomic.Int64
	cuts  atomic.Int64
	mu    sync.Mutex
	order []string
}

var errCut = fmt.Errorf("connection reset by peer")

// newCuttingLine cuts each time that so many bytes have gone as next says; 0 is no more cuts. On is told of each request.
func newCuttingLine(next func() int64, on func()) *cuttingLine {
	l := &cuttingLine{badLine: newBadLine(), next: next}
	l.left.Store(next())
	l.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method != http.MethodPatch || !strings.HasPrefix(r.URL.Path, "/v1/uploads/") {
			return real.RoundTrip(r)
		}
		l.mu.Lock()
		if id := filepath.Base(r.URL.Path); !slices.Contains(l.order, id) {
			l.order = append(l.order, id)
		}
		l.mu.Unlock()
		on()
		body := &cutBody{ReadCloser: r.Body, line: l}
		r = r.Clone(r.Context())
		r.Body = body
		return real.RoundTrip(r)
	})
	return l
}

// cutBody ends in the middle.
type cutBody struct {
	io.ReadCloser

	line *cuttingLine
}

func (b *cutBody) Read(p []byte) (int, error) {
	if left := b.line.left.Load(); left > 0 {
		p = p[:min(int64(len(p)), left)]
	}
	n, err := b.ReadCloser.Read(p)
	b.line.sent.Add(int64(n))
	if b.line.left.Load() > 0 && b.line.left.Add(-int64(n)) <= 0 {
		b.line.cuts.Add(1)
		b.line.left.Store(b.line.next())
		return 0, errCut
	}
	return n, err
}

func TestUploads_GoOnAfterEveryCutAndBothProgramsAreRestartedAndEveryByteArrivesOnce(t *testing.T) {
	w := newWorld(t)
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's
	cuts := 30
	line := newCuttingLine(func() int64 {
		if cuts--; cuts < 0 {
			return 0
		}
		return 1 + chance.Int64N(1600<<10)
	}, func() {})
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	luca.shows(id, "Perde olio. ")
	contents := map[string][]byte{}
	var total int64
	for i, size := range []int{24 << 20, 300 << 10, 40, 1 << 20} {
		name := fmt.Sprintf("%d.bin", i)
		contents[name] = noise(byte(i), size)
		anna.attaches(id, name, contents[name])
		total += int64(size)
	}
	anna.replies(id, "Ecco tutto.")
	luca.shows(id, "Perde olio. ", "Ecco tutto. ")

	anna.until("it is in the middle", func() bool { return line.cuts.Load() > 5 })
	anna.restart()
	anna.until("it goes on", func() bool { return line.cuts.Load() > 10 })
	w.down()
	w.up()
	anna.until("it was cut as often as it was to be", func() bool { return line.cuts.Load() == 30 })
	for _, f := range luca.hasArrived(id, 4) {
		luca.holds(f.File, contents[f.Name])
	}
	// A cut costs what was between the two, which on a busy machine is more; never what the server has.
	if extra := line.sent.Load() - total; extra > 30*128<<10 {
		t.Errorf("%d bytes more than the files went up", extra)
	}
	line.mu.Lock()
	defer line.mu.Unlock()
	var sizes []int64
	for _, sent := range line.order {
		for _, f := range luca.filesOf(id) {
			if f.ID == sent {
				sizes = append(sizes, f.Size)
			}
		}
	}
	if !slices.IsSorted(sizes) {
		t.Errorf("they went in the order of %v", sizes)
	}
}

func TestUploads_SomethingSmallAttachedLaterDoesNotWaitForSomethingLarge(t *testing.T) {
	w := newWorld(t)
	began, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	line := newCuttingLine(func() int64 { return 0 }, func() {
		once.Do(func() {
			close(began)
			<-goOn
		})
	})
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	large := noise(1, 20<<20)
	anna.attaches(id, "grande.bin", large)
	anna.replies(id, "Il registro.")
	received(t, began, "the large one is on its way")
	small := anna.attaches(id, "piccola.bin", noise(2, 1000))
	anna.replies(id, "E la foto.")
	anna.shows(id, "Perde olio. sent", "Il registro. sent", "E la foto. sent")
	// The feed may say that before the answer has come, with which the small one is due.
	anna.until("its message has gone", func() bool { return anna.front().Counts().Waiting == 0 })
	close(goOn)
	luca.until("the small one is there", func() bool {
		for _, f := range luca.filesOf(id) {
			if f.ID == small.ID && f.Arrived() {
				return true
			}
		}
		return false
	})
	for _, f := range luca.hasArrived(id, 2) {
		if f.Name == "grande.bin" {
			luca.holds(f.File, large)
		} else if big := luca.filesOf(id)[0]; f.ArrivedAt.After(big.ArrivedAt) {
			t.Errorf("the small one came after the large one")
		}
	}
}

func TestUploads_AreSentAnewWhereTheLineHasChangedThem(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	var spoilt atomic.Int64
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method == http.MethodPatch && strings.HasPrefix(r.URL.Path, "/v1/uploads/") && spoilt.Add(1) == 1 {
			r = r.Clone(r.Context())
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader("?"), after(r.Body, 1)))
		}
		return real.RoundTrip(r)
	})
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	content := noise(1, 1000)
	anna.attaches(id, "a.bin", content)
	anna.replies(id, "Ecco.")
	luca.holds(luca.hasArrived(id, 1)[0].File, content)
	if spoilt.Load() < 2 {
		t.Error("it was sent once")
	}
}

// spoiling changes the first byte of so many requests that bring bytes, and counts them; before that it says as often that the server
// is at fault.
type spoiling struct {
	*badLine

	faults, spoil, brought atomic.Int64
}

func newSpoiling(faults, spoil int64) *spoiling {
	l := &spoiling{badLine: newBadLine()}
	l.faults.Store(faults)
	l.spoil.Store(spoil)
	l.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if r.Method != http.MethodPatch || !strings.HasPrefix(r.URL.Path, "/v1/uploads/") {
			return real.RoundTrip(r)
		}
		if l.faults.Add(-1) >= 0 {
			return page(http.StatusInternalServerError, "application/problem+json", `{"status":500,"code":"internal"}`)(r, real)
		}
		l.brought.Add(1)
		if l.spoil.Add(-1) >= 0 {
			r = r.Clone(r.Context())
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader("?"), after(r.Body, 1)))
		}
		return real.RoundTrip(r)
	})
	return l
}

func TestUploads_OverALineThatSpoilsEverythingEndAndSaySo(t *testing.T) {
	w := newWorld(t)
	line := newSpoiling(0, 1000)
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	content := noise(1, 1000)
	anna.attaches(id, "a.bin", content)
	anna.replies(id, "Ecco.")
	anna.until("it has failed", func() bool {
		files := anna.filesOf(id)
		return len(files) == 1 && files[0].State == desk.FileFailed
	})
	if f := anna.filesOf(id)[0]; f.Reason != support.CodeHashMismatch || line.brought.Load() != 3 {
		t.Errorf("after %d times it failed with %q", line.brought.Load(), f.Reason)
	}
	luca.shows(id, "Perde olio. ", "Ecco. ")
	line.set(nil)
	anna.retries()
	luca.holds(luca.hasArrived(id, 1)[0].File, content)
}

func TestUploads_ThatTheServerHasFailedOftenAreGivenAnotherTryWhenSpoiltOnce(t *testing.T) {
	w := newWorld(t)
	line := newSpoiling(4, 1)
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	content := noise(1, 1000)
	anna.attaches(id, "a.bin", content)
	anna.replies(id, "Ecco.")
	anna.until("it was spoilt", func() bool {
		if line.brought.Load() == 0 {
			anna.retries()
		}
		return line.brought.Load() > 0
	})
	luca.holds(luca.hasArrived(id, 1)[0].File, content)
}

func TestUploads_OfAFileThatTheDiskDamagesMeanwhileAreSentOnce(t *testing.T) {
	w := newWorld(t)
	line := newSpoiling(0, 0)
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	anna.shows(id, "Perde olio. sent")
	w.down()
	anna.offline()
	f := anna.attaches(id, "a.bin", noise(1, 1000))
	if err := os.WriteFile(anna.kept(&f), noise(2, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	anna.replies(id, "Ecco.")
	w.up()
	anna.retries()
	anna.until("it has failed", func() bool { return anna.filesOf(id)[0].State == desk.FileFailed })
	if n := line.brought.Load(); n != 1 {
		t.Errorf("what cannot become right was sent %d times", n)
	}
	// Attached once more it is here again, and goes.
	anna.attaches(id, "di nuovo.bin", noise(1, 1000))
	anna.retries()
	luca.holds(luca.hasArrived(id, 1)[0].File, noise(1, 1000))
}

// after leaves out the first bytes.
func after(r io.Reader, n int64) io.Reader {
	_, _ = io.CopyN(io.Discard, r, n)
	return r
}

// kept is where a file's bytes are on this disk.
func (s *workstation) kept(f *desk.File) string {
	return s.file(filepath.Join("files", "kept", f.SHA256.String()))
}

func TestUploads_OfAFileThatIsGoneFromThisDiskFailVisiblyAndTheRestOfTheMessageArrives(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	anna.shows(id, "Perde olio. sent")
	w.down()
	anna.offline()
	gone, damaged := anna.attaches(id, "sparito.bin", noise(1, 1000)), anna.attaches(id, "rovinato.bin", noise(2, 1000))
	good := anna.attaches(id, "buono.bin", noise(3, 1000))
	anna.replies(id, "Tre file.")
	anna.closed()
	if err := os.Remove(anna.kept(&gone)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(anna.kept(&damaged), noise(4, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	w.up()
	anna.start()
	anna.until("two have failed, and one has arrived", func() bool {
		files := anna.filesOf(id)
		return len(files) == 3 && files[0].State == desk.FileFailed && files[1].State == desk.FileFailed && files[2].Arrived()
	})
	for i, want := range []support.Code{support.CodeNotFound, support.CodeHashMismatch} {
		if f := anna.filesOf(id)[i]; f.Reason != want {
			t.Errorf("%s failed with %q, want %q", f.Name, f.Reason, want)
		}
	}
	luca.until("the good one is there", func() bool { files := luca.filesOf(id); return len(files) == 3 && files[2].Arrived() })
	luca.holds(luca.filesOf(id)[2].File, noise(3, 1000))
	// It is found again.
	if err := os.WriteFile(anna.kept(&gone), noise(1, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	anna.retries()
	luca.until("what was gone is there", func() bool { return luca.filesOf(id)[0].Arrived() })
	luca.holds(luca.filesOf(id)[0].File, noise(1, 1000))
	if sha256.Sum256(noise(3, 1000)) != [32]byte(good.SHA256) {
		t.Error("the good one is another")
	}
}

func TestUploads_GoOnAfterTheirTicketWasClosedAndTheirAuthorHasLeft(t *testing.T) {
	w := newWorld(t)
	var holding atomic.Bool
	line := newBadLine()
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if holding.Load() && strings.HasPrefix(r.URL.Path, "/v1/uploads") {
			return page(503, "text/html", "")(r, real)
		}
		return real.RoundTrip(r)
	})
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	holding.Store(true)
	content := noise(1, 100<<10)
	anna.attaches(id, "a.bin", content)
	anna.replies(id, "Ecco.")
	luca.shows(id, "Perde olio. ", "Ecco. ")
	if err := luca.front().Desk().CloseTicket(t.Context(), id, "Guarnizione cambiata.", ""); err != nil {
		t.Fatal(err)
	}
	luca.until("it is closed", func() bool { return luca.front().Counts().Waiting == 0 })
	anna.signsOut()
	holding.Store(false)
	luca.holds(luca.hasArrived(id, 1)[0].File, content)
	anna.until("nothing is left to do for her", func() bool { return anna.nobodyIsInFront() && anna.waitingOf("anna") == 0 })
}

func TestUploads_ARestoredServerGetsItsFilesAgain(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	luca.shows(id, "Perde olio. ")
	backup := w.backup()
	content := noise(1, 100<<10)
	anna.attaches(id, "a.bin", content)
	anna.replies(id, "Ecco.")
	luca.hasArrived(id, 1)
	w.restored(backup)
	mara := w.atNew("mara")
	mara.holds(mara.hasArrived(id, 1)[0].File, content)
}

// atNew is a technician's workstation that has nothing yet.
func (w *world) atNew(login string) *workstation {
	w.t.Helper()
	w.adds(login)
	return w.at(login)
}
