package app

import (
	"context"
	"log/slog"

	"filodiretto/backend/desktop/notify"
)

// notifier shows notifications by the service that tells of clicks, and where that fails by the plain one.
type notifier struct {
	clickable, plain notify.Notifier
	close            func()
}

// Notify shows n.
func (n *notifier) Notify(ctx context.Context, what notify.Notification) error {
	if n.clickable != nil {
		err := n.clickable.Notify(ctx, what)
		if err == nil {
			return nil
		}
		slog.InfoContext(ctx, "no notification that can be clicked", "err", err)
	}
	return n.plain.Notify(ctx, what)
}
