package main

import (
	"context"
	"fmt"

	"filodiretto/backend/server/service"
)

type causeCommand struct {
	Add     causeAdd     `cmd:"" help:"Add a cause."`
	Disable causeDisable `cmd:"" help:"Offer a cause no more; tickets that have it keep it."`
	List    causeList    `cmd:"" help:"List causes."`
}

type causeAdd struct {
	Name string `required:"" help:"What can be behind a request; technicians choose it when they close one."`
}

// Run adds the cause.
func (c *causeAdd) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.within(ctx, t, func(s *service.Service) error {
		cause, err := s.AddCause(ctx, c.Name)
		if err != nil {
			return flagError(err)
		}
		_, err = fmt.Fprintf(t.out, "%s\t%s\n", cause.ID, cause.Name)
		return err
	})
}

type causeDisable struct {
	Name string `required:"" help:"Its name, or its id."`
}

// Run disables the cause.
func (c *causeDisable) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.withinExisting(ctx, t, func(s *service.Service) error { return s.DisableCause(ctx, c.Name) })
}

type causeList struct{}

// Run lists causes.
func (*causeList) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.withinExisting(ctx, t, func(s *service.Service) error {
		all, err := s.AllCauses(ctx)
		if err != nil {
			return err
		}
		rows := make([][]string, len(all))
		for i, c := range all {
			rows[i] = []string{c.ID, c.Name, disabled(c.Disabled)}
		}
		return table(t.out, []string{"id", "name", ""}, rows)
	})
}
