package outbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// Keep is for how long a sent act stays after the feed has brought it: the cache may lose its last seconds in a power
// cut.
const Keep = 24 * time.Hour

const actColumns = `seq, id, kind, ticket_id, needs, body, seen_index, seen_note, written_at, state, attempts,
	coded_failures, retry_at, sent_at, answer, refusal`

// Add commits an act, and in the same commit removes the draft that it came from (empty: none); what it declares goes over
// to it from there, and is ErrNoAttachment where it is not attached there as declared. It comes back with its Seq, waiting.
// A mark takes the place of the ticket's earlier mark, and is not added if that reads as far.
func (o *Outbox) Add(ctx context.Context, a Act, removeDraft string) (Act, error) {
	a.State, a.WrittenAt = StateWaiting, support.Instant(a.WrittenAt)
	err := o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		if removeDraft != "" {
			if err := dropDraft(ctx, tx, removeDraft); err != nil {
				return nil, false, err
			}
		}
		after := slices.Clone(was.acts)
		if a.Kind == KindMark {
			i := slices.IndexFunc(after, func(b Act) bool { return b.Kind == KindMark && b.TicketID == a.TicketID })
			if i >= 0 && !furtherThan(a, after[i]) {
				a = after[i]
				return nil, false, nil
			}
			if i >= 0 {
				if _, err := tx.ExecContext(ctx, `DELETE FROM acts WHERE seq = ?`, after[i].Seq); err != nil {
					return nil, false, err
				}
				after = slices.Delete(after, i, i+1)
			}
		}
		seq, err := insert(ctx, tx, a)
		if err != nil {
			return nil, false, err
		}
		a.Seq = seq
		attached, err := takeAlong(ctx, tx, was, a, []string{removeDraft})
		return append(after, a), attached, err
	})
	return a, err
}

// AddAll commits acts in their order, and in the same commit removes the drafts that they came from, as Add does: all or
// nothing. Marks are added one by one, by Add.
func (o *Outbox) AddAll(ctx context.Context, add []Act, removeDrafts ...string) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		for _, key := range removeDrafts {
			if err := dropDraft(ctx, tx, key); err != nil {
				return nil, false, err
			}
		}
		after, attached := slices.Clone(was.acts), false
		for _, a := range add {
			a.State, a.WrittenAt = StateWaiting, support.Instant(a.WrittenAt)
			seq, err := insert(ctx, tx, a)
			if err != nil {
				return nil, false, err
			}
			a.Seq = seq
			took, err := takeAlong(ctx, tx, was, a, removeDrafts)
			if err != nil {
				return nil, false, err
			}
			after, attached = append(after, a), attached || took
		}
		return after, attached, nil
	})
}

func furtherThan(a, b Act) bool {
	return support.Mark{Index: a.SeenIndex, NoteIndex: a.SeenNote}.After(support.Mark{Index: b.SeenIndex, NoteIndex: b.SeenNote})
}

func (a *Act) sent(answer Answer, now time.Time) {
	a.State, a.Answer, a.SentAt, a.Refusal = StateSent, answer, support.Instant(now), Refusal{}
}

// Refused records the server's final word: the act stays visible until somebody resends or discards it. A refused mark
// goes.
func (o *Outbox) Refused(ctx context.Context, id string, why Refusal) error {
	if a, ok := o.Snapshot().Act(id); ok && a.Kind == KindMark {
		return o.remove(ctx, id)
	}
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		i := find(was.acts, id)
		if i < 0 {
			return nil, false, nil
		}
		after := slices.Clone(was.acts)
		a := &after[i]
		a.State, a.Refusal, a.RetryAt = StateRefused, why, time.Time{}
		if err := update(ctx, tx, *a); err != nil {
			return nil, false, err
		}
		back, err := withRefused(ctx, tx)
		return after, back, err
	})
}

// Failed records a try that the line or the server failed: the act stays as it is and is due again at retryAt. Coded is
// whether it was a coded problem of the server (5xx).
func (o *Outbox) Failed(ctx context.Context, id string, coded bool, retryAt time.Time) error {
	return o.change(ctx, id, func(a *Act) error {
		if a.State != StateWaiting {
			return nil
		}
		a.Attempts++
		if coded {
			a.CodedFailures++
		}
		a.RetryAt = support.Instant(retryAt)
		return nil
	})
}

// Hurry makes waiting acts and uploads due at once: the line has returned, or somebody asks. Stuck ones, and uploads that
// have failed, only if asked.
func (o *Outbox) Hurry(ctx context.Context, stuckToo bool) error {
	return o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		hurried, err := hurryUploads(ctx, tx, stuckToo)
		if err != nil {
			return nil, false, err
		}
		after := slices.Clone(was.acts)
		changed := false
		for i := range after {
			a := &after[i]
			if a.State != StateWaiting || a.RetryAt.IsZero() || a.Stuck() && !stuckToo {
				continue
			}
			a.RetryAt, changed = time.Time{}, true
			if err := update(ctx, tx, *a); err != nil {
				return nil, false, err
			}
		}
		if !changed {
			after = nil
		}
		return after, hurried, nil
	})
}

// Forget lets sent acts go, with what is attached, that are done and that brought reports the feed to have brought. It
// returns how many went.
func (o *Outbox) Forget(ctx context.Context, now time.Time, brought func(context.Context, Act) (bool, error)) (int, error) {
	old := map[int64]bool{}
	snapshot := o.Snapshot()
	for _, a := range snapshot.Acts() {
		if !snapshot.Done(a, now) {
			continue
		}
		there, err := brought(ctx, a)
		if err != nil {
			return 0, err
		}
		if there {
			old[a.Seq] = true
		}
	}
	if len(old) == 0 {
		return 0, nil
	}
	gone := 0
	err := o.commitAll(ctx, func(tx *sql.Tx, was *Snapshot) ([]Act, bool, error) {
		after, attached := make([]Act, 0, len(was.acts)), false
		for _, a := range was.acts {
			// One that waits again by now, for a server that was restored, stays.
			if !old[a.Seq] || !was.Done(a, now) {
				after = append(after, a)
				continue
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM acts WHERE seq = ?`, a.Seq); err != nil {
				return nil, false, err
			}
			if len(was.files[a.ID]) > 0 {
				attached = true
				if err := dropFiles(ctx, tx, a.ID); err != nil {
					return nil, false, err
				}
			}
			gone++
		}
		if gone == 0 {
			return nil, false, nil
		}
		return after, attached, nil
	})
	if err != nil {
		return 0, err
	}
	return gone, nil
}

// change rewrites how far one act has come.
func (o *Outbox) change(ctx context.Context, id string, fn func(*Act) error) error {
	return o.commit(ctx, func(tx *sql.Tx, acts []Act) ([]Act, error) {
		i := find(acts, id)
		if i < 0 {
			return nil, nil
		}
		after := slices.Clone(acts)
		if err := fn(&after[i]); err != nil {
			return nil, err
		}
		return after, update(ctx, tx, after[i])
	})
}

func (o *Outbox) remove(ctx context.Context, id string) error {
	return o.commit(ctx, func(tx *sql.Tx, acts []Act) ([]Act, error) {
		if _, err := tx.ExecContext(ctx, `DELETE FROM acts WHERE id = ?`, id); err != nil {
			return nil, err
		}
		return slices.DeleteFunc(slices.Clone(acts), func(a Act) bool { return a.ID == id }), nil
	})
}

func insert(ctx context.Context, tx *sql.Tx, a Act) (int64, error) {
	answer, refusal, err := encode(a)
	if err != nil {
		return 0, err
	}
	var seq any
	if a.Seq != 0 {
		seq = a.Seq
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO acts (`+actColumns+`) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		seq, a.ID, string(a.Kind), a.TicketID, a.Needs, string(a.Body), a.SeenIndex, a.SeenNote, millis(a.WrittenAt),
		string(a.State), a.Attempts, a.CodedFailures, millis(a.RetryAt), millis(a.SentAt), answer, refusal)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func update(ctx context.Context, tx *sql.Tx, a Act) error {
	answer, refusal, err := encode(a)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE acts SET id = ?, ticket_id = ?, needs = ?, body = ?, seen_index = ?,
		seen_note = ?, written_at = ?, state = ?, attempts = ?, coded_failures = ?, retry_at = ?, sent_at = ?, answer = ?, refusal = ? WHERE seq = ?`,
		a.ID, a.TicketID, a.Needs, string(a.Body), a.SeenIndex, a.SeenNote, millis(a.WrittenAt), string(a.State), a.Attempts, a.CodedFailures,
		millis(a.RetryAt), millis(a.SentAt), answer, refusal, a.Seq)
	return err
}

func encode(a Act) (answer, refusal string, err error) {
	if a.State == StateSent {
		b, err := json.Marshal(a.Answer)
		if err != nil {
			return "", "", err
		}
		answer = string(b)
	}
	if a.State == StateRefused {
		b, err := json.Marshal(a.Refusal)
		if err != nil {
			return "", "", err
		}
		refusal = string(b)
	}
	return answer, refusal, nil
}

// A querier is a pool, a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func readActs(ctx context.Context, q querier) ([]Act, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+actColumns+` FROM acts ORDER BY seq`)
	if err != nil {
		return nil, failure(err)
	}
	defer func() { _ = rows.Close() }()
	var acts []Act
	for rows.Next() {
		a, err := scanAct(rows.Scan)
		if err != nil {
			return nil, failure(err)
		}
		acts = append(acts, a)
	}
	return acts, failure(rows.Err())
}

func scanAct(scan func(...any) error) (Act, error) {
	var a Act
	var body, answer, refusal string
	var written, retry, sent int64
	err := scan(&a.Seq, &a.ID, &a.Kind, &a.TicketID, &a.Needs, &body, &a.SeenIndex, &a.SeenNote, &written, &a.State,
		&a.Attempts, &a.CodedFailures, &retry, &sent, &answer, &refusal)
	if err != nil {
		return a, err
	}
	a.Body = json.RawMessage(body)
	a.WrittenAt, a.RetryAt, a.SentAt = instant(written), instant(retry), instant(sent)
	if answer != "" {
		if err := json.Unmarshal([]byte(answer), &a.Answer); err != nil {
			return a, fmt.Errorf("answer of act %s: %w", a.ID, err)
		}
	}
	if refusal != "" {
		if err := json.Unmarshal([]byte(refusal), &a.Refusal); err != nil {
			return a, fmt.Errorf("refusal of act %s: %w", a.ID, err)
		}
	}
	return a, nil
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return api.At(time.UnixMilli(ms)).Instant()
}
