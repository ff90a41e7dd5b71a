package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// maxFindings is how much of what is wrong is told.
const maxFindings = 100

// Check verifies the store on one snapshot, while it goes on working.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, errClosed
	}
	return check(ctx, s.db.Readers)
}

// A checker collects what is wrong.
type checker struct {
	reader
	found []string
}

func (c *checker) wrong(format string, args ...any) {
	switch len(c.found) {
	case maxFindings:
		c.found = append(c.found, "and more than is told here")
	case maxFindings + 1:
	default:
		c.found = append(c.found, fmt.Sprintf(format, args...))
	}
}

func check(ctx context.Context, db *sql.DB) ([]string, error) {
	connection, err := connect(ctx, db)
	if err != nil {
		return nil, err
	}
	defer func() { _ = connection.close() }()
	c := &checker{reader: reader{store: &Store{}, conn: connection, snapshot: true}}
	defer func() { _, _ = connection.exec(context.WithoutCancel(ctx), `ROLLBACK`) }()
	for _, part := range []struct {
		what string
		hold func(context.Context) error
	}{
		{"the file's form", c.form}, {"positions and numbers", c.numbers}, {"references", c.orphans}, {"attachments", c.attachments}, {"marks", c.marks}, {"feeds", c.feeds},
		{"the order of feeds", c.order}, {"tickets and messages", c.tickets},
	} {
		err := part.hold(ctx)
		if errors.Is(err, sqlitedb.ErrCorrupt) {
			// What was found already says where the damage is, and what else can be read is looked at.
			c.wrong("%s cannot be read to the end: the file is damaged", part.what)
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	return c.found, nil
}

// form asks SQLite about its file.
func (c *checker) form(ctx context.Context) error {
	return c.each(ctx, func(r *row) {
		if says := r.text(); says != "ok" {
			c.wrong("file: %s", says)
		}
	}, `PRAGMA integrity_check(20)`)
}

// finding is a query for rows that must not be there.
type finding struct {
	// what they are, in the plural; where is the column that names one; from is the rest of the query.
	what, where, from string
}

// named is how many of the rows that must not be there are named.
const named = 3

// none tells of the rows that the queries find, how many there are and where.
func (c *checker) none(ctx context.Context, findings []finding) error {
	for _, f := range findings {
		var n int64
		if err := c.one(ctx, func(r *row) { n = r.number() }, `SELECT count(*) `+f.from); err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		var some []string
		err := c.each(ctx, func(r *row) { some = append(some, nameIn(r.column())) }, fmt.Sprintf(`SELECT %s %s LIMIT %d`, f.where, f.from, named))
		if err != nil {
			return err
		}
		if n > int64(len(some)) {
			some = append(some, "…")
		}
		c.wrong("%d %s: %s", n, f.what, strings.Join(some, ", "))
	}
	return nil
}

// nameIn is what names a row: an id, a number, or a name.
func nameIn(value any) string {
	if b, is := value.([]byte); is {
		if id := idOf(b); support.ValidID(id) {
			return id
		}
		return fmt.Sprintf("x'%x'", b)
	}
	return fmt.Sprint(value)
}

func (c *checker) numbers(ctx context.Context) error {
	return c.none(ctx, []finding{
		{"feed entries above the newest position", "position", `FROM feed WHERE position > (SELECT position FROM head)`},
		{"feed entries without a position", "object", `FROM feed WHERE position < 1`},
		{"feed entries of nobody", "audience", `FROM feed WHERE audience NOT IN (SELECT id FROM audiences)`},
		{"tickets above the newest number", "number", `FROM tickets WHERE number > (SELECT last FROM numbers)`},
		{"stores without an identity", "'identity'", `FROM (SELECT 1) WHERE NOT EXISTS (SELECT 1 FROM identity)`},
		{"stores without a newest position", "'head'", `FROM (SELECT 1) WHERE NOT EXISTS (SELECT 1 FROM head)`},
		{"stores without a newest number", "'numbers'", `FROM (SELECT 1) WHERE NOT EXISTS (SELECT 1 FROM numbers)`},
		{"word indexes ahead of what they index", "'ticket ' || ticket || ', message ' || message", `FROM indexed
			WHERE ticket > coalesce((SELECT max(seq) FROM tickets), 0) OR message > coalesce((SELECT max(seq) FROM messages), 0)`},
	})
}

// lost are the rows of a table whose column names what is not in another.
func lost(what, table, column, in string) finding {
	return finding{what, "id", fmt.Sprintf(`FROM %s WHERE %s IS NOT NULL AND %s NOT IN (SELECT id FROM %s)`, table, column, column, in)}
}

// orphans are what foreign keys would hold, if it were not for the time that they take with every write.
func (c *checker) orphans(ctx context.Context) error {
	ofPerson := func(what, table, where string) finding {
		return finding{what, where, `FROM ` + table + ` WHERE person NOT IN (SELECT id FROM people)`}
	}
	return c.none(ctx, []finding{
		{"messages without a ticket", "id", `FROM messages WHERE ticket NOT IN (SELECT seq FROM tickets)`},
		lost("tickets without a company", "tickets", "company", "companies"),
		lost("tickets whose machine is missing", "tickets", "machine", "machines"),
		lost("tickets whose category is missing", "tickets", "category", "categories"),
		lost("tickets whose opener is missing", "tickets", "opened_by", "people"),
		lost("tickets whose customer is missing", "tickets", "opened_for", "people"),
		lost("tickets whose assignee is missing", "tickets", "assignee", "people"),
		lost("tickets whose earlier ticket is missing", "tickets", "follows", "tickets"),
		lost("tickets whose cause is missing", "tickets", "cause", "causes"),
		lost("tickets whose original is missing", "tickets", "duplicate_of", "tickets"),
		{"duplicates that are not closed, or not of a ticket of their company and of its number", "t.id", `FROM tickets AS t
			JOIN tickets AS o ON o.id = t.duplicate_of WHERE t.status <> 'closed' OR t.company <> o.company OR t.duplicate_of_number <> o.number`},
		lost("canned replies whose owner is missing", "canned_replies", "owner", "people"),
		ofPerson("filters without a person", "filters", "id"),
		lost("messages whose author is missing", "messages", "author", "people"),
		lost("machines without a company", "machines", "company", "companies"),
		lost("machines whose person is missing", "machines", "linked_person", "people"),
		lost("machines whose technician is missing", "machines", "default_technician", "people"),
		lost("people whose company is missing", "people", "company", "companies"),
		{"people on the wrong side", "id", `FROM people WHERE (role = 'operator') <> (company IS NOT NULL)`},
		ofPerson("credentials without a person", "credentials", "login"),
		ofPerson("sessions without a person", "sessions", "person"),
		ofPerson("acts without a person", "acts", "id"),
		ofPerson("marks without a person", "marks", "person"),
	})
}

func (c *checker) marks(ctx context.Context) error {
	return c.none(ctx, []finding{
		{"marks without a ticket", "ticket", `FROM marks WHERE ticket NOT IN (SELECT id FROM tickets)`},
		{"marks without a message", "ticket", `FROM marks WHERE message NOT IN (SELECT id FROM messages)`},
		{"marks that are not where their message is", "k.ticket", `FROM marks AS k JOIN messages AS m ON m.id = k.message
			JOIN tickets AS t ON t.id = k.ticket WHERE m.ticket <> t.seq OR m.place <> k.place OR m.note <> k.note`},
	})
}
