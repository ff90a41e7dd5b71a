package desk

import (
	"context"
	"encoding/json"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// LogCall records a call to the customer; its text may be empty, and its id is made here.
func (d *Desk) LogCall(ctx context.Context, ticketID string, c support.Call) error {
	act := outbox.Act{ID: newID(), Kind: outbox.KindCallAttempt, TicketID: ticketID, WrittenAt: d.now()}
	body := api.NewCallAttempt{ID: act.ID, Outcome: string(c.Outcome), Text: support.NormalText(c.Text), AgainAt: api.At(c.AgainAt)}
	var err error
	if act.Body, err = json.Marshal(body); err != nil {
		return err
	}
	return d.do(ctx, act, outbox.CallDraft(ticketID), func(t *support.Ticket, by support.Act) error {
		call := api.CallIn(body)
		if err := call.Check(); err != nil {
			return err
		}
		_, err := t.CallAttempt(by, call)
		return err
	})
}

// Judge says whether the machine of a closed ticket runs; its text may be empty. CodeForbidden for the support, CodeConflict
// while the ticket is open, CodeTicketClosed when it is too late.
func (d *Desk) Judge(ctx context.Context, ticketID string, verdict support.Verdict, text string) error {
	if !verdict.Valid() {
		return support.Invalid("body.verdict", support.ReasonUnknown)
	}
	act := outbox.Act{ID: newID(), Kind: outbox.KindVerdict, TicketID: ticketID, WrittenAt: d.now()}
	body := api.NewVerdict{ID: act.ID, Verdict: string(verdict), Text: support.NormalText(text)}
	if body.Text != "" {
		if err := support.CheckText("body.text", body.Text, support.MaxText); err != nil {
			return err
		}
	}
	var err error
	if act.Body, err = json.Marshal(body); err != nil {
		return err
	}
	return d.do(ctx, act, outbox.VerdictDraft(ticketID), func(t *support.Ticket, by support.Act) error {
		_, err := t.Judge(by, body.ID, verdict, body.Text)
		return err
	})
}

func (v *view) layVerdict(l *laid, a outbox.Act) error {
	body, err := a.Verdict()
	if err != nil {
		return err
	}
	m := v.wish(a, support.Change{})
	m.Event = support.Event{Type: support.EventVerdict, Outcome: support.Outcome(body.Verdict), Text: body.Text}
	if v.counts(l, a) {
		if recorded, err := l.ticket.Judge(v.act(a), a.ID, support.Verdict(body.Verdict), body.Text); err == nil {
			m = recorded
		}
	}
	if a.State == outbox.StateSent {
		m.Index = a.Answer.Index
	}
	l.items = append(l.items, v.item(a, m))
	return nil
}
