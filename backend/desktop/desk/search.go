package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// Hit is something found.
type Hit struct {
	Ticket Row
	// Message is the message found; the zero value when it is the ticket itself.
	Message support.Message
	Snippet cache.Snippet
}

// Hits is a page of hits, newest first. Next leads on; it is empty at the end.
type Hits struct {
	Items []Hit
	Next  string
}

// Search finds text in all that is here: first what still waits, then the cache, newest first.
func (d *Desk) Search(ctx context.Context, text, after string, limit int) (Hits, error) {
	from := int64(0)
	if after != "" {
		var err error
		if from, err = strconv.ParseInt(after, 10, 64); err != nil {
			return Hits{}, support.Invalid("query.after", support.ReasonWrong)
		}
	}
	limit = min(max(limit, 1), maxPage)
	q := cache.ParseQuery(text)
	var page Hits
	err := d.look(ctx, func(v *view) error {
		if from == 0 {
			var err error
			if page.Items, err = v.searchWaiting(q); err != nil {
				return err
			}
		}
		hits, next, err := v.r.Search(q, from, limit)
		if err != nil {
			return err
		}
		if next != 0 {
			page.Next = strconv.FormatInt(next, 10)
		}
		for _, h := range hits {
			row, err := v.row(h.Ticket)
			if err != nil {
				return err
			}
			page.Items = append(page.Items, Hit{Ticket: row, Message: h.Message, Snippet: h.Snippet})
		}
		return nil
	})
	return page, err
}

// searchWaiting finds what the cache does not hold, newest first.
func (v *view) searchWaiting(q cache.Query) ([]Hit, error) {
	var hits []Hit
	for _, l := range v.laid {
		if !l.here() {
			continue
		}
		row, err := v.laidRow(l)
		if err != nil {
			return nil, err
		}
		if l.base == nil && q.Matches(cache.TicketTexts(&l.ticket)...) {
			hits = append(hits, Hit{Ticket: row, Snippet: q.TicketSnippet(&l.ticket)})
		}
		for _, i := range l.items {
			if q.Matches(cache.MessageTexts(&i.Message)...) {
				hits = append(hits, Hit{Ticket: row, Message: i.Message, Snippet: q.MessageSnippet(&i.Message)})
			}
		}
	}
	at := func(h Hit) time.Time {
		if h.Message.ID == "" {
			return h.Ticket.CreatedAt
		}
		return h.Message.CreatedAt
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return at(b).Compare(at(a)) })
	return hits, nil
}
