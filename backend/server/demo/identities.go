package demo

import (
	"encoding/hex"
	"math/rand/v2"
	"time"
)

// identities makes UUIDs of version 7 that are the same for the same seed.
type identities struct{ rng *rand.Rand }

func newIdentities(seed, index uint64) *identities {
	return &identities{random(seed, streamIDs, index)}
}

// at is a new id of something that came to be then.
func (i *identities) at(t time.Time) string {
	var b [16]byte
	ms := uint64(t.UnixMilli()) //nolint:gosec // times here are after 1970
	a, z := i.rng.Uint64(), i.rng.Uint64()
	for n := range 6 {
		b[n] = byte(ms >> (40 - 8*n))
	}
	for n := range 8 {
		b[8+n] = byte(z >> (8 * n))
	}
	b[6], b[7] = 0x70|byte(a)&0x0f, byte(a>>8)
	b[8] = 0x80 | b[8]&0x3f
	var s [36]byte
	hex.Encode(s[:8], b[:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:], b[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}
