package sqlite

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"filodiretto/backend/server/store"
)

// wordsShift makes room for a ticket's messages in the rowids of the word index.
const wordsShift = 24

// fewFound is up to how many found messages are looked at one by one; with more it is cheaper to walk the tickets, newest
// first, and see which were found.
const fewFound = 250

// A phrase is one thing a query asks for: how the index is asked, how often it is there, and the tickets that have it
// but are not in the index yet.
type phrase struct {
	match string
	count int64
	fresh string
}

// searchQuery is the query for the tickets of a filter with words. found is false where nothing can be.
func (r *reader) searchQuery(ctx context.Context, f store.TicketFilter) (query string, args []any, found bool, err error) {
	phrases := store.Phrases(f.Query)
	if len(phrases) == 0 {
		return "", nil, false, nil
	}
	if err := r.catchUp(ctx); err != nil {
		return "", nil, false, err
	}
	asked, err := r.ask(ctx, phrases, f.WithNotes)
	if err != nil {
		return "", nil, false, err
	}
	rarest := 0
	for i, p := range asked {
		if p.count == 0 && p.fresh == "[]" {
			return "", nil, false, nil
		}
		if p.count < asked[rarest].count {
			rarest = i
		}
	}
	query, args = searchTickets(f, asked, rarest)
	return query, args, true, nil
}

// ask finds out how common each phrase is.
func (r *reader) ask(ctx context.Context, phrases [][]string, withNotes bool) ([]phrase, error) {
	fresh, err := r.freshTickets(ctx, phrases, withNotes)
	if err != nil {
		return nil, err
	}
	asked := make([]phrase, len(phrases))
	for i, words := range phrases {
		p := phrase{match: `"` + strings.Join(words, " ") + `"*`, fresh: "[]"}
		if len(fresh[i]) > 0 {
			list, err := json.Marshal(fresh[i])
			if err != nil {
				return nil, err
			}
			p.fresh = string(list)
		}
		if err := r.one(ctx, func(row *row) { p.count = row.number() }, countWords, p.match, int64(fewFound)); err != nil {
			return nil, err
		}
		asked[i] = p
	}
	return asked, nil
}

const countWords = `SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)`

// searchTickets begins with the rarest phrase if it is rare at all, and otherwise walks the tickets as without words.
func searchTickets(f store.TicketFilter, asked []phrase, rarest int) (string, []any) {
	conditions, conditionArgs := ticketConditions(f)
	var args []any
	var q strings.Builder
	q.WriteString(`SELECT ` + ticketColumns + ` FROM `)
	rare := asked[rarest].count < fewFound
	if rare {
		q.WriteString(`(SELECT DISTINCT found FROM (` + hits(f.WithNotes) + `)) CROSS JOIN tickets ON seq = found`)
		args = append(args, asked[rarest].match, asked[rarest].fresh)
	} else {
		q.WriteString(`tickets INDEXED BY ` + ticketIndex(f))
	}
	q.WriteString(` WHERE ` + conditions)
	args = append(args, conditionArgs...)
	for i, p := range asked {
		if rare && i == rarest {
			continue
		}
		q.WriteString(` AND seq IN (` + hits(f.WithNotes) + `)`)
		args = append(args, p.match, p.fresh)
	}
	q.WriteString(` ORDER BY updated_at DESC, id DESC LIMIT ?`)
	return q.String(), append(args, limit(f.Limit))
}

// hits are the tickets that have a phrase, again and again.
func hits(withNotes bool) string {
	said := ""
	if !withNotes {
		said = ` AND (rowid & 1) = 0`
	}
	return `SELECT rowid >> ` + strconv.Itoa(wordsShift) + ` AS found FROM words WHERE words MATCH ?` + said +
		` UNION ALL SELECT value FROM json_each(?)`
}

// freshTickets are, for each phrase, the tickets that have it in something that the index does not have yet.
func (r *reader) freshTickets(ctx context.Context, phrases [][]string, withNotes bool) ([][]int64, error) {
	var done progress
	if err := r.one(ctx, done.read, readProgress); err != nil {
		return nil, err
	}
	found := make([][]int64, len(phrases))
	look := func(e entry) {
		if e.note() && !withNotes {
			return
		}
		words := store.Words(e.text)
		for i, p := range phrases {
			if store.Says(words, p) {
				found[i] = append(found[i], e.ticket())
			}
		}
	}
	err := r.unindexed(ctx, done, -1, look)
	return found, err
}
