package app

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	goruntime "runtime"
	"strings"
	"syscall"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"filodiretto/backend/desktop"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// explain says in a native dialog why the program cannot start, and what to do.
func (p *Program) explain(failure error) {
	key := reasonOfFailure(failure)
	pairs := []string{"folder", p.options.folder()}
	if key == "start.failed.taken" {
		// The link that was to be opened has not reached the other program: it is said here at least.
		if number, ok := ticketOf(p.options.Link); ok {
			key, pairs = "start.failed.taken.ticket", append(pairs, "number", fmt.Sprint(number))
		}
	}
	text := p.texts.text(p.language(), key, pairs...)
	fmt.Fprintln(os.Stderr, text)
	p.dialog(runtime.ErrorDialog, text)
}

// reasonOfFailure names the sentence for why the program cannot start.
func reasonOfFailure(err error) string {
	switch {
	case errors.Is(err, desktop.ErrTaken):
		return "start.failed.taken"
	case errors.Is(err, sqlitedb.ErrNewer), support.CodeOf(err) == support.CodeNewer:
		return "start.failed.newer"
	case errors.Is(err, syscall.ENOSPC):
		return "start.failed.full"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "start.failed.folder"
	case support.CodeOf(err) == support.CodeStorage:
		return "start.failed.storage"
	default:
		return "start.failed.internal"
	}
}

// dialog shows a sentence in a dialog of the system, and waits until somebody has read it.
func (p *Program) dialog(kind runtime.DialogType, text string) {
	if goruntime.GOOS == "linux" {
		// GTK takes the text as a format.
		text = strings.ReplaceAll(text, "%", "%%")
	}
	_, err := runtime.MessageDialog(p.window, runtime.MessageDialogOptions{Type: kind, Title: Name, Message: text})
	if err != nil {
		slog.ErrorContext(p.window, "no dialog", "err", err)
	}
}
