package desk

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"unicode/utf8"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// begun is something that may have been begun in a ticket: the draft, and the act that it was to become.
type begun struct {
	key  func(ticketID string) string
	kind outbox.Kind
}

var (
	// begunInside are no words of an opening's: the support's own, and what was to be said of a ticket that is closed.
	begunInside = []begun{
		{outbox.NoteDraft, outbox.KindNote}, {outbox.ResolutionDraft, outbox.KindChange},
		{outbox.CallDraft, outbox.KindCallAttempt}, {outbox.VerdictDraft, outbox.KindVerdict},
	}
	begunThere = append([]begun{{outbox.ReplyDraft, outbox.KindReply}}, begunInside...)
)

// withReply adds the reply that was being written in a ticket to a draft that has so many files. One that is too much for it
// waits behind, as the same request once more.
func (d *Desk) withReply(ctx context.Context, ticketID string, draft *NewTicketDraft, change *outbox.Drafts, there int) error {
	key := outbox.ReplyDraft(ticketID)
	words, err := d.ReplyDraft(ctx, ticketID, support.MessageReply)
	if err != nil {
		return err
	}
	change.Keep = append(change.Keep, outbox.Draft{Key: key})
	all, files := below(draft.Description, words), len(d.attached(key))
	if strings.TrimSpace(words) != "" && utf8.RuneCountInString(all) > support.MaxText || files > 0 && there+files > support.MaxAttachments {
		rest := *draft
		rest.Description = words
		return d.behindToo(ctx, change, rest, key)
	}
	draft.Description = all
	change.Moves = append(change.Moves, outbox.Move{From: key, To: outbox.NewTicketDraft})
	return nil
}

// below puts words under others.
func below(above, words string) string {
	switch {
	case strings.TrimSpace(words) == "":
		return above
	case above == "":
		return words
	default:
		return above + "\n\n" + words
	}
}

// leave is what was being written in a ticket that goes: nobody could ask for its drafts any more. As acts that are refused
// their words can be copied, and their files stay, until somebody discards them. The change removes the drafts.
func (d *Desk) leave(ctx context.Context, ticketID string, change *outbox.Drafts, all ...begun) ([]outbox.Act, error) {
	var left []outbox.Act
	for _, b := range all {
		key := b.key(ticketID)
		kept, there, err := d.outbox.Draft(ctx, key)
		if err != nil {
			return nil, err
		}
		files := d.attached(key)
		if !there && len(files) == 0 {
			continue
		}
		work, written := Work{}, d.now()
		if there {
			written = kept.WrittenAt
			if err := json.Unmarshal(kept.Body, &work); err != nil {
				// A damaged disk has lost the words, which must not keep the rest here for ever.
				slog.WarnContext(ctx, "a draft cannot be read back", "key", key, "err", err)
			}
		}
		change.Keep = append(change.Keep, outbox.Draft{Key: key})
		if strings.TrimSpace(work.Text) == "" && len(files) == 0 {
			continue // what was only chosen says nothing without the ticket
		}
		act := outbox.Act{ID: newID(), Kind: b.kind, TicketID: ticketID, WrittenAt: written}
		if act.Body, err = json.Marshal(leftBody(act, work, files)); err != nil {
			return nil, err
		}
		change.Moves = append(change.Moves, outbox.Move{From: key, To: act.ID})
		left = append(left, act)
	}
	return left, nil
}

func leftBody(act outbox.Act, work Work, files []support.Attachment) any {
	switch act.Kind {
	case outbox.KindChange:
		return api.TicketChange{
			ChangeID: act.ID, Status: string(support.StatusClosed), Resolution: work.Text, CauseID: work.CauseID,
		}
	case outbox.KindCallAttempt:
		return api.NewCallAttempt{ID: act.ID, Outcome: string(work.Outcome), Text: work.Text, AgainAt: api.At(work.AgainAt)}
	case outbox.KindVerdict:
		return api.NewVerdict{ID: act.ID, Verdict: string(support.VerdictFails), Text: work.Text}
	default:
		kind := support.MessageReply
		if act.Kind == outbox.KindNote {
			kind = support.MessageNote
		}
		return api.NewMessage{
			ID: act.ID, Kind: string(kind), Text: work.Text, Attachments: api.Declare(files), WrittenAt: api.At(act.WrittenAt),
		}
	}
}
