package planted

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// root is the repository, seen from here.
const root = "../.."

// abreast is how many faulty programs are built and tried at a time: most of the time they wait for what does not come.
const abreast = 4

func TestPlanted_EveryFaultIsCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program once a fault")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	lanes := make(chan struct{}, abreast)
	outcomes := make([]chan outcome, len(faults))
	for i, f := range faults {
		outcomes[i] = make(chan outcome, 1)
		dir := t.TempDir()
		go func() {
			lanes <- struct{}{}
			defer func() { <-lanes }()
			outcomes[i] <- f.run(ctx, dir)
		}()
	}
	caught := 0
	for i, f := range faults {
		o := <-outcomes[i]
		if t.Run(f.name, func(t *testing.T) { o.mustBeAFailure(t, f) }) {
			caught++
		}
	}
	t.Logf("faults planted %d, caught %d, survived %d", len(faults), caught, len(faults)-caught)
}

// An outcome is what became of the tests on a faulty program.
type outcome struct {
	output string
	failed bool
	err    error
}

func (o outcome) mustBeAFailure(t *testing.T, f fault) {
	t.Helper()
	switch {
	case o.err != nil:
		t.Fatal(o.err)
	case !o.failed:
		t.Fatalf("nothing noticed it: %s of %s passed", f.tests, f.in)
	case f.waits && strings.Contains(o.output, "panic: test timed out"):
	case !strings.Contains(o.output, "--- FAIL"):
		t.Fatalf("it ended in no failed test:\n%s", o.output)
	}
}

// run runs the fault's tests on the program that has it. Vet is left out: it would find some faults before any test.
func (f fault) run(ctx context.Context, dir string) outcome {
	overlay, err := f.plant(dir)
	if err != nil {
		return outcome{err: err}
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-overlay", overlay, "-vet=off", "-count=1", "-timeout=40s", "-run", f.tests, "./"+f.in)
	cmd.Dir = root
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	var exit *exec.ExitError
	failed := errors.As(err, &exit)
	if failed {
		err = nil
	}
	return outcome{output: out.String(), failed: failed, err: err}
}

// plant writes the changed files and what tells the go command to take them instead.
func (f fault) plant(dir string) (overlay string, err error) {
	replaced, sources := map[string]string{}, map[string]string{}
	for _, c := range f.changes {
		file, err := filepath.Abs(filepath.Join(root, c.file))
		if err != nil {
			return "", err
		}
		source, ok := sources[file]
		if !ok {
			b, err := os.ReadFile(file)
			if err != nil {
				return "", err
			}
			source = string(b)
		}
		if n := strings.Count(source, c.was); n != 1 {
			return "", fmt.Errorf("%s has this %d times, not once; plant the fault anew where it belongs now:\n%s", c.file, n, c.was)
		}
		sources[file] = strings.Replace(source, c.was, c.is, 1)
		replaced[file] = filepath.Join(dir, strings.ReplaceAll(c.file, "/", "_"))
	}
	for file, source := range sources {
		if err := os.WriteFile(replaced[file], []byte(source), 0o600); err != nil {
			return "", err
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, list, 0o600)
}
