package desk_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// The size of the world that is measured; the budgets are for 1,000,000 messages.
var (
	benchMessages = flag.Int("bench.messages", 20_000, "how many messages the benchmarks' cache holds, ten a ticket")
	benchKept     = flag.String("bench.dir", "", "a folder to fill and keep, or to use as it was filled before")
)

const (
	blockTickets  = 5
	blockMessages = 50
	perTicket     = blockMessages / blockTickets
	pageOfFeed    = 500
)

// world makes the same feed for the same size: blocks of five tickets whose ten messages each mingle in time.
type world struct {
	blocks int
	words  []string
	zipf   *rand.Zipf
	random *rand.Rand
}

func newWorld(messages int) *world {
	w := &world{blocks: messages / blockMessages, random: rand.New(rand.NewPCG(7, 7))}
	stems := strings.Fields(`press macchin cilindr oli guarnizion allarm sensor nastr motor quadr temperatur vibrazion
		bobin film taglier saldatur pinz ugell valvol pompa filtr cuscinett catena cinghi encoder inverter fusibil pulsant
		emergenz ripar protezion conteggi scatol carton etichett stamp dosator peso bilanc ferm lent rumor perdit controll
		verific sostitu regol mont smont puliz manutenzion ricamb ordin spedizion tecnic turno operator lin velocit`)
	for _, stem := range stems {
		for _, end := range strings.Fields("a e i o are ato ata ate ati ando ione ioni ore oni amento amenti abile ista ità azione") {
			w.words = append(w.words, stem+end)
		}
	}
	w.words = append(strings.Fields("il la di che e un in per con non si da al del è ho ma poi già come dopo quando"), w.words...)
	w.zipf = rand.NewZipf(w.random, 1.15, 4, uint64(len(w.words)-1))
	return w
}

func (w *world) text(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.words[w.zipf.Uint64()])
	}
	if w.random.IntN(4) == 0 {
		fmt.Fprintf(&b, " allarme %d.%d", 100+w.random.IntN(900), w.random.IntN(9))
	}
	if w.random.IntN(20) == 0 {
		fmt.Fprintf(&b, " E%02d sul VS-%d", w.random.IntN(99), w.random.IntN(60))
	}
	return b.String()
}

func worldID(kind, n int) string { return fmt.Sprintf("%08x-0000-7000-8000-%012x", kind, n) }

func (w *world) at(block, message int) api.Time {
	return api.At(began.Add(time.Duration(block*blockMessages+message) * time.Minute))
}

func (w *world) ticket(block, n, last int) api.Ticket {
	number := block*blockTickets + n
	machine := number % 400
	t := api.Ticket{
		ID: worldID(1, number), Number: int64(1000 + number), Kind: "chat", Status: "closed", Severity: "degraded",
		CompanyID: company.ID, MachineID: worldID(3, machine), CategoryID: oil.ID,
		Machine:   &api.MachineThen{Name: fmt.Sprintf("Pressa %d", machine%40), Model: fmt.Sprintf("PX-%d", 100+machine%9*50), Serial: fmt.Sprintf("%02d-%04d", 10+machine%16, machine)},
		OpenedBy:  api.Ref(anna.Ref()),
		CreatedAt: w.at(block, n), WrittenAt: w.at(block, n), UpdatedAt: w.at(block, blockMessages+n), LastMessageAt: w.at(block, blockMessages+n),
		MessageCount: last, LastIndex: last, ReadBySupport: last, ReadByCustomer: last,
	}
	t.Description = w.text(18)
	t.Title = support.TitleOf(t.Description)
	if block > w.blocks-400 {
		t.Status = "in_progress"
		t.Assignee = &api.Ref{ID: luca.ID, Name: luca.Name}
	}
	return t
}

func (w *world) message(block, n, index, slot int, text string) api.Message {
	ticket := block*blockTickets + n
	author := anna.Author()
	if index%2 == 0 {
		author = luca.Author()
	}
	m := api.Message{
		ID: worldID(2, ticket*1000+index), TicketID: worldID(1, ticket), Kind: "reply", Text: text, Index: &index,
		Author:    api.Author{ID: author.ID, Name: author.Name, Role: string(author.Role)},
		CreatedAt: w.at(block, slot), WrittenAt: w.at(block, slot), Hash: strings.Repeat("ab", 32),
	}
	if ticket%5 == 0 && index == 4 {
		m.Kind, m.Text = "event", ""
		m.Event = &api.Event{Type: string(support.EventCallAttempt), Outcome: string(support.OutcomeSpoken), Text: text}
	}
	return m
}

// block is a block of the feed, newest first.
func (w *world) block(block int) []api.Change {
	out := make([]api.Change, 0, blockTickets*2+blockMessages)
	for n := range blockTickets {
		t := w.ticket(block, n, perTicket)
		out = append(out, api.Change{Type: api.TypeTicket, Ticket: &t})
		mark := api.Mark{TicketID: t.ID, MessageID: worldID(2, (block*blockTickets+n)*1000+perTicket), Index: perTicket - block%7/6}
		out = append(out, api.Change{Type: api.TypeMark, Mark: &mark})
	}
	for slot := blockMessages - 1; slot >= 0; slot-- {
		m := w.message(block, slot%blockTickets, slot/blockTickets+1, slot, w.text(6+w.random.IntN(24)))
		out = append(out, api.Change{Type: api.TypeMessage, Message: &m})
	}
	return out
}

// fill is the first sync, without the network.
func (w *world) fill(ctx context.Context, c *cache.Cache) (time.Duration, error) {
	var spent time.Duration
	apply := func(b cache.Batch) error {
		began := time.Now()
		_, err := c.Apply(ctx, b)
		spent += time.Since(began)
		return err
	}
	shown := api.CompanyFor(company)
	page := []api.Change{{Type: api.TypeCompany, Company: &shown}}
	for i := range 400 {
		m := api.Machine{ID: worldID(3, i), CompanyID: company.ID, Name: fmt.Sprintf("Pressa %d", i%40), Model: "PX", Serial: fmt.Sprintf("%02d-%04d", 10+i%16, i)}
		page = append(page, api.Change{Type: api.TypeMachine, Machine: &m})
	}
	first := cache.Batch{Walk: cache.Backward, Changes: page, Forward: "head", Backward: "more"}
	if err := apply(first); err != nil {
		return spent, err
	}
	page = nil
	for block := w.blocks - 1; block >= 0; block-- {
		page = append(page, w.block(block)...)
		if len(page) < pageOfFeed && block > 0 {
			continue
		}
		b := cache.Batch{Walk: cache.Backward, Changes: page, Backward: "more"}
		if block == 0 {
			b.Backward = ""
		}
		if err := apply(b); err != nil {
			return spent, err
		}
		page = page[:0]
	}
	waiting := time.Now()
	err := c.IndexAll(ctx)
	return spent + time.Since(waiting), err
}
