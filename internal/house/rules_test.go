package house_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

const module = "filodiretto"

// pkg is what the rules look at: a package as it is compiled into a program, without its tests, which may know more.
type pkg struct {
	ImportPath string
	Name       string
	Imports    []string
}

// at is where a package stands in the house: its import path without the module's; main is at ".".
func (p pkg) at() string { return at(p.ImportPath) }

func at(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

// within says whether a place is one of some folders, or below one.
func within(place string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return place == folder || strings.HasPrefix(place, folder+"/")
	})
}

// only says who alone may import what.
type only struct {
	what    []string // import paths: these, and all below them
	where   []string // places in the house: these, and all below them
	exactly []string // places in the house: these alone
	why     string
}

var onlyThere = []only{
	{
		what: []string{"github.com/wailsapp/wails"}, where: []string{"app"}, exactly: []string{".", "bench/window"},
		why: "only app and main know Wails",
	},
	{
		what: []string{"database/sql", "modernc.org/sqlite", "github.com/jackc/pgx"},
		where: []string{
			"backend/desktop/cache", "backend/desktop/outbox", "backend/server/store", "backend/sqlitedb",
			"bench",              // sets our figures beside a raw insert
			"internal/faultdisk", // a disk under SQLite that fails, for tests
		},
		why: "only the stores know databases",
	},
	{
		what: []string{"github.com/go-resty/resty"}, where: []string{"backend/desktop/client"},
		why: "only client calls the server",
	},
	{
		what: []string{"github.com/gen2brain/beeep"}, where: []string{"backend/desktop/notify"},
		why: "only notify shows notifications by beeep",
	},
	{
		what: []string{"github.com/godbus/dbus"}, where: []string{"backend/desktop/notify", "backend/desktop/tray", "backend/desktop/sessionbus", "backend/desktop/bustest"},
		why: "only notify and tray know the session bus",
	},
	{
		what: []string{"github.com/mattn/go-ieproxy"}, where: []string{"backend/desktop/client"},
		why: "only client looks for the system's proxy",
	},
	{
		what: []string{"github.com/wailsapp/go-webview2"}, where: []string{"app"},
		why: "only app asks what draws the window",
	},
	{
		what: []string{"fyne.io/systray"}, where: []string{"backend/desktop/tray"},
		why: "only tray has the icon in the tray",
	},
}

// The two wings, and who may know both: the demonstration in the installed program, and what measures or tests both.
const desktopWing, serverWing = "backend/desktop", "backend/server"

var (
	mayKnowBothWings  = []string{"app/demo", "bench", "e2e", "internal/simulation"}
	mayKnowServerWing = append([]string{serverWing, "backend/cmd/filodiretto-server"}, mayKnowBothWings...)
	ground            = []string{"backend/support", "backend/api", "backend/phone", "backend/disk", "backend/picture", "backend/sqlitedb"}
)

// impure is the part of the standard library that support stays away from: what reads, writes, logs or waits outside.
var impure = []string{
	"os", "net", "syscall", "log", "database", "embed", "io/ioutil", "path/filepath", "plugin", "testing", "runtime/debug",
	"html/template", "text/template",
}

// pure is what stands below an impure path and does no I/O all the same.
var pure = []string{"net/url", "net/netip"}

var saysNothing = []string{"utils", "util", "common", "helpers", "helper", "models", "manager", "data", "info"}

// violations lists what in a set of packages is against the rules of the house.
func violations(packages []pkg) []string {
	var found []string
	wrong := func(p pkg, format string, args ...any) {
		found = append(found, p.ImportPath+": "+fmt.Sprintf(format, args...))
	}
	for _, p := range packages {
		place := p.at()
		for _, imported := range p.Imports {
			for _, rule := range onlyThere {
				if within(imported, rule.what...) && !within(place, rule.where...) && !slices.Contains(rule.exactly, place) {
					wrong(p, "imports %s, but %s", imported, rule.why)
				}
			}
			if within(place, ground...) && within(at(imported), desktopWing, serverWing) {
				wrong(p, "imports %s, but the ground carries the wings", imported)
			}
			if !within(place, mayKnowServerWing...) && within(at(imported), serverWing) {
				wrong(p, "imports %s, but the server is known by its own command alone", imported)
			}
			if place == "backend/support" && !isStandard(imported) {
				wrong(p, "imports %s, but support stands on the standard library alone", imported)
			}
			if place == "backend/support" && within(imported, impure...) && !within(imported, pure...) {
				wrong(p, "imports %s, but support does no I/O", imported)
			}
		}
		for _, name := range []string{p.Name, path.Base(p.ImportPath)} {
			if slices.Contains(saysNothing, name) {
				wrong(p, "is called %s, which says nothing", name)
				break
			}
		}
	}
	return append(found, wingsThatMeet(packages)...)
}

// wingsThatMeet finds packages that reach both wings, over however many others, and may not.
func wingsThatMeet(packages []pkg) []string {
	imports := map[string][]string{}
	for _, p := range packages {
		imports[p.ImportPath] = p.Imports
	}
	// way is how a package comes to a wing. It does not go through those that may know both.
	var way func(from, wing string, seen map[string]bool) []string
	way = func(from, wing string, seen map[string]bool) []string {
		if seen[from] || within(at(from), mayKnowBothWings...) {
			return nil
		}
		seen[from] = true
		if within(at(from), wing) {
			return []string{from}
		}
		for _, next := range imports[from] {
			if rest := way(next, wing, seen); rest != nil {
				return append([]string{from}, rest...)
			}
		}
		return nil
	}
	var found []string
	for _, p := range packages {
		desktop := way(p.ImportPath, desktopWing, map[string]bool{})
		server := way(p.ImportPath, serverWing, map[string]bool{})
		if desktop != nil && server != nil {
			found = append(found, fmt.Sprintf("%s: knows both wings, by %s and by %s", p.ImportPath,
				strings.Join(desktop, " → "), strings.Join(server, " → ")))
		}
	}
	return found
}

// isStandard says whether an import path is of the standard library: its first part is no host name, and not ours.
func isStandard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return first != module && !strings.Contains(first, ".")
}
