package support

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

// The bytes of these two messages are written out by hand, field by field, from the contract's "Hash bytes".
func TestHash_IsOverTheBytesOfTheContract(t *testing.T) {
	created := time.Date(2026, 3, 2, 12, 0, 0, 5_000_000, time.UTC)
	textSum := func(s string) string { sum := sha256.Sum256([]byte(s)); return string(sum[:]) }
	field := func(b *strings.Builder, s string) {
		b.WriteString(string([]byte{byte(len(s) >> 24), byte(len(s) >> 16), byte(len(s) >> 8), byte(len(s))}))
		b.WriteString(s)
	}
	join := func(fields ...string) Hash {
		var b strings.Builder
		for _, f := range fields {
			field(&b, f)
		}
		return sha256.Sum256([]byte(b.String()))
	}

	reply := Message{ID: anna.ID, TicketID: ticketID, Kind: MessageReply, Author: anna.Author(), Text: "Perde olio: è rotta", Index: 12, CreatedAt: created}
	want := join(anna.ID, ticketID, "12", "reply", anna.ID, "2026-03-02T12:00:00.005Z", textSum("Perde olio: è rotta"),
		"", "", "", "", "", "", strings.Repeat("\x00", 32))
	if got := reply.Chained(Hash{}); got != want {
		t.Errorf("reply %s, want %s", got, want)
	}

	event := Message{ID: luca.ID, TicketID: ticketID, Kind: MessageEvent, Author: luca.Author(), Index: 13, CreatedAt: created,
		Event: Event{Type: EventStatus, From: "new", To: "in_progress"}}
	want = join(luca.ID, ticketID, "13", "event", luca.ID, "2026-03-02T12:00:00.005Z", textSum(""),
		"status", "new", "in_progress", "", "", "", string(want[:]))
	if got := event.Chained(reply.Chained(Hash{})); got != want {
		t.Errorf("event %s, want %s", got, want)
	}

	note := Message{ID: mara.ID, TicketID: ticketID, Kind: MessageNote, Author: mara.Author(), Text: "Costa", AfterIndex: 0, NoteIndex: 1, CreatedAt: created}
	want = join(mara.ID, ticketID, "0", "1", "note", mara.ID, "2026-03-02T12:00:00.005Z", textSum("Costa"),
		"", "", "", "", "", "", strings.Repeat("\x00", 32))
	if got := note.Chained(Hash{}); got != want {
		t.Errorf("note %s, want %s", got, want)
	}
}

// A vector made once with another program, so that a change of the bytes cannot go unnoticed.
func TestHash_KeepsItsVector(t *testing.T) {
	m := Message{
		ID: "0192f0c1-2f3a-7c4d-8e5f-60718293a4b5", TicketID: "0192f0c1-2f3a-7c4d-8e5f-60718293a4b5", Kind: MessageReply, Index: 1,
		Author: Author{ID: "0192f0c1-0000-7000-8000-000000000001"}, Text: "ciao", CreatedAt: time.UnixMilli(1_700_000_000_123).UTC(),
	}
	const want = "fc011b54edc3fe2d62a89d9a5320869f43ca769035f1c6b5b0204698527f10ba"
	if got := m.Chained(Hash{}).String(); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
	parsed, err := ParseHash(want)
	if err != nil || parsed.String() != want {
		t.Errorf("parsed %s, %v", parsed, err)
	}
	if _, err := hex.DecodeString(want); err != nil || want != strings.ToLower(want) {
		t.Error("not lower-case hex")
	}
	for _, bad := range []string{"x", want[1:], want + "00"} {
		if _, err := ParseHash(bad); CodeOf(err) != CodeInvalid {
			t.Errorf("ParseHash(%q): %v", bad, err)
		}
	}
}

func TestHash_ChainsRepliesAndEventsApartFromNotes(t *testing.T) {
	s := opened(t, anna, Parties{})
	s.note(luca)
	s.reply(luca)
	s.reply(anna)
	s.note(mara)
	s.close()
	for name, c := range map[string]struct {
		chain []Message
		head  Hash
	}{"replies and events": {s.chain, s.ticket.Head}, "notes": {s.notes, s.ticket.NoteHead}} {
		var previous Hash
		for i, m := range c.chain {
			if m.Hash != m.Chained(previous) {
				t.Errorf("%s: message %d is not chained", name, i)
			}
			previous = m.Hash
		}
		if previous != c.head {
			t.Errorf("%s: head is %s, want %s", name, c.head, previous)
		}
	}
	for i, m := range s.chain {
		if m.Index != i+1 {
			t.Errorf("message %d has index %d", i+1, m.Index)
		}
	}
	changed := s.chain[2]
	changed.Text += "!"
	if changed.Chained(s.chain[1].Hash) == changed.Hash {
		t.Error("a changed word goes unnoticed")
	}
}
