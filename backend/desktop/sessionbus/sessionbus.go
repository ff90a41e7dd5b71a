// Package sessionbus finds the desktop's session bus, by which programs of one person speak to each other.
package sessionbus

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// Connect looks for the bus until ctx ends; the connection outlives it.
func Connect(ctx context.Context) (*dbus.Conn, error) {
	living, end := context.WithCancel(context.WithoutCancel(ctx))
	defer context.AfterFunc(ctx, end)()
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(living))
	if err != nil {
		end()
	}
	return conn, err
}
