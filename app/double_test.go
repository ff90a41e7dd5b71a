package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/api"
	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

// double is the real server, and somebody in front of it who can change what it says in the feed.
type double struct {
	t        *testing.T
	server   *server.Server
	measures *prometheus.Registry
	url      string
	anna     support.Person
	luca     support.Person

	mu     sync.Mutex
	change func(*api.Change)
	// refused is a ticket of which the server takes no report.
	refused string
}

func newDouble(t *testing.T) *double {
	t.Helper()
	d := &double{t: t, measures: prometheus.NewRegistry()}
	var err error
	d.server, err = server.Open(t.Context(), server.Config{
		Data: t.TempDir(), Metrics: d.measures,
		Password: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	d.must(err)
	svc := d.server.Service()
	_, err = svc.AddCompany(t.Context(), "Biscotti Tremolino", "IT")
	d.must(err)
	d.anna, err = svc.AddPerson(t.Context(), service.NewPerson{
		Login: "anna", Name: "Anna Rossi", Role: support.RoleOperator, Company: "Biscotti Tremolino", Password: password, KnowsPassword: true,
	})
	d.must(err)
	d.luca, err = svc.AddPerson(t.Context(), service.NewPerson{
		Login: "luca", Name: "Luca Bianchi", Role: support.RoleTechnician, Password: password, KnowsPassword: true,
	})
	d.must(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	d.must(err)
	d.url = "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- d.server.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-served, d.server.Close()); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *double) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// lies has the feed changed from now on.
func (d *double) lies(change func(*api.Change)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.change = change
}

func (d *double) opens(text string) (ticketID string) {
	d.t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	_, _, err := d.server.Service().OpenTicket(d.t.Context(), d.anna, support.Opening{
		ID: id, Kind: support.KindCallback, Phone: "+390591234567", Severity: support.SeverityStopped, Description: text,
	})
	d.must(err)
	return id
}

func (d *double) says(by support.Person, ticketID, text string) {
	d.t.Helper()
	_, _, err := d.server.Service().PostMessage(d.t.Context(), by, ticketID, service.NewMessage{
		ID: uuid.Must(uuid.NewV7()).String(), Kind: support.MessageReply, Text: text,
	})
	d.must(err)
}

// RoundTrip is the way of the workstation to the server.
func (d *double) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == "/v1/record-breaks" && d.refused != "" {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if strings.Contains(string(b), d.refused) {
			return &http.Response{
				StatusCode: http.StatusUnprocessableEntity, Header: http.Header{"Content-Type": {"application/problem+json"}}, Request: r,
				Body: io.NopCloser(strings.NewReader(`{"status":422,"code":"invalid"}`)), ProtoMajor: 1, ProtoMinor: 1,
			}, nil
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(b))
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || r.URL.Path != "/v1/changes" || answer.StatusCode != http.StatusOK {
		return answer, err
	}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") {
		answer.Body = d.stream(answer.Body)
		return answer, nil
	}
	defer answer.Body.Close()
	var page api.Changes
	if err := json.NewDecoder(answer.Body).Decode(&page); err != nil {
		return nil, err
	}
	for i := range page.Changes {
		d.told(&page.Changes[i])
	}
	b, err := json.Marshal(page)
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	answer.Header.Del("Content-Length")
	return answer, err
}

func (d *double) told(c *api.Change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.change != nil {
		d.change(c)
	}
}

func (d *double) stream(body io.ReadCloser) io.ReadCloser {
	out, in := io.Pipe()
	go func() {
		lines := bufio.NewScanner(body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			line := lines.Text()
			if data, is := strings.CutPrefix(line, "data: "); is && strings.Contains(data, `"type"`) {
				var c api.Change
				if json.Unmarshal([]byte(data), &c) == nil {
					d.told(&c)
					b, _ := json.Marshal(c)
					line = "data: " + string(b)
				}
			}
			if _, err := io.WriteString(in, line+"\n"); err != nil {
				break
			}
		}
		_ = in.CloseWithError(errors.Join(lines.Err(), io.EOF))
		_ = body.Close()
	}()
	return out
}
