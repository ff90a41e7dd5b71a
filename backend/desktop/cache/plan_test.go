package cache

import (
	"strings"
	"testing"

	"filodiretto/backend/support"
)

// Every query on a table that grows is answered by an index, and none sorts.
func TestCache_NoQueryScansATableThatGrows(t *testing.T) {
	c, _, err := Open(t.Context(), Options{Dir: t.TempDir(), Me: support.Person{Role: support.RoleTechnician}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	queries := map[string]int{
		firstTickets: 2, nextTickets: 4, firstKeys: 2, nextKeys: 4, ticketsByID: 1, endings: 1, oneTicket: 1, ticketHits: 1, messageHits: 1, unreadTickets: 0, counts: 0, machineTickets: 3, numberedTicket: 1, newestMessages: 2,
		olderMessages: 4, oneMessage: 1, statusMessages: 1, firstUnreadText: 4, newestUnread: 4, unreadQuery: 4,
		newestFound: 2, olderFound: 3, beginWith: 3,
		`SELECT mark_index, own_index FROM reading WHERE ticket_id = ?`: 1,
		`SELECT max(doc) FROM messages WHERE doc >= ? AND doc < ?`:      2,
		`SELECT doc FROM messages WHERE ticket_id = ?`:                  1,
		`DELETE FROM messages WHERE ticket_id = ?`:                      1,
		`SELECT 1 FROM messages WHERE id = ?`:                           1,
		hashOfIndex:                                                     2, hashOfNote: 2, messageAt: 3, seenHash: 3, seenFrom: 3, sweptTickets: 2, sweptSeen: 2, sweptMessages: 2,
		howFar: 0, boardOpen: 3, boardCalled: 0, newerFound: 3, callMessages: 1, newestPlaces: 1, ticketsOfDocs: 1, messagesOfDocs: 1, boardFailing: 0, boardAll: 2, ownFilter: 1, ownCannedReply: 1, knownTicket: 1,
		ticketTexts + ` WHERE doc = ?`:    1,
		messageTexts + ` WHERE m.doc = ?`: 1,
		attachedTo:                        1, newestAttached: 1, ownAttached: 1, messagesWithAny: 1, dropAttached: 1,
		doubtfulTickets: 0, judgedTicket: 1, judgedMessages: 1,
		`SELECT doc, unread, company_id, assignee_id FROM tickets WHERE id = ?`:                             1,
		`SELECT coalesce((SELECT min(doc) FROM messages), 0), coalesce((SELECT max(doc) FROM messages), 0)`: 0,
		`SELECT last_index FROM tickets WHERE id = ?`:                                                       1,
		`SELECT u.doc FROM unindexed u LEFT JOIN messages m ON m.doc = u.doc ORDER BY u.doc DESC`:           0,
	}
	for query, params := range queries {
		steps, err := c.Plan(t.Context(), query, params)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for _, detail := range steps {
			scans := strings.HasPrefix(detail, "SCAN ") && !strings.Contains(detail, "VIRTUAL TABLE") &&
				detail != "SCAN t USING INDEX tickets_unread" && detail != "SCAN (subquery-1)" && detail != "SCAN tickets USING INDEX tickets_failing" && detail != "SCAN u" && detail != "SCAN a" && detail != "SCAN j VIRTUAL TABLE INDEX 1:" && detail != "SCAN feed" && detail != "SCAN doubtful" && detail != "SCAN d" && detail != "SCAN CONSTANT ROW" &&
				detail != "SCAN seen USING COVERING INDEX seen_removed" && detail != "SCAN messages USING COVERING INDEX messages_calls"
			if scans || strings.Contains(detail, "TEMP B-TREE") {
				t.Errorf("%s\n\t%s", query, detail)
			}
		}
	}
}
