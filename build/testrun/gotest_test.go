package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// module is a module with every way for a test to end.
var module = map[string]string{
	"go.mod": "module sample\n\ngo 1.26\n",
	"fine/fine_test.go": `package fine
import "testing"
func TestPasses(t *testing.T) { t.Log("figures: 12 of\nfigures:   something") }
func TestSkips(t *testing.T) { t.Skip("no scanner here") }
func TestParent(t *testing.T) { t.Run("one", func(*testing.T) {}); t.Run("two", func(*testing.T) {}) }
func FuzzSeeds(f *testing.F) { f.Add(1); f.Add(2); f.Fuzz(func(*testing.T, int) {}) }
`,
	"wrong/wrong_test.go": `package wrong
import "testing"
func TestPasses(t *testing.T) {}
func TestFails(t *testing.T) { t.Fatal("planted") }
func TestChildFails(t *testing.T) { t.Run("good", func(*testing.T) {}); t.Run("bad", func(t *testing.T) { t.Fail() }) }
func TestOnlyParentFails(t *testing.T) { t.Run("good", func(*testing.T) {}); t.Fail() }
`,
	"exits/exits_test.go": `package exits
import ("os"; "testing")
func TestPasses(t *testing.T) {}
func TestExits(t *testing.T) { os.Exit(3) }
`,
	"main/main_test.go": `package main
import ("os"; "testing")
func TestMain(m *testing.M) { os.Exit(4) }
func TestPasses(t *testing.T) {}
`,
	"nocompile/nocompile_test.go": `package nocompile
import "testing"
func TestPasses(t *testing.T) { undefined() }
`,
	"without/without.go": "package without\n",
}

func TestCountGo_CountsEveryWayToEnd(t *testing.T) {
	folder := t.TempDir()
	for path, text := range module {
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "test", "-json", "-vet=off", "./...")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GOWORK=off")
	output, err := cmd.Output()
	if err == nil {
		t.Fatal("the sample module passed")
	}

	var got tally
	if err := countGo(bytes.NewReader(output), &got); err != nil {
		t.Fatal(err)
	}
	if got.passed != 9 || got.failed != 6 || got.skipped != 1 {
		t.Errorf("counted %s, want 9 passed, 6 failed, 1 skipped", got.line())
	}
	var names []string
	for _, f := range got.failures {
		names = append(names, f.name)
	}
	slices.Sort(names)
	want := []string{
		"sample/exits TestExits", "sample/main", "sample/nocompile", "sample/wrong TestChildFails/bad",
		"sample/wrong TestFails", "sample/wrong TestOnlyParentFails",
	}
	if !slices.Equal(names, want) {
		t.Errorf("failed %q, want %q", names, want)
	}
	for _, f := range got.failures {
		if f.name == "sample/nocompile" && !strings.Contains(f.detail, "undefined") {
			t.Errorf("the compiler's words are lost: %q", f.detail)
		}
		if f.name == "sample/wrong TestFails" && !strings.Contains(f.detail, "planted") {
			t.Errorf("the test's words are lost: %q", f.detail)
		}
	}
	if want := []string{"12 of", "  something"}; !slices.Equal(got.figures, want) {
		t.Errorf("figures %q, want %q", got.figures, want)
	}
	if len(got.skips) != 1 || !strings.Contains(got.skips[0].why, "no scanner here") {
		t.Errorf("skips %+v, want one with its reason", got.skips)
	}
}

func TestCountGo_NothingPrintedIsAnError(t *testing.T) {
	var got tally
	if err := countGo(strings.NewReader("go: cannot find main module\n"), &got); err == nil {
		t.Error("no events, and no error")
	}
}
