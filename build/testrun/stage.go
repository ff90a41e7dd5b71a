package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// A stage is a part of the whole with a log and a time limit of its own.
type stage struct {
	name  string // of its log, and on the command line
	says  string // what it does, for a person
	needs string // a pattern; where no file is like it, there is nothing to run
	limit time.Duration
	// commands run one after another, or all at once if beside is set. One that fails does not stop the others.
	commands []command
	beside   bool
}

// A command runs a program, and knows how to count what it did.
type command struct {
	name string // of the test that the command is, where it counts as one
	args []string
	env  []string
	// count reads the program's output; without it the command counts as one test that its exit status decides.
	count func(output io.Reader, t *tally) error
	// result is a file that count reads instead of the output. It is removed before the command runs.
	result string
	// asks is set for what may ask for a password: it has to stay in the terminal's foreground.
	asks bool
}

// perform runs a stage and writes its log.
func perform(ctx context.Context, s stage, logs string) tally {
	var t tally
	defer func() { t.of(s.name) }()
	file, err := os.Create(filepath.Join(logs, s.name+".log"))
	if err != nil {
		t.fail(s.name, err.Error(), "")
		return t
	}
	defer func() { _ = file.Close() }()
	log := &shared{w: file}

	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	if !s.beside {
		for _, c := range s.commands {
			t.add(c.run(ctx, log))
		}
		t.of(s.name)
		return t
	}
	tallies := make([]tally, len(s.commands))
	var group sync.WaitGroup
	for i, c := range s.commands {
		group.Go(func() { tallies[i] = c.run(ctx, log) })
	}
	group.Wait()
	for _, one := range tallies {
		t.add(one)
	}
	t.of(s.name)
	return t
}

func (c command) run(ctx context.Context, log io.Writer) tally {
	var t tally
	_, _ = fmt.Fprintf(log, "$ %s\n", c.args)
	if c.result != "" {
		_ = os.Remove(c.result)
	}
	// All output is kept for counting; a whole run of tests prints a few megabytes.
	var stdout, both bytes.Buffer
	kept := &shared{w: &both}
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...) //nolint:gosec // the stages are written down below
	cmd.Env = append(os.Environ(), c.env...)
	cmd.Stdout = io.MultiWriter(log, kept, &stdout)
	cmd.Stderr = io.MultiWriter(log, kept)
	if c.asks {
		cmd.Stdin = os.Stdin
	} else {
		asGroup(cmd)
	}
	err := cmd.Run()

	status := ""
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		status = "took longer than it may"
	case err != nil:
		status = err.Error()
	}
	if c.count == nil {
		if status != "" {
			t.fail(c.name, status, both.String())
		} else {
			t.pass(1)
		}
		return t
	}
	var output io.Reader = &stdout
	if c.result != "" {
		file, openErr := os.Open(c.result)
		if openErr != nil {
			t.fail(c.name, "left no result", both.String())
			return t
		}
		defer func() { _ = file.Close() }()
		output = file
	}
	if countErr := c.count(output, &t); countErr != nil {
		t.fail(c.name, countErr.Error(), both.String())
	}
	switch {
	case status != "" && t.failed == 0:
		t.fail(c.name, status, both.String())
	case status == "" && t.passed+t.failed+t.skipped == 0:
		t.fail(c.name, "ran no test", both.String())
	}
	return t
}

// shared lets two writers of one program, or several programs, write to one place.
type shared struct {
	mu sync.Mutex
	w  io.Writer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(p)
}
