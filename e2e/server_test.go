//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/uuid"
)

// server is the real server program on a folder of its own, at an address that survives its death.
type server struct {
	t       *testing.T
	data    string
	address string
	flags   []string
	process *exec.Cmd
}

// startServer makes a store with one company, its operator Anna, its machine, and the technician Luca.
func startServer(t *testing.T, flags ...string) *server {
	t.Helper()
	return startServerIn(t, filepath.Join(t.TempDir(), "server"), flags...)
}

func startServerIn(t *testing.T, data string, flags ...string) *server {
	t.Helper()
	s := &server{t: t, data: data, address: steadyAddress(t), flags: flags}
	s.run("", "company", "add", "--name", "Biscotti Tremolino", "--country", "IT")
	s.run("", "category", "add", "--name", "Guasto meccanico")
	s.run("prima-password\n", "person", "add", "--login", "anna", "--name", "Anna Rossi", "--role", "operator", "--company", "Biscotti Tremolino")
	s.run("prima-password\n", "person", "add", "--login", "marco", "--name", "Marco Ferri", "--role", "operator", "--company", "Biscotti Tremolino")
	s.run("prima-password\n", "person", "add", "--login", "luca", "--name", "Luca Bianchi", "--role", "technician")
	s.run("", "machine", "add", "--company", "Biscotti Tremolino", "--name", "Astucciatrice 2", "--model", "AV-120", "--serial", "24-0117", "--site", "Linea 2")
	s.start()
	t.Cleanup(func() { s.kill() })
	for _, login := range []string{"anna", "marco", "luca"} {
		s.choosePassword(login)
	}
	return s
}

// given are the addresses of steadyAddress: a test listens at its own later, and another may ask meanwhile.
var given sync.Map

// steadyAddress is one that nobody listens at, that no other test gets, and that no connection on its way out is given while
// the server is down.
func steadyAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 10000+rand.IntN(20000)))
		if err != nil {
			continue
		}
		address := listener.Addr().String()
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		if _, before := given.LoadOrStore(address, true); !before {
			return address
		}
	}
	t.Fatal("all addresses are taken")
	return ""
}

// choosePassword changes the first password of somebody, as the program makes them do.
func (s *server) choosePassword(login string) {
	s.t.Helper()
	token := s.signIn(login, "prima-password")
	s.call(token, http.MethodPut, "/v1/me/password", map[string]string{"current": "prima-password", "new": password}, nil)
}

// addForeigner adds another company, with a machine and a ticket that says the word.
func (s *server) addForeigner(word string) {
	s.t.Helper()
	s.run("", "company", "add", "--name", "Pastificio Gallo", "--country", "IT")
	s.run("prima-password\n", "person", "add", "--login", "bruno", "--name", "Bruno Gallo", "--role", "operator", "--company", "Pastificio Gallo")
	s.run("", "machine", "add", "--company", "Pastificio Gallo", "--name", "Pesatrice "+word, "--model", "PZ-8", "--serial", "23-0900", "--site", "Linea 1")
	s.choosePassword("bruno")
	s.openTicketAs("bruno", "La pesatrice fa "+word+".")
}

// password is everybody's once they have changed the first one.
const password = "ventose VS-40 nuove"

// run runs a set-up command of the server program.
func (s *server) run(input string, args ...string) {
	s.t.Helper()
	cmd := exec.Command(binary("filodiretto-server"), append(args, "--data", s.data)...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("filodiretto-server %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// start serves, always at the same address.
func (s *server) start() {
	s.t.Helper()
	if said := s.tryStart(); said != "" {
		s.t.Fatalf("the server does not start: %s", said)
	}
}

// tryStart is what the server says where it does not start; nothing if it does.
func (s *server) tryStart() (said string) {
	s.t.Helper()
	process := exec.Command(binary("filodiretto-server"), append([]string{"serve", "--data", s.data, "--listen", s.address,
		"--name", "Marzaghi Confezionamento", "--support-phone", "+39059550142", "--support-hours", "lun–ven 8–18"}, s.flags...)...)
	failure := &record{}
	process.Stderr = io.MultiWriter(failure, os.Stderr)
	out, err := process.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		s.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = process.Wait()
		return fmt.Sprintf("%s (%v)", failure, process.ProcessState)
	}
	if url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on http://"); !ok || url != s.address {
		s.t.Fatalf("the server said %q", line)
	}
	s.process = process
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return ""
}

// kill ends the server as a power cut would.
func (s *server) kill() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Signal(syscall.SIGKILL)
	_ = s.process.Wait()
	s.process = nil
}

func (s *server) url() string { return "http://" + s.address }

func (s *server) signIn(login, password string) string {
	s.t.Helper()
	var session struct {
		Token string `json:"token"`
	}
	s.call("", http.MethodPost, "/v1/sessions", map[string]string{"login": login, "password": password, "device": "e2e"}, &session)
	return session.Token
}

// call makes a call that must succeed.
func (s *server) call(token, method, path string, body, out any) {
	s.t.Helper()
	status, content := s.ask(token, method, path, body)
	if status >= 300 {
		s.t.Fatalf("%s %s: %d %s", method, path, status, content)
	}
	if out != nil {
		if err := json.Unmarshal(content, out); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, content)
		}
	}
}

// ask makes a call that must be answered.
func (s *server) ask(token, method, path string, body any) (status int, content []byte) {
	s.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url()+path, bytes.NewReader(b))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	if content, err = io.ReadAll(answer.Body); err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer.StatusCode, content
}

// openTicket opens a chat as Anna about her machine.
func (s *server) openTicket(description string) (id string, number int) {
	s.t.Helper()
	return s.openTicketAs("anna", description)
}

// openTicketAs opens a chat about the first machine of somebody's company.
func (s *server) openTicketAs(login, description string) (id string, number int) {
	s.t.Helper()
	t := s.open(login, map[string]any{"description": description})
	return t.ID, t.Number
}

// opened is a ticket that the server has.
type opened struct {
	ID     string `json:"id"`
	Number int    `json:"number"`
}

// open opens a ticket about the first machine of somebody's company: a chat about a stopped machine, but for what is said.
func (s *server) open(login string, request map[string]any) (ticket opened) {
	s.t.Helper()
	token := s.signIn(login, password)
	var machines, categories struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	s.call(token, http.MethodGet, "/v1/machines", nil, &machines)
	s.call(token, http.MethodGet, "/v1/categories", nil, &categories)
	body := map[string]any{"id": newID(), "kind": "chat", "severity": "stopped", "machineId": machines.Items[0].ID}
	maps.Copy(body, request)
	if body["kind"] == "chat" {
		body["categoryId"] = categories.Items[0].ID
	}
	s.call(token, http.MethodPost, "/v1/tickets", body, &ticket)
	return ticket
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// reply answers a ticket as somebody who is at no window.
func (s *server) reply(login, ticketID, text string) {
	s.t.Helper()
	s.call(s.signIn(login, password), http.MethodPost, "/v1/tickets/"+ticketID+"/messages", map[string]any{
		"id": newID(), "kind": "reply", "text": text,
	}, nil)
}
