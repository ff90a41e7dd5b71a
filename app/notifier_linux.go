package app

import (
	"context"
	"image"
	"log/slog"

	"filodiretto/backend/desktop/icon"
	"filodiretto/backend/desktop/notify"
)

// notificationIcon is how many pixels wide a notification's picture is: it crosses the bus with each.
const notificationIcon = 64

func newNotifier(ctx context.Context, file []byte, clicked func(notify.Notification)) *notifier {
	var picture image.Image
	scaled, err := icon.Scaled(file, notificationIcon)
	if err != nil {
		slog.WarnContext(ctx, "notifications have no picture", "err", err)
	} else {
		picture = scaled
	}
	bus := notify.NewBus(Name, picture, clicked)
	return &notifier{clickable: bus, plain: notify.NewNative(Name, file), close: func() { _ = bus.Close() }}
}
