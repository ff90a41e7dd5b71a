package diagnosis

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// system is the distribution, the kernel, and what the desktop is.
func system() []string {
	var parts []string
	for _, file := range []string{"/etc/os-release", "/usr/lib/os-release"} {
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(b)) {
			if name, named := strings.CutPrefix(strings.TrimSpace(line), "PRETTY_NAME="); named {
				parts = append(parts, strings.Trim(name, `"'`))
			}
		}
		break
	}
	var name unix.Utsname
	if err := unix.Uname(&name); err == nil {
		parts = append(parts, "Linux "+unix.ByteSliceToString(name.Release[:]))
	}
	for _, variable := range []string{"XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE"} {
		if value := os.Getenv(variable); value != "" {
			parts = append(parts, value)
		}
	}
	return parts
}
