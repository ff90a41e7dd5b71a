package cache

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"filodiretto/backend/support"
)

// indexAtOnce is up to how many rows a batch indexes itself; more are left to be indexed behind it, so that pages go on.
const indexAtOnce = 64

// leaveToIndex indexes what the batch brought, or notes it for later.
func (w *write) leaveToIndex() error {
	if len(w.docs) > indexAtOnce {
		for _, doc := range w.docs {
			if _, err := w.exec(`INSERT OR IGNORE INTO unindexed (doc) VALUES (?)`, doc); err != nil {
				return err
			}
		}
		return nil
	}
	slices.Sort(w.docs)
	for _, doc := range w.docs {
		entry, err := w.entry(doc)
		if err != nil {
			return err
		}
		if err := w.index(doc, entry); err != nil {
			return err
		}
	}
	return nil
}

// entry are the terms of a row; none if it has gone again.
func (w *write) entry(doc int64) ([]string, error) {
	var err error
	if isTicketDoc(doc) {
		texts := make([]string, 8)
		_, err = w.look(ticketTexts+` WHERE doc = ?`, []any{doc}, targets(texts)...)
		return termsOf(texts...), err
	}
	var text, event, attachments string
	_, err = w.look(messageTexts+` WHERE m.doc = ?`, []any{doc}, &text, &event, &attachments)
	return messageTerms(text, event, attachments), err
}

const (
	ticketTexts = `SELECT number, description, machine_name, machine_model, machine_serial, opened_by, opened_for, phone
		FROM tickets`
	// saidThere: what is found with the ticket is not found once more.
	saidThere    = `CASE WHEN m.place = 1 AND m.note = 0 THEN '' ELSE m.text END`
	messageTexts = `SELECT ` + saidThere + `, m.event, m.attachments FROM messages m`
)

func targets(texts []string) []any {
	out := make([]any, len(texts))
	for i := range texts {
		out[i] = &texts[i]
	}
	return out
}

// messageTerms are the terms of what a message says and of what its files are called, as the file keeps them.
func messageTerms(text, event, attachments string) []string {
	texts := []string{text, eventText(event)}
	if files, err := attachmentsIn(attachments); err == nil {
		texts = append(texts, FileNames(&support.Message{Attachments: files})...)
	}
	return termsOf(texts...)
}

func eventText(event string) string {
	if event == "" {
		return ""
	}
	var e struct {
		Text string `json:"text"`
	}
	if json.Unmarshal([]byte(event), &e) != nil {
		return ""
	}
	return e.Text
}

// index writes a row's terms to the search index.
func (w *write) index(doc int64, terms []string) error {
	if len(terms) == 0 {
		return nil
	}
	if _, err := w.exec(`INSERT OR REPLACE INTO found (rowid, terms) VALUES (?, ?)`, doc, strings.Join(terms, " ")); err != nil {
		return err
	}
	for _, t := range terms {
		if len(t) < lookedUp {
			continue
		}
		if _, ok := w.c.known[t]; ok {
			continue
		}
		if _, err := w.exec(`INSERT OR IGNORE INTO terms (term) VALUES (?)`, t); err != nil {
			return err
		}
		if len(w.c.known) > mostKnown {
			clear(w.c.known)
		}
		w.c.known[t] = struct{}{}
	}
	return nil
}

const (
	// lookedUp is from how many bytes on a term is kept in the list of terms; up to one character less the index has
	// prefixes of its own.
	lookedUp = 4
	// mostKnown bounds the terms remembered to be in the list.
	mostKnown = 1 << 17
)

func (w *write) unindex(docs []int64) error {
	for _, doc := range docs {
		if _, err := w.exec(`DELETE FROM found WHERE rowid = ?`, doc); err != nil {
			return err
		}
		if _, err := w.exec(`DELETE FROM unindexed WHERE doc = ?`, doc); err != nil {
			return err
		}
	}
	return nil
}

// fallBehind wakes whoever keeps the index.
func (c *Cache) fallBehind() {
	select {
	case c.behind <- struct{}{}:
	default:
	}
}

const (
	// calm is for how long no page must have come before the index catches up: pages go first.
	calm = 50 * time.Millisecond
	// patience is for how long at most it waits for that; a first sync is searchable as it grows.
	patience = 1500 * time.Millisecond
)

// keepIndexed indexes what pages left, until the cache closes.
func (c *Cache) keepIndexed(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.behind:
		}
		calm := c.waitForCalm(ctx)
		if err := c.catchUp(ctx, calm); err != nil && ctx.Err() == nil {
			c.log.Warn("search index is behind", slog.Any("error", err))
		}
	}
}

// waitForCalm reports whether none came for so long.
func (c *Cache) waitForCalm(ctx context.Context) bool {
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for {
		quiet := time.NewTimer(calm)
		select {
		case <-c.behind:
			quiet.Stop()
			continue
		case <-quiet.C:
			return true
		case <-enough.C:
		case <-ctx.Done():
		}
		quiet.Stop()
		return false
	}
}

// IndexAll returns when all that the cache holds can be searched. It happens by itself; only whoever must know waits.
func (c *Cache) IndexAll(ctx context.Context) error {
	c.indexing.Lock()
	defer c.indexing.Unlock()
	if err := c.indexLeft(ctx); err != nil {
		return err
	}
	return c.mergeIndex(ctx, false)
}

// catchUp is IndexAll as it happens behind the scenes: what can wait does, until nothing else goes on.
func (c *Cache) catchUp(ctx context.Context, calm bool) error {
	c.indexing.Lock()
	defer c.indexing.Unlock()
	if err := c.indexLeft(ctx); err != nil || !calm {
		return err
	}
	return c.mergeIndex(ctx, true)
}

func (c *Cache) indexLeft(ctx context.Context) error {
	for {
		rows, err := c.indexSome(ctx)
		if err != nil {
			return c.failure(err)
		}
		if c.unmerged += rows; rows == 0 {
			return nil
		}
	}
}

// indexChunk is how many rows are indexed in one commit: more make fewer merges, fewer keep pages waiting less.
const indexChunk = 8192

// pendingEntry is a row to index.
type pendingEntry struct {
	doc   int64
	terms []string
}

// indexSome indexes the newest rows of those that are left, and reports how many those were.
func (c *Cache) indexSome(ctx context.Context) (int, error) {
	generation := c.generation.Load()
	entries, err := c.pending(ctx)
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	// The index writes rising docs as one run.
	slices.SortFunc(entries, func(a, b pendingEntry) int { return cmp.Compare(a.doc, b.doc) })

	c.writing.Lock()
	defer c.writing.Unlock()
	if c.generation.Load() != generation {
		return len(entries), nil // they are of a content that has gone
	}
	tx, err := c.db.Writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	w := &write{c: c, ctx: ctx, tx: tx, stmts: map[string]*sql.Stmt{}}
	for _, e := range entries {
		n, err := w.exec(`DELETE FROM unindexed WHERE doc = ?`, e.doc)
		if err == nil && n > 0 {
			err = w.index(e.doc, e.terms)
		}
		if err != nil {
			clear(c.known)
			return 0, err
		}
	}
	if err := tx.Commit(); err != nil {
		clear(c.known)
		return 0, err
	}
	return len(entries), nil
}

// pending reads the newest rows that are left to index, and makes their terms; pages can be applied meanwhile.
func (c *Cache) pending(ctx context.Context) ([]pendingEntry, error) {
	var entries []pendingEntry
	err := c.Read(ctx, func(r *Reader) error {
		rows, err := r.query(`SELECT u.doc, coalesce(`+saidThere+`, ''), coalesce(m.event, ''), coalesce(m.attachments, '') FROM unindexed u
			LEFT JOIN messages m ON m.doc = u.doc ORDER BY u.doc DESC LIMIT ?`, indexChunk)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var e pendingEntry
			var text, event, attachments string
			if err := rows.Scan(&e.doc, &text, &event, &attachments); err != nil {
				return err
			}
			if !isTicketDoc(e.doc) {
				e.terms = messageTerms(text, event, attachments)
			}
			entries = append(entries, e)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for i := range entries {
			if !isTicketDoc(entries[i].doc) {
				continue
			}
			texts := make([]string, 8)
			err := r.row(ticketTexts+` WHERE doc = ?`, []any{entries[i].doc}, targets(texts)...)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			entries[i].terms = termsOf(texts...)
		}
		return nil
	})
	return entries, err
}
