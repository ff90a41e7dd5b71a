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
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

const password = "ventose VS-40 nuove"

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

// quiet is a workstation without keyring and without notifications.
type quiet struct{}

var errNone = errors.New("there is none")

func (quiet) Set(string, string, string) error                  { return errNone }
func (quiet) Get(string, string) (string, error)                { return "", errNone }
func (quiet) Delete(string, string) error                       { return errNone }
func (quiet) Notify(context.Context, notify.Notification) error { return nil }
func (quiet) Reply(notify.Unread) notify.Notification           { return notify.Notification{} }
func (quiet) Digest(int, int) notify.Notification               { return notify.Notification{} }

// window is what the frontend may call, over a real engine.
type window struct {
	t       *testing.T
	program *Program
	changed chan struct{}
	dir     string
	line    http.RoundTripper
}

func newWindow(t *testing.T, d *double) *window {
	t.Helper()
	w := &window{t: t, changed: make(chan struct{}, 1), dir: t.TempDir(), line: d}
	w.start()
	t.Cleanup(func() { _ = w.program.engine.Close() })
	if err := w.program.engine.SignIn(t.Context(), desktop.Credentials{Address: d.url, Login: "anna", Password: password, Remember: true}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *window) start() {
	w.t.Helper()
	engine, err := desktop.Open(w.t.Context(), desktop.Options{
		Dir: w.dir, Transport: w.line, Keyring: quiet{}, Notifier: quiet{}, Texts: quiet{},
		Tell: func(desktop.Event) {
			select {
			case w.changed <- struct{}{}:
			default:
			}
		},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.program = &Program{ready: make(chan struct{}), engine: engine}
	close(w.program.ready)
}

// until waits for the condition to become true.
func (w *window) until(what string, condition func() bool) {
	w.t.Helper()
	deadline := time.After(time.Minute)
	for !condition() {
		select {
		case <-w.changed:
		case <-time.After(50 * time.Millisecond): // what the screen is not told of, such as a report that has left
		case <-deadline:
			w.t.Fatalf("still not so: %s", what)
		}
	}
}

func (w *window) texts(ticketID string) (all []string) {
	page, err := (&Tickets{w.program}).Messages(MessageQuery{TicketID: ticketID, Limit: 50})
	if err != nil {
		return nil
	}
	for _, m := range page.Items {
		if m.Kind == "reply" {
			all = append(all, m.Text)
		}
	}
	return all
}

func (w *window) shows(ticketID string, texts ...string) {
	w.t.Helper()
	w.until(strings.Join(texts, ", "), func() bool { return strings.Join(w.texts(ticketID), "|") == strings.Join(texts, "|") })
}

func (w *window) record(ticketID string) string {
	detail, err := (&Tickets{w.program}).Get(ticketID)
	if err != nil {
		return err.Error()
	}
	return detail.Record
}

func (w *window) notices(kind desktop.NoticeKind) (all []Notice) {
	w.t.Helper()
	said, err := (&Session{w.program}).Notices()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range said {
		if n.Kind == string(kind) {
			all = append(all, n)
		}
	}
	return all
}

// reported is how many reports of a kind the server has counted.
func (d *double) reported(kind string) float64 {
	families, err := d.measures.Gather()
	d.must(err)
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "filodiretto_record_breaks_total" && m.GetLabel()[0].GetValue() == kind {
				return m.GetCounter().GetValue()
			}
		}
	}
	return 0
}

// forged is a feed in which one message has always been another, with hashes that fit.
func forged(was, is string) func(*api.Change) {
	said := map[string]map[int]support.Message{}
	return func(c *api.Change) {
		if c.Message == nil {
			return
		}
		m := *c.Message
		if m.Text == was {
			m.Text = is
		}
		of := said[m.TicketID]
		if of == nil {
			of = map[int]support.Message{}
			said[m.TicketID] = of
		}
		of[*m.Index] = cache.MessageIn(m)
		// A first sync brings them newest first; once all are known, each follows from the ones before it.
		var head support.Hash
		for index := 1; index <= *m.Index; index++ {
			before := of[index]
			head = before.Chained(head)
		}
		m.Hash = head.String()
		c.Message = &m
	}
}

func dropped(text string) func(*api.Change) {
	return func(c *api.Change) {
		if c.Message != nil && c.Message.Text == text {
			*c = api.Change{Type: "nothing"}
		}
	}
}

func reordered(one, other string) func(*api.Change) {
	places := map[string]int{}
	return func(c *api.Change) {
		if c.Message == nil || c.Message.Text != one && c.Message.Text != other {
			return
		}
		m := *c.Message
		if m.Text == one {
			places[one] = *m.Index
			*m.Index++
		} else {
			*m.Index = places[one]
		}
		c.Message = &m
	}
}

func TestRecord_AServerThatChangesThePastIsCaughtAndShown(t *testing.T) {
	const first, second, third = "Perde olio.", "Arrivo domani.", "Porto la guarnizione."
	for name, c := range map[string]struct {
		lie func() func(*api.Change)
		// kind is what is reported; stays is what was here before the lie.
		kind  string
		stays []string
	}{
		"an old message altered": {func() func(*api.Change) { return forged(second, "Arrivo tra un mese.") }, "chain", []string{first, second}},
		"a message dropped":      {func() func(*api.Change) { return dropped(third) }, "missing", []string{first, second}},
		"two reordered":          {func() func(*api.Change) { return reordered(third, "Ci siete?") }, "missing", []string{first, second}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDouble(t)
			ticket := d.opens(first)
			other := d.opens("Un altro guaio.")
			d.says(d.luca, ticket, second)
			lie := c.lie()
			if name == "an old message altered" {
				// It forges from the beginning; until then the workstation is told the truth.
				truth := lie
				d.lies(func(c *api.Change) { said := *c; truth(&said) })
			}
			w := newWindow(t, d)
			w.shows(ticket, c.stays...)
			if w.record(ticket) != "" || len(w.notices(desktop.NoticeRecordBroken)) > 0 {
				t.Fatal("broken from the start")
			}
			d.lies(lie)
			d.says(d.luca, ticket, third)
			d.says(d.anna, ticket, "Ci siete?")
			w.until("the ticket says so", func() bool { return w.record(ticket) == "broken" })
			w.until("it is noticed", func() bool { return len(w.notices(desktop.NoticeRecordBroken)) == 1 })
			w.until("it is reported", func() bool { return d.reported(c.kind) == 1 })
			n := w.notices(desktop.NoticeRecordBroken)[0]
			if n.Count != 1 || len(n.Tickets) != 1 || n.Tickets[0] != 1001 {
				t.Errorf("noticed %+v", n)
			}
			if got := w.texts(ticket); strings.Join(got[:2], "|") != strings.Join(c.stays, "|") {
				t.Errorf("what was read here is now %q", got)
			}
			if w.record(other) != "" {
				t.Error("another ticket is called broken too")
			}

			// Read once, it is not told again; the ticket goes on saying so.
			if err := (&Session{w.program}).DismissNotice(n.ID); err != nil {
				t.Fatal(err)
			}
			if err := w.program.engine.Close(); err != nil {
				t.Fatal(err)
			}
			d.lies(nil)
			w.start()
			d.says(d.anna, other, "Qui va meglio.")
			w.shows(other, "Un altro guaio.", "Qui va meglio.")
			if w.record(ticket) != "broken" || len(w.notices(desktop.NoticeRecordBroken)) != 0 || d.reported(c.kind) != 1 {
				t.Errorf("after a restart: record %q, notices %v, %v reports", w.record(ticket), w.notices(desktop.NoticeRecordBroken), d.reported(c.kind))
			}
		})
	}
}

func TestRecord_AServerThatChangesThePastIsCaughtByWhoeverComesNew(t *testing.T) {
	d := newDouble(t)
	ticket := d.opens("Perde olio.")
	d.says(d.luca, ticket, "Arrivo domani.")
	d.lies(func(c *api.Change) {
		if c.Message != nil && c.Message.Text == "Arrivo domani." {
			m := *c.Message
			m.Text = "Arrivo tra un mese."
			c.Message = &m
		}
	})
	w := newWindow(t, d)
	w.until("the ticket says so", func() bool { return w.record(ticket) == "broken" })
	w.until("it is noticed", func() bool { return len(w.notices(desktop.NoticeRecordBroken)) == 1 })
	w.until("it is reported", func() bool { return d.reported("chain") == 1 })
}

func TestRecord_AReportThatTheServerDoesNotTakeKeepsNoOtherBack(t *testing.T) {
	d := newDouble(t)
	tickets := []string{d.opens("Perde olio."), d.opens("Perde acqua.")}
	slices.Sort(tickets)
	d.refused = tickets[0]
	for _, ticket := range tickets {
		d.says(d.luca, ticket, "Arrivo domani.")
	}
	d.lies(func(c *api.Change) {
		if c.Message != nil && c.Message.Text == "Arrivo domani." {
			m := *c.Message
			m.Text = "Arrivo tra un mese."
			c.Message = &m
		}
	})
	w := newWindow(t, d)
	for _, ticket := range tickets {
		w.until("the ticket says so", func() bool { return w.record(ticket) == "broken" })
	}
	w.until("the other is reported", func() bool { return d.reported("chain") == 1 })
}
