package cache

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"filodiretto/backend/support"
)

// Hit is something found: a message, or a ticket itself (by its number, machine, people, telephone or description).
type Hit struct {
	// Ticket is the ticket found, or the message's.
	Ticket Row
	// Message is the message found; the zero value when it is the ticket.
	Message support.Message
	Snippet Snippet
}

const (
	newestFound = `SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid DESC LIMIT ?`
	olderFound  = `SELECT rowid FROM found WHERE found MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?`
	beginWith   = `SELECT term FROM terms WHERE term >= ? AND term < ? LIMIT ?`

	ticketHits = `SELECT ` + ticketColumns + `, ` + lastColumns + `, t.description, t.doc
		FROM json_each(?) j CROSS JOIN tickets t ON t.doc = j.value` + lastJoin
	messageHits = `SELECT ` + ticketColumns + `, ` + lastColumns + `, h.doc, h.id, h.ticket_id, h.place, h.note, h.kind,
			h.author_id, h.author, h.author_role, h.created_at, h.written_at, h.hash, h.event, h.text, h.attachments
		FROM json_each(?) j CROSS JOIN messages h ON h.doc = j.value CROSS JOIN tickets t ON t.id = h.ticket_id` + lastJoin
)

// Search finds what the query looks for, newest first, after a place in the results (zero: from the newest). Next is
// where the next page begins, zero at the end.
func (r *Reader) Search(q Query, after int64, limit int) (hits []Hit, next int64, err error) {
	if q.Empty() {
		return nil, 0, nil
	}
	match, err := r.match(q)
	if err != nil || match == "" {
		return nil, 0, err
	}
	docs, err := r.found(match, after, limit)
	if err != nil {
		return nil, 0, err
	}
	if len(docs) == limit {
		next = docs[limit-1]
	}
	byDoc, err := r.hits(q, docs)
	if err != nil {
		return nil, 0, err
	}
	for _, doc := range docs {
		// A message whose ticket is not here yet is not shown.
		if hit, ok := byDoc[doc]; ok {
			hits = append(hits, hit)
		}
	}
	return hits, next, nil
}

const (
	newerFound = `SELECT rowid FROM found WHERE found MATCH ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?`
	// All in one row: most of the time goes into handing over rows.
	ticketsOfDocs  = `SELECT coalesce(group_concat(hex(t.id)), '') FROM json_each(?) j CROSS JOIN tickets t ON t.doc = j.value`
	messagesOfDocs = `SELECT coalesce(group_concat(hex(m.ticket_id)), '') FROM json_each(?) j CROSS JOIN messages m ON m.doc = j.value`
)

// TicketsWith are the tickets in which the query's words are, together in one place: as far as the newest places say, and no
// older than one.
func (r *Reader) TicketsWith(q Query, oldest int64, most int) (map[string]bool, error) {
	found := map[string]bool{}
	match, err := r.match(q)
	if err != nil || match == "" {
		return found, err
	}
	rows, err := r.query(newerFound, match, oldest, most)
	docs, err := scanDocs(rows, err)
	if err != nil {
		return nil, err
	}
	return found, r.ticketsOf(docs, func(ticket string) { found[ticket] = true })
}

// ticketsOf calls fn for the ticket of each place in the search index, in no certain order.
func (r *Reader) ticketsOf(docs []int64, fn func(ticket string)) error {
	var tickets, messages []int64
	for _, doc := range docs {
		if isTicketDoc(doc) {
			tickets = append(tickets, doc)
		} else {
			messages = append(messages, doc)
		}
	}
	for query, some := range map[string][]int64{ticketsOfDocs: tickets, messagesOfDocs: messages} {
		if len(some) == 0 {
			continue
		}
		list, err := json.Marshal(some)
		if err != nil {
			return err
		}
		var all string
		if err := r.row(query, []any{string(list)}, &all); err != nil {
			return err
		}
		for one := range strings.SplitSeq(all, ",") {
			id, err := hex.DecodeString(one)
			if err != nil {
				return err
			}
			if len(id) > 0 {
				fn(idOf(id))
			}
		}
	}
	return nil
}

func (r *Reader) found(match string, after int64, limit int) ([]int64, error) {
	query, args := newestFound, []any{match, limit}
	if after != 0 {
		query, args = olderFound, []any{match, after, limit}
	}
	rows, err := r.query(query, args...)
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

// mostAlternatives is up to how many whole terms stand for a long prefix. Beyond, each is rare, and gathering them all
// is cheap.
const mostAlternatives = 96

// shortPrefix is up to how many characters the index holds prefixes itself.
const shortPrefix = 3

// match is the query in the index's language, empty if nothing can match. Terms are folded letters, digits and two
// private signs, so nothing in quotes can end them.
func (r *Reader) match(q Query) (string, error) {
	all := make([]string, 0, len(q.terms))
	for _, t := range q.terms {
		one, err := r.matchTerm(t, mostAlternatives)
		if err != nil || one == "" {
			return "", err
		}
		all = append(all, one)
	}
	return strings.Join(all, " AND "), nil
}

// matchTerm is one term in the index's language, empty if nothing can match; up to so many whole terms stand for a prefix.
func (r *Reader) matchTerm(t term, most int) (string, error) {
	prefix := t.String()
	if utf8.RuneCountInString(prefix) <= shortPrefix {
		return `"` + prefix + `"*`, nil
	}
	terms, err := r.termsFrom(prefix, most+1)
	switch {
	case err != nil || len(terms) == 0:
		return "", err
	case len(terms) > most:
		return `"` + prefix + `"*`, nil
	default:
		return `("` + strings.Join(terms, `" OR "`) + `")`, nil
	}
}

func (r *Reader) termsFrom(prefix string, most int) ([]string, error) {
	rows, err := r.query(beginWith, prefix, prefix+string(utf8.MaxRune), most)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var terms []string
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			return nil, err
		}
		terms = append(terms, t)
	}
	return terms, rows.Err()
}

// hits reads what was found, all at once.
func (r *Reader) hits(q Query, docs []int64) (map[int64]Hit, error) {
	list, err := json.Marshal(docs)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]Hit, len(docs))
	err = r.eachRow(ticketHits, string(list), func(scan func(...any) error) error {
		var hit Hit
		var doc int64
		var description string
		if hit.Ticket, err = scanRow(scan, &description, &doc); err != nil {
			return err
		}
		hit.Ticket.Description = description
		hit.Snippet = q.TicketSnippet(&hit.Ticket.Ticket)
		out[doc] = hit
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, r.eachRow(messageHits, string(list), func(scan func(...any) error) error {
		var hit Hit
		var doc int64
		hit.Message, err = scanMessage(func(message ...any) error {
			hit.Ticket, err = scanRow(scan, append([]any{&doc}, message...)...)
			return err
		})
		if err != nil {
			return err
		}
		hit.Snippet = q.MessageSnippet(&hit.Message)
		out[doc] = hit
		return nil
	})
}

func (r *Reader) eachRow(query, list string, fn func(scan func(...any) error) error) error {
	rows, err := r.query(query, list)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// MessageTexts are the texts by which a message is found. The description, message 1, is found with its ticket, but for the
// names of its files.
func MessageTexts(m *support.Message) []string {
	texts := FileNames(m)
	if m.Kind == support.MessageReply && m.Index == 1 {
		return texts
	}
	return append(texts, m.Text, m.Event.Text)
}

// MessageSnippet shows why a message was found: what it says where that matches, else its files.
func (q Query) MessageSnippet(m *support.Message) Snippet {
	said := q.Snippet(m.Text + m.Event.Text)
	if files := q.Snippet(strings.Join(FileNames(m), " · ")); len(said.Marks) == 0 && len(files.Marks) > 0 {
		return files
	}
	return said
}

// TicketTexts are the texts by which a ticket itself is found.
func TicketTexts(t *support.Ticket) []string {
	number := ""
	if t.Number != 0 {
		number = fmt.Sprint(t.Number)
	}
	return []string{t.Description, number, t.Machine.Name, t.Machine.Model, t.Machine.Serial, t.OpenedBy.Name, t.OpenedFor.Name, t.Phone}
}

// TicketSnippet shows why a ticket was found: its description where that matches, else what does.
func (q Query) TicketSnippet(t *support.Ticket) Snippet {
	machine := strings.TrimSpace(t.Machine.Name + " " + t.Machine.Model + " " + t.Machine.Serial)
	person := strings.TrimSpace(t.OpenedFor.Name + " " + t.OpenedBy.Name)
	for _, text := range []string{t.Description, machine, fmt.Sprintf("#%d", t.Number), person, t.Phone} {
		if s := q.Snippet(text); len(s.Marks) > 0 {
			return s
		}
	}
	return q.Snippet(t.Description)
}
