package desk_test

import (
	"time"

	"golang.org/x/sys/unix"
)

// spentByThread is the processor's time that the calling thread has taken so far.
func spentByThread() time.Duration {
	var at unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &at) != nil {
		return 0
	}
	return time.Duration(at.Nano())
}
