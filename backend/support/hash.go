package support

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strconv"
)

// Hash is a link of a ticket's chain: SHA-256 over a message and the hash before it. Replies and events form one chain,
// notes another; the zero value stands before the first.
type Hash [sha256.Size]byte

// String is the form on the wire: lower-case hex, or empty for the zero value.
func (h Hash) String() string {
	if h == (Hash{}) {
		return ""
	}
	return hex.EncodeToString(h[:])
}

// ParseHash reads the form on the wire.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if s == "" {
		return h, nil
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, Errorf(CodeInvalid, "%q is not a message hash", s)
	}
	copy(h[:], b)
	return h, nil
}

// Chained is the hash that m must carry when previous is its chain's newest. Each field goes in as a 4-byte big-endian
// length and its bytes; what is absent has length 0.
func (m *Message) Chained(previous Hash) Hash {
	d := sha256.New()
	writeField(d, []byte(m.ID))
	writeField(d, []byte(m.TicketID))
	if m.Kind == MessageNote {
		writeField(d, strconv.AppendInt(nil, int64(m.AfterIndex), 10))
		writeField(d, strconv.AppendInt(nil, int64(m.NoteIndex), 10))
	} else {
		writeField(d, strconv.AppendInt(nil, int64(m.Index), 10))
	}
	writeField(d, []byte(m.Kind))
	writeField(d, []byte(m.Author.ID))
	writeField(d, []byte(m.CreatedAt.UTC().Format(InstantLayout)))
	text := sha256.Sum256([]byte(m.Text))
	writeField(d, text[:])
	for _, s := range []string{string(m.Event.Type), m.Event.From, m.Event.To, string(m.Event.Outcome), m.Event.Text} {
		writeField(d, []byte(s))
	}
	var files []byte
	for i := range m.Attachments {
		files = append(files, m.Attachments[i].SHA256[:]...)
	}
	writeField(d, files)
	writeField(d, previous[:])
	return Hash(d.Sum(nil))
}

func writeField(d hash.Hash, b []byte) {
	var length [4]byte
	binary.BigEndian.PutUint32(length[:], uint32(len(b))) //nolint:gosec // a text is at most a few hundred kilobytes
	d.Write(length[:])
	d.Write(b)
}
