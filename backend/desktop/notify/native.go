package notify

import (
	"context"
	"time"

	"github.com/gen2brain/beeep"
)

// Native shows notifications through the platform's own service. No click comes back from it.
type Native struct {
	icon []byte
	// asking holds whoever asks the service: one that hangs is asked by one at a time.
	asking chan struct{}
}

// NewNative makes the platform's notifier. appName is what the platform groups by; icon is a PNG. It sets a variable of
// the whole program, so it is called once.
func NewNative(appName string, icon []byte) *Native {
	beeep.AppName = appName
	return &Native{icon: icon, asking: make(chan struct{}, 1)}
}

// nativePatience bounds a call to a service that does not answer.
const nativePatience = 5 * time.Second

// Notify shows n. Without a notification service it fails. The insistent form is not used: it beeps, and whether and how
// somebody is called is decided elsewhere.
func (n *Native) Notify(ctx context.Context, what Notification) error {
	ctx, cancel := context.WithTimeout(ctx, nativePatience)
	defer cancel()
	select {
	case n.asking <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	var icon any = ""
	if len(n.icon) > 0 {
		icon = n.icon
	}
	shown := make(chan error, 1)
	go func() {
		// It takes no context: one that hangs is left behind.
		shown <- beeep.Notify(what.Title, what.Body, icon)
		<-n.asking
	}()
	select {
	case err := <-shown:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
