package app

import (
	"context"
	"os/exec"
	"runtime"

	"filodiretto/backend/support"
)

// openFolder shows a folder in the system's file manager.
func openFolder(ctx context.Context, folder string) error {
	opener := map[string]string{"windows": "explorer.exe", "darwin": "open"}[runtime.GOOS]
	if opener == "" {
		opener = "xdg-open"
	}
	// It goes on after the program that started it.
	if err := exec.CommandContext(context.WithoutCancel(ctx), opener, folder).Start(); err != nil { //nolint:gosec // one of the openers above
		return support.Wrap(support.CodeUnavailable, err)
	}
	return nil
}
