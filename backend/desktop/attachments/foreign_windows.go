package attachments

import (
	"log/slog"
	"os"
)

// markForeign marks a file as one that came from elsewhere: Windows asks before it runs anything in it, and Office opens it for
// reading alone.
func markForeign(file string) {
	if err := os.WriteFile(file+":Zone.Identifier", []byte("[ZoneTransfer]\r\nZoneId=3\r\n"), 0o600); err != nil {
		// Not every disk can: a stick does not.
		slog.Info("a file is not marked as a foreign one", "err", nameless(err))
	}
}
