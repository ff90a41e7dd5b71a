package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

type personCommand struct {
	Add      personAdd      `cmd:"" help:"Add a person; the password is asked for, or read from standard input."`
	Disable  personDisable  `cmd:"" help:"Let a person sign in no more."`
	Password personPassword `cmd:"" help:"Set a person's password, which they must change at first sign-in."`
	List     personList     `cmd:"" help:"List people."`
}

type personAdd struct {
	Login   string `required:"" help:"What they sign in with."`
	Name    string `required:"" help:"What they are called."`
	Role    string `required:"" enum:"operator,technician,admin" help:"operator, technician or admin."`
	Company string `help:"Name of the company, for operators."`
}

// Run adds the person.
func (c *personAdd) Run(ctx context.Context, g *Globals, t terminal) error {
	password, err := readPassword(t)
	if err != nil {
		return err
	}
	return g.within(ctx, t, func(s *service.Service) error {
		p, err := s.AddPerson(ctx, service.NewPerson{
			Login: c.Login, Name: c.Name, Role: support.Role(c.Role), Company: c.Company, Password: password,
		})
		if err != nil {
			return flagError(err)
		}
		_, err = fmt.Fprintf(t.out, "%s\t%s\n", p.ID, p.Login)
		return err
	})
}

type personDisable struct {
	Login string `required:"" help:"What they sign in with."`
}

// Run disables the person.
func (c *personDisable) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.withinExisting(ctx, t, func(s *service.Service) error { return s.DisablePerson(ctx, c.Login) })
}

type personPassword struct {
	Login string `required:"" help:"What they sign in with."`
}

// Run sets the password.
func (c *personPassword) Run(ctx context.Context, g *Globals, t terminal) error {
	password, err := readPassword(t)
	if err != nil {
		return err
	}
	return g.withinExisting(ctx, t, func(s *service.Service) error { return flagError(s.SetPassword(ctx, c.Login, password)) })
}

type personList struct{}

// Run lists people.
func (*personList) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.withinExisting(ctx, t, func(s *service.Service) error {
		companies, err := s.Companies(ctx)
		if err != nil {
			return err
		}
		names := map[string]string{}
		for _, c := range companies {
			names[c.ID] = c.Name
		}
		all, err := s.People(ctx)
		if err != nil {
			return err
		}
		rows := make([][]string, len(all))
		for i, p := range all {
			rows[i] = []string{p.Login, p.Name, string(p.Role), names[p.CompanyID], disabled(p.Disabled)}
		}
		return table(t.out, []string{"login", "name", "role", "company", ""}, rows)
	})
}

// readPassword asks twice on a terminal, and otherwise reads one line.
func readPassword(t terminal) (string, error) {
	file, isFile := t.in.(*os.File)
	if !isFile || !term.IsTerminal(int(file.Fd())) { //nolint:gosec // descriptors are small
		line, err := bufio.NewReader(t.in).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", errors.New("no password on standard input")
		}
		return line, nil
	}
	first, err := ask(t, file, "Password: ")
	if err != nil {
		return "", err
	}
	second, err := ask(t, file, "Again: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the two passwords differ")
	}
	return first, nil
}

func ask(t terminal, file *os.File, prompt string) (string, error) {
	fmt.Fprint(t.err, prompt)
	b, err := term.ReadPassword(int(file.Fd())) //nolint:gosec // descriptors are small
	fmt.Fprintln(t.err)
	return string(b), err
}
