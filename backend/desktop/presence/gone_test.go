package presence

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/support"
)

// Whoever has nothing more to do in a ticket is said to be gone at once, whether they leave it or only stop: others would
// see them write for half a minute.
func TestPresence_SaysAtOnceThatSomebodyIsGone(t *testing.T) {
	for name, stop := range map[string]func(*Presence){
		"leaves": func(p *Presence) { p.Looking("") },
		"stops":  func(p *Presence) { p.Doing("ticket", support.PresenceGone) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var said []string
				p := New(Options{Me: "luca", Changed: func(string) {}, Send: func(_ context.Context, ticket string, state support.Presence) error {
					said = append(said, fmt.Sprint(ticket, " ", state))
					return nil
				}})
				ctx, cancel := context.WithCancel(t.Context())
				go p.Run(ctx)
				p.Doing("ticket", support.PresenceTyping)
				synctest.Wait()
				stop(p)
				synctest.Wait()
				time.Sleep(time.Minute)
				cancel()
				synctest.Wait()
				if want := []string{"ticket typing", "ticket gone"}; !slices.Equal(said, want) {
					t.Errorf("said %q, want %q", said, want)
				}
			})
		})
	}
}
