// Package storetest is what every store must do, as one suite: storetest.Run in an implementation's tests holds it to the
// contract of store.Store.
package storetest

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Place is somewhere to keep a store: Open opens it, for the first time empty, and after a Close again with what was kept.
type Place interface {
	Open(tb testing.TB) store.Store
}

// Run runs the whole suite, each test in a place of its own.
func Run(t *testing.T, place func(tb testing.TB) Place) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, func(testing.TB) Place)
	}{
		{"Records", records}, {"Machines", machines}, {"Tickets", tickets}, {"Messages", messages}, {"Attachments", attachments}, {"Feed", feeds},
		{"FeedUnderWrites", feedsUnderWrites}, {"Commit", commits}, {"Keeping", keeping}, {"Search", searches}, {"Console", consoles}, {"Model", model},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, place) })
	}
}

// begin opens a new store, which is closed with the test.
func begin(tb testing.TB, place func(testing.TB) Place) store.Store {
	tb.Helper()
	return opened(tb, place(tb))
}

func opened(tb testing.TB, p Place) store.Store {
	tb.Helper()
	s := p.Open(tb)
	tb.Cleanup(func() { Must(tb, s.Close()) })
	return s
}

// write runs fn in a Write that must succeed.
func write(tb testing.TB, s store.Store, fn func(w store.Writer)) {
	tb.Helper()
	Must(tb, s.Write(tb.Context(), func(w store.Writer) error { fn(w); return nil }))
}

// read gets something in a Read that must succeed.
func read[T any](tb testing.TB, s store.Store, fn func(r store.Reader) (T, error)) (got T) {
	tb.Helper()
	Must(tb, s.Read(tb.Context(), func(r store.Reader) (err error) {
		got, err = fn(r)
		return err
	}))
	return got
}

// readErr is the error of a Read.
func readErr(tb testing.TB, s store.Store, fn func(r store.Reader) error) error {
	return s.Read(tb.Context(), fn)
}

func wantCode(tb testing.TB, what string, err error, want support.Code) {
	tb.Helper()
	if got := support.CodeOf(err); got != want {
		tb.Errorf("%s: %v, want code %q", what, err, want)
	}
}

// same holds what was read against what was written; nothing and an empty list are the same.
func same(tb testing.TB, what string, got, want any) {
	tb.Helper()
	if reflect.DeepEqual(want, got) {
		return // where all is the same cmp takes a hundred times as long to say so
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.Exporter(exported)); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// exported lets audiences be compared; times have their own Equal.
func exported(t reflect.Type) bool { return t == reflect.TypeFor[support.Audience]() }

// at is some minutes into the day.
func at(minutes int) time.Time { return Day.Add(time.Duration(minutes) * time.Minute) }

func ids[T any](all []T, id func(T) string) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = id(one)
	}
	return out
}
