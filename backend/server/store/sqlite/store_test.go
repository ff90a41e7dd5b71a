package sqlite_test

import (
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/store/storetest"
)

// folder is a place in which a store can be opened again.
type folder struct{ dir string }

func (f folder) Open(tb testing.TB) store.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), f.dir, sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(tb testing.TB) storetest.Place { return folder{tb.TempDir()} })
}
