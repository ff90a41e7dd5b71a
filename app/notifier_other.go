//go:build !linux

package app

import (
	"context"
	"log/slog"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"filodiretto/backend/desktop/notify"
)

// newNotifier uses Wails' own notifications, which tell of clicks.
func newNotifier(window context.Context, icon []byte, clicked func(notify.Notification)) *notifier {
	n := &notifier{plain: notify.NewNative(Name, icon), close: func() {}}
	if err := runtime.InitializeNotifications(window); err != nil {
		slog.InfoContext(window, "no notifications that can be clicked", "err", err)
		return n
	}
	runtime.OnNotificationResponse(window, func(result runtime.NotificationResult) {
		if result.Error != nil {
			slog.WarnContext(window, "a click that is not understood", "err", result.Error)
			return
		}
		word := func(name string) string {
			s, _ := result.Response.UserInfo[name].(string)
			return s
		}
		clicked(notify.Notification{TicketID: word("ticket"), MessageID: word("message")})
	})
	n.clickable, n.close = wailsNotifier{window}, func() { runtime.CleanupNotifications(window) }
	return n
}

type wailsNotifier struct {
	window context.Context //nolint:containedctx // Wails hands its window over as a context
}

// Notify shows n.
func (w wailsNotifier) Notify(_ context.Context, n notify.Notification) error {
	return runtime.SendNotification(w.window, runtime.NotificationOptions{
		ID: n.MessageID, Title: n.Title, Body: n.Body,
		Data: map[string]any{"ticket": n.TicketID, "message": n.MessageID},
	})
}
