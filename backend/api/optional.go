package api

import "encoding/json"

// Optional tells a field that is absent from one that is null, for the few fields where null means something. Use it
// with `omitzero`.
type Optional[T any] struct {
	Set   bool
	Null  bool
	Value T
}

// Some is a present value; Null a present null.
func Some[T any](v T) Optional[T] { return Optional[T]{Set: true, Value: v} }

// Null is a present null.
func Null[T any]() Optional[T] { return Optional[T]{Set: true, Null: true} }

// IsZero reports whether the field is absent.
func (o Optional[T]) IsZero() bool { return !o.Set }

// MarshalJSON writes the value or null.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.Null || !o.Set {
		return []byte("null"), nil
	}
	return json.Marshal(o.Value)
}

// UnmarshalJSON reads the value or null.
func (o *Optional[T]) UnmarshalJSON(b []byte) error {
	o.Set = true
	if string(b) == "null" {
		o.Null = true
		return nil
	}
	return json.Unmarshal(b, &o.Value)
}
