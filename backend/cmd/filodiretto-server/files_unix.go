//go:build unix

package main

import "syscall"

// privateFiles has every file that this program makes be its user's alone.
func privateFiles() { syscall.Umask(0o077) }
