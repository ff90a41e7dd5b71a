package app

import (
	"context"
	"log/slog"

	"golang.org/x/sys/windows"

	"filodiretto/backend/support"
)

// openOutside opens a file in the program that the system has for it: support.CodeUnavailable if there is none.
func openOutside(ctx context.Context, file string) error {
	name, err := windows.UTF16PtrFromString(file)
	if err == nil {
		err = windows.ShellExecute(0, nil, name, nil, nil, windows.SW_SHOWNORMAL)
	}
	if err != nil {
		slog.InfoContext(ctx, "the system opens nothing", "err", err)
		return support.Wrap(support.CodeUnavailable, err)
	}
	return nil
}
