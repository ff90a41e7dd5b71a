package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// event is a line of `go test -json`.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
}

type testID struct{ pkg, name string }

// figureLine is a line of a test's log that begins with "figures: ", and is repeated at the end of the run.
var figureLine = regexp.MustCompile(`^\s*(?:\S+\.go:\d+: )?figures: (.*?)\s*$`)

// countGo counts the tests of `go test -json`: those that have no subtests. One that has is counted only if it failed
// while all of its subtests passed. A package that fails without a failed test (it did not compile, it exited) is one
// failure, and so is a test that began and never ended.
func countGo(output io.Reader, t *tally) error {
	ended := map[testID]string{}
	printed := map[testID]*strings.Builder{}
	building := map[string]*strings.Builder{}
	var order []testID
	var broken []string

	say := func(id testID, text string) {
		if printed[id] == nil {
			printed[id] = &strings.Builder{}
		}
		printed[id].WriteString(text)
	}
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 16<<20)
	read := 0
	for lines.Scan() {
		var e event
		if !strings.HasPrefix(lines.Text(), "{") || json.Unmarshal(lines.Bytes(), &e) != nil {
			continue // what a tool printed in between
		}
		read++
		id := testID{e.Package, e.Test}
		switch e.Action {
		case "run":
			order = append(order, id)
			ended[id] = ""
		case "output":
			say(id, e.Output)
			if found := figureLine.FindStringSubmatch(e.Output); found != nil {
				t.figures = append(t.figures, found[1])
			}
		case "build-output":
			if building[e.ImportPath] == nil {
				building[e.ImportPath] = &strings.Builder{}
			}
			building[e.ImportPath].WriteString(e.Output)
		case "pass", "fail", "skip":
			if e.Test != "" {
				ended[id] = e.Action
			} else if e.Action == "fail" {
				broken = append(broken, e.Package)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if read == 0 {
		return fmt.Errorf("printed no test events")
	}

	parents := map[testID]bool{}
	failedBelow := map[testID]bool{}
	for id, how := range ended {
		for above := parent(id); above.name != ""; above = parent(above) {
			parents[above] = true
			if how != "pass" && how != "skip" {
				failedBelow[above] = true
			}
		}
	}
	failedIn := map[string]bool{}
	for _, id := range order {
		name := id.pkg + " " + id.name
		text := ""
		if printed[id] != nil {
			text = printed[id].String()
		}
		how := ended[id]
		if parents[id] && (how == "pass" || how == "skip" || failedBelow[id]) {
			continue
		}
		switch how {
		case "pass":
			t.pass(1)
		case "skip":
			t.skip(name, reason(text))
		case "fail":
			failedIn[id.pkg] = true
			t.fail(name, "", text)
		default:
			failedIn[id.pkg] = true
			t.fail(name, "did not end", text)
		}
	}
	for _, pkg := range broken {
		if failedIn[pkg] {
			continue
		}
		var detail strings.Builder
		for path, text := range building {
			if path == pkg || strings.HasPrefix(path, pkg+" [") || strings.HasPrefix(path, pkg+"_test [") {
				detail.WriteString(text.String())
			}
		}
		if out := printed[testID{pkg, ""}]; out != nil {
			detail.WriteString(out.String())
		}
		t.fail(pkg, "the package failed as a whole", detail.String())
	}
	return nil
}

// parent is the test that a subtest belongs to, or one without a name.
func parent(id testID) testID {
	i := strings.LastIndexByte(id.name, '/')
	return testID{id.pkg, id.name[:max(i, 0)]}
}

// reason is what a skipped test said: its last line that is not the test framework's.
func reason(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, line := range slices.Backward(lines) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "---") && !strings.HasPrefix(line, "===") {
			return line
		}
	}
	return ""
}
