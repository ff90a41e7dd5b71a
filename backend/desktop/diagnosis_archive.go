package desktop

import (
	"context"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/diagnosis"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/sqlitedb"
)

// SaveDiagnosis writes an archive for whoever helps from afar: what Diagnosis tells, the settings and the logs without
// names and secrets, and what the profiles' files say of themselves. The file is there whole or not at all;
// support.CodeStorage says that it cannot be written there. It takes a while where there is much.
func (d *Desktop) SaveDiagnosis(ctx context.Context, file string, program diagnosis.Program, logs string) error {
	ctx, stop := within(ctx, d.open)
	defer stop()
	return diagnosis.Archive{
		Facts:    d.Diagnosis(ctx, program, logs),
		Settings: told(d.Settings()),
		Stores:   d.inspectStores,
		Logs:     logs,
		Private:  d.private(),
	}.Save(ctx, file)
}

// toldSettings are the settings that are told, each by name: one that comes to them later is a secret until it stands here.
type toldSettings struct {
	Language   string `json:"language"`
	Theme      string `json:"theme"`
	Contrast   string `json:"contrast"`
	TextSize   int    `json:"textSize"`
	Quiet      bool   `json:"quiet"`
	EnterSends bool   `json:"enterSends"`
	Proxy      string `json:"proxy"`
	// ProxyAddress is without a name and a password.
	ProxyAddress string `json:"proxyAddress"`
	// CAFile is whether there is one: where it lies may be somebody's name.
	CAFile bool `json:"caFile"`
}

func told(s Settings) toldSettings {
	out := toldSettings{
		Language: s.Language, Theme: s.Theme, Contrast: s.Contrast, TextSize: s.TextSize, Quiet: s.Quiet, EnterSends: s.EnterSends,
		Proxy: s.Proxy, CAFile: s.CAFile != "",
	}
	if u, err := url.Parse(strings.TrimSpace(s.ProxyAddress)); err == nil && u.Host != "" {
		out.ProxyAddress = u.Scheme + "://" + u.Host
	}
	return out
}

// inspectStores looks at the files of the profiles that are open.
func (d *Desktop) inspectStores(ctx context.Context) []diagnosis.Store {
	d.mu.Lock()
	profiles := maps.Clone(d.profiles)
	d.mu.Unlock()
	out := []diagnosis.Store{}
	for _, key := range slices.Sorted(maps.Keys(profiles)) {
		p := profiles[key]
		for _, of := range []struct {
			file    string
			inspect func(context.Context) (sqlitedb.Inspection, error)
		}{{cache.FileName, p.cache.Inspect}, {outbox.FileName, p.outbox.Inspect}} {
			found, err := of.inspect(ctx)
			store := diagnosis.Store{Person: key, File: of.file, Inspection: found}
			if err != nil {
				store.Failed = err.Error()
			}
			out = append(out, store)
		}
	}
	return out
}

// private is what the log has none of, and an archive must not have.
func (d *Desktop) private() diagnosis.Private {
	content := d.register.read()
	d.mu.Lock()
	profiles := maps.Clone(d.profiles)
	d.mu.Unlock()
	var out diagnosis.Private
	for _, k := range content.Known {
		out.Names = append(out.Names, k.Name, k.Login, k.ServerName)
	}
	for _, p := range profiles {
		p.mu.Lock()
		c, password := p.card, p.password
		p.mu.Unlock()
		out.Names = append(out.Names, c.Me.Name, c.Me.Login, c.Server.Name)
		if c.Me.Company != nil {
			out.Names = append(out.Names, c.Me.Company.Name)
		}
		out.Secrets = append(out.Secrets, p.client.Token(), password)
	}
	for _, address := range append(client.SystemProxies(), content.Settings.ProxyAddress) {
		out.Secrets = append(out.Secrets, loginOf(address)...)
	}
	if home, err := os.UserHomeDir(); err == nil {
		out.Home = home
	}
	return out
}

// loginOf is what an address tells of a name and a password, as it is written and as it is meant.
func loginOf(address string) []string {
	_, rest, _ := strings.Cut(address, "://")
	at := strings.LastIndex(rest, "@")
	if at < 0 {
		return nil
	}
	name, password, _ := strings.Cut(rest[:at], ":")
	out := []string{name, password}
	if u, err := url.Parse(address); err == nil {
		password, _ := u.User.Password()
		out = append(out, u.User.Username(), password)
	}
	return out
}
