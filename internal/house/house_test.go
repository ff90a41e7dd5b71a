// Package house_test holds the rules by which the packages are divided: see docs/architecture.md.
package house_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the repository's folder.
func root(t *testing.T) string {
	t.Helper()
	path := strings.TrimSpace(string(goCommand(t, ".", nil, "env", "GOMOD")))
	return filepath.Dir(path)
}

func goCommand(t *testing.T, folder string, env []string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return output
}

// packages are those of the repository, as they are built for Linux, for Windows and for the end-to-end tests together.
func packages(t *testing.T) []pkg {
	t.Helper()
	merged := map[string]pkg{}
	for _, system := range []string{"linux", "windows"} {
		output := goCommand(t, root(t), []string{"GOOS=" + system, "CGO_ENABLED=0"},
			"list", "-e", "-tags", "e2e", "-json=ImportPath,Name,Imports", "./...")
		decoder := json.NewDecoder(bytes.NewReader(output))
		for {
			var p pkg
			if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			p.Imports = append(p.Imports, merged[p.ImportPath].Imports...)
			slices.Sort(p.Imports)
			p.Imports = slices.Compact(p.Imports)
			merged[p.ImportPath] = p
		}
	}
	var all []pkg
	for _, p := range merged {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b pkg) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	return all
}

func TestHouse_KeepsItsRules(t *testing.T) {
	all := packages(t)
	if len(all) < 10 {
		t.Fatalf("only %d packages were found", len(all))
	}
	for _, wing := range []string{desktopWing, serverWing, "backend/support"} {
		if !slices.ContainsFunc(all, func(p pkg) bool { return p.at() == wing }) {
			t.Errorf("there is no package at %s: the rules look for one", wing)
		}
	}
	for _, violation := range violations(all) {
		t.Error(violation)
	}
}

// sound is a small house that keeps the rules; each case below plants one fault in it.
func sound() map[string][]string {
	return map[string][]string{
		".":                              {"app", "github.com/wailsapp/wails/v2"},
		"app":                            {"app/demo", "backend/desktop", "github.com/wailsapp/wails/v2/pkg/runtime"},
		"app/demo":                       {"backend/desktop", "backend/server"},
		"backend/api":                    {"backend/support", "encoding/json"},
		"backend/support":                {"crypto/sha256", "net/url", "slices", "time"},
		"backend/sqlitedb":               {"database/sql", "modernc.org/sqlite", "os"},
		"backend/desktop":                {"backend/desktop/cache", "backend/desktop/client", "backend/desktop/notify"},
		"backend/desktop/cache":          {"backend/sqlitedb", "database/sql"},
		"backend/desktop/client":         {"backend/api", "github.com/go-resty/resty/v2"},
		"backend/desktop/notify":         {"github.com/gen2brain/beeep"},
		"backend/server":                 {"backend/server/store/sqlite"},
		"backend/server/store/sqlite":    {"backend/sqlitedb", "database/sql"},
		"backend/cmd/filodiretto-server": {"backend/server"},
		"bench":                          {"backend/desktop", "backend/server", "database/sql"},
	}
}

func build(house map[string][]string) []pkg {
	full := func(place string) string {
		if _, ours := house[place]; !ours {
			return place
		}
		return strings.TrimSuffix(module+"/"+strings.TrimPrefix(place, "."), "/")
	}
	var all []pkg
	for place, imports := range house {
		p := pkg{ImportPath: full(place), Name: filepath.Base(full(place))}
		for _, imported := range imports {
			p.Imports = append(p.Imports, full(imported))
		}
		all = append(all, p)
	}
	return all
}

func TestViolations_FindsNoneInASoundHouse(t *testing.T) {
	if found := violations(build(sound())); len(found) > 0 {
		t.Errorf("found %q", found)
	}
}

func TestViolations_FindsEachPlantedFault(t *testing.T) {
	for _, c := range []struct {
		name, place string
		imports     []string
		want        string
	}{
		{"Wails in the engine", "backend/desktop", []string{"github.com/wailsapp/wails/v2/pkg/runtime"}, "only app and main know Wails"},
		{"SQL in the service", "backend/server/service", []string{"database/sql"}, "only the stores know databases"},
		{"a SQL driver's package in the client", "backend/desktop/client", []string{"modernc.org/sqlite/lib"}, "only the stores"},
		{"resty in the syncer", "backend/desktop/syncer", []string{"github.com/go-resty/resty/v2"}, "only client calls"},
		{"the session bus in app", "app", []string{"github.com/godbus/dbus/v5"}, "only notify and tray"},
		{"a proxy's settings in the engine", "backend/desktop", []string{"github.com/mattn/go-ieproxy"}, "only client looks"},
		{"WebView2 in main", ".", []string{"github.com/wailsapp/go-webview2/webviewloader"}, "only app asks"},
		{"beeep in sound", "backend/desktop/sound", []string{"github.com/gen2brain/beeep"}, "only notify"},
		{"beeep in app", "app", []string{"github.com/gen2brain/beeep"}, "only notify"},
		{"the desktop imports the server", "backend/desktop", []string{"backend/server"}, "knows both wings"},
		{"the server imports the desktop", "backend/server", []string{"backend/desktop/cache"}, "knows both wings"},
		{"the wings meet over the ground", "backend/api", []string{"backend/server/store/sqlite"}, "the ground carries the wings"},
		{"the wings meet over a stranger", "backend/desktop/syncer", []string{"backend/between"}, "knows both wings"},
		{"app imports the server", "app", []string{"backend/server"}, "known by its own command alone"},
		{"main imports the server", ".", []string{"backend/server"}, "known by its own command alone"},
		{"the server's command imports the desktop", "backend/cmd/filodiretto-server", []string{"backend/server", "backend/desktop"}, "knows both wings"},
		{"support reads files", "backend/support", []string{"os"}, "support does no I/O"},
		{"support calls the network", "backend/support", []string{"net/http"}, "support does no I/O"},
		{"support logs", "backend/support", []string{"log/slog"}, "support does no I/O"},
		{"support imports a library", "backend/support", []string{"github.com/google/uuid"}, "standard library alone"},
		{"support imports ours", "backend/support", []string{"backend/api"}, "standard library alone"},
		{"a name that says nothing", "backend/utils", nil, "says nothing"},
		{"a name that says nothing, deep down", "backend/server/store/helpers", nil, "says nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			house := sound()
			house["backend/between"] = []string{"backend/server"}
			house[c.place] = append(house[c.place], c.imports...)
			found := violations(build(house))
			if !slices.ContainsFunc(found, func(v string) bool {
				return strings.HasPrefix(v, build(map[string][]string{c.place: nil})[0].ImportPath+": ") && strings.Contains(v, c.want)
			}) {
				t.Errorf("found %q, want one about %s that says %q", found, c.place, c.want)
			}
		})
	}
}

func TestMain_OnlyWires(t *testing.T) {
	source, err := os.ReadFile(filepath.Join(root(t), "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(source, []byte("\n")); lines >= 80 {
		t.Errorf("main.go has %d lines; what it does belongs into app", lines)
	}
}

func TestTools_AreThoseOfTheProgram(t *testing.T) {
	folder := root(t)
	version := func(args ...string) string {
		list := append([]string{"list", "-mod=readonly"}, args...)
		return strings.TrimSpace(string(goCommand(t, folder, nil, append(list, "-m", "github.com/wailsapp/wails/v2")...)))
	}
	if ours, tools := version(), version("-modfile=build/tools/wails/go.mod"); ours != tools {
		t.Errorf("the program is built on %s, but with the tools of %s", ours, tools)
	}
}
