//go:build !linux && !windows

package diagnosis

import "runtime"

func system() []string { return []string{runtime.GOOS} }
