package notify

import (
	"context"

	"github.com/gen2brain/beeep"
)

// Native shows notifications through the platform's own service. No click comes back from it.
type Native struct {
	icon []byte
}

// NewNative makes the platform's notifier. appName is what the platform groups by; icon is a PNG. It sets a variable of
// the whole program, so it is called once.
func NewNative(appName string, icon []byte) *Native {
	beeep.AppName = appName
	return &Native{icon: icon}
}

// Notify shows n. Without a notification service it fails. The insistent form is not used: it beeps, and whether and how
// somebody is called is decided elsewhere.
func (n *Native) Notify(_ context.Context, what Notification) error {
	var icon any = ""
	if len(n.icon) > 0 {
		icon = n.icon
	}
	return beeep.Notify(what.Title, what.Body, icon)
}
