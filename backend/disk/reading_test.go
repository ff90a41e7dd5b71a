package disk_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"filodiretto/backend/disk"
)

// endless gives bytes as long as somebody reads, and ends whoever it is told to after the third time.
type endless struct {
	times int
	end   func()
}

func (e *endless) Read(p []byte) (int, error) {
	if e.times++; e.times == 3 {
		e.end()
	}
	return len(p), nil
}

func TestReading_EndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	from := &endless{end: cancel}
	if _, err := io.CopyBuffer(io.Discard, disk.Reading(ctx, from), make([]byte, 10)); !errors.Is(err, context.Canceled) || from.times != 3 {
		t.Errorf("it ended after %d times with %v", from.times, err)
	}
}
