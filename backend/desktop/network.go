package desktop

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"filodiretto/backend/desktop/client"
	"filodiretto/backend/disk"
)

// network is the way to the network that the settings say.
func (s Settings) network() client.Network {
	return client.Network{Proxy: s.Proxy, ProxyAddress: s.ProxyAddress, CAFile: s.CAFile}
}

// prepare is the way's own, and notes whose authorities are taken. The file is looked at before it is read: what changes
// meanwhile is another one the next time. Whoever takes the way settles.
func (d *Desktop) prepare(n client.Network) (take func(), err error) {
	seen, _ := disk.StampOf(n.CAFile) // none is one of its own
	next, err := d.way.Prepare(n)
	if err != nil {
		return nil, err
	}
	return func() {
		next()
		d.authorities = seen
	}, nil
}

// takeKeptWay goes the way of the kept settings. Where a file with authorities has gone, the program goes on without it:
// it says itself then what it cannot reach, the settings can be mended, and the file is looked for again.
func (d *Desktop) takeKeptWay(ctx context.Context) {
	kept := d.Settings().network()
	without := kept
	without.CAFile = ""
	for _, n := range []client.Network{kept, without} {
		take, err := d.prepare(n)
		if err == nil {
			take()
			return
		}
		slog.ErrorContext(ctx, "the settings of the network cannot be followed", "err", err)
	}
}

// untrusted is told by a profile that it mistrusts whoever answers. It returns at once.
func (d *Desktop) untrusted() {
	if d.Settings().CAFile != "" {
		d.leaving.Go(func() { d.lookForAuthorities(d.open) })
	}
}

// filePatience is how long anybody waits for the file of authorities: the drive that it lies on may not answer.
const filePatience = time.Second

// lookForAuthorities takes the kept way anew where its file of authorities is another than the one that was read: a
// drive may be there only after the program, and a file is renewed in place. Nobody but this looks at it in between.
func (d *Desktop) lookForAuthorities(ctx context.Context) {
	if d.Settings().CAFile == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, filePatience)
	defer cancel()
	select {
	case d.looking <- struct{}{}:
	case <-ctx.Done():
		return
	}
	looked := make(chan struct{})
	go func() {
		defer d.looking.Unlock()
		defer close(looked)
		d.takeAuthorities(ctx)
	}()
	select {
	case <-looked:
	case <-ctx.Done():
	}
}

// takeAuthorities reads the file that is another, and has everybody at work come again by it. What cannot be read leaves
// the way as it is.
func (d *Desktop) takeAuthorities(ctx context.Context) {
	kept := d.Settings().network()
	d.settling.Lock()
	taken := d.authorities
	d.settling.Unlock()
	if now, _ := disk.StampOf(kept.CAFile); now == taken {
		return
	}
	take, err := d.prepare(kept)
	if err != nil {
		slog.DebugContext(ctx, "the file of authorities cannot be taken", "err", err)
		return
	}
	d.settling.Lock()
	defer d.settling.Unlock()
	if d.ending() != nil || d.Settings().network() != kept {
		return
	}
	slog.InfoContext(ctx, "the file of authorities is another, and was taken")
	take()
	for _, p := range d.atWork() {
		p.syncer.Hurry()
	}
}

// atWork are the profiles that are open.
func (d *Desktop) atWork() []*Profile {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Values(d.profiles))
}

// SetSettings keeps them. support.CodeInvalid names what cannot be (proxyAddress, caFile); nothing is changed then.
// Another way to the network is taken at once, by whoever is at work too, and so is another file of authorities.
func (d *Desktop) SetSettings(s Settings) error {
	d.lookForAuthorities(d.open)
	d.settling.Lock()
	defer d.settling.Unlock()
	if err := d.ending(); err != nil {
		return err
	}
	take := func() {}
	// A way that stays is not looked at: who wants another theme is not to hear of a file that has gone.
	if s.network() != d.Settings().network() {
		var err error
		if take, err = d.prepare(s.network()); err != nil {
			return err
		}
	}
	if err := d.register.change(func(c *registerContent) { c.Settings = s }); err != nil {
		return err
	}
	take()
	for _, p := range d.atWork() {
		p.syncer.Hurry()
		p.attachments.MakeRoom(d.open)
	}
	return nil
}
