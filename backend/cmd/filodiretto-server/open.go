package main

import (
	"context"
	"errors"
	"log/slog"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
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
	return server.Open(ctx, c)
}

// within does one thing with the service and closes the store again.
func (g *Globals) within(ctx context.Context, t terminal, do func(*service.Service) error) (err error) {
	s, err := g.open(ctx, server.Config{Log: g.logger(t), Beside: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(s.Service())
}
