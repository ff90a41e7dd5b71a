package sound

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"filodiretto/backend/support"
)

// playersAre puts these programs, and no others, where players are looked for.
func playersAre(t *testing.T, programs map[string]string) *playersThere {
	t.Helper()
	p := &playersThere{t: t, folder: t.TempDir()}
	for name, source := range programs {
		if err := os.WriteFile(p.file(name), []byte(source), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(syscall.Mkfifo(p.file("heard"), 0o600), syscall.Mkfifo(p.file("on"), 0o600)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", p.folder)
	t.Setenv("FOLDER", p.folder)
	t.Setenv("TMPDIR", t.TempDir())
	return p
}

// playersThere are programs that play, in a folder of theirs.
type playersThere struct {
	t      *testing.T
	folder string
}

func (p *playersThere) file(name string) string { return filepath.Join(p.folder, name) }

// records says by which name it was called, lets what it is given be heard, and plays until it is let on.
const records = `#!/bin/sh
echo "$0" >>"$FOLDER/played"
for file; do :; done
/bin/cat "$file" >"$FOLDER/heard"
exec /bin/cat "$FOLDER/on"
`

// heard waits until one plays, and is what it plays.
func (p *playersThere) heard() []byte {
	p.t.Helper()
	b, err := os.ReadFile(p.file("heard"))
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}

// letOn lets the one that plays come to its end.
func (p *playersThere) letOn() {
	p.t.Helper()
	if err := os.WriteFile(p.file("on"), nil, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// played are the names of those that did, one a line.
func (p *playersThere) played() string {
	p.t.Helper()
	b, err := os.ReadFile(p.file("played"))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(b)
}

// nothingLeft wants no file to be left of what was played.
func (p *playersThere) nothingLeft() {
	p.t.Helper()
	if left, err := filepath.Glob(filepath.Join(os.TempDir(), "filodiretto-*")); err != nil || len(left) > 0 {
		p.t.Errorf("left %v, %v", left, err)
	}
}

func TestPlayer_IsHeardOnceWhileItPlays(t *testing.T) {
	there := playersAre(t, map[string]string{"aplay": records})
	p := New()
	for range 3 {
		if err := p.Play(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	p.mu.Lock()
	over := p.playing
	p.mu.Unlock()
	if got := there.heard(); !bytes.Equal(got, wav()) {
		t.Errorf("played %d bytes that are not the call", len(got))
	}
	if played := there.played(); strings.Count(played, "\n") != 1 {
		t.Errorf("played %q", played)
	}
	there.letOn()
	<-over
	there.nothingLeft()
	if err := p.Play(t.Context()); err != nil {
		t.Fatal(err)
	}
	there.heard()
	if played := there.played(); strings.Count(played, "\n") != 2 {
		t.Errorf("played %q", played)
	}
	p.Close()
}

func TestPlayer_LeavesNothingWhereTheProgramEndsWhileItPlays(t *testing.T) {
	there := playersAre(t, map[string]string{"aplay": records})
	p := New()
	if err := p.Play(t.Context()); err != nil {
		t.Fatal(err)
	}
	there.heard()
	p.Close()
	there.nothingLeft()
	if err := p.Play(t.Context()); support.CodeOf(err) != support.CodeUnavailable {
		t.Errorf("played after the end: %v", err)
	}
}

func TestPlayer_GoesOnToTheNextWhereOneCannotPlay(t *testing.T) {
	there := playersAre(t, map[string]string{"pw-play": "#!/bin/sh\nexit 1\n", "paplay": records})
	p := New()
	if err := p.Play(t.Context()); err != nil {
		t.Fatal(err)
	}
	there.heard()
	if played := there.played(); !strings.Contains(played, "paplay") {
		t.Errorf("played %q", played)
	}
	p.Close()
}

func TestPlayer_SaysWhereNothingCanPlay(t *testing.T) {
	playersAre(t, nil)
	if err := New().Play(t.Context()); support.CodeOf(err) != support.CodeUnavailable {
		t.Errorf("with no player: %v", err)
	}
	playersAre(t, map[string]string{"paplay": "#!/bin/sh\nexit 1\n"})
	if err := New().Play(t.Context()); support.CodeOf(err) != support.CodeUnavailable {
		t.Errorf("with one that fails: %v", err)
	}
}

func TestWav_IsAShortSoundThatBeginsAndEndsInSilence(t *testing.T) {
	file := wav()
	if string(file[:4]) != "RIFF" || string(file[8:16]) != "WAVEfmt " || string(file[36:40]) != "data" {
		t.Fatalf("header %q", file[:44])
	}
	if size := binary.LittleEndian.Uint32(file[40:44]); int(size) != len(file)-44 || len(file) > 64*1024 {
		t.Errorf("%d bytes, says %d", len(file), size)
	}
	samples := make([]int16, (len(file)-44)/2)
	if err := binary.Read(bytes.NewReader(file[44:]), binary.LittleEndian, samples); err != nil {
		t.Fatal(err)
	}
	loudest := 0.0
	for _, s := range samples {
		loudest = max(loudest, math.Abs(float64(s)))
	}
	if loudest < 0.3*math.MaxInt16 || loudest > 0.9*math.MaxInt16 {
		t.Errorf("loudest %.0f", loudest)
	}
	for _, s := range []int16{samples[0], samples[len(samples)-1]} {
		if s > 300 || s < -300 {
			t.Errorf("begins or ends with %d", s)
		}
	}
}
