package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// starts is how often each window is opened; the medians count.
const starts = 9

// startMetrics are of opening the window: the program's on a full cache, and an empty one of the same toolkit.
const (
	emptyWindow = "window/empty ms"
	usableList  = "window/list ms"
	// listLogEntry are the words of the program's log, of Session.Shown in app.
	listLogEntry = "the list is shown"
)

// takeStart measures how long it takes from the start of the program until its list is painted, over an empty window of
// the same toolkit, one after the other in turns. The program opens the cache of the desk's benchmarks, with nobody to
// answer on the network.
func (r results) takeStart(ctx context.Context, filled string) error {
	if os.Getenv("DISPLAY") == "" {
		return errors.New("there is no screen to open windows on: run it by scripts/bench.sh")
	}
	dir, err := os.MkdirTemp("", "filodiretto-start")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	w := workstation{dir: dir, program: filepath.Join("build", "bin", "filodiretto")}
	if err := w.settle(ctx, filled); err != nil {
		return fmt.Errorf("a workstation with a full cache: %w", err)
	}
	var empty, list []float64
	for range starts {
		took, err := openEmpty(ctx)
		if err != nil {
			return fmt.Errorf("the empty window: %w", err)
		}
		empty = append(empty, took)
		if took, err = w.open(ctx); err != nil {
			return fmt.Errorf("the program: %w", err)
		}
		list = append(list, took)
	}
	r[emptyWindow], r[usableList] = median(empty), median(list)
	return nil
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// openEmpty opens the empty window and answers after how many milliseconds it was painted.
func openEmpty(ctx context.Context) (float64, error) {
	cmd := exec.CommandContext(ctx, filepath.Join("out", "window"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	took := time.Since(began)
	if strings.TrimSpace(line) != "shown" {
		return 0, errors.Join(fmt.Errorf("it said %q", line), err, cmd.Wait())
	}
	return float64(took.Microseconds()) / 1000, cmd.Wait()
}

// workstation is a folder on which somebody has signed in, to be remembered.
type workstation struct {
	dir, program string
}

// settle signs somebody in on a small server, so that all files are as the program makes them, and then puts the full
// cache in the place of theirs.
func (w *workstation) settle(ctx context.Context, filled string) error {
	data := filepath.Join(w.dir, "server")
	server := filepath.Join("build", "bin", "filodiretto-server")
	people, err := exec.CommandContext(ctx, server, "demo", "--data", data, "--tickets", "20", "--messages", "100").Output()
	if err != nil {
		return err
	}
	serve := exec.CommandContext(ctx, server, "serve", "--data", data, "--listen", "127.0.0.1:0")
	said, err := serve.StdoutPipe()
	if err != nil {
		return err
	}
	if err := serve.Start(); err != nil {
		return err
	}
	defer func() { _ = serve.Process.Kill(); _ = serve.Wait() }()
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		return err
	}
	address := strings.TrimPrefix(strings.TrimSpace(line), "listening on ")
	if err := w.writeCredentials(people, address); err != nil {
		return err
	}
	if _, err := w.open(ctx, "--sign-in", w.credentials()); err != nil {
		return err
	}
	return w.fillCache(filled)
}

func (w *workstation) credentials() string { return filepath.Join(w.dir, "sign-in.json") }

// writeCredentials picks a technician, who sees all tickets.
func (w *workstation) writeCredentials(people []byte, address string) error {
	for line := range bytes.Lines(people) {
		var p struct{ Login, Password, Role string }
		if err := json.Unmarshal(line, &p); err != nil {
			return err
		}
		if p.Role != "technician" {
			continue
		}
		b, err := json.Marshal(map[string]any{"address": address, "login": p.Login, "password": p.Password, "remember": true})
		if err != nil {
			return err
		}
		return os.WriteFile(w.credentials(), b, 0o600)
	}
	return errors.New("there is no technician")
}

func (w *workstation) fillCache(filled string) error {
	caches, err := filepath.Glob(filepath.Join(w.dir, "desktop", "bench", "people", "*", "cache.db"))
	if err != nil || len(caches) != 1 {
		return fmt.Errorf("%d caches, %w", len(caches), err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		content, err := os.ReadFile(filled + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			_ = os.Remove(caches[0] + suffix)
			continue
		}
		if err == nil {
			err = os.WriteFile(caches[0]+suffix, content, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// open starts the program, waits until its log says that the list is shown, and ends it. It answers how long that took,
// in milliseconds.
func (w *workstation) open(ctx context.Context, args ...string) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	data := filepath.Join(w.dir, "desktop")
	log := filepath.Join(data, "bench", "logs", "filodiretto.log")
	before := entries(log)
	cmd := exec.CommandContext(ctx, w.program, append([]string{"--profile", "bench", "--data", data}, args...)...)
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	for entries(log) == before {
		select {
		case <-ctx.Done():
			return 0, errors.Join(errors.New("the list was not shown"), cmd.Wait())
		case <-time.After(time.Millisecond):
		}
	}
	took := time.Since(began)
	_ = cmd.Process.Signal(syscall.SIGKILL)
	_ = cmd.Wait()
	return float64(took.Microseconds()) / 1000, nil
}

// entries are how often the log says that the list was shown.
func entries(log string) int {
	content, err := os.ReadFile(log)
	if err != nil {
		return 0
	}
	return bytes.Count(content, []byte(listLogEntry))
}
