//go:build e2e

package e2e

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"filodiretto/backend/support"
)

// station is a headless workstation on a folder that survives it. Its program can be killed at any moment, also while it
// is asked something.
type station struct {
	t      *testing.T
	login  string
	folder string
	logs   string

	// asking orders what is asked, and lets nobody ask while nothing runs.
	asking sync.Mutex

	mu   sync.Mutex
	life *life
	// lives is how many programs have run here, the one that runs included.
	lives int
	shown []shownThen
}

// life is one run of a station's program.
type life struct {
	process  *exec.Cmd
	in       io.WriteCloser
	answers  chan outcome
	asked    int
	number   int
	finished chan struct{}
}

// shownThen is a notification, and in which life of the program it was.
type shownThen struct {
	shown
	life int
}

// answersAhead is more than is ever asked at a time: a program's last words are taken down also when nobody waits for them.
const answersAhead = 16

// errDied: the program was killed before it said what became of it. It may have done it or not.
var errDied = errors.New("the program died before it answered")

// answerPatience bounds how long a program may take over what never waits for the network; the machine may be busy.
const answerPatience = time.Minute

// openStation starts a workstation on a new folder, and signs somebody in there.
func openStation(t *testing.T, address, login string) *station {
	t.Helper()
	return openStationIn(t, filepath.Join(t.TempDir(), login), address, login)
}

func openStationIn(t *testing.T, folder, address, login string) *station {
	t.Helper()
	s := &station{t: t, login: login, folder: folder, logs: t.TempDir()}
	t.Cleanup(func() {
		s.kill()
		s.tellLog()
	})
	s.start()
	s.must(order{Do: "sign in", Address: address, Login: login})
	return s
}

func (s *station) log() string { return filepath.Join(s.logs, s.login+".log") }

// tellLog shows the end of what the program logged, where a test failed.
func (s *station) tellLog() {
	if !s.t.Failed() {
		return
	}
	b, err := os.ReadFile(s.log())
	s.t.Logf("the log of %s, %v: …%s", s.login, err, b[max(0, len(b)-8000):])
}

// start runs the program, and returns when it takes orders.
func (s *station) start() {
	s.t.Helper()
	if code := s.tryStart(); code != "" {
		s.t.Fatalf("%s's program does not start: %s", s.login, code)
	}
}

// tryStart says why the program does not start; nothing if it does.
func (s *station) tryStart() support.Code {
	s.t.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), headlessFolder+"="+s.folder)
	log, err := os.OpenFile(s.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	process.Stderr = log
	in, err := process.StdinPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	s.lives++
	l := &life{process: process, in: in, answers: make(chan outcome, answersAhead), number: s.lives, finished: make(chan struct{})}
	s.mu.Unlock()
	go s.listen(l, out)
	ready, err := l.next()
	if err != nil {
		s.t.Errorf("%s's program said nothing: %v", s.login, err)
	}
	if err != nil || ready.Code != "" {
		_ = process.Process.Kill()
		<-l.finished
		return ready.Code
	}
	s.mu.Lock()
	s.life = l
	s.mu.Unlock()
	return ""
}

// listen takes down all that a program says, to its last word.
func (s *station) listen(l *life, out io.Reader) {
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		var o outcome
		if err := json.Unmarshal(line, &o); err != nil {
			s.t.Errorf("%s's program said %q: %v", s.login, line, err)
			break
		}
		if o.Shown != nil {
			s.mu.Lock()
			s.shown = append(s.shown, shownThen{*o.Shown, l.number})
			s.mu.Unlock()
			continue
		}
		l.answers <- o
	}
	close(l.answers)
	_ = l.process.Wait()
	close(l.finished)
}

func (l *life) next() (outcome, error) {
	late := time.NewTimer(answerPatience)
	defer late.Stop()
	select {
	case o, ok := <-l.answers:
		if !ok {
			return outcome{}, errDied
		}
		return o, nil
	case <-late.C:
		return outcome{}, fmt.Errorf("no answer within %s", answerPatience)
	}
}

// kill ends the program in whatever it is doing.
func (s *station) kill() {
	s.mu.Lock()
	l := s.life
	s.life = nil
	s.mu.Unlock()
	if l == nil {
		return
	}
	_ = l.process.Process.Signal(syscall.SIGKILL)
	_ = l.in.Close()
	<-l.finished
}

// close ends the program as its person would.
func (s *station) close() {
	s.t.Helper()
	s.must(order{Do: "close"})
	s.mu.Lock()
	l := s.life
	s.life = nil
	s.mu.Unlock()
	<-l.finished
}

// runs reports whether a program runs.
func (s *station) runs() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.life != nil
}

// ask has the program do something. errDied says that nobody knows whether it did; any other error is its own word.
func (s *station) ask(o order) (outcome, error) {
	s.asking.Lock()
	defer s.asking.Unlock()
	s.mu.Lock()
	l := s.life
	s.mu.Unlock()
	if l == nil {
		return outcome{}, errNotRunning
	}
	l.asked++
	o.ID = l.asked
	b, err := json.Marshal(o)
	if err != nil {
		return outcome{}, err
	}
	if _, err := l.in.Write(append(b, '\n')); err != nil {
		return outcome{}, errDied
	}
	done, err := l.next()
	switch {
	case err != nil:
		return done, err
	case done.ID != o.ID:
		return done, fmt.Errorf("%q was answered with %+v", o.Do, done)
	case done.Code != "":
		return done, support.Errorf(done.Code, "%s", done.Detail)
	}
	return done, nil
}

// errNotRunning: nothing was asked of anybody.
var errNotRunning = errors.New("no program runs")

func (s *station) must(o order) outcome {
	s.t.Helper()
	done, err := s.ask(o)
	if err != nil {
		s.t.Fatalf("%s cannot %s: %v", s.login, o.Do, err)
	}
	return done
}

// notifications are all that were shown to this person, in their order.
func (s *station) notifications() []shownThen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]shownThen(nil), s.shown...)
}
