package service

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"

	"filodiretto/backend/support"
)

// What a sealed token is for; a token of one kind is garbage to another.
const (
	sealFeed     = "filodiretto feed cursor 1"
	sealTickets  = "filodiretto tickets page 1"
	sealMachines = "filodiretto machines page 1"
	sealMessages = "filodiretto messages page 1"
)

// Strict, because the spare bits of the last character would otherwise be free to tamper with.
var cursorText = base64.RawURLEncoding.Strict()

func newSealer(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal encrypts, under a random nonce: two cursors of one position differ, so that nobody can tell by comparing them
// whether somebody else wrote meanwhile.
func (s *Service) seal(kind string, plain []byte) string {
	nonce := make([]byte, s.sealer.NonceSize(), s.sealer.NonceSize()+len(plain)+s.sealer.Overhead())
	_, _ = rand.Read(nonce)
	return cursorText.EncodeToString(s.sealer.Seal(nonce, nonce, plain, []byte(kind)))
}

func (s *Service) unseal(kind, token string) ([]byte, bool) {
	raw, err := cursorText.DecodeString(token)
	if err != nil || len(raw) < s.sealer.NonceSize() {
		return nil, false
	}
	nonce, sealed := raw[:s.sealer.NonceSize()], raw[s.sealer.NonceSize():]
	plain, err := s.sealer.Open(nil, nonce, sealed, []byte(kind))
	return plain, err == nil
}

// Cursor is the sealed cursor of a position in somebody's feed. All cursors are of one length.
func (s *Service) Cursor(of support.Person, position int64) string {
	plain := make([]byte, 0, 40)
	plain = append(plain, s.identity.Epoch[:]...)
	plain = append(plain, audienceOf(of)...)
	plain = binary.BigEndian.AppendUint64(plain, uint64(position)) //nolint:gosec // positions are not negative
	return s.seal(sealFeed, plain)
}

// Position reads a cursor of somebody's feed; the empty one is the beginning. CodeInvalid at the location if nobody here
// sealed it, CodeCursorReset if it is of another epoch or person.
func (s *Service) Position(of support.Person, location, cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	plain, ok := s.unseal(sealFeed, cursor)
	if !ok || len(plain) != 40 {
		return 0, support.Invalid(location, support.ReasonTampered)
	}
	if string(plain[:16]) != string(s.identity.Epoch[:]) || string(plain[16:32]) != string(audienceOf(of)) {
		return 0, errCursorReset
	}
	return int64(binary.BigEndian.Uint64(plain[32:])), nil //nolint:gosec // sealed by Cursor
}

var errCursorReset = support.Errorf(support.CodeCursorReset, "this cursor is of another feed; begin again without one")

// audienceOf is the 16 bytes that stand for a person in a cursor.
func audienceOf(p support.Person) []byte {
	sum := sha256.Sum256([]byte(p.ID))
	return sum[:16]
}

// sealPlace seals where a page of a list ended, for the person who got it.
func (s *Service) sealPlace(kind string, of support.Person, place any) string {
	b, err := json.Marshal(place)
	if err != nil {
		return ""
	}
	return s.seal(kind, append(audienceOf(of), b...))
}

func (s *Service) unsealPlace(kind string, of support.Person, token string, place any) error {
	if token == "" {
		return nil
	}
	plain, ok := s.unseal(kind, token)
	if !ok || len(plain) < 16 || string(plain[:16]) != string(audienceOf(of)) || json.Unmarshal(plain[16:], place) != nil {
		return support.Invalid("query.after", support.ReasonTampered)
	}
	return nil
}
