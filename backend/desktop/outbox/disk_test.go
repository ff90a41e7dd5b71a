package outbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
	"filodiretto/internal/faultdisk"
)

// aShift is what an outbox takes in a shift: drafts as they are typed, with files, the acts that they become, and what the
// server makes of them.
func aShift(t *testing.T) faultdisk.Story[*outbox.Outbox] {
	ctx := context.WithoutCancel(t.Context())
	type step = func(*outbox.Outbox) error
	var steps []step
	var keys []string
	draft := func(key, text string) {
		keys = append(keys, key)
		body, _ := json.Marshal(text)
		steps = append(steps, func(o *outbox.Outbox) error {
			return o.SaveDraft(ctx, outbox.Draft{Key: key, Body: body, WrittenAt: now})
		})
	}
	add := func(a outbox.Act, removeDraft string) outbox.Act {
		steps = append(steps, func(o *outbox.Outbox) error { _, err := o.Add(ctx, a, removeDraft); return err })
		return a
	}
	refuse := func(id string) {
		steps = append(steps, func(o *outbox.Outbox) error {
			return o.Refused(ctx, id, outbox.Refusal{Code: support.CodeTicketClosed})
		})
	}
	attach := func(owner string, f support.Attachment) support.Attachment {
		steps = append(steps, func(o *outbox.Outbox) error {
			if _, there := o.Snapshot().Attachment(f.ID); there {
				return nil
			}
			return o.Attach(ctx, owner, f, support.Digest{})
		})
		return f
	}
	for n := range 2 {
		draft(outbox.NewTicketDraft, fmt.Sprint("Perde", n))
		draft(outbox.NewTicketDraft, fmt.Sprint("Perde olio dal cilindro ", n))
		photo, log := attach(outbox.NewTicketDraft, file("a.jpg", 30)), attach(outbox.NewTicketDraft, file("b.log", 20))
		drawn := log
		drawn.Size = 21
		steps = append(steps, func(o *outbox.Outbox) error { return o.Replace(ctx, drawn.ID, drawn, log.SHA256) })
		opening := add(with(act(outbox.KindOpen, "", fmt.Sprint("Perde olio dal cilindro ", n)), photo, drawn), outbox.NewTicketDraft)
		reply := act(outbox.KindReply, opening.ID, "Adesso di più")
		reply.Needs = opening.ID
		key := outbox.ReplyDraft(opening.ID)
		draft(key, "Adesso di")
		said := attach(key, file("c.jpg", 10))
		add(with(reply, said), key)
		draft(key, "Grazie")
		steps = append(steps,
			func(o *outbox.Outbox) error { return o.Failed(ctx, opening.ID, true, now.Add(time.Minute)) },
			func(o *outbox.Outbox) error { return o.Hurry(ctx, false) },
			func(o *outbox.Outbox) error { return o.Sent(ctx, "", opening.ID, outbox.Answer{Number: 1042}, now) },
			func(o *outbox.Outbox) error { return o.UploadFailed(ctx, photo.ID, now.Add(time.Minute)) },
			func(o *outbox.Outbox) error { return o.UploadSent(ctx, "", drawn.ID, now) },
			func(o *outbox.Outbox) error { return o.UploadRefused(ctx, photo.ID, support.CodeTooLarge) },
			func(o *outbox.Outbox) error {
				return o.SetNotified(ctx, map[string]outbox.Notified{opening.ID: {Index: n + 2, MessageID: reply.ID}})
			},
			func(o *outbox.Outbox) error { return o.Put(ctx, "verifier", []byte(fmt.Sprint("hash ", n))) },
		)
		refuse(reply.ID)
		again := newID()
		steps = append(steps, func(o *outbox.Outbox) error {
			if _, there := o.Snapshot().Act(again); there {
				return nil
			}
			body := with(outbox.Act{Body: bodyOf(again, outbox.KindReply, "Adesso di più")}, said).Body
			_, err := o.Resend(ctx, reply.ID, again, body, now)
			return err
		})
		refuse(again)
		steps = append(steps, func(o *outbox.Outbox) error {
			return o.Discard(ctx, again, outbox.Drafts{
				Moves: []outbox.Move{{From: again, To: key}},
				Keep:  []outbox.Draft{{Key: key, Body: json.RawMessage(`"Adesso di più"`), WrittenAt: now}},
			})
		})
	}
	return faultdisk.Story[*outbox.Outbox]{
		Steps:   steps,
		Storage: func(err error) bool { return support.CodeOf(err) == support.CodeStorage },
		Open: func(folder string) (*outbox.Outbox, error) {
			o, salvage, err := outbox.Open(ctx, folder, now)
			if err == nil && salvage != (outbox.Salvage{}) {
				err = fmt.Errorf("it was taken for damaged: %+v", salvage)
			}
			return o, err
		},
		State: func(o *outbox.Outbox) (string, error) {
			state, err := json.Marshal(o.Snapshot().Acts())
			if err != nil {
				return "", err
			}
			owners := slices.Clone(keys)
			for _, a := range o.Snapshot().Acts() {
				owners = append(owners, a.ID)
			}
			for _, owner := range owners {
				state = fmt.Appendf(state, "\n%s has %+v", owner, o.Snapshot().Attachments(owner))
			}
			for _, key := range keys {
				d, _, err := o.Draft(ctx, key)
				if err != nil {
					return "", err
				}
				state = fmt.Appendf(state, "\n%s %s", key, d.Body)
			}
			for _, a := range o.Snapshot().Acts() {
				n, err := o.Notified(ctx, a.TicketID)
				if err != nil {
					return "", err
				}
				state = fmt.Append(state, "\nnotified ", n)
			}
			kept, _, err := o.Get(ctx, "verifier")
			return fmt.Sprintf("%s\n%s", state, kept), err
		},
	}
}

func TestOutbox_LosesNothingThatItTookByAPowerCut(t *testing.T) {
	stride := faultdisk.Stride(40)
	cuts, sum := aShift(t).CutPower(t, 1, stride)
	t.Logf("figures: %d power cuts under the outbox forgot %d writes and tore %d: nothing that was taken is missing", cuts, sum.Lost, sum.Torn)
	if cuts < 200/stride {
		t.Errorf("only %d instants were tried", cuts)
	}
}

func TestOutbox_TakesNothingByHalfWhenTheDiskFailsAtAnyWrite(t *testing.T) {
	stride := faultdisk.Stride(90)
	for i, fault := range []faultdisk.Fault{faultdisk.Full, faultdisk.Failed, faultdisk.Short} {
		t.Run(fault.String(), func(t *testing.T) {
			// Each fault hits every third of the operations that are tried; together they hit all.
			faults := aShift(t).Spoil(t, fault, 1+i*stride, 3*stride)
			t.Logf("figures: %d operations of the outbox's disk failed: each was told, nothing was taken by half, and it went on with room again", faults)
		})
	}
}
