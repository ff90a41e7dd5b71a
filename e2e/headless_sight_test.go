//go:build e2e

package e2e

import (
	"context"
	"slices"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// newTicket is what the draft of a new ticket is for.
const newTicket = "new"

func saveDraft(ctx context.Context, d *desk.Desk, of, text string) error {
	if of != newTicket {
		return d.SaveReplyDraft(ctx, of, support.MessageReply, text)
	}
	return d.SaveNewTicketDraft(ctx, desk.NewTicketDraft{Description: text})
}

// keptDrafts are the drafts that this person finds again for these tickets, and for a new one.
func keptDrafts(ctx context.Context, d *desk.Desk, tickets []string) (drafts, error) {
	kept := drafts{}
	fresh, err := d.NewTicketDraft(ctx)
	if err != nil {
		return nil, err
	}
	if fresh.Description != "" {
		kept[newTicket] = fresh.Description
	}
	for _, ticket := range tickets {
		text, err := d.ReplyDraft(ctx, ticket, support.MessageReply)
		if err != nil {
			return nil, err
		}
		if text != "" {
			kept[ticket] = text
		}
	}
	return kept, nil
}

// readAll reads a ticket to its end, and says which index that was.
func readAll(ctx context.Context, d *desk.Desk, ticket string) (int, error) {
	page, err := d.Messages(ctx, ticket, "", 100)
	if err != nil {
		return 0, err
	}
	for _, m := range slices.Backward(page.Items) {
		// What others said is certainly here; what one said oneself may have no place yet.
		if !m.Own && m.Kind != support.MessageNote {
			return m.Index, d.MarkRead(ctx, ticket, m.ID)
		}
	}
	return 0, nil
}

func allRows(ctx context.Context, d *desk.Desk) ([]desk.Row, error) {
	var rows []desk.Row
	for _, section := range []desk.Section{desk.OpenTickets, desk.ClosedTickets} {
		for after := ""; ; {
			page, err := d.Tickets(ctx, section, after, 500)
			if err != nil {
				return nil, err
			}
			rows = append(rows, page.Items...)
			if after = page.Next; after == "" {
				break
			}
		}
	}
	return rows, nil
}

// see is everything that this person can read.
func see(ctx context.Context, d *desk.Desk) ([]seenTicket, error) {
	rows, err := allRows(ctx, d)
	if err != nil {
		return nil, err
	}
	tickets := make([]seenTicket, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		t := seenTicket{ID: row.ID, Number: row.Number, Status: string(row.Status), Assignee: row.Assignee.ID, Unread: row.Unread}
		for before := ""; ; {
			page, err := d.Messages(ctx, row.ID, before, 500)
			if err != nil {
				return nil, err
			}
			older := make([]seenMessage, 0, len(page.Items)+len(t.Messages))
			for j := range page.Items {
				older = append(older, seenAs(&page.Items[j]))
			}
			t.Messages = append(older, t.Messages...)
			if before = page.Next; before == "" {
				break
			}
		}
		tickets = append(tickets, t)
	}
	return tickets, nil
}

func seenAs(i *desk.Item) seenMessage {
	text := i.Text
	if i.Kind == support.MessageEvent {
		text = i.Event.Text
	}
	return seenMessage{
		ID: i.ID, Kind: string(i.Kind), Index: i.Index, Note: i.NoteIndex, Author: i.Author.ID, Text: text, State: string(i.State),
	}
}

// waiting is the list of what waits here, or was refused.
func waiting(ctx context.Context, d *desk.Desk) ([]waitingAct, error) {
	acts, err := d.Waiting(ctx)
	list := make([]waitingAct, 0, len(acts))
	for i := range acts {
		a := waitingAct{Text: acts[i].Text, State: string(acts[i].Act.State)}
		if r := acts[i].Refusal; r != nil {
			a.Refusal = r.Code
		}
		list = append(list, a)
	}
	return list, err
}
