package sqlite

import (
	"database/sql/driver"
	"encoding/hex"
	"time"

	"filodiretto/backend/support"
)

// key is an id as the file keeps it: a UUID in its 16 bytes, anything else as it is.
func key(id string) []byte {
	if !support.ValidID(id) {
		return []byte(id)
	}
	var digits [32]byte
	n := 0
	for i := range len(id) {
		if id[i] != '-' {
			digits[n] = id[i]
			n++
		}
	}
	out := make([]byte, 16)
	_, _ = hex.Decode(out, digits[:]) // ValidID has seen every digit
	return out
}

// optional is the key of an id that may be absent.
func optional(id string) any {
	if id == "" {
		return nil
	}
	return key(id)
}

// idOf reads what key made.
func idOf(k []byte) string {
	if len(k) != 16 {
		return string(k)
	}
	var out [36]byte
	hex.Encode(out[0:8], k[0:4])
	hex.Encode(out[9:13], k[4:6])
	hex.Encode(out[14:18], k[6:8])
	hex.Encode(out[19:23], k[8:10])
	hex.Encode(out[24:36], k[10:16])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// millis is an instant as the file keeps it; 0 is no time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// row is one row of an answer, read column by column from the left.
type row struct {
	columns []driver.Value
	next    int
	// err is why a column cannot be read for what it must be; it ends the reading.
	err error
}

func (r *row) column() any {
	v := r.columns[r.next]
	r.next++
	return v
}

func (r *row) text() string {
	s, _ := r.column().(string)
	return s
}

func (r *row) bytes() []byte {
	b, _ := r.column().([]byte)
	return b
}

func (r *row) id() string { return idOf(r.bytes()) }

func (r *row) number() int64 {
	n, _ := r.column().(int64)
	return n
}

func (r *row) count() int { return int(r.number()) }

func (r *row) flag() bool { return r.number() != 0 }

func (r *row) instant() time.Time { return instant(r.number()) }

// instant reads what millis made.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func (r *row) hash() (h [32]byte) {
	copy(h[:], r.bytes())
	return h
}

func (r *row) person() support.PersonRef {
	return support.PersonRef{ID: r.id(), Name: r.text()}
}
