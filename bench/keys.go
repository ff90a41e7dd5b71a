package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// takeKeys measures how long it takes from a key to the painted row of the console, over a full cache, in a browser that
// shows the development build's window: see frontend/e2e/keys.mjs.
func (r results) takeKeys(ctx context.Context, filled string) error {
	dir, err := os.MkdirTemp("", "filodiretto-keys")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	w := workstation{dir: dir, program: filepath.Join("build", "bin", "filodiretto")}
	if err := w.settle(ctx, filled); err != nil {
		return fmt.Errorf("a workstation with a full cache: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	address, stop, err := w.serveBrowser(ctx)
	if err != nil {
		return err
	}
	defer stop()
	cmd := exec.CommandContext(ctx, "node", "e2e/keys.mjs", address)
	cmd.Dir, cmd.Stderr = "frontend", os.Stderr
	said, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("keys.mjs: %w", err)
	}
	var answers map[string]struct{ Rows, P50, P95, P99 float64 }
	if err := json.Unmarshal(said, &answers); err != nil {
		return fmt.Errorf("%q: %w", said, err)
	}
	for queue, a := range answers {
		for unit, v := range map[string]float64{"rows": a.Rows, "ms-p50": a.P50, "ms-p95": a.P95, "ms-p99": a.P99} {
			r["keys/"+queue+" "+unit] = v
		}
	}
	return nil
}

// serveBrowser starts the development build on the workstation's folder, and answers where a browser finds its window.
func (w *workstation) serveBrowser(ctx context.Context) (address string, stop func(), err error) {
	// Wails takes an address, no listener.
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	at := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, filepath.Join("out", "filodiretto-dev"), "--profile", "bench", "--data", filepath.Join(w.dir, "desktop"))
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "assetdir="+filepath.Join("frontend", "dist"), "devserver="+at)
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGKILL)
		_ = cmd.Wait()
	}
	address = "http://" + at + "/"
	for range 600 {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			break
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			_ = answer.Body.Close()
			return address, stop, nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	stop()
	return "", nil, errors.New("the development build does not serve its window")
}
