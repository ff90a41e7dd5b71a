package diagnosis

import (
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// System is the operating system in a line, with its version as far as it tells.
var System = sync.OnceValue(func() string {
	return strings.Join(append(system(), runtime.GOARCH), ", ")
})

// ModuleVersion is the version of a module that the program was built with; empty where that is not told.
func ModuleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, module := range info.Deps {
		if module.Path == path {
			return module.Version
		}
	}
	return ""
}
