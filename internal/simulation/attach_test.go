package simulation_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// fileRoom is how many bytes files may take on a workstation: so few that some have to make room for others.
const fileRoom = 1 << 20

// file is one that somebody attached.
type file struct {
	// name is no other's, and kept is whether the program said so while it lived: what is not may be there once, or not at all.
	name   string
	digest support.Digest
	login  string
	kept   bool
	// givenUp is whether somebody has tried to give it up, and so it need not arrive.
	givenUp bool
}

// attaching notes what somebody is about to attach.
func (b *book) attaching(login, name string, content []byte) *file {
	b.mu.Lock()
	defer b.mu.Unlock()
	f := &file{name: name, digest: sha256.Sum256(content), login: login}
	b.files = append(b.files, f)
	return f
}

// attached notes that it is kept.
func (b *book) attached(l *life, f *file) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f.kept = !l.dead.Load()
}

// attaches says something with files.
func (h *hand) attaches(ctx context.Context, row desk.Row) {
	kind, owner, mark := "reply", outbox.ReplyDraft(row.ID), ""
	if h.s.console && h.d.one(0.3) {
		kind, owner, mark = "note", outbox.NoteDraft(row.ID), noteMark+" "
	}
	for i := range 1 + h.d.IntN(3) {
		name := fmt.Sprintf("%s%s-%d.bin", mark, h.name, i)
		content := h.content(mark+h.text(row), i)
		f := h.s.w.book.attaching(h.login, name, content)
		if _, err := h.p.Attachments().Add(ctx, owner, name, support.MaxAttachmentSize, bytes.NewReader(content)); err == nil {
			h.s.w.book.attached(h.l, f)
		}
	}
	h.say(ctx, row, kind)
	if h.d.one(0.3) {
		h.givesUp(ctx, row)
	}
}

// givesUp gives one of the person's own files up, of those of a ticket that have not arrived as far as is known here.
func (h *hand) givesUp(ctx context.Context, row desk.Row) {
	files, err := h.p.Desk().TicketFiles(ctx, row.ID)
	if err != nil {
		return
	}
	for _, f := range files {
		if f.Author.ID == h.p.Card().Me.ID && (f.State == desk.FileWaiting || f.State == desk.FileFailed) {
			h.s.w.book.givingUp(f.Name)
			if h.p.Desk().Abandon(ctx, f.ID) == nil {
				h.s.w.book.acted(h.l)
			}
			return
		}
	}
}

// givingUp notes that somebody is about to give a file up.
func (b *book) givingUp(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.files {
		f.givenUp = f.givenUp || f.name == name
	}
}

// content is what is in a file: whose it is, and noise, mostly little.
func (h *hand) content(text string, n int) []byte {
	size := 100 + h.d.IntN(20<<10)
	if h.d.one(0.1) {
		size = 400 << 10
	}
	noise := make([]byte, size)
	_, _ = rand.NewChaCha8(sha256.Sum256(fmt.Append(nil, h.name, n))).Read(noise)
	return append([]byte(text), noise...)
}

// bytesAreThere looks on somebody's screen at every file that they may see: it can be opened, and is what was attached.
func (w *world) bytesAreThere(ctx context.Context, p *desktop.Profile) {
	v, login := &w.verdict, p.Card().Me.Login
	was := map[string]support.Digest{}
	for _, f := range w.book.files {
		was[f.name] = f.digest
	}
	if counts := p.Counts(); counts.Failed > 0 {
		w.wrong(&v.lost, "of %d messages of %s files do not arrive", counts.Failed, login)
	}
	for _, section := range []desk.Section{desk.OpenTickets, desk.ClosedTickets} {
		page, err := p.Desk().Tickets(ctx, section, "", 200)
		if err != nil {
			w.wrong(&v.odd, "%v", err)
			return
		}
		for _, row := range page.Items {
			files, err := p.Desk().TicketFiles(ctx, row.ID)
			if err != nil {
				w.wrong(&v.odd, "%v", err)
			}
			for i := range files {
				w.isThere(ctx, p, &files[i], was[files[i].Name])
			}
		}
	}
}

func (w *world) isThere(ctx context.Context, p *desktop.Profile, f *desk.TicketFile, digest support.Digest) {
	if f.Abandoned() != (f.State == desk.FileAbandoned) {
		w.wrong(&w.verdict.differing, "%s sees %s as %s, which the server has as given up: %v", p.Card().Me.Login, f.Name, f.State, f.Abandoned())
	}
	if f.State != desk.FileArrived {
		// Given up, or of an act that was refused.
		return
	}
	_, content, err := p.Attachments().Open(ctx, f.ID)
	if err != nil {
		w.wrong(&w.verdict.lost, "%s cannot open %s: %v", p.Card().Me.Login, f.Name, err)
		return
	}
	sum := sha256.New()
	_, err = io.Copy(sum, content)
	if err := errors.Join(err, content.Close()); err != nil || support.Digest(sum.Sum(nil)) != digest {
		w.wrong(&w.verdict.lost, "%s has another file as %s: %v", p.Card().Me.Login, f.Name, err)
	}
}

// judgeAttached looks for each file that was attached: with one message, and all of it, or known to all as given up by who attached
// it; or still with a draft, or with what was
// refused.
func (w *world) judgeAttached(ctx context.Context, tr truth) {
	v := &w.verdict
	there := map[string][]support.Attachment{}
	for _, messages := range tr.messages {
		for i := range messages {
			for _, a := range messages[i].Attachments {
				there[a.Name] = append(there[a.Name], a)
			}
		}
	}
	unsent := w.unsentFiles(ctx)
	v.files = len(w.book.files)
	for _, f := range w.book.files {
		found := there[f.name]
		switch {
		case len(found) > 1:
			w.wrong(&v.doubled, "doubled: %s is attached to %d messages", f.name, len(found))
		case len(found) == 1 && found[0].Abandoned() && f.givenUp && !found[0].Arrived():
			v.givenUp++
		case len(found) == 1 && (!found[0].Arrived() || found[0].SHA256 != f.digest):
			w.wrong(&v.lost, "%s of %s has not arrived: %+v", f.name, f.login, found[0])
		case len(found) == 0 && f.kept && !unsent[f.name]:
			w.wrong(&v.lost, "lost: %s of %s", f.name, f.login)
		}
	}
}

// unsentFiles are what is attached to drafts and to refused acts.
func (w *world) unsentFiles(ctx context.Context) map[string]bool {
	names := map[string]bool{}
	for _, s := range w.stations {
		kept, err := filepath.Glob(filepath.Join(s.dir, "people", "*", outbox.FileName))
		if err != nil {
			w.t.Fatal(err)
		}
		for _, path := range kept {
			db, err := sql.Open("sqlite", "file:"+path)
			if err != nil {
				w.t.Fatal(err)
			}
			err = readUnsent(ctx, db, names)
			if err = errors.Join(err, db.Close()); err != nil {
				w.wrong(&w.verdict.odd, "%s: %v", path, err)
			}
		}
	}
	return names
}

func readUnsent(ctx context.Context, db *sql.DB, names map[string]bool) error {
	rows, err := db.QueryContext(ctx, `SELECT name FROM attachments WHERE state = 'waiting'`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names[name] = true
	}
	return rows.Err()
}
