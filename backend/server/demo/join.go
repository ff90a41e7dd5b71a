package demo

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

const (
	// joinFrom is from how many tickets on some are opened twice, and joined, and usualJoins how many.
	joinFrom   = 100
	usualJoins = 3
	// perJoin is how many messages that takes: what is opened again, its link and closing, and the link in the other.
	perJoin = 4
)

// setAside takes off the totals what tickets that are opened twice will need, and says how many there will be.
func (s *sizes) setAside() int {
	if s.tickets < joinFrom || s.messages < 5*s.tickets {
		return 0
	}
	s.tickets -= usualJoins
	s.messages -= usualJoins * perJoin
	return usualJoins
}

// twice are the tickets of which a colleague opens another, not knowing of the first.
type twice struct {
	most   int
	firsts []first
	latest time.Time
}

// first is a ticket that is opened again.
type first struct {
	ticketID string
	story    *story
}

// offer takes the last of those that are being worked on.
func (t *twice) offer(r *record) {
	if at := r.ticket.CreatedAt; at.After(t.latest) {
		t.latest = at
	}
	s := r.story
	// The first company is whom demonstrations are shown as: there, all is told on purpose.
	if s.unit == nil || s.house.Name == known[0].name || s.featured != nil || r.ticket.Status != support.StatusInProgress ||
		r.ticket.Assignee.ID == "" || len(s.house.operators) < 2 {
		return
	}
	t.firsts = append(t.firsts, first{r.ticket.ID, s})
	if len(t.firsts) > t.most {
		t.firsts = t.firsts[1:]
	}
}

// again are the words of somebody who did not see that a colleague had asked already.
var again = []string{
	"%s Lo fa anche nel nostro turno.",
	"Ho trovato la macchina così: %s",
	"%s Non so se qualcuno l'ha già segnalato.",
}

// joinAll opens the tickets that are opened twice, after all others, and joins each to the first.
func joinAll(ctx context.Context, st store.Store, t *teller, pairs *twice, now time.Time) error {
	if len(pairs.firsts) == 0 {
		return nil
	}
	return st.Write(ctx, func(w store.Writer) error {
		ids := newIdentities(t.seed, consoleIDs+1)
		latest := pairs.latest
		for n, f := range pairs.firsts {
			original, err := w.Ticket(ctx, f.ticketID)
			if err != nil {
				return err
			}
			if original.UpdatedAt.After(latest) {
				latest = original.UpdatedAt
			}
			// A third of what is left until now passes before each of the two acts.
			step := now.Sub(latest) / 3
			opened, joined := support.Instant(latest.Add(step)), support.Instant(latest.Add(2*step))
			if err := joinOne(ctx, w, t, f.story, &original, fmt.Sprintf(again[n%len(again)], original.Title), ids, opened, joined); err != nil {
				return fmt.Errorf("joining to ticket %d: %w", original.Number, err)
			}
			latest = joined
		}
		return nil
	})
}

func joinOne(ctx context.Context, w store.Writer, t *teller, s *story, original *support.Ticket, text string, ids *identities, opened, joined time.Time) error {
	opener := s.house.operators[0]
	if opener.ID == original.OpenedBy.ID {
		opener = s.house.operators[1]
	}
	o := support.Opening{
		ID: ids.at(opened), Kind: support.KindChat, Severity: original.Severity, Description: support.NormalText(text),
		CategoryID: s.category.ID, MachineID: s.unit.ID, WrittenAt: opened,
	}
	if err := o.Check(); err != nil {
		return err
	}
	parties := support.Parties{CompanyID: s.house.ID, Machine: &s.unit.Machine}
	if s.unit.technician != nil {
		parties.Technician = &s.unit.technician.Person
	}
	duplicate, said := support.Open(o, opener.Person, parties, opened)
	var err error
	if duplicate.Number, err = w.NextNumber(ctx); err != nil {
		return err
	}
	by, err := w.Person(ctx, original.Assignee.ID)
	if err != nil {
		return err
	}
	act := support.Act{By: by, At: joined, NewID: func() string { return ids.at(joined) }}
	closed := support.StatusClosed
	recorded, err := duplicate.Change(act, support.Change{
		ID: act.NewID(), Seen: duplicate.Status, Status: &closed, DuplicateOf: &support.TicketRef{ID: original.ID, Number: original.Number},
	}, "")
	if err != nil {
		return err
	}
	linked := original.Link(act, duplicate.Number, original.Number, "")
	r := &record{ticket: duplicate, messages: append([]support.Message{said}, recorded...)}
	for _, p := range append([]*member{t.cast.admin}, t.cast.technicians...) {
		mark := support.MarkAt(p.ID, &said)
		r.marks = append(r.marks, mark)
		r.ticket.Read(support.SideSupport, mark)
	}
	if err := r.put(ctx, w); err != nil {
		return err
	}
	if err := putMessage(ctx, w, linked, original.CompanyID, nil); err != nil {
		return err
	}
	if err := w.UpdateTicket(ctx, *original); err != nil {
		return err
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectTicket, ID: original.ID}, original.Audiences()...)
}

// putMessage writes a message and puts it into the feeds of those who may see it.
func putMessage(ctx context.Context, w store.Writer, m support.Message, companyID string, files []enclosed) error {
	if err := w.InsertMessage(ctx, m); err != nil {
		return err
	}
	if err := arrive(ctx, w, &m, files); err != nil {
		return err
	}
	if err := w.Touch(ctx, store.Object{Type: store.ObjectMessage, ID: m.ID}, m.Audiences(companyID)...); err != nil {
		return err
	}
	// Nobody asked for these over the wire, so that no repeat can match; but nobody may use their ids again.
	print := sha256.Sum256([]byte("demonstration " + m.ID))
	return w.InsertAct(ctx, store.Act{ID: m.ID, PersonID: m.Author.ID, Fingerprint: print})
}
