package planted

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// root is the repository, seen from here.
const root = "../.."

// The time that the tests of a faulty program have: much more than they need on a sound one, and not so much where
// they wait in vain.
const (
	inVain   = 20 * time.Second
	patience = 5 * time.Minute
)

// abreast is how many faulty programs are built and tried at a time: a third of them wait for what does not come.
const abreast = 4

func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", strconv.Itoa(abreast)) // -parallel says something else
	os.Exit(m.Run())
}

func TestPlanted_EveryFaultIsCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program once a fault")
	}
	examples := keepExamples(t)
	var planted, caught atomic.Int64
	t.Cleanup(func() {
		n, m := planted.Load(), caught.Load()
		t.Logf("figures: faults planted %d, caught %d, survived or not to be planted %d", n, m, n-m)
	})
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			planted.Add(1)
			f.run(t, examples[f.in]).mustBeAFailure(t, f)
			caught.Add(1)
		})
	}
}

// A fault whose place in the source is gone is planted nowhere, and would be noticed only where all of them are.
func TestPlanted_EveryFaultHasItsPlace(t *testing.T) {
	for _, f := range faults {
		if _, err := f.plant(t.TempDir()); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

// keepExamples are the packages whose tests keep examples of what failed in the repository, for their next run.
func keepExamples(t *testing.T) map[string]bool {
	t.Helper()
	args := []string{"list", "-test", "-f", `{{range .Deps}}{{if eq . "pgregory.net/rapid"}}{{$.ImportPath}}{{end}}{{end}}`}
	for _, f := range faults {
		args = append(args, "./"+f.in)
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = root
	said, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	keep := map[string]bool{}
	for _, name := range strings.Fields(string(said)) {
		if in, is := strings.CutSuffix(strings.TrimPrefix(name, "filodiretto/"), ".test"); is {
			keep[in] = true
		}
	}
	return keep
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
	for line := range strings.Lines(o.output) {
		if strings.Contains(line, "--- FAIL") || strings.HasPrefix(line, "panic: test timed out") {
			t.Logf("noticed by %s", strings.TrimSpace(line))
		}
	}
}

// run runs the fault's tests on the program that has it. Vet is left out: it would find some faults before any test. What
// the tests leave lies in a folder of their own, also where they are ended.
func (f fault) run(t *testing.T, keepsExamples bool) outcome {
	t.Helper()
	dir, err := os.MkdirTemp("", "planted") // a short path: sockets lie below it
	if err != nil {
		return outcome{err: err}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	overlay, err := f.plant(dir)
	if err != nil {
		return outcome{err: err}
	}
	limit := patience
	if f.waits {
		limit = inVain
	}
	args := []string{"test", "-overlay", overlay, "-vet=off", "-count=1", "-failfast", "-timeout", limit.String(), "-run", f.tests, "./" + f.in}
	args = append(args, f.with...)
	if keepsExamples {
		args = append(args, "-rapid.nofailfile")
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "TMPDIR="+dir)
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
