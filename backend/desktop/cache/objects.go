package cache

import (
	"database/sql"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// knownTicket is what is known of a ticket that comes again, with its chains' heads: what comes with it follows from those.
const knownTicket = `SELECT doc, last_index, read_by_support, read_by_customer, note_count, closed, unread, severity, assignee_id,
		(SELECT hash FROM messages WHERE ticket_id = t.id AND place = t.last_index AND note = 0),
		CASE note_count WHEN 0 THEN NULL ELSE (SELECT hash FROM messages WHERE ticket_id = t.id AND note = t.note_count) END
	FROM tickets t WHERE id = ?`

// ticket writes a ticket. A forward page overwrites; only a version that has clearly been overtaken (the same page
// applied again after a later one) is passed over: whatever happens to a ticket makes one of these numbers grow.
func (w *write) ticket(in *api.Ticket) error {
	t := TicketIn(*in)
	gone, err := w.wasRemoved(api.TypeTicket, t.ID)
	if err != nil || gone {
		return err
	}
	var doc int64
	var old support.Ticket
	var assignee []byte
	var wasClosed bool
	var unread int
	var head, noteHead []byte
	there, err := w.look(knownTicket, []any{key(t.ID)},
		&doc, &old.LastIndex, &old.ReadBySupport, &old.ReadByCustomer, &old.NoteCount, &wasClosed, &unread, &old.Severity, &assignee, &head, &noteHead)
	if err != nil {
		return err
	}
	if there {
		w.heads[t.ID] = heads{{old.LastIndex, head}, {old.NoteCount, noteHead}}
	}
	if there && (w.walk == Backward || overtaken(&t, &old)) {
		return nil
	}
	if there {
		w.countTicket(wasClosed, -1)
	} else if doc, err = w.newDoc(docTicket, t.CreatedAt); err != nil {
		return err
	}
	w.countTicket(!t.Open(), +1)
	if err := w.putTicket(doc, &t); err != nil {
		return err
	}
	w.board.ticket(&t, doc, unread)
	w.touched[t.ID] = true
	if w.filled && w.walk == Forward {
		w.claims[t.ID] = claim{last: unclaimed(t.LastIndex, old.LastIndex), notes: unclaimed(t.NoteCount, old.NoteCount)}
	}
	if !there {
		w.docs = append(w.docs, doc)
	}
	if !there || idOf(assignee) != t.Assignee.ID {
		w.recount[t.ID] = true
	}
	if wasClosed == t.Open() || old.Severity != t.Severity {
		w.stirred[t.ID] = true
	}
	return nil
}

func overtaken(t, old *support.Ticket) bool {
	return t.LastIndex < old.LastIndex || t.ReadBySupport < old.ReadBySupport ||
		t.ReadByCustomer < old.ReadByCustomer || t.NoteCount < old.NoteCount
}

func (w *write) countTicket(closed bool, by int) {
	if closed {
		w.closed += by
	} else {
		w.open += by
	}
}

func (w *write) putTicket(doc int64, t *support.Ticket) error {
	_, err := w.exec(`INSERT INTO tickets (doc, id, number, kind, title, status, severity, closed, category_id, company_id,
			machine_id, machine_name, machine_model, machine_serial, machine_site, opened_by_id, opened_by, opened_for_id,
			opened_for, assignee_id, assignee, phone, call_from, call_to, follows_id, created_at, written_at, updated_at,
			closed_at, last_message_at, message_count, last_index, read_by_support, read_by_customer, note_count,
			last_note_at, resolution, description, cause_id, cause, verdict, verdict_at, duplicate_of, duplicate_of_number,
			first_reply_at, awaited_since, paused_at, spoken_at, call_again_at)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT (id) DO UPDATE SET number = excluded.number, kind = excluded.kind, title = excluded.title,
			status = excluded.status, severity = excluded.severity, closed = excluded.closed,
			category_id = excluded.category_id, company_id = excluded.company_id, machine_id = excluded.machine_id,
			machine_name = excluded.machine_name, machine_model = excluded.machine_model,
			machine_serial = excluded.machine_serial, machine_site = excluded.machine_site,
			opened_by_id = excluded.opened_by_id, opened_by = excluded.opened_by, opened_for_id = excluded.opened_for_id,
			opened_for = excluded.opened_for, assignee_id = excluded.assignee_id, assignee = excluded.assignee,
			phone = excluded.phone, call_from = excluded.call_from, call_to = excluded.call_to,
			follows_id = excluded.follows_id, created_at = excluded.created_at, written_at = excluded.written_at,
			updated_at = excluded.updated_at, closed_at = excluded.closed_at, last_message_at = excluded.last_message_at,
			message_count = excluded.message_count, last_index = excluded.last_index,
			read_by_support = excluded.read_by_support, read_by_customer = excluded.read_by_customer,
			note_count = excluded.note_count, last_note_at = excluded.last_note_at, resolution = excluded.resolution,
			description = excluded.description, cause_id = excluded.cause_id, cause = excluded.cause,
			verdict = excluded.verdict, verdict_at = excluded.verdict_at, duplicate_of = excluded.duplicate_of,
			duplicate_of_number = excluded.duplicate_of_number, first_reply_at = excluded.first_reply_at,
			awaited_since = excluded.awaited_since, paused_at = excluded.paused_at, spoken_at = excluded.spoken_at,
			call_again_at = excluded.call_again_at`,
		doc, key(t.ID), t.Number, string(t.Kind), t.Title, string(t.Status), string(t.Severity), !t.Open(),
		key(t.CategoryID), key(t.CompanyID), key(t.MachineID), t.Machine.Name, t.Machine.Model, t.Machine.Serial,
		t.Machine.Site, key(t.OpenedBy.ID), t.OpenedBy.Name, key(t.OpenedFor.ID), t.OpenedFor.Name, key(t.Assignee.ID),
		t.Assignee.Name, t.Phone, millis(t.CallWindow.From), millis(t.CallWindow.To), key(t.FollowsTicketID),
		millis(t.CreatedAt), millis(t.WrittenAt), millis(t.UpdatedAt), millis(t.ClosedAt), millis(t.LastMessageAt),
		t.MessageCount, t.LastIndex, t.ReadBySupport, t.ReadByCustomer, t.NoteCount, millis(t.LastNoteAt), t.Resolution,
		t.Description, key(t.Cause.ID), t.Cause.Name, string(t.Verdict), millis(t.VerdictAt), key(t.DuplicateOf.ID),
		t.DuplicateOf.Number, millis(t.FirstReplyAt), millis(t.AwaitedSince), millis(t.PausedAt), millis(t.SpokenAt),
		millis(t.CallAgainAt))
	return err
}

func (w *write) removeTicket(id string) error {
	docs, err := w.docsOf(`SELECT doc FROM messages WHERE ticket_id = ?`, key(id))
	if err != nil {
		return err
	}
	var doc int64
	var closed bool
	var unread int
	there, err := w.look(`SELECT doc, closed, unread FROM tickets WHERE id = ?`, []any{key(id)}, &doc, &closed, &unread)
	if err != nil {
		return err
	}
	if there {
		w.countTicket(closed, -1)
		w.unread -= unread
		docs = append(docs, doc)
	}
	// What the cache has begun anew with is not lost: it goes out of sight with its ticket.
	if _, err := w.exec(`UPDATE seen SET removed = ? WHERE ticket_id = ? AND removed = ?`, outOfSightBefore, key(id), begunAnew); err != nil {
		return err
	}
	if err := w.remember(outOfSight, ` WHERE ticket_id = ?`, key(id)); err != nil {
		return err
	}
	for _, query := range []string{
		dropAttached, `DELETE FROM doubtful WHERE ticket_id = ?`, `DELETE FROM tickets WHERE id = ?`, `DELETE FROM messages WHERE ticket_id = ?`, `DELETE FROM reading WHERE ticket_id = ?`,
		// It may have gone while it was still on its way.
		`DELETE FROM breaks WHERE ticket_id = ? AND kind = 'missing'`,
	} {
		if _, err := w.exec(query, key(id)); err != nil {
			return err
		}
	}
	w.touched[id], w.stirred[id] = true, true
	w.board.removed(id)
	return w.unindex(docs)
}

func (w *write) docsOf(query string, args ...any) ([]int64, error) {
	return scanDocs(w.tx.QueryContext(w.ctx, query, args...))
}

func scanDocs(rows *sql.Rows, err error) ([]int64, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var docs []int64
	for rows.Next() {
		var doc int64
		if err := rows.Scan(&doc); err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, rows.Err()
}

// orOnlyNew makes an insert overwrite on the way forward, and write only what is not there on the way back.
func (w *write) orOnlyNew(overwrite string) string {
	if w.walk == Backward {
		return ` ON CONFLICT (id) DO NOTHING`
	}
	return ` ON CONFLICT (id) DO UPDATE SET ` + overwrite
}

func (w *write) machine(m *api.Machine) error {
	if gone, err := w.wasRemoved(api.TypeMachine, m.ID); err != nil || gone {
		return err
	}
	linked, technician := refIn(m.LinkedPerson), refIn(m.DefaultTechnician)
	n, err := w.exec(`INSERT INTO machines (id, company_id, name, model, serial, site, linked_person_id, linked_person,
			default_technician_id, default_technician, disabled) VALUES (?,?,?,?,?,?,?,?,?,?,?)`+
		w.orOnlyNew(`company_id = excluded.company_id, name = excluded.name, model = excluded.model,
			serial = excluded.serial, site = excluded.site, linked_person_id = excluded.linked_person_id,
			linked_person = excluded.linked_person, default_technician_id = excluded.default_technician_id,
			default_technician = excluded.default_technician, disabled = excluded.disabled`),
		key(m.ID), key(m.CompanyID), m.Name, m.Model, m.Serial, m.Site, key(linked.ID), linked.Name, key(technician.ID),
		technician.Name, m.Disabled)
	w.applied.Machines = w.applied.Machines || n > 0
	return err
}

func (w *write) person(p *api.Person) error {
	if gone, err := w.wasRemoved(api.TypePerson, p.ID); err != nil || gone {
		return err
	}
	n, err := w.exec(`INSERT INTO people (id, name, role, company_id, disabled) VALUES (?,?,?,?,?)`+
		w.orOnlyNew(`name = excluded.name, role = excluded.role, company_id = excluded.company_id, disabled = excluded.disabled`),
		key(p.ID), p.Name, p.Role, key(p.CompanyID), p.Disabled)
	w.applied.People = w.applied.People || n > 0
	return err
}

func (w *write) company(c *api.Company) error {
	if gone, err := w.wasRemoved(api.TypeCompany, c.ID); err != nil || gone {
		return err
	}
	n, err := w.exec(`INSERT INTO companies (id, name, country) VALUES (?,?,?)`+
		w.orOnlyNew(`name = excluded.name, country = excluded.country`), key(c.ID), c.Name, c.Country)
	w.applied.Companies = w.applied.Companies || n > 0
	if n > 0 {
		w.board.company(c.ID, c.Name)
	}
	return err
}

func (w *write) category(c *api.Category) error {
	if gone, err := w.wasRemoved(api.TypeCategory, c.ID); err != nil || gone {
		return err
	}
	n, err := w.exec(`INSERT INTO categories (id, name, disabled) VALUES (?,?,?)`+
		w.orOnlyNew(`name = excluded.name, disabled = excluded.disabled`), key(c.ID), c.Name, c.Disabled)
	w.applied.Categories = w.applied.Categories || n > 0
	return err
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
	return time.UnixMilli(ms).UTC()
}
