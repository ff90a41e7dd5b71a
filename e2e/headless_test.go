//go:build e2e

package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/support"
	"filodiretto/internal/forgetful"
)

// headlessFolder tells the test binary that it is to be a workstation without a window, and where it keeps what it keeps.
const headlessFolder = "FILODIRETTO_TEST_WORKSTATION"

func TestMain(m *testing.M) {
	forgetful.Be()
	if folder := os.Getenv(headlessFolder); folder != "" {
		os.Exit(beHeadless(folder))
	}
	os.Exit(m.Run())
}

// order is what a headless workstation is told to do, a line of JSON on its standard input.
type order struct {
	ID      int    `json:"id"`
	Do      string `json:"do"`
	Ticket  string `json:"ticket,omitempty"`
	Text    string `json:"text,omitempty"`
	Address string `json:"address,omitempty"`
	Login   string `json:"login,omitempty"`
	// Tickets are those whose drafts are asked for.
	Tickets []string `json:"tickets,omitempty"`
}

// outcome is what became of an order, or something that was shown meanwhile: a line of JSON on its standard output. What
// it says is true when it says it, also if the program dies in that very moment.
type outcome struct {
	ID      int          `json:"id,omitempty"`
	Code    support.Code `json:"code,omitempty"`
	Detail  string       `json:"detail,omitempty"`
	Made    string       `json:"made,omitempty"`
	Index   int          `json:"index,omitempty"`
	Drafts  drafts       `json:"drafts,omitempty"`
	Stand   *stand       `json:"stand,omitempty"`
	Tickets []seenTicket `json:"tickets,omitempty"`
	Waiting []waitingAct `json:"waiting,omitempty"`
	Files   []seenFile   `json:"files,omitempty"`
	Shown   *shown       `json:"shown,omitempty"`
}

// drafts are texts that are being written, by what they are for.
type drafts map[string]string

// stand is what the window's bar says, and what waits.
type stand struct {
	Login   string       `json:"login"`
	Phase   string       `json:"phase"`
	Reason  support.Code `json:"reason"`
	Filling bool         `json:"filling"`
	FreshAt time.Time    `json:"freshAt"`
	Waiting int          `json:"waiting"`
	Stuck   int          `json:"stuck"`
	Refused int          `json:"refused"`
	// Kept is where the settings page says that the session is kept.
	Kept string `json:"kept"`
}

// seenTicket is a ticket as its person sees it.
type seenTicket struct {
	ID       string        `json:"id"`
	Number   int64         `json:"number"`
	Status   string        `json:"status"`
	Assignee string        `json:"assignee"`
	Unread   int           `json:"unread"`
	Messages []seenMessage `json:"messages"`
}

type seenMessage struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Index  int    `json:"index"`
	Note   int    `json:"note"`
	Author string `json:"author"`
	Text   string `json:"text"`
	State  string `json:"state"`
}

// waitingAct is an act in the list of what waits.
type waitingAct struct {
	Text    string       `json:"text"`
	State   string       `json:"state"`
	Refusal support.Code `json:"refusal"`
}

// shown is a notification: of one ticket's newest unread reply, or a digest of several. Of says which reply it was, by ticket.
type shown struct {
	Of     map[string]string `json:"of"`
	Digest bool              `json:"digest"`
	// Author is of the reply that is shown by itself.
	Author string `json:"author"`
}

// headless is the desktop program without its window: the engine as a process of its own, on real files.
type headless struct {
	desktop *desktop.Desktop
	opened  chan struct{}

	mu  sync.Mutex
	out *json.Encoder
}

// beHeadless does what it is told until nobody tells it anything any more, or it is killed.
func beHeadless(folder string) int {
	h := &headless{opened: make(chan struct{}), out: json.NewEncoder(os.Stdout)}
	opened, err := desktop.Open(context.Background(), desktop.Options{
		Dir: folder, Keyring: noKeyring{}, Notifier: h, Texts: h, Tell: func(desktop.Event) {},
	})
	if err != nil {
		h.say(failed(outcome{}, err))
		return 3
	}
	h.desktop = opened
	close(h.opened)
	h.say(outcome{}) // ready
	orders := bufio.NewScanner(os.Stdin)
	orders.Buffer(nil, 1<<20)
	for orders.Scan() {
		var o order
		if err := json.Unmarshal(orders.Bytes(), &o); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 3
		}
		done, err := h.do(context.Background(), o)
		done.ID = o.ID
		h.say(failed(done, err))
	}
	return 0
}

// say is one write: whoever reads gets the line whole or not at all.
func (h *headless) say(o outcome) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.out.Encode(o); err != nil {
		os.Exit(3) // nobody listens any more
	}
}

func failed(o outcome, err error) outcome {
	if errors.Is(err, desktop.ErrTaken) {
		o.Code = codeTaken
	} else if err != nil {
		o.Code = support.CodeOf(err)
	}
	if err != nil {
		o.Detail = err.Error()
	}
	return o
}

// codeTaken is said where another program has the folder.
const codeTaken support.Code = "taken"

func (h *headless) do(ctx context.Context, o order) (done outcome, err error) {
	switch o.Do {
	case "sign in":
		return done, h.desktop.SignIn(ctx, desktop.Credentials{Address: o.Address, Login: o.Login, Password: password, Remember: true})
	case "sign out":
		return done, h.desktop.SignOut(ctx)
	case "stand":
		done.Stand = h.stand()
		return done, nil
	}
	p, err := h.desktop.Front()
	if err != nil {
		return done, err
	}
	d := p.Desk()
	switch o.Do {
	case "open":
		done.Made, err = openChat(ctx, d, o.Text)
	case "reply":
		done.Made, err = d.Reply(ctx, o.Ticket, o.Text)
	case "note":
		done.Made, err = d.Note(ctx, o.Ticket, o.Text)
	case "call":
		err = d.LogCall(ctx, o.Ticket, support.Call{Outcome: support.OutcomeNoAnswer, Text: o.Text})
	case "resolve":
		err = d.CloseTicket(ctx, o.Ticket, o.Text, "")
	case "reopen":
		err = d.Reopen(ctx, o.Ticket)
	case "wait":
		err = d.SetStatus(ctx, o.Ticket, support.StatusWaiting)
	case "attach":
		done.Made, err = attach(ctx, p, o.Ticket, o.Text)
	case "files":
		done.Files, err = seeFiles(ctx, p, o.Ticket)
	case "fetch":
		done.Made, err = fetch(ctx, p, o.Text)
	case "draft":
		err = saveDraft(ctx, d, o.Ticket, o.Text)
	case "drafts":
		done.Drafts, err = keptDrafts(ctx, d, o.Tickets)
	case "read":
		done.Index, err = readAll(ctx, d, o.Ticket)
	case "retry":
		err = p.RetryNow(ctx)
	case "tickets":
		done.Tickets, err = see(ctx, d)
	case "waiting":
		done.Waiting, err = waiting(ctx, d)
	default:
		err = fmt.Errorf("nobody knows how to %q", o.Do)
	}
	return done, err
}

func (h *headless) stand() *stand {
	p, err := h.desktop.Front()
	if err != nil {
		return &stand{}
	}
	state, counts := p.State(), p.Counts()
	return &stand{
		Login: p.Card().Me.Login, Phase: string(state.Phase), Reason: state.Reason, Filling: state.Filling,
		FreshAt: state.FreshAt, Waiting: counts.Waiting, Stuck: counts.Stuck, Refused: counts.Refused,
		Kept: string(p.SessionKept()),
	}
}

// Notify shows: once it is said, somebody has seen it.
func (h *headless) Notify(_ context.Context, n notify.Notification) error {
	var s shown
	if err := json.Unmarshal([]byte(n.Body), &s); err != nil {
		return err
	}
	h.say(outcome{Shown: &s})
	return nil
}

// Reply is worded as what it is about.
func (h *headless) Reply(u notify.Unread) notify.Notification {
	return worded(shown{Of: map[string]string{u.TicketID: u.MessageID}, Author: u.Author})
}

// Digest says, besides how many, of which: what is unread when it is worded.
func (h *headless) Digest(int, int) notify.Notification {
	<-h.opened
	s := shown{Digest: true, Of: map[string]string{}}
	if p, err := h.desktop.Front(); err == nil {
		unread, err := p.Desk().Unread(context.Background(), nil)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		for i := range unread {
			s.Of[unread[i].ID] = unread[i].Newest.ID
		}
	}
	return worded(s)
}

func worded(s shown) notify.Notification {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // of strings and numbers alone
	}
	return notify.Notification{Body: string(b)}
}

// noKeyring is a workstation without one: sessions are kept in the profile's folder.
type noKeyring struct{}

var errNoKeyring = errors.New("no keyring")

func (noKeyring) Set(string, string, string) error   { return errNoKeyring }
func (noKeyring) Get(string, string) (string, error) { return "", errNoKeyring }
func (noKeyring) Delete(string, string) error        { return errNoKeyring }

// openChat opens a ticket about the first machine.
func openChat(ctx context.Context, d *desk.Desk, text string) (string, error) {
	machines, err := d.Machines(ctx, "", 1)
	if err != nil {
		return "", err
	}
	categories, err := d.Categories(ctx)
	if err != nil {
		return "", err
	}
	if len(machines.Items) == 0 || len(categories) == 0 {
		return "", support.Errorf(support.CodeUnavailable, "the first sync has not brought machines and categories yet")
	}
	return d.OpenTicket(ctx, desk.NewTicketDraft{
		Kind: string(support.KindChat), MachineID: machines.Items[0].ID, CategoryID: categories[0].ID,
		Severity: string(support.SeverityDegraded), Description: text,
	})
}
