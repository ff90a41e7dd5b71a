//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// growth holds how much more memory programs come to use at most.
type growth struct {
	t  *testing.T
	of map[string]int64
}

// begins takes down what a program uses when its work begins.
func (g *growth) begins(who string, pid int) {
	g.t.Helper()
	g.of[who] = memory(g.t, pid, "RssAnon")
}

// ends wants a program never to have used much more since.
func (g *growth) ends(who string, pid int) {
	g.t.Helper()
	grown := memory(g.t, pid, "VmHWM") - g.of[who] - memory(g.t, pid, "RssFile") - memory(g.t, pid, "RssShmem")
	g.t.Logf("%s has grown by at most %d MiB", who, grown>>20)
	if grown > mostGrown {
		g.t.Errorf("%s has grown by %d MiB", who, grown>>20)
	}
}

var kilobytes = regexp.MustCompile(`\s+(\d+) kB`)

// memory is what the system says that a program uses, in bytes.
func memory(t *testing.T, pid int, of string) int64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(of + `:` + kilobytes.String()).FindSubmatch(b)
	if found == nil {
		t.Fatalf("nobody knows %s", of)
	}
	n, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n << 10
}
