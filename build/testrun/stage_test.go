package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func shell(script string) []string { return []string{"sh", "-c", script} }

func TestPerform_CountsACommandAsOneTest(t *testing.T) {
	logs := t.TempDir()
	got := perform(t.Context(), stage{name: "two", limit: time.Minute, commands: []command{
		{name: "good", args: shell("echo fine")},
		{name: "bad", args: shell("echo planted >&2; exit 3")},
	}}, logs)
	if got.line() != "1 passed, 1 failed, 0 skipped" {
		t.Errorf("counted %s", got.line())
	}
	f := got.failures[0]
	if f.stage != "two" || f.name != "bad" || f.why != "exit status 3" || f.detail != "planted\n" {
		t.Errorf("failure %+v", f)
	}
	log, err := os.ReadFile(filepath.Join(logs, "two.log"))
	if err != nil || !strings.Contains(string(log), "fine") || !strings.Contains(string(log), "planted") {
		t.Errorf("log %q, %v", log, err)
	}
}

func TestPerform_EndsWhatTakesTooLongWithAllItStarted(t *testing.T) {
	folder := t.TempDir()
	begun := time.Now()
	got := perform(t.Context(), stage{name: "slow", limit: 300 * time.Millisecond, commands: []command{
		{name: "slow", args: shell("(sleep 60; touch " + folder + "/left) & wait")},
	}}, folder)
	if time.Since(begun) > 8*time.Second {
		t.Errorf("waited %s for what a child still held", time.Since(begun))
	}
	if got.failed != 1 || got.failures[0].why != "took longer than it may" {
		t.Errorf("counted %s: %+v", got.line(), got.failures)
	}
}

func TestPerform_ACountThatDoesNotFitItsStatusFails(t *testing.T) {
	none := func(io.Reader, *tally) error { return nil }
	passes := func(_ io.Reader, t *tally) error { t.pass(5); return nil }
	unreadable := func(io.Reader, *tally) error { return errors.New("unreadable") }
	for _, c := range []struct {
		name   string
		c      command
		failed int
	}{
		{"all passed, exit 1", command{args: shell("exit 1"), count: passes}, 1},
		{"nothing ran, exit 0", command{args: shell("true"), count: none}, 1},
		{"unreadable", command{args: shell("true"), count: unreadable}, 1},
		{"no result file", command{args: shell("true"), count: passes, result: filepath.Join(t.TempDir(), "none")}, 1},
		{"all passed, exit 0", command{args: shell("true"), count: passes}, 0},
		{"no such program", command{args: []string{"no-such-program-here"}, count: none}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := perform(t.Context(), stage{name: "x", limit: time.Minute, commands: []command{c.c}}, t.TempDir())
			if got.failed != c.failed {
				t.Errorf("counted %s, want %d failed", got.line(), c.failed)
			}
		})
	}
}

func TestReport_EndsInTheLineThatCounts(t *testing.T) {
	var total tally
	total.pass(7)
	total.fail("bad", "exit status 1", strings.Repeat("line\n", 100)+"the end\n")
	total.skip("left out", "no scanner here")
	total.of("stage")
	var out bytes.Buffer
	report(&out, total, logs, time.Minute)
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if last := lines[len(lines)-1]; last != "7 passed, 1 failed, 1 skipped" {
		t.Errorf("last line %q", last)
	}
	for _, want := range []string{"stage: bad (exit status 1)", "| the end", "stage: left out (no scanner here)", "out/test/stage.log"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if len(lines) > 60 {
		t.Errorf("%d lines for one failure", len(lines))
	}
}

func TestChoose_KnowsItsStages(t *testing.T) {
	chosen, err := choose(stages, "lint,prepare")
	if err != nil || len(chosen) != 2 || chosen[0].name != "prepare" {
		t.Errorf("chose %v, %v", chosen, err)
	}
	if _, err := choose(stages, "lint,nonsense"); err == nil {
		t.Error("a stage that there is not was chosen")
	}
}
