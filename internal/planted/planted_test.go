package planted

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// root is the repository, seen from here.
const root = "../.."

func TestPlanted_EveryFaultIsCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program once a fault")
	}
	var caught atomic.Int64
	t.Run("faults", func(t *testing.T) {
		for _, f := range faults {
			t.Run(f.name, func(t *testing.T) {
				t.Parallel()
				out, failed := f.run(t)
				switch {
				case strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]"):
					t.Fatalf("the program with the fault does not build:\n%s", out)
				case !failed:
					t.Fatalf("nothing noticed it; %s %s passed", f.in, f.tests)
				case !strings.Contains(out, "--- FAIL") && !strings.Contains(out, "test timed out"):
					t.Fatalf("it ended in no failed test:\n%s", out)
				}
				caught.Add(1)
			})
		}
	})
	t.Logf("faults planted %d, caught %d, survived %d", len(faults), caught.Load(), int64(len(faults))-caught.Load())
}

// run runs the fault's tests on the program that has it.
func (f fault) run(t *testing.T) (output string, failed bool) {
	t.Helper()
	dir := t.TempDir()
	replaced := map[string]string{}
	changed := map[string]string{}
	for _, c := range f.changes {
		file, err := filepath.Abs(filepath.Join(root, c.file))
		if err != nil {
			t.Fatal(err)
		}
		source, ok := changed[file]
		if !ok {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			source = string(b)
		}
		if n := strings.Count(source, c.was); n != 1 {
			t.Fatalf("%s has this %d times, not once; plant the fault anew where it belongs now:\n%s", c.file, n, c.was)
		}
		changed[file] = strings.Replace(source, c.was, c.is, 1)
		replaced[file] = filepath.Join(dir, strings.ReplaceAll(c.file, "/", "_"))
	}
	for file, source := range changed {
		if err := os.WriteFile(replaced[file], []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		t.Fatal(err)
	}
	overlayFile := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlayFile, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	// Vet would find some of the faults before any test could.
	cmd := exec.CommandContext(t.Context(), "go", "test", "-overlay", overlayFile, "-vet=off", "-count=1", "-timeout=90s",
		"-run", f.tests, "./"+f.in)
	cmd.Dir = root
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), err != nil
}
