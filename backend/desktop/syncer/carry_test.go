package syncer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
	"filodiretto/internal/faultdisk"
)

// replies is a server that takes replies alone, and whoever is before it.
type replies struct {
	mu sync.Mutex
	// refuses, where it is set, answers in the server's place.
	refuses func(text string) (status int, media, body string)
	// tries and taken are the texts that came, and that were answered by the server.
	tries, taken []string
}

func (r *replies) RoundTrip(req *http.Request) (*http.Response, error) {
	time.Sleep(10 * time.Millisecond)
	answer := func(status int, media, body string) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {media}}, Request: req, Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
	if req.Method != http.MethodPost {
		return nil, errors.New("the feed does not come through")
	}
	var body api.NewMessage
	if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tries = append(r.tries, body.Text)
	if r.refuses != nil {
		if status, media, page := r.refuses(body.Text); status != 0 {
			return answer(status, media, page)
		}
	}
	r.taken = append(r.taken, body.Text)
	message, err := json.Marshal(api.Message{ID: body.ID, Kind: body.Kind, Text: body.Text})
	if err != nil {
		return nil, err
	}
	return answer(http.StatusCreated, "application/json", string(message))
}

// refuse lets somebody answer in the server's place; nil is nobody.
func (r *replies) refuse(fn func(text string) (status int, media, body string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refuses = fn
}

func (r *replies) counts() (tries, taken int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.tries), len(r.taken)
}

// aPage is what portals and filters answer.
func aPage(string) (status int, media, body string) {
	return http.StatusForbidden, "text/html", "<html>Accesso negato</html>"
}

// bench is a workstation's lane for acts, in invented time.
type bench struct {
	t      *testing.T
	outbox *outbox.Outbox
	syncer *syncer.Syncer
	server *replies
	last   int
}

// atABench runs the lane while fn works with it; refuses is who answers in the server's place at first.
func atABench(t *testing.T, dir string, refuses func(text string) (status int, media, body string), fn func(t *testing.T, b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, server: &replies{refuses: refuses}}
		defer b.run(dir)()
		fn(t, b)
	})
}

// run returns how to end it.
func (b *bench) run(dir string) (end func()) {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	o, _, err := outbox.Open(ctx, dir, time.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	c, _, err := cache.Open(ctx, cache.Options{Dir: dir, Me: support.Person{ID: "0190a6f0-0000-7000-8000-000000000001", Role: support.RoleTechnician}})
	if err != nil {
		b.t.Fatal(err)
	}
	b.outbox = o
	b.syncer = syncer.New(syncer.Options{
		Client: client.New(client.Options{Address: "http://127.0.0.1:1", Transport: b.server}), Cache: c, Outbox: o, Now: time.Now,
		Changed: func() {}, CaughtUp: func() {}, Applied: func(cache.Applied, bool) {},
		Meet:       func(context.Context) (string, error) { return "one", nil },
		TakesFiles: func() bool { return true },
		Renew:      func(context.Context) error { return nil },
		Forget:     func(context.Context) error { return nil },
	})
	ended := make(chan struct{})
	go func() { b.syncer.Run(ctx); close(ended) }()
	return func() {
		cancel()
		<-ended
		if err := errors.Join(c.Close(), o.Close()); err != nil {
			b.t.Error(err)
		}
	}
}

// passes lets so much time go by, and all come to rest.
func (b *bench) passes(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// id is the next one.
func (b *bench) id() string {
	b.last++
	return fmt.Sprintf("0190a6f0-0000-7000-8000-%012d", 100+b.last)
}

// says writes a reply in a ticket.
func (b *bench) says(ticket, text string) (id string) {
	b.t.Helper()
	id = b.id()
	body, err := json.Marshal(api.NewMessage{ID: id, Kind: string(support.MessageReply), Text: text})
	if err == nil {
		_, err = b.outbox.Add(context.Background(), outbox.Act{
			ID: id, Kind: outbox.KindReply, TicketID: ticket, Body: body, WrittenAt: time.Now(),
		}, "")
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

func (b *bench) waiting() int { return b.outbox.Snapshot().Counts().Waiting }

func TestSyncer_NoActsThatAProxyKeepsBackHoldUpTheOthers(t *testing.T) {
	dir := t.TempDir()
	filter := func(text string) (int, string, string) {
		if strings.HasPrefix(text, "DROP TABLE") {
			return aPage(text)
		}
		return 0, "", ""
	}
	atABench(t, dir, filter, func(t *testing.T, b *bench) {
		const kept = 20
		first := ""
		for i := range kept {
			ticket := b.id()
			if i == 0 {
				first = ticket
			}
			b.says(ticket, fmt.Sprint("DROP TABLE ", i))
		}
		b.says(first, "Ancora ferma.")
		b.says(b.id(), "La macchina è ferma.")
		b.passes(30 * time.Second)
		if _, taken := b.server.counts(); taken != 1 || b.waiting() != kept+1 {
			t.Fatalf("%d got through, %d wait; want the one of the ticket that nothing is in the way of, and %d", taken, b.waiting(), kept+1)
		}
		// What is written later does not wait for the rest of what is kept back.
		time.Sleep(10 * time.Minute)
		before, _ := b.server.counts()
		b.says(b.id(), "Anche l'altra.")
		b.passes(time.Second)
		if _, taken := b.server.counts(); taken != 2 {
			t.Errorf("%d got through a second after it was written", taken)
		}
		if tries, _ := b.server.counts(); tries > before+kept {
			t.Errorf("what is kept back was tried %d times in that second", tries-before)
		}
		b.server.refuse(nil)
		b.passes(35 * time.Second)
		if n := b.waiting(); n != 0 {
			t.Errorf("%d wait still after the filter let all through", n)
		}
		said := b.server.taken
		if slices.Index(said, "DROP TABLE 0") > slices.Index(said, "Ancora ferma.") {
			t.Errorf("a ticket's replies got through as %q", said)
		}
	})
}

func TestSyncer_WhatWasKeptBackGoesAtOnceWhenTheLineComesUp(t *testing.T) {
	dir := t.TempDir()
	atABench(t, dir, aPage, func(t *testing.T, b *bench) {
		for i := range 3 {
			b.says(b.id(), fmt.Sprint("Parola ", i))
		}
		b.passes(10 * time.Minute)
		b.server.refuse(nil)
		b.syncer.Hurry()
		b.passes(100 * time.Millisecond)
		if n := b.waiting(); n != 0 {
			t.Errorf("%d wait still", n)
		}
	})
}

func TestSyncer_APortalIsNotHammeredHoweverMuchWaits(t *testing.T) {
	dir := t.TempDir()
	atABench(t, dir, aPage, func(t *testing.T, b *bench) {
		const acts = 40
		for i := range acts {
			b.says(b.id(), fmt.Sprint("Parola ", i))
		}
		b.passes(20 * time.Minute)
		tries, _ := b.server.counts()
		// A pause is 15 s in the middle, and up to seven are under way when it is clear that none gets through.
		if tries < acts || tries > 7*20*60/10 {
			t.Errorf("%d tries in twenty minutes", tries)
		}
		if n := b.waiting(); n != acts {
			t.Errorf("%d wait", n)
		}
		b.server.refuse(nil)
		for gone := time.Now(); b.waiting() == acts; {
			if time.Since(gone) > 35*time.Second {
				t.Fatal("nothing was tried since the portal let all through")
			}
			b.passes(100 * time.Millisecond)
		}
		// As soon as one is through, the others do not wait for their own time.
		b.passes(time.Second)
		if n := b.waiting(); n != 0 {
			t.Errorf("%d wait still though another got through", n)
		}
	})
}

func TestSyncer_ADiskThatDoesNotTakeTheAnswersHoldsUpNoActs(t *testing.T) {
	dir := t.TempDir()
	disk := faultdisk.Hold(t, dir)
	atABench(t, dir, aPage, func(t *testing.T, b *bench) {
		const acts = 20
		for i := range acts {
			b.says(b.id(), fmt.Sprint("Parola ", i))
		}
		b.passes(10 * time.Second) // it is known who answers
		disk.Fail(func(op faultdisk.Op) faultdisk.Fault {
			if op.Kind == faultdisk.Write && strings.HasPrefix(filepath.Base(op.File), outbox.FileName) {
				return faultdisk.Full
			}
			return faultdisk.None
		})
		b.server.refuse(nil)
		b.passes(3 * time.Minute)
		b.server.mu.Lock()
		arrived := slices.Compact(slices.Sorted(slices.Values(b.server.taken)))
		b.server.mu.Unlock()
		if len(arrived) != acts {
			t.Errorf("only %d of %d arrived: %q", len(arrived), acts, arrived)
		}
		if n := b.waiting(); n != acts {
			t.Errorf("%d wait on a disk that took no answer", n)
		}
		disk.Fail(nil)
		b.passes(35 * time.Second)
		if n := b.waiting(); n != 0 {
			t.Errorf("%d wait though the disk has room again", n)
		}
	})
}

func TestSyncer_AServerThatWasUnavailableForMinutesHasWhatWaitedSoonAfter(t *testing.T) {
	problem := func(status int, code support.Code) func(string) (int, string, string) {
		return func(string) (int, string, string) {
			return status, "application/problem+json", fmt.Sprintf(`{"status":%d,"code":%q}`, status, code)
		}
	}
	dir := t.TempDir()
	atABench(t, dir, problem(http.StatusServiceUnavailable, support.CodeUnavailable), func(t *testing.T, b *bench) {
		b.says(b.id(), "La macchina è ferma.")
		b.passes(20 * time.Minute)
		if tries, _ := b.server.counts(); tries <= outbox.StuckAfter || tries > 200 {
			t.Errorf("%d tries in twenty minutes", tries)
		}
		b.server.refuse(nil)
		b.passes(35 * time.Second)
		if n := b.waiting(); n != 0 {
			t.Fatal("it waits still after the server had room again")
		}

		// What the server fails at itself is tried hourly, whatever the line does.
		b.server.refuse(problem(http.StatusInternalServerError, support.CodeInternal))
		b.says(b.id(), "Questa non riesce.")
		b.passes(20 * time.Minute)
		before, _ := b.server.counts()
		for range 30 {
			if err := b.outbox.Hurry(context.Background(), false); err != nil { // the line is back
				t.Fatal(err)
			}
			b.syncer.Hurry()
			time.Sleep(time.Second)
		}
		synctest.Wait()
		if tries, _ := b.server.counts(); tries != before || b.outbox.Snapshot().Counts().Stuck != 1 {
			t.Errorf("tried %d times as the line came up again and again, %+v", tries-before, b.outbox.Snapshot().Counts())
		}
	})
}
