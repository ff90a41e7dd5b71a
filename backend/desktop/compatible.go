package desktop

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// talksTo is nil if that is a server with which this program can talk; otherwise CodeNotAServer, or CodeIncompatible
// when one of the two is too old for the other.
func talksTo(s api.Server) error {
	switch {
	case s.Name == "" && len(s.API) == 0:
		return support.Errorf(support.CodeNotAServer, "the answer is no server's")
	case !slices.Contains(s.API, api.Number):
		return support.Errorf(support.CodeIncompatible, "the server speaks versions %v", s.API)
	case older(api.Version, s.MinimumDesktop):
		return support.Errorf(support.CodeIncompatible, "the server asks for %s, this is %s", s.MinimumDesktop, api.Version)
	default:
		return nil
	}
}

// sameServer reports whether nothing that is kept of a server has changed.
func sameServer(a, b api.Server) bool {
	return a.Name == b.Name && a.Version == b.Version && a.MinimumDesktop == b.MinimumDesktop && a.Support == b.Support && a.Epoch == b.Epoch &&
		a.MaxAttachment == b.MaxAttachment &&
		slices.Equal(a.API, b.API)
}

var versionForm = regexp.MustCompile(`^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?`)

// older reports whether a version comes before another. What is no version, such as that of a program under
// development, is never older.
func older(a, b string) bool {
	x, y := versionForm.FindStringSubmatch(a), versionForm.FindStringSubmatch(b)
	if x == nil || y == nil {
		return false
	}
	for i := 1; i < len(x); i++ {
		// At most nine digits, or none: they are numbers, and none is 0.
		n, _ := strconv.Atoi(x[i])
		m, _ := strconv.Atoi(y[i])
		if c := cmp.Compare(n, m); c != 0 {
			return c < 0
		}
	}
	return false
}
