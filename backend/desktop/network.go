package desktop

import (
	"context"
	"log/slog"
	"maps"
	"slices"

	"filodiretto/backend/desktop/client"
)

// network is the way to the network that the settings say.
func (s Settings) network() client.Network {
	return client.Network{Proxy: s.Proxy, ProxyAddress: s.ProxyAddress, CAFile: s.CAFile}
}

// takeKeptWay goes the way of the kept settings. Where a file with authorities has gone, the program goes on without it:
// it says itself then what it cannot reach, and the settings can be mended.
func (d *Desktop) takeKeptWay(ctx context.Context) {
	kept := d.Settings().network()
	without := kept
	without.CAFile = ""
	for _, n := range []client.Network{kept, without} {
		take, err := d.way.Prepare(n)
		if err == nil {
			take()
			return
		}
		slog.ErrorContext(ctx, "the settings of the network cannot be followed", "err", err)
	}
}

// SetSettings keeps them. support.CodeInvalid names what cannot be (proxyAddress, caFile); nothing is changed then.
// Another way to the network is taken at once, by whoever is at work too.
func (d *Desktop) SetSettings(s Settings) error {
	d.settling.Lock()
	defer d.settling.Unlock()
	if err := d.ending(); err != nil {
		return err
	}
	take := func() {}
	// A way that stays is not looked at: who wants another theme is not to hear of a file that has gone.
	if s.network() != d.Settings().network() {
		var err error
		if take, err = d.way.Prepare(s.network()); err != nil {
			return err
		}
	}
	if err := d.register.change(func(c *registerContent) { c.Settings = s }); err != nil {
		return err
	}
	take()
	d.mu.Lock()
	profiles := slices.Collect(maps.Values(d.profiles))
	d.mu.Unlock()
	for _, p := range profiles {
		p.syncer.Hurry()
		p.attachments.MakeRoom(d.open)
	}
	return nil
}
