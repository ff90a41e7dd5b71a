package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"filodiretto/backend/server"
	"filodiretto/backend/server/demo"
	"filodiretto/backend/support"
)

// demoCommand has pointers where none at all is something else than not asked for.
type demoCommand struct {
	Seed      uint64 `help:"The same seed makes the same people, machines and stories, told up to now." default:"1"`
	Companies *int   `help:"How many companies, at least 2." placeholder:"N"`
	Machines  *int   `help:"How many machines, at least one for each company." placeholder:"N"`
	Tickets   *int   `help:"How many tickets." placeholder:"N"`
	Messages  *int   `help:"How many messages, notes and events among them; at least as many as tickets." placeholder:"N"`
	Texts     string `help:"File of texts to mix in as descriptions and replies: one a line, up to the first tab." type:"existingfile" placeholder:"FILE"`
}

// Run fills the store and prints who can sign in.
func (c *demoCommand) Run(ctx context.Context, g *Globals, t terminal) (err error) {
	o := demo.Options{
		Seed: c.Seed, Now: time.Now(),
		Companies: asked(c.Companies), Machines: asked(c.Machines), Tickets: asked(c.Tickets), Messages: asked(c.Messages),
	}
	if c.Texts != "" {
		file, err := os.Open(c.Texts)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }() // only read
		o.Texts = file
	}
	s, err := g.open(ctx, server.Config{Log: g.logger(t), Beside: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	o.HashPassword = func(password string) (string, error) { return s.Service().HashPassword(ctx, password) }
	o.Keep = s.Keep
	logins, err := demo.Fill(ctx, s.Store(), o)
	if err != nil {
		return numberError(err)
	}
	out := json.NewEncoder(t.out)
	out.SetEscapeHTML(false)
	for _, l := range logins {
		if err := out.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// asked is a number as demo takes it: not asked for is its default, nought is none.
func asked(n *int) int {
	switch {
	case n == nil:
		return 0
	case *n == 0:
		return demo.None
	case *n < 0:
		return demo.None - 1 // which is refused
	default:
		return *n
	}
}

// numberError says which numbers cannot be.
func numberError(err error) error {
	var e *support.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	said := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		said[i] = flagName(f.Location) + " is out of bounds"
	}
	return fmt.Errorf("%s", strings.Join(said, "; "))
}
