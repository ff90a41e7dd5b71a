package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/sqlitedb"
)

var errNoData = errors.New("say where the store is: --data DIR, or FILODIRETTO_DATA")

func (g *Globals) logger(t terminal) *slog.Logger {
	var level slog.Level
	// The flag's enum lets only levels through.
	_ = level.UnmarshalText([]byte(g.Level))
	options := &slog.HandlerOptions{Level: level}
	if g.Log == "json" {
		return slog.New(slog.NewJSONHandler(t.err, options))
	}
	return slog.New(slog.NewTextHandler(t.err, options))
}

// open opens the server over the store; it must be closed.
func (g *Globals) open(ctx context.Context, c server.Config) (*server.Server, error) {
	if g.Data == "" {
		return nil, errNoData
	}
	c.Data = g.Data
	s, err := server.Open(ctx, c)
	switch {
	case errors.Is(err, sqlite.ErrNoStore):
		return nil, fmt.Errorf("there is no store in %s", g.Data)
	case errors.Is(err, sqlitedb.ErrNewer):
		return nil, fmt.Errorf("the store in %s was written by a newer version of this program, and was not touched: use that version", g.Data)
	default:
		return s, err
	}
}

// within does one thing with the service and closes the store again; a store that is not there is made.
func (g *Globals) within(ctx context.Context, t terminal, do func(*service.Service) error) error {
	return g.withinStore(ctx, server.Config{Log: g.logger(t), Beside: true}, do)
}

// withinExisting is like within for what makes no sense without a store.
func (g *Globals) withinExisting(ctx context.Context, t terminal, do func(*service.Service) error) error {
	return g.withinStore(ctx, server.Config{Log: g.logger(t), Beside: true, Existing: true}, do)
}

func (g *Globals) withinStore(ctx context.Context, c server.Config, do func(*service.Service) error) (err error) {
	s, err := g.open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(s.Service())
}
