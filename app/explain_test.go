package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
	"filodiretto/frontend"
)

func TestReasonOfFailure_HasASentenceInEachLanguage(t *testing.T) {
	texts, err := readCatalogues(frontend.Catalogues())
	if err != nil {
		t.Fatal(err)
	}
	full := &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	for want, failure := range map[string]error{
		"start.failed.taken":    fmt.Errorf("opening: %w", desktop.ErrTaken),
		"start.failed.newer":    fmt.Errorf("opening: %w", sqlitedb.ErrNewer),
		"start.failed.full":     support.Wrap(support.CodeStorage, full),
		"start.failed.folder":   support.Wrap(support.CodeStorage, os.ErrPermission),
		"start.failed.storage":  support.Errorf(support.CodeStorage, "no such device"),
		"start.failed.internal": errors.New("no such table"),
	} {
		got := reasonOfFailure(failure)
		if got != want {
			t.Errorf("%v: %s, want %s", failure, got, want)
		}
		for language := range texts {
			if texts[language][got] == "" {
				t.Errorf("no sentence for %s in %s", got, language)
			}
		}
	}
}
