package notify

import (
	"context"
	"testing"
	"time"

	"filodiretto/backend/desktop/bustest"
)

func TestNative_ABusThatDoesNotAnswerIsGivenUp(t *testing.T) {
	bustest.Mute(t)
	n := NewNative("Filo Diretto", nil)
	for range 2 { // the second waits for the first
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		err := n.Notify(ctx, Notification{Title: "Risposta"})
		cancel()
		if err == nil {
			t.Error("shown on a mute bus")
		}
	}
}
