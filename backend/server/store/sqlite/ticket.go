package sqlite

import (
	"context"
	"math"
	"strings"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

const ticketColumns = `id, number, kind, status, severity, category, company, machine, machine_name, machine_model,
	machine_serial, machine_site, opened_by, opened_by_name, opened_for, opened_for_name, assignee, assignee_name, phone,
	call_from, call_to, follows, created_at, written_at, updated_at, closed_at, last_message_at, first_reply_at,
	message_count, last_index, read_by_support, read_by_customer, chain_head, note_count, last_note_at, note_chain_head,
	title, description, resolution, awaited_since, paused_at, spoken_at, call_again_at, cause, cause_name, verdict, verdict_at,
	duplicate_of, duplicate_of_number`

func ticketIn(r *row) support.Ticket {
	return support.Ticket{
		ID: r.id(), Number: r.number(), Kind: support.Kind(r.text()), Status: support.Status(r.text()),
		Severity: support.Severity(r.text()), CategoryID: r.id(), CompanyID: r.id(), MachineID: r.id(),
		Machine:  support.MachineThen{Name: r.text(), Model: r.text(), Serial: r.text(), Site: r.text()},
		OpenedBy: r.person(), OpenedFor: r.person(), Assignee: r.person(), Phone: r.text(),
		CallWindow:      support.CallWindow{From: r.instant(), To: r.instant()},
		FollowsTicketID: r.id(), CreatedAt: r.instant(), WrittenAt: r.instant(), UpdatedAt: r.instant(),
		ClosedAt: r.instant(), LastMessageAt: r.instant(), FirstReplyAt: r.instant(), MessageCount: r.count(),
		LastIndex: r.count(), ReadBySupport: r.count(), ReadByCustomer: r.count(), Head: r.hash(), NoteCount: r.count(),
		LastNoteAt: r.instant(), NoteHead: r.hash(), Title: r.text(), Description: r.text(), Resolution: r.text(),
		AwaitedSince: r.instant(), PausedAt: r.instant(), SpokenAt: r.instant(), CallAgainAt: r.instant(),
		Cause: support.CauseRef{ID: r.id(), Name: r.text()}, Verdict: support.Verdict(r.text()), VerdictAt: r.instant(),
		DuplicateOf: support.TicketRef{ID: r.id(), Number: r.number()},
	}
}

func (r *reader) Ticket(ctx context.Context, id string) (t support.Ticket, err error) {
	err = r.one(ctx, func(row *row) { t = ticketIn(row) }, `SELECT `+ticketColumns+` FROM tickets WHERE id = ?`, key(id))
	return t, err
}

func (w *writer) InsertTicket(_ context.Context, t support.Ticket) error {
	return w.put("this ticket is there already", `INSERT INTO tickets (`+ticketColumns+`)
		VALUES (?`+strings.Repeat(`, ?`, strings.Count(ticketColumns, ","))+`)`,
		key(t.ID), t.Number, string(t.Kind), string(t.Status), string(t.Severity), optional(t.CategoryID), key(t.CompanyID),
		optional(t.MachineID), t.Machine.Name, t.Machine.Model, t.Machine.Serial, t.Machine.Site,
		key(t.OpenedBy.ID), t.OpenedBy.Name, optional(t.OpenedFor.ID), t.OpenedFor.Name, optional(t.Assignee.ID), t.Assignee.Name,
		t.Phone, millis(t.CallWindow.From), millis(t.CallWindow.To), optional(t.FollowsTicketID),
		millis(t.CreatedAt), millis(t.WrittenAt), millis(t.UpdatedAt), millis(t.ClosedAt), millis(t.LastMessageAt),
		millis(t.FirstReplyAt), int64(t.MessageCount), int64(t.LastIndex), int64(t.ReadBySupport), int64(t.ReadByCustomer),
		t.Head[:], int64(t.NoteCount), millis(t.LastNoteAt), t.NoteHead[:], t.Title, t.Description, t.Resolution,
		millis(t.AwaitedSince), millis(t.PausedAt), millis(t.SpokenAt), millis(t.CallAgainAt), optional(t.Cause.ID), t.Cause.Name,
		string(t.Verdict), millis(t.VerdictAt), optional(t.DuplicateOf.ID), t.DuplicateOf.Number)
}

func (w *writer) UpdateTicket(_ context.Context, t support.Ticket) error {
	return w.change(`UPDATE tickets SET status = ?, severity = ?, category = ?, assignee = ?, assignee_name = ?, updated_at = ?,
			closed_at = ?, last_message_at = ?, first_reply_at = ?, message_count = ?, last_index = ?, read_by_support = ?,
			read_by_customer = ?, chain_head = ?, note_count = ?, last_note_at = ?, note_chain_head = ?, resolution = ?,
			awaited_since = ?, paused_at = ?, spoken_at = ?, call_again_at = ?, cause = ?, cause_name = ?, verdict = ?,
			verdict_at = ?, duplicate_of = ?, duplicate_of_number = ?
		WHERE id = ?`,
		string(t.Status), string(t.Severity), optional(t.CategoryID), optional(t.Assignee.ID), t.Assignee.Name,
		millis(t.UpdatedAt), millis(t.ClosedAt), millis(t.LastMessageAt), millis(t.FirstReplyAt), int64(t.MessageCount),
		int64(t.LastIndex), int64(t.ReadBySupport), int64(t.ReadByCustomer), t.Head[:], int64(t.NoteCount),
		millis(t.LastNoteAt), t.NoteHead[:], t.Resolution,
		millis(t.AwaitedSince), millis(t.PausedAt), millis(t.SpokenAt), millis(t.CallAgainAt), optional(t.Cause.ID), t.Cause.Name,
		string(t.Verdict), millis(t.VerdictAt), optional(t.DuplicateOf.ID), t.DuplicateOf.Number, key(t.ID))
}

func (w *writer) NextNumber(ctx context.Context) (n int64, err error) {
	if _, err = w.exec(`UPDATE numbers SET last = last + 1`); err != nil {
		return 0, err
	}
	err = w.one(ctx, func(r *row) { n = r.number() }, `SELECT last FROM numbers`)
	return n, err
}

func (r *reader) TicketCounts(ctx context.Context, machineID, companyID string) (open, closed int, err error) {
	query, args := ticketCountsQuery(machineID, companyID)
	err = r.one(ctx, func(row *row) { open, closed = row.count(), row.count() }, query, args...)
	return open, closed, err
}

func ticketCountsQuery(machineID, companyID string) (string, []any) {
	query, args := `SELECT count(*) FILTER (WHERE status <> 'closed'), count(*) FILTER (WHERE status = 'closed')
		FROM tickets WHERE machine = ?`, []any{key(machineID)}
	if companyID != "" {
		query, args = query+` AND company = ?`, append(args, key(companyID))
	}
	return query, args
}

// afterAll is a key after every id.
var afterAll = []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")

func (r *reader) Tickets(ctx context.Context, f store.TicketFilter) (all []support.Ticket, err error) {
	query, args := ticketsQuery(f)
	if f.Query != "" {
		var found bool
		if query, args, found, err = r.searchQuery(ctx, f); err != nil || !found {
			return nil, err
		}
	}
	err = r.each(ctx, func(row *row) { all = append(all, ticketIn(row)) }, query, args...)
	return all, err
}

func ticketsQuery(f store.TicketFilter) (string, []any) {
	conditions, args := ticketConditions(f)
	query := `SELECT ` + ticketColumns + ` FROM tickets INDEXED BY ` + ticketIndex(f) + ` WHERE ` + conditions +
		` ORDER BY updated_at DESC, id DESC LIMIT ?`
	return query, append(args, limit(f.Limit))
}

// ticketIndex is the index with the fewest tickets to walk. SQLite would guess, without having counted.
func ticketIndex(f store.TicketFilter) string {
	switch {
	case f.MachineID != "":
		return "tickets_machine"
	case openOnly(f.Statuses):
		return "tickets_open"
	case f.AssigneeID != "":
		return "tickets_assignee"
	case f.CompanyID != "":
		return "tickets_company"
	default:
		return "tickets_updated"
	}
}

func openOnly(statuses []support.Status) bool {
	for _, s := range statuses {
		if s == support.StatusClosed {
			return false
		}
	}
	return len(statuses) > 0
}

// ticketConditions are all conditions of a filter but for its query.
func ticketConditions(f store.TicketFilter) (string, []any) {
	var q strings.Builder
	q.WriteString(`(updated_at, id) < (?, ?)`)
	args := []any{int64(math.MaxInt64), afterAll}
	if f.AfterID != "" {
		args = []any{millis(f.AfterUpdated), key(f.AfterID)}
	}
	for _, bound := range []struct{ column, id string }{
		{"company", f.CompanyID}, {"machine", f.MachineID}, {"assignee", f.AssigneeID},
	} {
		if bound.id != "" {
			q.WriteString(` AND ` + bound.column + ` = ?`)
			args = append(args, key(bound.id))
		}
	}
	if openOnly(f.Statuses) {
		q.WriteString(` AND status <> 'closed'`)
	}
	if n := len(f.Statuses); n > 0 {
		q.WriteString(` AND status IN (?` + strings.Repeat(`, ?`, n-1) + `)`)
		for _, s := range f.Statuses {
			args = append(args, string(s))
		}
	}
	return q.String(), args
}
