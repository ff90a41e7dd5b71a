//go:build linux

// Package scripts_test runs the commands' scripts on programs that stand in for what they start.
package scripts_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// place is a copy of some scripts in a folder of its own.
type place struct {
	t      *testing.T
	folder string
}

func newPlace(t *testing.T, scripts ...string) *place {
	t.Helper()
	p := &place{t: t, folder: t.TempDir()}
	for _, script := range scripts {
		source, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		p.program("scripts/"+script, string(source))
	}
	return p
}

// program writes something that can be run.
func (p *place) program(path, source string) {
	p.t.Helper()
	path = filepath.Join(p.folder, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(source), 0o755); err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) read(path string) string {
	content, err := os.ReadFile(filepath.Join(p.folder, path))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		p.t.Fatal(err)
	}
	return string(content)
}

func (p *place) command(script string, args []string, env ...string) (*exec.Cmd, *bytes.Buffer) {
	p.t.Helper()
	var said bytes.Buffer
	cmd := exec.CommandContext(p.t.Context(), filepath.Join(p.folder, "scripts", script), args...)
	cmd.Env = append([]string{
		"PATH=" + filepath.Join(p.folder, "fakes") + ":" + os.Getenv("PATH"), "HOME=" + p.folder, "FOLDER=" + p.folder,
	}, env...)
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.WaitDelay = 10 * time.Second
	return cmd, &said
}

// wait polls until a file says something.
func (p *place) wait(path, text string) {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if strings.Contains(p.read(path), text) {
			return
		}
	}
	p.t.Fatalf("%s does not say %q: %q", path, text, p.read(path))
}

const fakeServer = `#!/bin/sh
echo "server $*" >>"$FOLDER/trace"
if [ "$1" = demo ]; then
	mkdir "$3"
	echo '{"login":"root","password":"p0","role":"administrator","company":"","name":"Root"}'
	echo '{"login":"anna","password":"p1","role":"operator","company":"Tremolino","name":"Anna"}'
	echo '{"login":"luca","password":"p2","role":"technician","company":"","name":"Luca"}'
	exit
fi
[ "$5" != "$TAKEN" ] || exit 1
[ "$5" != 127.0.0.1:0 ] || set -- 1 2 3 4 127.0.0.1:7001
trap 'echo "server ended" >>"$FOLDER/trace"; exit 0' TERM
echo "listening on http://$5"
while :; do sleep 0.02; done
`

const fakeWindow = `#!/bin/sh
trap 'echo "window $2 told to end" >>"$FOLDER/trace"; exit 0' TERM
echo "window $2 at $6 with $(stat -c %a "$8") $(cat "$8")" >>"$FOLDER/trace"
rm "$8"
until [ -e "$FOLDER/close" ]; do sleep 0.02; done
echo "window $2 closed" >>"$FOLDER/trace"
exit "${CODE:-0}"
`

func runPlace(t *testing.T) *place {
	t.Helper()
	p := newPlace(t, "run.sh", "settings.sh")
	p.program("scripts/install-packages.sh", "#!/bin/sh\n")
	p.program("scripts/build.sh", "#!/bin/sh\n")
	p.program("build/bin/filodiretto-server", fakeServer)
	p.program("build/bin/filodiretto", fakeWindow)
	return p
}

// screen is an environment with a display and a session bus that nobody uses.
func screen(more ...string) []string {
	return append([]string{"DISPLAY=:99", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "VERSION=test"}, more...)
}

func TestRun_WithoutADisplaySaysSoInOneLine(t *testing.T) {
	p := runPlace(t)
	cmd, said := p.command("run.sh", nil)
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("ended with %v", err)
	}
	if !strings.Contains(said.String(), "xvfb-run -a make run") || strings.Count(said.String(), "\n") != 1 {
		t.Errorf("said %q", said)
	}
	if p.read("trace") != "" {
		t.Errorf("did %q", p.read("trace"))
	}
}

func TestRun_SignsTwoWindowsInAndEndsTheServerWithThem(t *testing.T) {
	p := runPlace(t)
	cmd, said := p.command("run.sh", nil, screen()...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.wait("trace", "window operator at http://127.0.0.1:7001 with 600 "+
		`{"address":"http://127.0.0.1:7001","login":"anna","password":"p1","remember":false}`)
	p.wait("trace", "window technician at http://127.0.0.1:7001 with 600 "+
		`{"address":"http://127.0.0.1:7001","login":"luca","password":"p2","remember":false}`)
	p.program("close", "")
	if err := cmd.Wait(); err != nil {
		t.Errorf("ended with %v: %s", err, said)
	}
	if !strings.HasSuffix(p.read("trace"), "server ended\n") {
		t.Errorf("did %q", p.read("trace"))
	}
	if lines := strings.Split(strings.TrimSpace(said.String()), "\n"); !strings.Contains(lines[len(lines)-1], "Ctrl+C") {
		t.Errorf("the last line does not say how it ends: %q", lines)
	}
}

func TestRun_EndsEverythingWhenToldTo(t *testing.T) {
	p := runPlace(t)
	cmd, said := p.command("run.sh", nil, screen("PROFILE=technician")...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.wait("trace", "window technician at")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 143 {
		t.Errorf("ended with %v: %s", err, said)
	}
	if trace := p.read("trace"); !strings.HasSuffix(trace, "window technician told to end\nserver ended\n") || strings.Contains(trace, "operator") {
		t.Errorf("did %q", trace)
	}
}

func TestRun_GoesOnWhereItWasLeftUnlessFresh(t *testing.T) {
	p := runPlace(t)
	p.program("close", "")
	run := func(want int, more ...string) string {
		t.Helper()
		cmd, said := p.command("run.sh", nil, screen(more...)...)
		if err := cmd.Run(); cmd.ProcessState.ExitCode() != want {
			t.Fatalf("ended with %v: %s", err, said)
		}
		trace := p.read("trace")
		if err := os.Remove(filepath.Join(p.folder, "trace")); err != nil {
			t.Fatal(err)
		}
		return trace
	}
	if trace := run(0); strings.Count(trace, "server demo") != 1 {
		t.Errorf("first: %q", trace)
	}
	if trace := run(0); strings.Contains(trace, "server demo") || !strings.Contains(trace, "--listen 127.0.0.1:7001") {
		t.Errorf("second, which has the data and the address of the first: %q", trace)
	}
	if trace := run(0, "TAKEN=127.0.0.1:7001"); !strings.Contains(trace, "--listen 127.0.0.1:0") {
		t.Errorf("third, where the address is taken: %q", trace)
	}
	if trace := run(0, "FRESH=1"); strings.Count(trace, "server demo") != 1 {
		t.Errorf("fresh: %q", trace)
	}
	if trace := run(1, "CODE=3"); !strings.HasSuffix(trace, "server ended\n") {
		t.Errorf("where a window fails: %q", trace)
	}
}

func TestRun_OnlyOnceAtATime(t *testing.T) {
	p := runPlace(t)
	first, _ := p.command("run.sh", nil, screen()...)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	p.wait("trace", "window technician at")
	second, said := p.command("run.sh", nil, screen()...)
	if err := second.Run(); err == nil || !strings.Contains(said.String(), "running already") {
		t.Errorf("the second ended with %v: %s", err, said)
	}
	p.program("close", "")
	if err := first.Wait(); err != nil {
		t.Errorf("the first ended with %v", err)
	}
}

// packagesPlace has a Debian in which some packages are missing.
func packagesPlace(t *testing.T, missing string) *place {
	t.Helper()
	p := newPlace(t, "install-packages.sh")
	p.program("fakes/dpkg-query", `#!/bin/sh
for package; do :; done
case " `+missing+` " in *" $package "*) exit 1 ;; esac
echo installed
`)
	p.program("fakes/apt-get", `#!/bin/sh
echo "$*" >>"$FOLDER/trace"
case "$*" in *update*) [ ! -e "$FOLDER/offline" ] ;; esac
`)
	p.program("fakes/id", "#!/bin/sh\necho ${USERID:-0}\n")
	p.program("fakes/sleep", "#!/bin/sh\n")
	p.program("fakes/sudo", "#!/bin/sh\necho sudo >>\"$FOLDER/trace\"\nexec \"$@\"\n")
	return p
}

func TestInstallPackages_TouchesNothingWhereAllIsThere(t *testing.T) {
	p := packagesPlace(t, "")
	cmd, said := p.command("install-packages.sh", []string{"run", "test", "windows"})
	if err := cmd.Run(); err != nil || said.Len() > 0 || p.read("trace") != "" {
		t.Errorf("%v, said %q, did %q", err, said, p.read("trace"))
	}
}

func TestInstallPackages_InstallsOnlyWhatIsMissing(t *testing.T) {
	p := packagesPlace(t, "xvfb gcc")
	cmd, said := p.command("install-packages.sh", []string{"test"})
	err := cmd.Run()
	lines := strings.Split(strings.TrimSpace(p.read("trace")), "\n")
	if err != nil || len(lines) != 2 || !strings.HasSuffix(lines[0], " update") ||
		!strings.HasSuffix(lines[1], " install -y --no-install-recommends gcc xvfb") {
		t.Errorf("%v, said %q, did %q", err, said, lines)
	}
}

func TestInstallPackages_RenewsTheListsOnceMoreAndGoesOn(t *testing.T) {
	p := packagesPlace(t, "gcc")
	p.program("offline", "")
	cmd, said := p.command("install-packages.sh", []string{"run"})
	err := cmd.Run()
	if trace := p.read("trace"); err != nil || strings.Count(trace, "update") != 2 || strings.Count(trace, " install -y ") != 1 {
		t.Errorf("%v, said %q, did %q", err, said, trace)
	}
}

func TestInstallPackages_AsksForSudoUnlessRoot(t *testing.T) {
	p := packagesPlace(t, "gcc")
	cmd, said := p.command("install-packages.sh", []string{"run"}, "USERID=1000")
	if err := cmd.Run(); err != nil || !strings.HasPrefix(p.read("trace"), "sudo\n") {
		t.Errorf("%v, said %q, did %q", err, said, p.read("trace"))
	}
}

func TestInstallPackages_WithoutAptSaysWhatIsNeeded(t *testing.T) {
	p := newPlace(t, "install-packages.sh")
	for _, name := range []string{"bash", "env"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(p.folder, "fakes"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(p.folder, "fakes", name)); err != nil {
			t.Fatal(err)
		}
	}
	cmd, said := p.command("install-packages.sh", []string{"windows"}, "PATH="+filepath.Join(p.folder, "fakes"))
	if err := cmd.Run(); err == nil || !strings.Contains(said.String(), "no apt-get") || !strings.Contains(said.String(), "nsis") {
		t.Errorf("%v, said %q", err, said)
	}
}
