package app

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestSession_LogsOnceWhenTheListIsShown(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	s := &Session{program: &Program{}}
	for range 2 {
		if err := s.Shown(); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(log.String(), "the list is shown"); n != 1 {
		t.Errorf("logged %d times", n)
	}
}
