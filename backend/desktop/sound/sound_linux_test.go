package sound

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/support"
)

// playersAre puts these programs, and no others, where players are looked for.
func playersAre(t *testing.T, programs map[string]string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for name, source := range programs {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(source), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder)
	t.Setenv("FOLDER", folder)
	t.Setenv("TMPDIR", t.TempDir())
	return folder
}

// records keeps what it is given, and plays until the file "go" is there.
const records = `#!/bin/sh
echo "$0" >>"$FOLDER/played"
for file; do :; done
/bin/cp "$file" "$FOLDER/file.part" && /bin/mv "$FOLDER/file.part" "$FOLDER/file"
until [ -e "$FOLDER/go" ]; do /bin/sleep 0.01; done
`

func await(t *testing.T, path string) []byte {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if b, err := os.ReadFile(path); err == nil {
			return b
		}
	}
	t.Fatalf("no %s", path)
	return nil
}

func TestPlayer_IsHeardOnceWhileItPlays(t *testing.T) {
	folder := playersAre(t, map[string]string{"aplay": records})
	p := New()
	for range 3 {
		if err := p.Play(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := await(t, filepath.Join(folder, "file")); !bytes.Equal(got, wav()) {
		t.Errorf("played %d bytes that are not the call", len(got))
	}
	if played := string(await(t, filepath.Join(folder, "played"))); strings.Count(played, "\n") != 1 {
		t.Errorf("played %q", played)
	}
	if err := os.WriteFile(filepath.Join(folder, "go"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	// Once it is over nothing is left of it, and it can be played again.
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		left, err := filepath.Glob(filepath.Join(os.TempDir(), "filodiretto-*"))
		if err != nil {
			t.Fatal(err)
		}
		p.mu.Lock()
		playing := p.playing != nil
		p.mu.Unlock()
		if len(left) == 0 && !playing {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("left %v, playing %v", left, playing)
		}
	}
	if err := p.Play(t.Context()); err != nil {
		t.Fatal(err)
	}
	if played := string(await(t, filepath.Join(folder, "played"))); strings.Count(played, "\n") != 2 {
		t.Errorf("played %q", played)
	}
}

func TestPlayer_LeavesNothingWhereTheProgramEndsWhileItPlays(t *testing.T) {
	folder := playersAre(t, map[string]string{"aplay": records})
	p := New()
	if err := p.Play(t.Context()); err != nil {
		t.Fatal(err)
	}
	await(t, filepath.Join(folder, "file"))
	p.Close()
	if left, err := filepath.Glob(filepath.Join(os.TempDir(), "filodiretto-*")); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
	if err := p.Play(t.Context()); support.CodeOf(err) != support.CodeUnavailable {
		t.Errorf("played after the end: %v", err)
	}
}

func TestPlayer_GoesOnToTheNextWhereOneCannotPlay(t *testing.T) {
	folder := playersAre(t, map[string]string{"pw-play": "#!/bin/sh\nexit 1\n", "paplay": records})
	if err := os.WriteFile(filepath.Join(folder, "go"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := New().Play(t.Context()); err != nil {
		t.Fatal(err)
	}
	if played := string(await(t, filepath.Join(folder, "played"))); !strings.Contains(played, "paplay") {
		t.Errorf("played %q", played)
	}
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
