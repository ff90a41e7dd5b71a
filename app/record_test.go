package app

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/support"
)

const password = "ventose VS-40 nuove"

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

// reported is how many breaks of these kinds there are in the measures.
func (d *double) reported(kinds ...string) float64 {
	var all float64
	families, err := d.measures.Gather()
	d.must(err)
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "filodiretto_record_breaks_total" && slices.Contains(kinds, m.GetLabel()[0].GetValue()) {
				all += m.GetCounter().GetValue()
			}
		}
	}
	return all
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
		// kinds is one of what is reported, by what came first; stays is what was here before the lie.
		kinds []string
		stays []string
	}{
		"an old message altered": {func() func(*api.Change) { return forged(second, "Arrivo tra un mese.") }, []string{"chain"}, []string{first, second}},
		"a message dropped":      {func() func(*api.Change) { return dropped(third) }, []string{"missing"}, []string{first, second}},
		"two reordered":          {func() func(*api.Change) { return reordered(third, "Ci siete?") }, []string{"chain", "missing"}, []string{first, second}},
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
			w.until("it is reported", func() bool { return d.reported(c.kinds...) == 1 })
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
			if w.record(ticket) != "broken" || len(w.notices(desktop.NoticeRecordBroken)) != 0 || d.reported(c.kinds...) != 1 {
				t.Errorf("after a restart: record %q, notices %v, %v reports", w.record(ticket), w.notices(desktop.NoticeRecordBroken), d.reported(c.kinds...))
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
