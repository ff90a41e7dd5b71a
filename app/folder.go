package app

import (
	"context"
	"log/slog"
	"os/exec"
	"runtime"
	"time"

	"filodiretto/backend/support"
)

// openMoment is how long openFolder waits to hear that nothing opens folders here.
const openMoment = time.Second

// openFolder shows a folder in the system's file manager: support.CodeUnavailable if there is none.
func openFolder(ctx context.Context, folder string) error {
	if runtime.GOOS == "windows" {
		return openBy(ctx, "explorer.exe", folder)
	}
	return openBy(ctx, systemOpener(), folder)
}

// systemOpener is the command that opens something in the program that the system has for it.
func systemOpener() string {
	if runtime.GOOS == "darwin" {
		return "open"
	}
	return "xdg-open"
}

// openBy has something opened by a command of the system's.
func openBy(ctx context.Context, opener, what string) error {
	// It goes on after the call that started it, and after the program.
	opening := exec.CommandContext(context.WithoutCancel(ctx), opener, what) //nolint:gosec // one of the openers above
	if err := opening.Start(); err != nil {
		return support.Wrap(support.CodeUnavailable, err)
	}
	ended := make(chan error, 1)
	go func() {
		err := opening.Wait()
		if runtime.GOOS == "windows" {
			// The Explorer says 1 also when it has opened the folder.
			err = nil
		}
		if err != nil {
			slog.InfoContext(ctx, "the system opens nothing", "opener", opener, "err", err)
		}
		ended <- err
	}()
	select {
	case err := <-ended:
		if err != nil {
			return support.Wrap(support.CodeUnavailable, err)
		}
		return nil
	case <-time.After(openMoment):
		return nil
	}
}
