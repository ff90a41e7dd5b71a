//go:build !windows

package app

import "context"

// openOutside opens a file in the program that the system has for it: support.CodeUnavailable if there is none.
func openOutside(ctx context.Context, file string) error { return openBy(ctx, systemOpener(), file) }
