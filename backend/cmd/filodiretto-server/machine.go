package main

import (
	"context"
	"fmt"
	"os"

	"filodiretto/backend/server/service"
)

type machineCommand struct {
	Add    machineAdd    `cmd:"" help:"Add a machine."`
	Import machineImport `cmd:"" help:"Add and change machines from a CSV file: company;name;model;serial;site and optionally linkedPerson;defaultTechnician (logins)."`
	List   machineList   `cmd:"" help:"List machines."`
}

type machineAdd struct {
	Company           string `required:"" help:"Name of the company."`
	Name              string `required:"" help:"What it is called there."`
	Model             string `required:"" help:"Its model."`
	Serial            string `required:"" help:"Its serial number."`
	Site              string `help:"Where it stands."`
	LinkedPerson      string `help:"Login of the person linked to it." placeholder:"LOGIN"`
	DefaultTechnician string `help:"Login of the technician whom its tickets go to." placeholder:"LOGIN"`
}

// Run adds the machine.
func (c *machineAdd) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.within(ctx, t, func(s *service.Service) error {
		m, err := s.AddMachine(ctx, service.MachineEntry{
			Company: c.Company, Name: c.Name, Model: c.Model, Serial: c.Serial, Site: c.Site,
			LinkedPerson: c.LinkedPerson, DefaultTechnician: c.DefaultTechnician,
		})
		if err != nil {
			return flagError(err)
		}
		_, err = fmt.Fprintf(t.out, "%s\t%s\n", m.ID, m.Serial)
		return err
	})
}

type machineImport struct {
	File   string `arg:"" help:"The CSV file." placeholder:"FILE.csv"`
	DryRun bool   `help:"Only say what would happen."`
}

// Run imports machines, all or none.
func (c *machineImport) Run(ctx context.Context, g *Globals, t terminal) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	return g.within(ctx, t, func(s *service.Service) error {
		report, err := s.ImportMachines(ctx, file, c.DryRun)
		if err != nil {
			return err
		}
		for _, l := range report.Lines {
			said := l.Serial
			if l.Outcome == service.MachineWrong {
				said = l.What
			}
			fmt.Fprintf(t.out, "line %d: %s %s\n", l.Line, l.Outcome, said)
		}
		fmt.Fprintf(t.out, "%d new, %d changed, %d the same, %d wrong\n", report.New, report.Changed, report.Same, report.Wrong)
		switch {
		case report.Wrong > 0:
			return fmt.Errorf("%d lines are wrong; nothing was changed", report.Wrong)
		case c.DryRun:
			fmt.Fprintln(t.out, "nothing was changed: this was a dry run")
		}
		return nil
	})
}

type machineList struct{}

// Run lists machines.
func (*machineList) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.withinExisting(ctx, t, func(s *service.Service) error {
		companies, err := s.Companies(ctx)
		if err != nil {
			return err
		}
		names := map[string]string{}
		for _, c := range companies {
			names[c.ID] = c.Name
		}
		all, err := s.AllMachines(ctx)
		if err != nil {
			return err
		}
		rows := make([][]string, len(all))
		for i, m := range all {
			rows[i] = []string{m.Serial, m.Name, m.Model, names[m.CompanyID], m.Site, m.LinkedPerson.Name, m.DefaultTechnician.Name, disabled(m.Disabled)}
		}
		return table(t.out, []string{"serial", "name", "model", "company", "site", "linked person", "default technician", ""}, rows)
	})
}
