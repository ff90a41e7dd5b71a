package sqlite

import (
	"context"
	"fmt"

	"filodiretto/backend/server/store"
)

// Names of audiences in SQL, as support.Audience.String makes them; ids there are text, here bytes.
const (
	inSupport   = `(SELECT id FROM audiences WHERE name = 'support')`
	inCustomers = `(SELECT id FROM audiences WHERE name = 'customers')`
)

func inCompany(column string) string {
	return `(SELECT id FROM audiences WHERE name = 'company:' || ` + uuidText(column) + `)`
}
func inPerson(column string) string {
	return `(SELECT id FROM audiences WHERE name = 'person:' || ` + uuidText(column) + `)`
}

// uuidText writes the id in a column as text.
func uuidText(column string) string {
	return fmt.Sprintf(`CASE WHEN length(%[1]s) = 16 THEN lower(substr(hex(%[1]s), 1, 8) || '-' || substr(hex(%[1]s), 9, 4) || '-' ||
		substr(hex(%[1]s), 13, 4) || '-' || substr(hex(%[1]s), 17, 4) || '-' || substr(hex(%[1]s), 21, 12)) ELSE CAST(%[1]s AS TEXT) END`, column)
}

// missingFrom counts the rows of a table that are not in the feed of an audience, or are there as removed.
func missingFrom(audience, table, id string, kind store.ObjectType, condition string) string {
	return fmt.Sprintf(`SELECT count(*) FROM %s AS x WHERE (%s) AND NOT EXISTS (SELECT 1 FROM feed
		WHERE audience = %s AND type = %d AND object = %s AND NOT removed)`, table, condition, audience, kind, id)
}

// feeds holds every feed against what it must have, and notes above all against where they must never be.
func (c *checker) feeds(ctx context.Context) error {
	const ticketOf = `(SELECT company FROM tickets WHERE seq = x.ticket)`
	queries := [][2]string{
		{"notes in a feed other than the support's", fmt.Sprintf(`SELECT count(*) FROM messages AS m JOIN audiences AS a
			JOIN feed AS f ON f.audience = a.id AND f.type = %d AND f.object = m.id WHERE m.note > 0 AND a.name <> 'support'`, store.ObjectMessage)},
		{"tickets missing from the support's feed", missingFrom(inSupport, "tickets", "x.id", store.ObjectTicket, "true")},
		{"tickets missing from their company's feed", missingFrom(inCompany("x.company"), "tickets", "x.id", store.ObjectTicket, "true")},
		{"messages missing from the support's feed", missingFrom(inSupport, "messages", "x.id", store.ObjectMessage, "true")},
		{"messages missing from their company's feed", missingFrom(inCompany(ticketOf), "messages", "x.id", store.ObjectMessage, "x.note = 0")},
		{"machines missing from the support's feed", missingFrom(inSupport, "machines", "x.id", store.ObjectMachine, "true")},
		{"machines missing from their company's feed", missingFrom(inCompany("x.company"), "machines", "x.id", store.ObjectMachine, "true")},
		{"companies missing from the support's feed", missingFrom(inSupport, "companies", "x.id", store.ObjectCompany, "true")},
		{"companies missing from their own feed", missingFrom(inCompany("x.id"), "companies", "x.id", store.ObjectCompany, "true")},
		{"people missing from the support's feed", missingFrom(inSupport, "people", "x.id", store.ObjectPerson, "true")},
		{"people missing from their company's feed", missingFrom(inCompany("x.company"), "people", "x.id", store.ObjectPerson, "x.company IS NOT NULL")},
		{"technicians missing from the customers' feed", missingFrom(inCustomers, "people", "x.id", store.ObjectPerson, "x.company IS NULL")},
		{"categories missing from the support's feed", missingFrom(inSupport, "categories", "x.id", store.ObjectCategory, "true")},
		{"categories missing from the customers' feed", missingFrom(inCustomers, "categories", "x.id", store.ObjectCategory, "true")},
		{"marks missing from their person's feed", missingFrom(inPerson("x.person"), "marks", "x.ticket", store.ObjectMark, "true")},
	}
	for _, of := range []struct {
		kind          store.ObjectType
		plural, table string
		id            string
	}{
		{store.ObjectTicket, "tickets", "tickets", "id"}, {store.ObjectMessage, "messages", "messages", "id"},
		{store.ObjectMachine, "machines", "machines", "id"}, {store.ObjectPerson, "people", "people", "id"},
		{store.ObjectCompany, "companies", "companies", "id"}, {store.ObjectCategory, "categories", "categories", "id"},
		{store.ObjectMark, "marks", "marks", "ticket"},
	} {
		queries = append(queries, [2]string{"feed entries of " + of.plural + " that are not there", fmt.Sprintf(
			`SELECT count(*) FROM feed WHERE type = %d AND NOT removed AND object NOT IN (SELECT %s FROM %s)`, of.kind, of.id, of.table)})
	}
	return c.counted(ctx, queries)
}
