package storetest

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func attachments(t *testing.T, place func(testing.TB) Place) {
	t.Run("they are read with their message, wherever it is read", func(t *testing.T) { attached(t, begin(t, place)) })
	t.Run("they are kept", func(t *testing.T) { attachedKept(t, place(t)) })
	t.Run("an id is used once, and of what is refused there is nothing", func(t *testing.T) { attachedOnce(t, begin(t, place)) })
	t.Run("one that arrived or was given up is told, and nothing else moves", func(t *testing.T) { arrived(t, begin(t, place)) })
	t.Run("those that arrived are listed", func(t *testing.T) { listed(t, begin(t, place)) })
	t.Run("tickets are found by their names", func(t *testing.T) { foundByName(t, begin(t, place)) })
}

// Files are declared attachments of these names.
func Files(names ...string) []support.Attachment {
	all := make([]support.Attachment, len(names))
	for i, name := range names {
		all[i] = support.Attachment{ID: NewID(), Name: name, Size: int64(1000*i + len(name)), SHA256: sha256.Sum256([]byte(name))}
	}
	return all
}

// Say adds a reply, or a note, with files to a ticket, in a Write of its own.
func Say(tb testing.TB, s store.Store, by support.Person, ticket *support.Ticket, kind support.MessageKind, text string, files []support.Attachment) (m support.Message) {
	tb.Helper()
	Must(tb, s.Write(tb.Context(), func(w store.Writer) error {
		next := *ticket
		act, words := support.Act{By: by, At: at(next.LastIndex), NewID: NewID}, support.Words{ID: NewID(), Text: text, Attachments: files}
		recorded, err := next.Reply(act, words)
		if kind == support.MessageNote {
			next = *ticket
			recorded = make([]support.Message, 1)
			recorded[0], err = next.Note(act, words)
		}
		if err != nil {
			return err
		}
		if err := Keep(tb.Context(), w, by, &next, recorded, [32]byte{}); err != nil {
			return err
		}
		m, *ticket = recorded[0], next
		return nil
	}))
	return m
}

// Arrive says that all bytes of an attachment are there, as the service does.
func Arrive(tb testing.TB, s store.Store, id string, found support.Attachment) {
	tb.Helper()
	ctx := tb.Context()
	write(tb, s, func(w store.Writer) {
		a, err := w.Attachment(ctx, id)
		Must(tb, err)
		Must(tb, w.ArriveAttachment(ctx, id, found))
		m := support.Message{Kind: a.Kind}
		Must(tb, w.Touch(ctx, store.Object{Type: store.ObjectMessage, ID: a.MessageID}, m.Audiences(a.CompanyID)...))
	})
}

// Abandon says that the bytes of an attachment will not come, as the service does.
func Abandon(tb testing.TB, s store.Store, id string, when time.Time) {
	tb.Helper()
	ctx := tb.Context()
	write(tb, s, func(w store.Writer) {
		a, err := w.Attachment(ctx, id)
		Must(tb, err)
		Must(tb, w.AbandonAttachment(ctx, id, when))
		m := support.Message{Kind: a.Kind}
		Must(tb, w.Touch(ctx, store.Object{Type: store.ObjectMessage, ID: a.MessageID}, m.Audiences(a.CompanyID)...))
	})
}

func attached(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	many := make([]string, support.MaxAttachments)
	for i := range many {
		many[i] = fmt.Sprintf("%02d \"già\" 📷 \\ 'x' {}[],.jpg", 19-i)
	}
	want := []support.Message{
		Say(t, s, h.Operators[0], &ticket, support.MessageReply, "Ecco.", Files("guarnizione.jpg", "allarmi.log")),
		Say(t, s, h.Operators[0], &ticket, support.MessageReply, "", Files(many...)),
		Say(t, s, h.Operators[0], &ticket, support.MessageReply, "Nient'altro.", nil),
		Say(t, s, h.Technicians[0], &ticket, support.MessageNote, "", Files("interno.pdf")),
	}
	fed, _ := forwards(t, s, h.Technicians[0], 0, 0)
	back := backwards(t, s, h.Technicians[0], 0, 1)
	inFeed := func(feed []store.FeedEntry, id string) (m support.Message) {
		for _, e := range feed {
			if e.Message != nil && e.Message.ID == id {
				m = *e.Message
			}
		}
		return m
	}
	got := read(t, s, func(r store.Reader) ([]support.Message, error) {
		return r.Messages(ctx, store.MessageFilter{TicketID: ticket.ID, AfterIndex: 1, WithNotes: true})
	})
	same(t, "all", got, want)
	for _, m := range want {
		same(t, "by id", read(t, s, func(r store.Reader) (support.Message, error) { return r.Message(ctx, ticket.ID, m.ID) }), m)
		same(t, "in the feed", inFeed(fed, m.ID), m)
		same(t, "in the feed walked back", inFeed(back, m.ID), m)
		for _, a := range m.Attachments {
			same(t, "by its own id", read(t, s, func(r store.Reader) (store.Attachment, error) { return r.Attachment(ctx, a.ID) }), store.Attachment{
				Attachment: a, MessageID: m.ID, Kind: m.Kind, AuthorID: m.Author.ID, TicketID: ticket.ID, CompanyID: ticket.CompanyID,
			})
		}
	}
	for _, id := range []string{NewID(), "", "x", want[0].ID} {
		wantCode(t, "an attachment that is not there", readErr(t, s, func(r store.Reader) error { _, err := r.Attachment(ctx, id); return err }), support.CodeNotFound)
	}
	Sound(t, s)
}

func attachedKept(t *testing.T, p Place) {
	ctx := t.Context()
	s := p.Open(t)
	h := Settle(t, s, 1)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	m := Say(t, s, h.Operators[0], &ticket, support.MessageReply, "", Files("guarnizione.jpg", "allarmi.log"))
	found := support.Attachment{ArrivedAt: at(9), Type: "image/jpeg", Width: 640, Height: 480}
	Arrive(t, s, m.Attachments[0].ID, found)
	a := &m.Attachments[0]
	a.ArrivedAt, a.Type, a.Width, a.Height = found.ArrivedAt, found.Type, found.Width, found.Height
	Abandon(t, s, m.Attachments[1].ID, at(10))
	m.Attachments[1].AbandonedAt = at(10)
	Must(t, s.Close())
	s = opened(t, p)
	same(t, "opened again", read(t, s, func(r store.Reader) (support.Message, error) { return r.Message(ctx, ticket.ID, m.ID) }), m)
	Sound(t, s)
}

func attachedOnce(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	ticket, other := h.OpenTicket(t, s, h.Operators[0]), h.OpenTicket(t, s, h.Operators[1])
	m := Say(t, s, h.Operators[0], &ticket, support.MessageReply, "Ecco.", Files("guarnizione.jpg"))
	fresh := Files("nuova.jpg")[0]
	twice := func(change func(*support.Message)) support.Message {
		again := m
		again.ID, again.TicketID, again.Index = NewID(), other.ID, 50
		change(&again)
		return again
	}
	write(t, s, func(w store.Writer) {
		for what, refused := range map[string]support.Message{
			"an id of another message": twice(func(a *support.Message) { a.Attachments = []support.Attachment{fresh, m.Attachments[0]} }),
			"an id twice":              twice(func(a *support.Message) { a.Attachments = []support.Attachment{fresh, fresh} }),
			"the message's id":         twice(func(a *support.Message) { a.ID, a.Attachments = m.ID, []support.Attachment{fresh} }),
		} {
			wantCode(t, what, w.InsertMessage(ctx, refused), support.CodeConflict)
			_, err := w.Attachment(ctx, fresh.ID)
			wantCode(t, what+": what was fresh", err, support.CodeNotFound)
			if refused.ID != m.ID {
				_, err = w.Message(ctx, other.ID, refused.ID)
				wantCode(t, what+": its message", err, support.CodeNotFound)
			}
		}
		// Nothing was lost: the writer goes on, and the fresh one is free.
		Must(t, w.InsertMessage(ctx, twice(func(a *support.Message) { a.Attachments = []support.Attachment{fresh} })))
	})
	same(t, "whose it is", read(t, s, func(r store.Reader) (store.Attachment, error) { return r.Attachment(ctx, m.Attachments[0].ID) }).MessageID, m.ID)
	lost := Files("altra.jpg")
	err := s.Write(ctx, func(w store.Writer) error {
		Must(t, w.InsertMessage(ctx, twice(func(a *support.Message) { a.Index, a.Attachments = 51, lost })))
		return errRefused
	})
	if err != errRefused {
		t.Fatal(err)
	}
	wantCode(t, "of a refused Write", readErr(t, s, func(r store.Reader) error { _, err := r.Attachment(ctx, lost[0].ID); return err }), support.CodeNotFound)
}

func arrived(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	ticket := h.OpenTicket(t, s, h.Operators[0])
	said := Say(t, s, h.Operators[0], &ticket, support.MessageReply, "", Files("guarnizione.jpg", "allarmi.log"))
	note := Say(t, s, h.Technicians[0], &ticket, support.MessageNote, "", Files("interno.pdf"))
	Say(t, s, h.Technicians[0], &ticket, support.MessageReply, "Grazie.", nil)
	before, after := read(t, s, func(r store.Reader) (support.Ticket, error) { return r.Ticket(ctx, ticket.ID) }), head(t, s)

	wantCode(t, "of what is not there", s.Write(ctx, func(w store.Writer) error { return w.ArriveAttachment(ctx, NewID(), support.Attachment{}) }), support.CodeNotFound)
	// Only what is found at arriving is kept; what was declared stays.
	Arrive(t, s, said.Attachments[1].ID, support.Attachment{
		ID: NewID(), Name: "altro", Size: 1, SHA256: support.Digest{1}, ArrivedAt: at(60), Type: "text/plain", Width: 3, Height: 4,
	})
	a := &said.Attachments[1]
	a.ArrivedAt, a.Type, a.Width, a.Height = at(60), "text/plain", 3, 4
	wantCode(t, "giving up what is not there", s.Write(ctx, func(w store.Writer) error { return w.AbandonAttachment(ctx, NewID(), at(62)) }), support.CodeNotFound)
	Abandon(t, s, said.Attachments[0].ID, at(62))
	said.Attachments[0].AbandonedAt = at(62)
	Arrive(t, s, note.Attachments[0].ID, support.Attachment{ArrivedAt: at(61), Type: "application/pdf"})
	note.Attachments[0].ArrivedAt, note.Attachments[0].Type = at(61), "application/pdf"

	same(t, "the ticket", read(t, s, func(r store.Reader) (support.Ticket, error) { return r.Ticket(ctx, ticket.ID) }), before)
	for _, who := range []struct {
		person support.Person
		gets   []support.Message
	}{
		{h.Technicians[1], []support.Message{said, note}}, {h.Operators[0], []support.Message{said}}, {h.Operators[1], nil},
	} {
		entries, _ := forwards(t, s, who.person, after, 0)
		var got []support.Message
		for _, e := range entries {
			got = append(got, *e.Message)
		}
		same(t, who.person.Name, got, who.gets)
	}
	Sound(t, s)
}

// listed reads what has arrived page by page, as whoever looks after the bytes does.
func listed(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	var want []string
	for i := range 7 {
		ticket := h.OpenTicket(t, s, h.Operators[i%2])
		m := Say(t, s, h.Operators[i%2], &ticket, support.MessageReply, "", Files("prima.jpg", "seconda.jpg"))
		Arrive(t, s, m.Attachments[i%2].ID, support.Attachment{ArrivedAt: at(i), Type: "text/plain"})
		want = append(want, m.Attachments[i%2].ID)
	}
	slices.Sort(want)
	for limit := range 9 {
		var got []string
		for after := ""; ; {
			page := read(t, s, func(r store.Reader) ([]store.Attachment, error) { return r.Arrived(ctx, after, limit) })
			for _, a := range page {
				same(t, "one of the list", a, read(t, s, func(r store.Reader) (store.Attachment, error) { return r.Attachment(ctx, a.ID) }))
				got = append(got, a.ID)
			}
			if len(page) == 0 || limit == 0 {
				break
			}
			after = got[len(got)-1]
		}
		same(t, fmt.Sprintf("%d at a time", limit), got, want)
	}
}

func foundByName(t *testing.T, s store.Store) {
	h := Settle(t, s, 1)
	ticket, other := h.OpenTicket(t, s, h.Operators[0]), h.OpenTicket(t, s, h.Operators[0])
	Say(t, s, h.Operators[0], &ticket, support.MessageReply, "Zafferano.", Files("Schema_elettrico-Q7.PDF", "càrter.jpg"))
	Say(t, s, h.Technicians[0], &other, support.MessageNote, "", Files("moroso.pdf"))
	for range 2 { // the second time out of the index
		for query, want := range map[string][]string{
			"schema": {ticket.ID}, "elettrico-q7.pdf": {ticket.ID}, "CARTER": {ticket.ID}, "zafferano carter": {ticket.ID}, "moroso": {}, "pdf": {ticket.ID},
		} {
			same(t, query, search(t, s, store.TicketFilter{Query: query}), want)
		}
		same(t, "of a note", search(t, s, store.TicketFilter{Query: "moroso", WithNotes: true}), []string{other.ID})
	}
}
