package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"

	"github.com/alecthomas/kong"

	"filodiretto/backend/api"
	"filodiretto/backend/server"
	"filodiretto/backend/server/store/sqlite"
)

type backupCommand struct {
	File string `arg:"" help:"File to write; it must not exist yet."`
}

// Run writes the copy.
func (c *backupCommand) Run(ctx context.Context, g *Globals, t terminal) (err error) {
	s, err := g.open(ctx, server.Config{Log: g.logger(t), Beside: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Store().Backup(ctx, c.File)
}

type restoreCommand struct {
	File string `arg:"" help:"A file that backup wrote." type:"existingfile"`
}

// Run fills the empty store.
func (c *restoreCommand) Run(ctx context.Context, g *Globals) error {
	if g.Data == "" {
		return errNoData
	}
	return sqlite.Restore(ctx, c.File, g.Data)
}

type migrateCommand struct{}

// Run opens the store as a server would, which brings its schema up to date.
func (c *migrateCommand) Run(ctx context.Context, g *Globals, t terminal) error {
	s, err := g.open(ctx, server.Config{Log: g.logger(t)})
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, "the schema is up to date")
	return s.Close()
}

type checkCommand struct {
	OnlyConfiguration bool `help:"Do not open the store."`
}

// Run shows every setting as serve would get it, and verifies the store.
func (c *checkCommand) Run(ctx context.Context, g *Globals, t terminal, s *settings) (err error) {
	typed := map[string]string{"data": g.Data, "log": g.Log, "level": g.Level}
	for _, flag := range append(s.app.Flags, flagsOf(s.app, "serve")...) {
		if flag.Name == "help" || flag.Name == "config" {
			continue
		}
		value, isGlobal := typed[flag.Name]
		if !isGlobal {
			if value, err = s.shown(flag); err != nil {
				return err
			}
		}
		fmt.Fprintf(t.out, "%s = %s\n", flag.Name, redacted(value))
	}
	if c.OnlyConfiguration {
		return nil
	}
	opened, err := g.open(ctx, server.Config{Log: g.logger(t), Beside: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	wrong, err := opened.Store().Check(ctx)
	if err != nil {
		return err
	}
	for _, w := range wrong {
		fmt.Fprintln(t.out, w)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d things are wrong with the store", len(wrong))
	}
	fmt.Fprintln(t.out, "the store is sound")
	return nil
}

// shown is the value that a flag of serve has when it is not typed.
func (s *settings) shown(flag *kong.Flag) (string, error) {
	v, err := s.lookUp(flag.Name)
	if err != nil || v == nil {
		return flag.Default, err
	}
	return fmt.Sprint(v), nil
}

// redacted hides the password of an address.
func redacted(value string) string {
	if u, err := url.Parse(value); err == nil && u.User != nil {
		return u.Redacted()
	}
	return value
}

type versionCommand struct{}

// Run says the version.
func (versionCommand) Run(t terminal) error {
	_, err := fmt.Fprintf(t.out, "filodiretto-server %s (API %d, %s)\n", api.Version, api.Number, runtime.Version())
	return err
}
