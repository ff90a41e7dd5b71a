package service

import (
	"context"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// MachineEntry is a machine as it is set up by hand or imported: company by name, people by login.
type MachineEntry struct {
	Company, Name, Model, Serial, Site string
	LinkedPerson, DefaultTechnician    string
	// WithLinkedPerson and WithDefaultTechnician say whether those are spoken of at all; empty, they are taken away.
	WithLinkedPerson, WithDefaultTechnician bool
}

// MachineOutcome is what became of a machine entry.
type MachineOutcome string

// The outcomes: a serial that was unknown, one that was known with something else said of it, one with nothing else.
const (
	MachineNew     MachineOutcome = "new"
	MachineChanged MachineOutcome = "changed"
	MachineSame    MachineOutcome = "same"
	MachineWrong   MachineOutcome = "wrong"
)

// AddMachine adds a machine; a serial that is known already is CodeConflict.
func (s *Service) AddMachine(ctx context.Context, e MachineEntry) (m support.Machine, err error) {
	e.WithLinkedPerson, e.WithDefaultTechnician = true, true
	err = s.store.Write(ctx, func(w store.Writer) error {
		if _, err := w.MachineBySerial(ctx, support.NormalText(e.Serial)); err == nil {
			return support.Errorf(support.CodeConflict, "there is a machine with the serial %q already", e.Serial)
		} else if !missing(err) {
			return err
		}
		m, _, err = s.putMachine(ctx, w, e)
		return err
	})
	return m, err
}

// AllMachines are all machines, by name, also those out of use.
func (s *Service) AllMachines(ctx context.Context) (all []support.Machine, err error) {
	const page = 500
	filter := store.MachineFilter{Limit: page, WithDisabled: true}
	err = s.store.Read(ctx, func(r store.Reader) error {
		for {
			some, err := r.Machines(ctx, filter)
			if err != nil {
				return err
			}
			all = append(all, some...)
			if len(some) < page {
				return nil
			}
			last := some[len(some)-1]
			filter.AfterName, filter.AfterID = last.Name, last.ID
		}
	})
	return all, err
}

func (s *Service) putMachine(ctx context.Context, w store.Writer, e MachineEntry) (support.Machine, MachineOutcome, error) {
	var wrong support.Fields
	next := support.Machine{
		Name: support.NormalText(e.Name), Model: support.NormalText(e.Model),
		Serial: support.NormalText(e.Serial), Site: support.NormalText(e.Site),
	}
	checkName(&wrong, "name", next.Name, true)
	checkName(&wrong, "model", next.Model, true)
	checkName(&wrong, "serial", next.Serial, true)
	checkName(&wrong, "site", next.Site, false)
	if support.NormalText(e.Company) == "" {
		wrong.Add("company", support.ReasonRequired)
	} else {
		company, err := companyNamed(ctx, w, e.Company)
		if err := unknown(&wrong, "company", err); err != nil {
			return next, MachineWrong, err
		}
		next.CompanyID = company.ID
	}
	linked, err := personEntered(ctx, w, &wrong, "linkedPerson", e.LinkedPerson, func(p support.Person) bool {
		return p.Role.Side() == support.SideCustomer && p.CompanyID == next.CompanyID
	})
	if err != nil {
		return next, MachineWrong, err
	}
	technician, err := personEntered(ctx, w, &wrong, "defaultTechnician", e.DefaultTechnician, func(p support.Person) bool {
		return p.Role.Side() == support.SideSupport
	})
	if err != nil {
		return next, MachineWrong, err
	}
	if err := wrong.Err(); err != nil {
		return next, MachineWrong, err
	}
	old, err := w.MachineBySerial(ctx, next.Serial)
	known := err == nil
	if err != nil && !missing(err) {
		return next, MachineWrong, err
	}
	next.ID, next.LinkedPerson, next.DefaultTechnician, next.Disabled = old.ID, old.LinkedPerson, old.DefaultTechnician, old.Disabled
	if e.WithLinkedPerson || old.CompanyID != next.CompanyID {
		next.LinkedPerson = linked
	}
	if e.WithDefaultTechnician {
		next.DefaultTechnician = technician
	}
	if known && next == old {
		return next, MachineSame, nil
	}
	if !known {
		next.ID = s.config.NewID()
	}
	if err := moveMachine(ctx, w, next, old); err != nil {
		return next, MachineWrong, err
	}
	if known {
		return next, MachineChanged, nil
	}
	return next, MachineNew, nil
}

// moveMachine keeps a machine; a company that it left is told that it is gone.
func moveMachine(ctx context.Context, w store.Writer, next, old support.Machine) error {
	if err := w.PutMachine(ctx, next); err != nil {
		return err
	}
	object := store.Object{Type: store.ObjectMachine, ID: next.ID}
	if old.CompanyID != "" && old.CompanyID != next.CompanyID {
		if err := w.Remove(ctx, object, support.AudienceCompany(old.CompanyID)); err != nil {
			return err
		}
	}
	return w.Touch(ctx, object, support.AudienceSupport(), support.AudienceCompany(next.CompanyID))
}

// personEntered finds a person by login who fits; no login is nobody.
func personEntered(ctx context.Context, r store.Reader, wrong *support.Fields, location, login string, fits func(support.Person) bool) (support.PersonRef, error) {
	if login = NormalLogin(login); login == "" {
		return support.PersonRef{}, nil
	}
	c, err := r.Credentials(ctx, login)
	if err := unknown(wrong, location, err); err != nil || c.PersonID == "" {
		return support.PersonRef{}, err
	}
	p, err := r.Person(ctx, c.PersonID)
	if err != nil {
		return support.PersonRef{}, err
	}
	if !fits(p) || p.Disabled {
		wrong.Add(location, support.ReasonNotAllow)
	}
	return p.Ref(), nil
}
