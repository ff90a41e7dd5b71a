//go:build !windows

package attachments

// markForeign marks a file as one that came from elsewhere, where the system knows such a thing.
func markForeign(string) {}
