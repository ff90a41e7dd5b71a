package cache_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
)

// talk is what many tickets are about, as the server hands it out: commits of a message and its ticket, oldest first. As many
// tickets as atOnce are alive at one time.
func talk(b *testing.B, tickets, replies, atOnce int) (lines []*line, commits [][]api.Change) {
	b.Helper()
	for group := range slices.Chunk(slices.Repeat([]int{0}, tickets), atOnce) {
		var alive []*line
		for range group {
			l := newLine(luca, len(lines), anna, fmt.Sprintf("La pressa %d perde olio dal cilindro sinistro quando riparte a freddo.", len(lines)))
			lines, alive = append(lines, l), append(alive, l)
			commits = append(commits, l.all())
		}
		for n := range replies {
			for _, l := range alive {
				commits = append(commits, l.goOn(b, []support.Person{luca, anna}[n%2], n))
			}
		}
	}
	return lines, commits
}

// goOn is a commit that goes on from where the ticket was.
func (l *line) goOn(b *testing.B, by support.Person, n int) []api.Change {
	b.Helper()
	was := len(l.said)
	l.reply(b, by, fmt.Sprintf("Provate a chiudere la valvola %d e a ripartire: se perde ancora, mandate una foto della guarnizione.", n))
	out := []api.Change{l.ticketChange()}
	for i := range l.said[was:] {
		out = append(out, messageChange(&l.said[was+i]))
	}
	return out
}

// pages are commits put together as the feed does, about 500 changes each.
func pages(commits [][]api.Change) (out [][]api.Change) {
	var page []api.Change
	for _, c := range commits {
		if page = append(page, c...); len(page) >= 500 {
			out, page = append(out, page), nil
		}
	}
	return append(out, page)
}

// spent is the processor's time that this very thread took: others work on the same machine, and the search index behind.
func spent(b *testing.B, fn func()) time.Duration {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	used := func() time.Duration {
		var u unix.Rusage
		if err := unix.Getrusage(unix.RUSAGE_THREAD, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := used()
	fn()
	return used() - before
}

// BenchmarkApply is what taking the feed costs for each message: in a first sync, after a week away, and live.
func BenchmarkApply(b *testing.B) {
	const tickets, replies = 2000, 9
	lines, commits := talk(b, tickets, replies, 40)
	// Walking back, each ticket comes once, as it is now, with its newest commit.
	newest := map[string]bool{}
	var back [][]api.Change
	for _, commit := range slices.Backward(commits) {
		id, messages := commit[0].Ticket.ID, commit[1:]
		if newest[id] {
			back = append(back, messages)
			continue
		}
		newest[id] = true
		back = append(back, commit)
	}
	messages := 0
	for _, l := range lines {
		messages += len(l.said)
	}
	fill := func(b *testing.B, c *cache.Cache) time.Duration {
		all := pages(back)
		return spent(b, func() {
			for i, page := range all {
				batch := cache.Batch{Walk: cache.Backward, Changes: page, Forward: "head", Backward: "more"}
				if i == len(all)-1 {
					batch.Backward = ""
				}
				apply(b, c, batch)
			}
		})
	}
	b.Run("first sync", func(b *testing.B) {
		var took time.Duration
		for range b.N {
			took += fill(b, open(b, b.TempDir(), luca))
		}
		report(b, took, b.N*messages)
	})
	b.Run("verifying behind it", func(b *testing.B) {
		var took time.Duration
		for range b.N {
			c := open(b, b.TempDir(), luca)
			fill(b, c)
			took += spent(b, func() {
				if err := c.VerifyAll(b.Context()); err != nil {
					b.Fatal(err)
				}
			})
		}
		report(b, took, b.N*messages)
	})
	b.Run("catching up", func(b *testing.B) {
		var took time.Duration
		count := 0
		for range b.N {
			lines, commits := talk(b, 500, 0, 40)
			c := open(b, b.TempDir(), luca)
			for _, page := range pages(commits) {
				apply(b, c, cache.Batch{Walk: cache.Backward, Changes: page, Forward: "head"})
			}
			var week [][]api.Change
			for n := range 4 {
				for _, l := range lines {
					week = append(week, l.goOn(b, luca, n))
					count += len(week[len(week)-1]) - 1
				}
			}
			took += spent(b, func() {
				for _, page := range pages(week) {
					forward(b, c, page...)
				}
			})
		}
		report(b, took, count)
	})
	b.Run("live", func(b *testing.B) {
		var took time.Duration
		count := 0
		for range b.N {
			lines, commits := talk(b, 100, 0, 40)
			c := open(b, b.TempDir(), luca)
			for _, page := range pages(commits) {
				apply(b, c, cache.Batch{Walk: cache.Backward, Changes: page, Forward: "head"})
			}
			for n := range 500 {
				commit := lines[n%len(lines)].goOn(b, luca, n)
				count += len(commit) - 1
				took += spent(b, func() { forward(b, c, commit...) })
			}
		}
		report(b, took, count)
	})
}

func report(b *testing.B, took time.Duration, messages int) {
	b.Helper()
	b.ReportMetric(float64(took.Microseconds())/float64(messages), "cpu-us/message")
	b.ReportMetric(0, "ns/op")
}
