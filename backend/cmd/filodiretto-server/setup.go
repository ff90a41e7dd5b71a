package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

type companyCommand struct {
	Add  companyAdd  `cmd:"" help:"Add a company."`
	List companyList `cmd:"" help:"List companies."`
}

type companyAdd struct {
	Name    string `required:"" help:"What it is called."`
	Country string `required:"" help:"Two letters (IT): telephone numbers without a prefix are read as of there."`
}

// Run adds the company.
func (c *companyAdd) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.within(ctx, t, func(s *service.Service) error {
		company, err := s.AddCompany(ctx, c.Name, c.Country)
		if err != nil {
			return flagError(err)
		}
		_, err = fmt.Fprintf(t.out, "%s\t%s\n", company.ID, company.Name)
		return err
	})
}

type companyList struct{}

// Run lists companies.
func (*companyList) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.withinExisting(ctx, t, func(s *service.Service) error {
		all, err := s.Companies(ctx)
		if err != nil {
			return err
		}
		rows := make([][]string, len(all))
		for i, c := range all {
			rows[i] = []string{c.ID, c.Name, c.Country}
		}
		return table(t.out, []string{"id", "name", "country"}, rows)
	})
}

type categoryCommand struct {
	Add  categoryAdd  `cmd:"" help:"Add a category."`
	List categoryList `cmd:"" help:"List categories."`
}

type categoryAdd struct {
	Name string `required:"" help:"What a request can be about."`
}

// Run adds the category.
func (c *categoryAdd) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.within(ctx, t, func(s *service.Service) error {
		category, err := s.AddCategory(ctx, c.Name)
		if err != nil {
			return flagError(err)
		}
		_, err = fmt.Fprintf(t.out, "%s\t%s\n", category.ID, category.Name)
		return err
	})
}

type categoryList struct{}

// Run lists categories.
func (*categoryList) Run(ctx context.Context, g *Globals, t terminal) error {
	return g.withinExisting(ctx, t, func(s *service.Service) error {
		all, err := s.Categories(ctx)
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

func disabled(is bool) string {
	if is {
		return "disabled"
	}
	return ""
}

// table writes rows under their heads, in columns.
func table(w io.Writer, head []string, rows [][]string) error {
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{head}, rows...) {
		if _, err := fmt.Fprintln(tab, strings.TrimRight(strings.Join(row, "\t"), "\t")); err != nil {
			return err
		}
	}
	return tab.Flush()
}

var reasonWords = map[support.Reason]string{
	support.ReasonRequired: "is required", support.ReasonTooLong: "is too long", support.ReasonTooShort: "is too short",
	support.ReasonBadText: "has characters that are not allowed", support.ReasonUnknown: "is unknown",
	support.ReasonNotAllow: "does not fit here", support.ReasonOutOfArea: "is out of range", support.ReasonBadTime: "is not a time that makes sense",
}

// flagError says which flags were wrong, and why.
func flagError(err error) error {
	e, ok := err.(*support.Error) //nolint:errorlint // the service's own, not wrapped
	if !ok || len(e.Fields) == 0 {
		return err
	}
	said := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		said[i] = flagName(f.Location) + " " + reasonWords[f.Reason]
	}
	return fmt.Errorf("%s", strings.Join(said, "; "))
}

// flagName is how a field is written as a flag: linkedPerson is --linked-person. The password is none.
func flagName(field string) string {
	if field == "password" {
		return "the password"
	}
	var b strings.Builder
	b.WriteString("--")
	for _, r := range field {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
