//go:build e2e

package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary is a program built by `make build`.
func binary(name string) string {
	dir := os.Getenv("FILODIRETTO_BIN")
	if dir == "" {
		dir = filepath.Join("..", "build", "bin")
	}
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		panic(err)
	}
	return path
}

// window is the real desktop program in a real window.
type window struct {
	t       *testing.T
	name    string
	program string
	args    []string
	env     []string
	stderr  io.Writer
	as      *syscall.Credential
	process *exec.Cmd
	driver  *driver
}

// openWindow starts the program for one person on a folder of its own, signed in and remembered.
func openWindow(t *testing.T, d *driver, s *server, login string, env ...string) *window {
	t.Helper()
	w := signedIn(t, d, s, login)
	w.env = env
	w.start()
	return w
}

// signedIn is a window not opened yet, of somebody who will be signed in.
func signedIn(t *testing.T, d *driver, s *server, login string) *window {
	t.Helper()
	return signedInAt(t, d, s, login, filepath.Join(t.TempDir(), login))
}

// signedInAt keeps what it keeps in that folder.
func signedInAt(t *testing.T, d *driver, s *server, login, dir string) *window {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "sign-in.json")
	credentials, err := json.Marshal(map[string]any{
		"address": s.url(), "login": login, "password": password, "remember": true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, credentials, 0o600); err != nil {
		t.Fatal(err)
	}
	w := &window{t: t, name: login, driver: d, program: binary("filodiretto"), stderr: os.Stderr, args: []string{
		"--profile", login, "--data", dir, "--server", s.url(), "--sign-in", file,
	}}
	t.Cleanup(w.kill)
	return w
}

func (w *window) start() {
	w.t.Helper()
	process := exec.Command(w.program, w.args...)
	process.Stdout, process.Stderr = os.Stderr, w.stderr
	process.SysProcAttr = &syscall.SysProcAttr{Credential: w.as}
	process.Env = append(append(os.Environ(), "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1"), w.env...)
	if err := process.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.process = process
}

// kill ends the program as a power cut would.
func (w *window) kill() {
	if w.process == nil {
		return
	}
	_ = w.process.Process.Signal(syscall.SIGKILL)
	_ = w.process.Wait()
	w.process = nil
}

// again starts the program a second time, as it was started, with more arguments.
func (w *window) again(more ...string) {
	w.t.Helper()
	// Once it has handed them over Wails ends it with 1, and it may have found its folder taken by then. Where it has handed
	// over nothing, its dialog stays, and arguments that are not understood are said under the program's name.
	patience, cancel := context.WithTimeout(w.t.Context(), 30*time.Second)
	defer cancel()
	second := exec.CommandContext(patience, w.process.Path, append(slices.Clone(w.args), more...)...)
	second.Env = w.process.Env
	out, err := second.CombinedOutput()
	if second.ProcessState.ExitCode() != 1 || strings.HasPrefix(string(out), "filodiretto:") {
		w.t.Fatalf("the second start: %v\n%s", err, out)
	}
}

// ends waits until the program has ended by itself, and returns its exit code.
func (w *window) ends() int {
	w.t.Helper()
	process := w.process
	w.process = nil
	late := time.AfterFunc(30*time.Second, func() { _ = process.Process.Kill() })
	_ = process.Wait()
	if !late.Stop() {
		w.t.Fatalf("%s does not end", w.name)
	}
	return process.ProcessState.ExitCode()
}

// closeAsAPerson closes the window by the window manager's key.
func (w *window) closeAsAPerson() {
	w.t.Helper()
	w.activate()
	w.xdotool("key", "alt+F4")
}

// until waits for something on the screen that nothing tells of.
func (w *window) until(what string, condition func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !condition(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.screenshot()
			w.t.Fatalf("%s: still not so: %s", w.name, what)
		}
	}
}

// gone waits until no window of the program can be seen.
func (w *window) gone() {
	w.t.Helper()
	w.until("no window to be seen", func() bool {
		return len(w.visible()) == 0
	})
}

// visible are the ids of the program's windows that can be seen.
func (w *window) visible() []string {
	out, _ := exec.Command("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(w.process.Process.Pid)).Output()
	return strings.Fields(string(out))
}

// inFront waits until the program's window is to be seen, before all others.
func (w *window) inFront() {
	w.t.Helper()
	w.until("the window in front", func() bool {
		// All windows that the window manager manages, the topmost last.
		out, _ := exec.Command("xprop", "-root", "_NET_CLIENT_LIST_STACKING").Output()
		ids := strings.FieldsFunc(string(out), func(r rune) bool { return strings.ContainsRune(" ,\n", r) })
		if len(ids) == 0 {
			return false
		}
		top, err := strconv.ParseUint(ids[len(ids)-1], 0, 32)
		// A window that was hidden may still be called the topmost one.
		return err == nil && slices.Contains(w.visible(), strconv.FormatUint(top, 10))
	})
}

// see waits until something with that role and name shows; both are regular expressions over the whole.
func (w *window) see(role, name string) {
	w.t.Helper()
	w.ask(request{Op: "wait", Role: role, Name: name})
}

// shows reports whether something with that role and name is there now.
func (w *window) shows(role, name string) bool {
	w.t.Helper()
	return w.driver.ask(request{Op: "wait", PID: w.process.Process.Pid, Role: role, Name: name, Timeout: 0.2}, nil) == nil
}

// press presses what has that role and name, as somebody would: with the window before the others.
func (w *window) press(role, name string) {
	w.t.Helper()
	w.see(role, name)
	w.activate()
	w.ask(request{Op: "press", Role: role, Name: name})
}

// seesNoMore waits until nothing with that role and name shows.
func (w *window) seesNoMore(role, name string) {
	w.t.Helper()
	w.ask(request{Op: "wait", Role: role, Name: name, Gone: true})
}

// key presses keys one after the other, with the window before the others.
func (w *window) key(keys ...string) {
	w.t.Helper()
	w.activate()
	for _, k := range keys {
		w.xdotool("key", k)
	}
}

// openFirst opens the first ticket of the console's list by the keyboard, once the list has what is called so.
func (w *window) openFirst(name string) {
	w.t.Helper()
	w.see("table row", name)
	w.key("g", "o", "Return")
	w.see("entry|text", "Rispondi.*")
}

// write types into the field with that name.
func (w *window) write(name, text string) {
	w.t.Helper()
	w.activate()
	w.ask(request{Op: "focus", Role: "entry|text", Name: name})
	w.xdotool("key", "ctrl+End") // after what is there already
	w.xdotool("type", "--delay", "12", text)
	// The keys are on their way: what follows must not overtake them.
	w.see("entry|text", "(?s).*"+regexp.QuoteMeta(text)+"\\s*")
}

// activate brings the window before the others.
func (w *window) activate() {
	w.t.Helper()
	w.xdotool("windowactivate", "--sync", w.id())
}

// id is the window's id on the screen. xdotool waits for it, but gives up when a window goes while it looks.
func (w *window) id() string {
	w.t.Helper()
	var failure error
	for range 10 {
		out, err := exec.Command("xdotool", "search", "--sync", "--onlyvisible", "--pid", strconv.Itoa(w.process.Process.Pid)).Output()
		if ids := strings.Fields(string(out)); err == nil && len(ids) > 0 {
			return ids[len(ids)-1]
		}
		failure = err
	}
	w.t.Fatalf("%s has no window: %v", w.name, failure)
	return ""
}

func (w *window) xdotool(args ...string) {
	w.t.Helper()
	if out, err := exec.Command("xdotool", args...).CombinedOutput(); err != nil {
		w.t.Fatalf("xdotool %s: %v %s", strings.Join(args, " "), err, out)
	}
}

func (w *window) ask(r request) {
	w.t.Helper()
	r.PID = w.process.Process.Pid
	r.Timeout = 30
	if err := w.driver.ask(r, nil); err != nil {
		var seen []node
		_ = w.driver.ask(request{Op: "tree", PID: r.PID}, &seen)
		for _, n := range seen {
			if n.Name != "" || n.Text != "" {
				w.t.Logf("%s shows %s %q %q", w.name, n.Role, n.Name, n.Text)
			}
		}
		w.screenshot()
		w.t.Fatalf("%s: %v", w.name, err)
	}
}

// screenshot keeps a picture of the whole screen beside the test's log.
func (w *window) screenshot() {
	dir := os.Getenv("FILODIRETTO_SCREENS")
	if dir == "" {
		dir = w.t.TempDir()
	}
	file := filepath.Join(dir, strings.ReplaceAll(w.t.Name(), "/", "-")+"-"+w.name+".png")
	if out, err := exec.Command("import", "-window", "root", file).CombinedOutput(); err != nil {
		w.t.Logf("no screenshot: %v %s", err, out)
		return
	}
	w.t.Logf("screenshot: %s", file)
}

// driver speaks to window.py, which finds things by their accessible names.
type driver struct {
	mu  sync.Mutex
	in  io.Writer
	out *bufio.Reader
}

type request struct {
	Op      string  `json:"op"`
	PID     int     `json:"pid"`
	Role    string  `json:"role,omitempty"`
	Name    string  `json:"name,omitempty"`
	Gone    bool    `json:"gone,omitempty"`
	Timeout float64 `json:"timeout,omitempty"`
}

type node struct {
	Role   string   `json:"role"`
	Name   string   `json:"name"`
	Text   string   `json:"text"`
	States []string `json:"states"`
}

func startDriver(t *testing.T) *driver {
	t.Helper()
	cmd := exec.Command("/usr/bin/python3", "window.py")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &driver{in: in, out: bufio.NewReader(out)}
}

func (d *driver) ask(r request, answer any) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := d.in.Write(append(b, '\n')); err != nil {
		return err
	}
	line, err := d.out.ReadBytes('\n')
	if err != nil {
		return err
	}
	var said struct {
		OK    json.RawMessage `json:"ok"`
		Error string          `json:"error"`
	}
	if err := json.Unmarshal(line, &said); err != nil {
		return fmt.Errorf("%w in %s", err, line)
	}
	if said.Error != "" {
		return fmt.Errorf("%s", said.Error)
	}
	if answer != nil {
		return json.Unmarshal(said.OK, answer)
	}
	return nil
}
