package diagnosis

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// system is Windows with its build, which alone tells its versions apart.
func system() []string {
	v := windows.RtlGetVersion()
	return []string{fmt.Sprintf("Windows %d.%d.%d", v.MajorVersion, v.MinorVersion, v.BuildNumber)}
}
