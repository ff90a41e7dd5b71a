//go:build e2e

package e2e

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// noteWord stands in an internal note, and nowhere else.
const noteWord = "zufolando"

// TestBindings_InABrowser drives the screens with the real program behind them: two development builds serve an
// operator's and a technician's window to a browser. What is tried is written in frontend/e2e/bindings.test.mjs; each
// of its tests is a subtest here.
func TestBindings_InABrowser(t *testing.T) {
	notified := recordNotifications(t)
	s := startServer(t)
	l := startLine(t, s.address)
	program, assets := developmentBuild(t), frontendBuild(t)
	annaData, lucaData := filepath.Join(t.TempDir(), "anna"), filepath.Join(t.TempDir(), "luca")
	anna := serveBrowser(t, program, assets, "anna", annaData, l.url())
	luca := serveBrowser(t, program, assets, "luca", lucaData, s.url())

	archive := filepath.Join(t.TempDir(), "diagnosi.zip")
	runBrowserTests(t, "bindings.test.mjs",
		"FILODIRETTO_OPERATOR="+anna, "FILODIRETTO_TECHNICIAN="+luca, "FILODIRETTO_PASSWORD="+password,
		"FILODIRETTO_ARCHIVE="+archive,
		"FILODIRETTO_LINE="+lineSwitch(t, l), "FILODIRETTO_NOTE_WORD="+noteWord, "FILODIRETTO_SCREENS="+screens(t))

	t.Run("no file of the operator's holds the internal note", func(t *testing.T) {
		if files := filesWith(t, lucaData, noteWord); len(files) == 0 {
			t.Error("the technician's files do not hold the note either: nothing was tried")
		}
		if files := filesWith(t, annaData, noteWord); len(files) > 0 {
			t.Errorf("the note is in %v", files)
		}
	})
	t.Run("the saved diagnosis has the program's log, and nothing that was written or anybody's name", func(t *testing.T) {
		entries := unzipped(t, archive)
		if log := entries["logs/filodiretto.log"]; !strings.Contains(log, "the program has started") {
			t.Errorf("the log is %q", log)
		}
		if !strings.Contains(entries["diagnosis.json"], `"phase": "online"`) {
			t.Errorf("told %s", entries["diagnosis.json"])
		}
		for name, content := range entries {
			for _, word := range []string{password, "Anna Rossi", "Luca Bianchi", "Tremolino", "Astucciatrice", "24-0117", "Buonanotte", "Perde"} {
				if strings.Contains(content, word) {
					t.Errorf("%s has %q", name, word)
				}
			}
		}
	})
	t.Run("no notification shows the internal note", func(t *testing.T) {
		for {
			select {
			case shown := <-notified.shown:
				if strings.Contains(shown.Summary+shown.Body, noteWord) {
					t.Errorf("notified %q %q", shown.Summary, shown.Body)
				}
			default:
				return
			}
		}
	})
}

// foreignWord stands in a ticket of another company than Anna's, and nowhere else.
const foreignWord = "strapizzolo"

// TestRules_InABrowser holds the product's rules, each as somebody meets it: see frontend/e2e/rules.test.mjs.
func TestRules_InABrowser(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	s.addForeigner(foreignWord)
	l := startLine(t, s.address)
	program, assets := developmentBuild(t), frontendBuild(t)
	annaData := filepath.Join(t.TempDir(), "anna")
	anna := serveBrowser(t, program, assets, "anna", annaData, l.url())
	luca := serveBrowser(t, program, assets, "luca", filepath.Join(t.TempDir(), "luca"), s.url())

	runBrowserTests(t, "rules.test.mjs",
		"FILODIRETTO_OPERATOR="+anna, "FILODIRETTO_TECHNICIAN="+luca, "FILODIRETTO_PASSWORD="+password,
		"FILODIRETTO_LINE="+lineSwitch(t, l), "FILODIRETTO_FOREIGN_WORD="+foreignWord,
		"FILODIRETTO_SCREENS="+screens(t))

	t.Run("rule 2: no file of the operator's holds another company's words", func(t *testing.T) {
		if files := filesWith(t, annaData, foreignWord); len(files) > 0 {
			t.Errorf("it is in %v", files)
		}
	})
}

// developmentBuild is the desktop program as `wails dev` builds it, which serves its window to browsers as well.
func developmentBuild(t *testing.T) string {
	t.Helper()
	if built := binary("filodiretto-dev"); os.Getenv("FILODIRETTO_BIN") != "" {
		if _, err := os.Stat(built); err == nil {
			return built
		}
	}
	out := filepath.Join(t.TempDir(), "filodiretto-dev")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-tags", "dev,webkit2_41", "-trimpath", "-o", out, "..")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the development build: %v\n%s", err, said)
	}
	return out
}

// frontendBuild is a copy of the built frontend: a build that runs meanwhile would empty the folder.
func frontendBuild(t *testing.T) string {
	t.Helper()
	from := os.Getenv("FILODIRETTO_DIST")
	if from == "" {
		from = filepath.Join("..", "frontend", "dist")
	}
	to := filepath.Join(t.TempDir(), "dist")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(to, "index.html")); err != nil {
		t.Fatalf("the frontend is not built: %v", err)
	}
	return to
}

// serveBrowser starts the program for one person, who has yet to sign in, and answers where a browser finds it.
func serveBrowser(t *testing.T, program, assets, login, data, server string) string {
	t.Helper()
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	cmd := exec.Command(program, "--profile", login, "--data", data, "--server", server)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.Env = append(os.Environ(), "assetdir="+assets, "devserver="+address, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGKILL)
		_ = cmd.Wait()
	})
	url := "http://" + address + "/"
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for !answers(ctx, url) {
		select {
		case <-ctx.Done():
			t.Fatalf("the program of %s does not serve %s", login, url)
		case <-time.After(50 * time.Millisecond):
		}
	}
	return url
}

func answers(ctx context.Context, url string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// freeAddress is one that nobody listens at now. Wails takes no listener, only an address.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// lineSwitch lets the browser's tests cut and mend the operator's line: POST cut, POST mend.
func lineSwitch(t *testing.T, l *line) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /cut", func(http.ResponseWriter, *http.Request) { l.cut() })
	mux.HandleFunc("POST /mend", func(w http.ResponseWriter, _ *http.Request) {
		if err := l.mend(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// screens is where pictures of failures go.
func screens(t *testing.T) string {
	if dir := os.Getenv("FILODIRETTO_SCREENS"); dir != "" {
		return dir
	}
	return t.TempDir()
}

// browserResult is one line of frontend/e2e/report.mjs.
type browserResult struct {
	Test    string  `json:"test"`
	OK      bool    `json:"ok"`
	Millis  float64 `json:"ms"`
	Failure string  `json:"failure"`
}

// runBrowserTests runs a file of frontend/e2e with Node, and makes each test that ends there a subtest.
func runBrowserTests(t *testing.T, file string, env ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "--test-reporter=./e2e/report.mjs", "--test-reporter-destination=stdout", "e2e/"+file)
	cmd.Dir = filepath.Join("..", "frontend")
	cmd.Env = append(os.Environ(), env...)
	// It may end what it started, the browser, before it goes.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var r browserResult
		if json.Unmarshal(lines.Bytes(), &r) != nil || r.Test == "" {
			_, _ = said.Write(append(lines.Bytes(), '\n'))
			continue
		}
		ended++
		t.Run(r.Test, func(t *testing.T) {
			t.Logf("took %.1f s", r.Millis/1000)
			if !r.OK {
				t.Error(r.Failure)
			}
		})
	}
	if err := cmd.Wait(); ended == 0 || err != nil && !t.Failed() {
		t.Fatalf("%s: %v after %d tests\n%s", file, err, ended, said.String())
	}
	if t.Failed() {
		t.Log(said.String())
	}
}

// filesWith are the files below a folder that hold the text.
func filesWith(t *testing.T, dir, text string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // SQLite removes files of its own
		}
		if bytes.Contains(content, []byte(text)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// unzipped is what is in an archive, by name.
func unzipped(t *testing.T, file string) map[string]string {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	out := map[string]string{}
	for _, entry := range archive.File {
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[entry.Name] = string(content)
	}
	return out
}
