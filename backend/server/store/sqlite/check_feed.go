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

// missingFrom are the rows of a table that are not in the feed of an audience, or are there as removed.
func missingFrom(what, audience, table, id string, kind store.ObjectType, condition string) finding {
	return finding{what, id, fmt.Sprintf(`FROM %s AS x WHERE (%s) AND NOT EXISTS (SELECT 1 FROM feed
		WHERE audience = %s AND type = %d AND object = %s AND NOT removed)`, table, condition, audience, kind, id)}
}

// strangers are the rows of a table that are in the feed of an audience that they are not for, other than as removed.
func strangers(what string, kind store.ObjectType, table, audience string) finding {
	return finding{what, "x.id", fmt.Sprintf(`FROM %s AS x JOIN feed AS f ON f.audience IN (SELECT id FROM audiences) AND f.type = %d AND f.object = x.id
		AND NOT f.removed WHERE f.audience IS NOT %s`, table, kind, audience)}
}

// inOwn is the audience of a canned reply: its owner, or the support.
var inOwn = `(SELECT id FROM audiences WHERE name = CASE WHEN x.owner IS NULL THEN 'support' ELSE 'person:' || ` + uuidText("x.owner") + ` END)`

const ticketOf = `(SELECT company FROM tickets WHERE seq = x.ticket)`

// feeds holds every feed against what it must have, and notes above all against where they must never be.
func (c *checker) feeds(ctx context.Context) error {
	findings := []finding{
		{"notes in a feed other than the support's", "m.id", fmt.Sprintf(`FROM messages AS m JOIN audiences AS a
			JOIN feed AS f ON f.audience = a.id AND f.type = %d AND f.object = m.id WHERE m.note > 0 AND a.name <> 'support'`, store.ObjectMessage)},
		strangers("causes in a feed other than the support's", store.ObjectCause, "causes", inSupport),
		strangers("response times in a feed other than the support's", store.ObjectResponseTimes, "response_times", inSupport),
		strangers("filters in a feed other than their person's", store.ObjectFilter, "filters", inPerson("x.person")),
		strangers("canned replies in a feed other than their own", store.ObjectCannedReply, "canned_replies", inOwn),
		missingFrom("causes missing from the support's feed", inSupport, "causes", "x.id", store.ObjectCause, "true"),
		missingFrom("response times missing from the support's feed", inSupport, "response_times", "x.id", store.ObjectResponseTimes, "true"),
		missingFrom("filters missing from their person's feed", inPerson("x.person"), "filters", "x.id", store.ObjectFilter, "true"),
		missingFrom("canned replies missing from their own feed", inOwn, "canned_replies", "x.id", store.ObjectCannedReply, "true"),
		missingFrom("tickets missing from the support's feed", inSupport, "tickets", "x.id", store.ObjectTicket, "true"),
		missingFrom("tickets missing from their company's feed", inCompany("x.company"), "tickets", "x.id", store.ObjectTicket, "true"),
		missingFrom("messages missing from the support's feed", inSupport, "messages", "x.id", store.ObjectMessage, "true"),
		missingFrom("messages missing from their company's feed", inCompany(ticketOf), "messages", "x.id", store.ObjectMessage, "x.note = 0"),
		missingFrom("machines missing from the support's feed", inSupport, "machines", "x.id", store.ObjectMachine, "true"),
		missingFrom("machines missing from their company's feed", inCompany("x.company"), "machines", "x.id", store.ObjectMachine, "true"),
		missingFrom("companies missing from the support's feed", inSupport, "companies", "x.id", store.ObjectCompany, "true"),
		missingFrom("companies missing from their own feed", inCompany("x.id"), "companies", "x.id", store.ObjectCompany, "true"),
		missingFrom("people missing from the support's feed", inSupport, "people", "x.id", store.ObjectPerson, "true"),
		missingFrom("people missing from their company's feed", inCompany("x.company"), "people", "x.id", store.ObjectPerson, "x.company IS NOT NULL"),
		missingFrom("technicians missing from the customers' feed", inCustomers, "people", "x.id", store.ObjectPerson, "x.company IS NULL"),
		missingFrom("categories missing from the support's feed", inSupport, "categories", "x.id", store.ObjectCategory, "true"),
		missingFrom("categories missing from the customers' feed", inCustomers, "categories", "x.id", store.ObjectCategory, "true"),
		missingFrom("marks missing from their person's feed", inPerson("x.person"), "marks", "x.ticket", store.ObjectMark, "true"),
	}
	for _, of := range []struct {
		kind          store.ObjectType
		plural, table string
		id            string
	}{
		{store.ObjectTicket, "tickets", "tickets", "id"}, {store.ObjectMessage, "messages", "messages", "id"},
		{store.ObjectMachine, "machines", "machines", "id"}, {store.ObjectPerson, "people", "people", "id"},
		{store.ObjectCompany, "companies", "companies", "id"}, {store.ObjectCategory, "categories", "categories", "id"},
		{store.ObjectMark, "marks", "marks", "ticket"}, {store.ObjectCause, "causes", "causes", "id"},
		{store.ObjectFilter, "filters", "filters", "id"}, {store.ObjectCannedReply, "canned replies", "canned_replies", "id"},
		{store.ObjectResponseTimes, "response times", "response_times", "id"},
	} {
		findings = append(findings, finding{"feed entries of " + of.plural + " that are not there", "object", fmt.Sprintf(
			`FROM feed WHERE type = %d AND NOT removed AND object NOT IN (SELECT %s FROM %s)`, of.kind, of.id, of.table)})
	}
	return c.none(ctx, findings)
}

// order holds positions against the order of what was said: nobody may get a message before the one that it follows, nor a
// ticket before what it says of itself. A message with attachments comes once more when one of them arrives, and is passed over.
func (c *checker) order(ctx context.Context) error {
	var findings []finding
	for _, feed := range []struct{ whose, audience string }{
		{"the support's", inSupport}, {"their company's", inCompany("t.company")},
	} {
		findings = append(findings, finding{
			"messages that come before the one they follow in " + feed.whose + " feed", "m.id", fmt.Sprintf(`FROM tickets AS t
				JOIN messages AS m ON m.ticket = t.seq AND m.note = 0 JOIN messages AS b ON b.ticket = t.seq AND b.place = m.place - 1 AND b.note = 0
				JOIN feed AS f ON f.audience = %[1]s AND f.type = %[2]d AND f.object = m.id
				JOIN feed AS g ON g.audience = f.audience AND g.type = %[2]d AND g.object = b.id WHERE g.position > f.position AND b.attached = 0`,
				feed.audience, store.ObjectMessage),
		}, finding{
			"tickets that come before their last message in " + feed.whose + " feed", "t.id", fmt.Sprintf(`FROM tickets AS t
				JOIN messages AS m ON m.ticket = t.seq AND m.place = t.last_index AND m.note = 0
				JOIN feed AS f ON f.audience = %s AND f.type = %d AND f.object = t.id
				JOIN feed AS g ON g.audience = f.audience AND g.type = %d AND g.object = m.id WHERE g.position > f.position AND m.attached = 0`,
				feed.audience, store.ObjectTicket, store.ObjectMessage),
		})
	}
	return c.none(ctx, findings)
}
