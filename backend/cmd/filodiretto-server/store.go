package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"

	"filodiretto/backend/api"
	"filodiretto/backend/server"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

type backupCommand struct {
	File string `arg:"" help:"File to write; it must not exist yet. Attachments go into the folder filodiretto-attachments beside it."`
}

// Run writes the copy.
func (c *backupCommand) Run(ctx context.Context, g *Globals, t terminal) (err error) {
	s, err := g.open(ctx, server.Config{Log: g.logger(t), Beside: true, Existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Backup(ctx, c.File)
}

type restoreCommand struct {
	File       string `arg:"" help:"A file that backup wrote, with the folder filodiretto-attachments beside it." type:"existingfile"`
	Incomplete bool   `help:"Also if attachments are missing from the folder: they are taken again from whoever has them."`
}

// Run fills the empty store.
func (c *restoreCommand) Run(ctx context.Context, g *Globals, t terminal) error {
	if g.Data == "" {
		return errNoData
	}
	missing, err := server.Restore(ctx, c.File, g.Data, c.Incomplete)
	switch {
	case errors.Is(err, sqlitedb.ErrNewer):
		return fmt.Errorf("the backup, or the store in %s, was written by a newer version of this program: use that version", g.Data)
	case support.CodeOf(err) == support.CodeNotFound:
		return fmt.Errorf("%s: copy that folder beside the backup, or give --incomplete; nothing was restored", inWords(err))
	case err == nil && missing > 0:
		fmt.Fprintf(t.out, "%d attachments are missing, and are taken again from whoever has them\n", missing)
	}
	return err
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

// Run shows every setting as serve would get it, makes sure that serve could use it, and verifies the store.
func (c *checkCommand) Run(ctx context.Context, g *Globals, t terminal, s *settings) (err error) {
	var asServe commands
	parser, err := newParser(ctx, &asServe, s)
	if err != nil {
		return err
	}
	if _, err := parser.Parse([]string{"serve", "--data", g.Data, "--log", g.Log, "--level", g.Level}); err != nil {
		return err
	}
	for _, flag := range append(parser.Model.Flags, flagsOf(parser.Model, "serve")...) {
		if flag.Name != "help" && flag.Name != "config" {
			fmt.Fprintf(t.out, "%s = %s\n", flag.Name, redacted(fmt.Sprint(flag.Target.Interface())))
		}
	}
	if _, err := asServe.Serve.config(g.Data, g.logger(t)); err != nil {
		return err
	}
	if c.OnlyConfiguration {
		return nil
	}
	opened, err := g.open(ctx, server.Config{Log: g.logger(t), Beside: true, Existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	wrong, err := opened.Check(ctx)
	if err != nil {
		return err
	}
	for _, w := range wrong {
		fmt.Fprintln(t.out, w)
	}
	if len(wrong) > 0 {
		return errors.New("the store is not sound")
	}
	fmt.Fprintln(t.out, "the store is sound")
	return nil
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
