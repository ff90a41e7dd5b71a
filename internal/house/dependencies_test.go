package house_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestDependencies_AreAllExplainedAndNoOthers(t *testing.T) {
	folder := root(t)
	used := append(directModules(t, folder), frontendPackages(t, folder)...)
	if len(used) < 20 {
		t.Fatalf("only %d dependencies were found: %q", len(used), used)
	}
	explained := explainedDependencies(t, folder)
	for _, name := range used {
		if explained[name] == "" {
			t.Errorf("docs/dependencies.md does not say why there is %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(explained)) {
		if !slices.Contains(used, name) {
			t.Errorf("docs/dependencies.md explains %s, which nothing depends on directly", name)
		}
	}
}

// directModules are those that go.mod requires for our own sake, without github.com/.
func directModules(t *testing.T, folder string) []string {
	t.Helper()
	var file struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(goCommand(t, folder, nil, "mod", "edit", "-json"), &file); err != nil {
		t.Fatal(err)
	}
	var direct []string
	for _, required := range file.Require {
		if !required.Indirect {
			direct = append(direct, strings.TrimPrefix(required.Path, "github.com/"))
		}
	}
	return direct
}

func frontendPackages(t *testing.T, folder string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder, "frontend", "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	return append(slices.Sorted(maps.Keys(file.Dependencies)), slices.Sorted(maps.Keys(file.DevDependencies))...)
}

// explainedDependencies are the rows of the page's tables: why by name.
func explainedDependencies(t *testing.T, folder string) map[string]string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(folder, "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	why := map[string]string{}
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 4 {
			continue
		}
		name, reason := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])
		if reason == "why" || reason == "---" {
			continue
		}
		if why[name] != "" {
			t.Errorf("docs/dependencies.md explains %s twice", name)
		}
		why[name] = reason
	}
	return why
}
