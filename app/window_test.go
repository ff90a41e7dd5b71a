package app

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestWithin_WaitsForWhatIsDoneInTimeAndForNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		if !within(hardEnd, func() { time.Sleep(hardEnd - time.Second) }) || time.Since(begun) != hardEnd-time.Second {
			t.Errorf("gave up after %v", time.Since(begun))
		}
		never := make(chan struct{})
		begun = time.Now()
		if within(hardEnd, func() { <-never }) || time.Since(begun) != hardEnd {
			t.Errorf("waited for %v", time.Since(begun))
		}
		close(never)
	})
}
