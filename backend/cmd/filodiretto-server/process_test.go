package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

const password = "una-parola-lunga"

// built is the folder of the program that build built; empty if no test needed it.
var built string

// build builds the real program once for all tests.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "filodiretto-server")
	if err != nil {
		return "", err
	}
	built = dir
	file := filepath.Join(dir, "filodiretto-server")
	said, err := exec.Command("go", "build", "-o", file, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	return file, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

// process is the real server, running.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	errs bytes.Buffer
}

func start(t *testing.T, data string, flags ...string) *process {
	t.Helper()
	if testing.Short() {
		t.Skip("the real program is not built in short runs")
	}
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.Command(file, append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, flags...)...)}
	p.cmd.Stderr = &p.errs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ready := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ready {
		_ = p.cmd.Wait()
		t.Fatalf("the server said %q, %v: %s", line, err, p.errs.String())
	}
	p.url = url
	return p
}

func (p *process) ask(method, path, token string, body any) (int, map[string]any, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequest(method, p.url+path, bytes.NewReader(b))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil, err
	}
	answer := map[string]any{}
	if len(content) > 0 {
		err = json.Unmarshal(content, &answer)
	}
	return res.StatusCode, answer, err
}

func (p *process) signIn(login string) string {
	p.t.Helper()
	status, answer, err := p.ask("POST", "/v1/sessions", "", map[string]any{"login": login, "password": password})
	if err != nil || status != http.StatusCreated {
		p.t.Fatalf("signing in: %d %v %v", status, answer, err)
	}
	return answer["token"].(string)
}

// populated is a folder with a store of one company, an operator and a technician.
func populated(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	s, err := server.Open(context.Background(), server.Config{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Service().AddCompany(context.Background(), "Acme", "IT"); err != nil {
		t.Fatal(err)
	}
	for login, role := range map[string]support.Role{"anna": support.RoleOperator, "luca": support.RoleTechnician} {
		n := service.NewPerson{Login: login, Name: login, Role: role, Password: password, KnowsPassword: true}
		if role == support.RoleOperator {
			n.Company = "Acme"
		}
		if _, err := s.Service().AddPerson(context.Background(), n); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// TestServe_KeepsWhatItAcknowledgedThroughKills kills the server ten times under eight writers, who repeat what was not
// acknowledged: in the end every reply is there once.
func TestServe_KeepsWhatItAcknowledgedThroughKills(t *testing.T) {
	data := populated(t)
	const rounds, writers = 10, 8
	ticket := newID()
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	waiting := make([]string, writers)
	token := ""
	for round := range rounds + 1 {
		p := start(t, data, "--request-rate", "1000000")
		if round == 0 {
			token = p.signIn("anna")
			status, answer, err := p.ask("POST", "/v1/tickets", token, map[string]any{
				"id": ticket, "kind": "callback", "severity": "stopped", "description": "Ferma.", "phone": "059 123456",
			})
			if err != nil || status != http.StatusCreated {
				t.Fatal(status, answer, err)
			}
		}
		last := round == rounds
		enough := 40 + rand.IntN(200)
		var all sync.WaitGroup
		for i := range writers {
			all.Go(func() {
				for {
					if waiting[i] == "" {
						if last {
							return
						}
						waiting[i] = newID()
					}
					status, answer, err := p.ask("POST", "/v1/tickets/"+ticket+"/messages", token, map[string]any{
						"id": waiting[i], "kind": "reply", "text": "Riga " + waiting[i],
					})
					if err != nil {
						return // killed: the same id again in the next round
					}
					if status != http.StatusCreated && status != http.StatusOK {
						t.Errorf("answered %d %v", status, answer)
						return
					}
					mu.Lock()
					acknowledged[waiting[i]] = true
					if enough--; enough == 0 && !last {
						_ = p.cmd.Process.Kill()
					}
					mu.Unlock()
					waiting[i] = ""
				}
			})
		}
		all.Wait()
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	}
	s, err := server.Open(t.Context(), server.Config{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	luca := support.Person{ID: newID(), Role: support.RoleTechnician}
	seen := map[string]int{}
	for after := ""; ; {
		page, err := s.Service().Messages(t.Context(), luca, ticket, after, 500)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page.Items {
			seen[m.ID]++
			if m.ID != ticket && m.Text != "Riga "+m.ID {
				t.Errorf("message %s says %q", m.ID, m.Text)
			}
		}
		if after = page.Next; after == "" {
			break
		}
	}
	for id := range acknowledged {
		if seen[id] != 1 {
			t.Errorf("acknowledged reply %s is there %d times", id, seen[id])
		}
	}
	if len(seen) != len(acknowledged)+1 {
		t.Errorf("%d messages, %d acknowledged", len(seen), len(acknowledged))
	}
	if wrong, err := s.Store().Check(t.Context()); err != nil || len(wrong) > 0 {
		t.Errorf("check: %v, %v", wrong, err)
	}
	t.Logf("%d replies through %d kills", len(acknowledged), rounds)
}

// TestServe_BacksUpAndIsCheckedWhileManyWrite lets the real server make its first backup and the command check its store, under
// eight writers.
func TestServe_BacksUpAndIsCheckedWhileManyWrite(t *testing.T) {
	data, backups := populated(t), filepath.Join(t.TempDir(), "backups")
	p := start(t, data, "--request-rate", "1000000", "--backup", backups, "--backup-every", "1h", "--keep", "2")
	token := p.signIn("anna")
	var writing sync.WaitGroup
	stop := make(chan struct{})
	for range 8 {
		ticket := newID()
		writing.Go(func() {
			status, answer, err := p.ask("POST", "/v1/tickets", token, map[string]any{
				"id": ticket, "kind": "callback", "severity": "stopped", "description": "Ferma.", "phone": "059 123456",
			})
			for err == nil && status == http.StatusCreated {
				select {
				case <-stop:
					return
				default:
				}
				status, answer, err = p.ask("POST", "/v1/tickets/"+ticket+"/messages", token, map[string]any{
					"id": newID(), "kind": "reply", "text": "Ancora ferma.",
				})
			}
			t.Errorf("answered %d %v, %v", status, answer, err)
		})
	}
	for range 3 {
		if code, said, errs := command(t, "", "check", "--data", data); code != 0 || !strings.Contains(said, "the store is sound") {
			t.Errorf("check: exit %d, %s %s", code, said, errs)
		}
	}
	var made []string
	for deadline := time.Now().Add(time.Minute); len(made) == 0; runtime.Gosched() {
		if made, _ = filepath.Glob(filepath.Join(backups, "filodiretto-*.db")); time.Now().After(deadline) {
			t.Fatal("no backup was made")
		}
	}
	close(stop)
	writing.Wait()
	restored := filepath.Join(t.TempDir(), "restored")
	if code, said, errs := command(t, "", "restore", "--data", restored, made[0]); code != 0 {
		t.Errorf("restore: exit %d, %s %s", code, said, errs)
	}
	if code, said, _ := command(t, "", "check", "--data", restored); code != 0 {
		t.Errorf("the restored store: %s", said)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("exit: %v: %s", err, p.errs.String())
	}
}

func TestServe_RefusesBackupsThatMakeNoSense(t *testing.T) {
	data := populated(t)
	for name, flags := range map[string][]string{
		"own":  {"--backup", data},
		"ever": {"--backup", t.TempDir(), "--backup-every", "1s"},
		"kept": {"--backup", t.TempDir(), "--keep", "0"},
	} {
		if code, _, said := command(t, "", append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, flags...)...); code != 1 || !strings.Contains(said, name) {
			t.Errorf("%v: exit %d, %s", flags, code, said)
		}
	}
}

func TestServe_EndsStreamsAndExitsWithZeroOnSIGTERM(t *testing.T) {
	data := populated(t)
	p := start(t, data, "--name", "Supporto", "--support-phone", "+39 059 123456", "--support-hours", "lun–ven 8–18")
	_, answer, err := p.ask("GET", "/v1/server", "", nil)
	if s, _ := answer["support"].(map[string]any); err != nil || answer["name"] != "Supporto" || s["phone"] != "+39059123456" || s["hours"] != "lun–ven 8–18" {
		t.Errorf("server says %v, %v", answer, err)
	}
	req, _ := http.NewRequest("GET", p.url+"/v1/changes", nil)
	req.Header.Set("Authorization", "Bearer "+p.signIn("luca"))
	req.Header.Set("Accept", "text/event-stream")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewReader(res.Body)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if line == "event: caught-up\n" {
			break
		}
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(lines)
	if err != nil || !strings.HasSuffix(string(rest), "event: ended\ndata: {\"reason\":\"shutdown\"}\n\n") {
		t.Errorf("the stream ended with %q, %v", rest, err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("exit: %v: %s", err, p.errs.String())
	}
	err = filepath.Walk(data, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestServe_RefusesToListenWithoutTLSForOthers(t *testing.T) {
	data := populated(t)
	for _, listen := range []string{"0.0.0.0:0", "[::]:0", ":0"} {
		code, _, said := command(t, "", "serve", "--data", data, "--listen", listen)
		if code != 1 || !strings.Contains(said, "--behind-tls-proxy") {
			t.Errorf("--listen %s: exit %d, %s", listen, code, said)
		}
	}
}
