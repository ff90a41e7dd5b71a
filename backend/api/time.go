package api

import (
	"time"

	"filodiretto/backend/support"
)

// Time is an instant on the wire: RFC 3339, UTC, exactly three decimals. The zero value is absent.
type Time struct{ instant time.Time }

// At is t on the wire.
func At(t time.Time) Time { return Time{instant: support.Instant(t)} }

// Instant is the instant, or the zero time when absent.
func (t Time) Instant() time.Time { return t.instant }

// IsZero reports whether the time is absent; with `omitzero` an absent time is left out.
func (t Time) IsZero() bool { return t.instant.IsZero() }

// String is the form on the wire.
func (t Time) String() string {
	if t.IsZero() {
		return ""
	}
	return t.instant.Format(support.InstantLayout)
}

// MarshalText writes the form on the wire.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads any RFC 3339 time, and the empty text as absent; it is brought to UTC and whole milliseconds.
func (t *Time) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*t = Time{}
		return nil
	}
	at, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return err
	}
	*t = At(at)
	return nil
}
