//go:build e2e

package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// What somebody sends of a stopped machine, and what becomes of the line meanwhile.
const (
	photos    = 10
	logSize   = 200 << 20
	cuts      = 50
	mostAbove = 0.05
	mostGrown = 64 << 20
)

// TestFaults_TenPhotosAndALogArriveOnceOverALineThatIsCutAgainAndAgain attaches them without a line, and then has the line cut
// fifty times and both programs killed twice while their bytes are on the way.
func TestFaults_TenPhotosAndALogArriveOnceOverALineThatIsCutAgainAndAgain(t *testing.T) {
	s := startServer(t, forShifts...)
	random := rand.New(rand.NewPCG(number(t, "SEED", uint64(6)), 0))
	line := startMeter(t, s.address)
	dir := t.TempDir()
	anna := openStationIn(t, filepath.Join(dir, "anna"), line.url(), "anna")
	luca := openStationIn(t, filepath.Join(dir, "luca"), s.url(), "luca")
	ticket := asksForHelp(t, anna)
	eventually(t, settlePatience, "luca has the ticket", func() string { return hasSaid(luca, ticket, "Perde olio.") })

	grown := &growth{t: t, of: map[string]int64{}}
	s.kill()
	grown.begins("anna's program", anna.life.process.Process.Pid)
	wanted := attachAll(t, anna, ticket, dir, random)
	anna.must(order{Do: "reply", Ticket: ticket, Text: "Dieci foto e il registro."})
	grown.ends("anna's program", anna.life.process.Process.Pid)
	anna.kill()
	anna.start()
	s.start()
	grown.begins("the server", s.process.Process.Pid)
	grown.begins("anna's program", anna.life.process.Process.Pid)
	before := line.carried()
	line.holdAfter(logSize / 20)
	anna.must(order{Do: "retry"})
	eventually(t, settlePatience, "the words are there before the bytes", func() string { return hasSaid(luca, ticket, "Dieci foto e il registro.") })
	if files := luca.must(order{Do: "files", Ticket: ticket}).Files; arrived(files) == len(files) {
		t.Error("all bytes were there with the words: nothing was tried")
	}
	line.cutAfter(1 << 10)
	line.goesOn()
	for n := range cuts {
		select {
		case <-line.cut:
		case <-t.Context().Done():
			t.Fatal("the line was not cut")
		}
		switch n {
		case 10, 30:
			grown.ends("the server", s.process.Process.Pid)
			s.kill()
			s.start()
			grown.begins("the server", s.process.Process.Pid)
		case 20, 40:
			grown.ends("anna's program", anna.life.process.Process.Pid)
			anna.kill()
			anna.start()
			grown.begins("anna's program", anna.life.process.Process.Pid)
		}
		if n < cuts-1 {
			line.cutAfter(between(random, 1<<10, 2*logSize/cuts-1<<20))
		}
		anna.must(order{Do: "retry"})
	}
	eventually(t, settlePatience, "all bytes have arrived", func() string {
		files := luca.must(order{Do: "files", Ticket: ticket}).Files
		return fewer(arrived(files), len(wanted))
	})
	carried := line.carried() - before
	grown.ends("the server", s.process.Process.Pid)
	grown.ends("anna's program", anna.life.process.Process.Pid)
	arrivedWhole(t, s, luca, ticket, wanted, carried)
}

// asksForHelp opens a ticket once what that needs is there.
func asksForHelp(t *testing.T, w *station) (ticket string) {
	t.Helper()
	eventually(t, settlePatience, w.login+" opens a ticket", func() string {
		done, err := w.ask(order{Do: "open", Text: "Perde olio."})
		if err != nil {
			return err.Error()
		}
		ticket = done.Made
		return ""
	})
	return ticket
}

// attachAll attaches photographs and a log; it returns what each is to be, by name, or nothing where it is made ready first.
func attachAll(t *testing.T, w *station, ticket, dir string, random *rand.Rand) map[string]string {
	t.Helper()
	wanted := map[string]string{}
	for n := range photos {
		name := fmt.Sprintf("foto-%d.jpg", n)
		wanted[name] = ""
		write(t, filepath.Join(dir, name), photograph(random))
		w.must(order{Do: "attach", Ticket: ticket, Text: filepath.Join(dir, name)})
	}
	log := filepath.Join(dir, "registro.bin")
	f, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(f, hash), rand.NewChaCha8([32]byte{6}), logSize); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	wanted["registro.bin"] = hex.EncodeToString(hash.Sum(nil))
	w.must(order{Do: "attach", Ticket: ticket, Text: log})
	return wanted
}

// photograph is a picture that no compression makes small.
func photograph(random *rand.Rand) []byte {
	i := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for at := range i.Y {
		i.Y[at] = uint8(random.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, i, nil); err != nil {
		panic(err) // into memory
	}
	return b.Bytes()
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func hasSaid(w *station, ticket, text string) string {
	for _, seen := range w.must(order{Do: "tickets"}).Tickets {
		for _, m := range seen.Messages {
			if seen.ID == ticket && m.Text == text {
				return ""
			}
		}
	}
	return "nobody has said " + strconv.Quote(text)
}

func arrived(files []seenFile) (n int) {
	for _, f := range files {
		if f.State == "arrived" {
			n++
		}
	}
	return n
}

// arrivedWhole wants every file once, as it was, and not much more to have been sent than is in them.
func arrivedWhole(t *testing.T, s *server, w *station, ticket string, wanted map[string]string, carried int64) {
	t.Helper()
	var size int64
	seen := map[string]bool{}
	for _, f := range w.must(order{Do: "files", Ticket: ticket}).Files {
		want, is := wanted[f.Name]
		if !is || seen[f.Name] {
			t.Errorf("%s is there, and nobody sent it, or twice", f.Name)
		}
		seen[f.Name] = true
		size += f.Size
		got := w.must(order{Do: "fetch", Text: f.ID}).Made
		if got != f.SHA256 || want != "" && got != want {
			t.Errorf("%s is %s, said to be %s, sent as %s", f.Name, got, f.SHA256, want)
		}
	}
	if len(seen) != len(wanted) {
		t.Errorf("%d files instead of %d", len(seen), len(wanted))
	}
	above := float64(carried-size) / float64(size)
	t.Logf("%d bytes of files, %d sent: %.2f %% more", size, carried, 100*above)
	if above > mostAbove {
		t.Errorf("%.1f %% more was sent than is in the files", 100*above)
	}
	s.run("", "check")
}
