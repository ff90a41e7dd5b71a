package service

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"filodiretto/backend/phone"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// maxName is how many code points the names of companies, people, machines and categories may have.
const maxName = 200

// Setting up is done on the server's own machine: whoever may run its commands may do all of this.

// AddCompany adds a customer of the maker.
func (s *Service) AddCompany(ctx context.Context, name, country string) (support.Company, error) {
	c := support.Company{ID: s.config.NewID(), Name: support.NormalText(name), Country: strings.ToUpper(strings.TrimSpace(country))}
	var wrong support.Fields
	checkName(&wrong, "name", c.Name, true)
	if !phone.KnownCountry(c.Country) {
		wrong.Add("country", support.ReasonUnknown)
	}
	if err := wrong.Err(); err != nil {
		return support.Company{}, err
	}
	return c, s.store.Write(ctx, func(w store.Writer) error {
		all, err := w.Companies(ctx)
		if err != nil {
			return err
		}
		for _, other := range all {
			if strings.EqualFold(other.Name, c.Name) {
				return support.Errorf(support.CodeConflict, "there is a company %q already", other.Name)
			}
		}
		if err := w.PutCompany(ctx, c); err != nil {
			return err
		}
		return w.Touch(ctx, store.Object{Type: store.ObjectCompany, ID: c.ID}, support.AudienceSupport(), support.AudienceCompany(c.ID))
	})
}

// Companies by name.
func (s *Service) Companies(ctx context.Context) (all []support.Company, err error) {
	err = s.store.Read(ctx, func(r store.Reader) error {
		all, err = r.Companies(ctx)
		return err
	})
	return all, err
}

// companyNamed finds a company by its name, without regard to case, or its id.
func companyNamed(ctx context.Context, r store.Reader, name string) (support.Company, error) {
	all, err := r.Companies(ctx)
	if err != nil {
		return support.Company{}, err
	}
	for _, c := range all {
		if strings.EqualFold(c.Name, support.NormalText(name)) || c.ID == name {
			return c, nil
		}
	}
	return support.Company{}, support.Errorf(support.CodeNotFound, "there is no company %q", name)
}

// NewPerson is somebody to be added. Company is a name or id, and empty for the maker's people.
type NewPerson struct {
	Login, Name, Company, Language string
	Role                           support.Role
	Password                       string
	// KnowsPassword is for people who chose it themselves; others must change it at first sign-in.
	KnowsPassword bool
}

// AddPerson adds somebody who can sign in.
func (s *Service) AddPerson(ctx context.Context, n NewPerson) (support.Person, error) {
	p := support.Person{
		ID: s.config.NewID(), Login: NormalLogin(n.Login), Name: support.NormalText(n.Name), Role: n.Role,
		Language: n.Language, CreatedAt: s.now(),
	}
	if err := checkPerson(p, n); err != nil {
		return support.Person{}, err
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return support.Person{}, err
	}
	err = s.store.Write(ctx, func(w store.Writer) error {
		if n.Company != "" {
			c, err := companyNamed(ctx, w, n.Company)
			if err != nil {
				return err
			}
			p.CompanyID = c.ID
		}
		if err := w.PutPerson(ctx, p); err != nil {
			return err
		}
		if err := w.PutCredentials(ctx, store.Credentials{PersonID: p.ID, Login: p.Login, Hash: hash, MustChange: !n.KnowsPassword}); err != nil {
			return err
		}
		return w.Touch(ctx, store.Object{Type: store.ObjectPerson, ID: p.ID}, p.SeenIn()...)
	})
	return p, err
}

func checkPerson(p support.Person, n NewPerson) error {
	var wrong support.Fields
	checkName(&wrong, "login", p.Login, true)
	if strings.ContainsAny(p.Login, " \t\n") {
		wrong.Add("login", support.ReasonBadText)
	}
	checkName(&wrong, "name", p.Name, true)
	switch {
	case !p.Role.Valid():
		wrong.Add("role", support.ReasonUnknown)
	case p.Role.Side() == support.SideCustomer && n.Company == "":
		wrong.Add("company", support.ReasonRequired)
	case p.Role.Side() == support.SideSupport && n.Company != "":
		wrong.Add("company", support.ReasonNotAllow)
	}
	var e *support.Error
	if errors.As(checkNewPassword("password", n.Password), &e) {
		wrong.Check(e)
	}
	return wrong.Err()
}

// SetPassword sets somebody else's password, which they must change at first sign-in, and ends their sessions.
func (s *Service) SetPassword(ctx context.Context, login, password string) error {
	if err := checkNewPassword("password", password); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	var personID string
	err = s.store.Write(ctx, func(w store.Writer) error {
		c, err := w.Credentials(ctx, NormalLogin(login))
		if err != nil {
			return noLogin(login, err)
		}
		c.Hash, c.MustChange, personID = hash, true, c.PersonID
		if err := w.PutCredentials(ctx, c); err != nil {
			return err
		}
		return w.DeleteSessions(ctx, c.PersonID, [32]byte{})
	})
	if err == nil {
		s.config.SessionsEnded(EndedSessions{PersonID: personID})
	}
	return err
}

// DisablePerson lets somebody sign in no more; what they wrote stays. Their sessions are over, but stay known, so that
// their workstations can be told why.
func (s *Service) DisablePerson(ctx context.Context, login string) error {
	var personID string
	err := s.store.Write(ctx, func(w store.Writer) error {
		c, err := w.Credentials(ctx, NormalLogin(login))
		if err != nil {
			return noLogin(login, err)
		}
		p, err := w.Person(ctx, c.PersonID)
		if err != nil {
			return err
		}
		personID, p.Disabled = p.ID, true
		if err := w.PutPerson(ctx, p); err != nil {
			return err
		}
		return w.Touch(ctx, store.Object{Type: store.ObjectPerson, ID: p.ID}, p.SeenIn()...)
	})
	if err == nil {
		s.config.SessionsEnded(EndedSessions{PersonID: personID})
	}
	return err
}

func noLogin(login string, err error) error {
	if missing(err) {
		return support.Errorf(support.CodeNotFound, "nobody signs in as %q", login)
	}
	return err
}

// People are all people, the maker's first, then by company.
func (s *Service) People(ctx context.Context) (all []support.Person, err error) {
	err = s.store.Read(ctx, func(r store.Reader) error {
		companies, err := r.Companies(ctx)
		if err != nil {
			return err
		}
		all, err = r.People(ctx, "")
		if err != nil {
			return err
		}
		for _, c := range companies {
			people, err := r.People(ctx, c.ID)
			if err != nil {
				return err
			}
			all = append(all, people...)
		}
		return nil
	})
	return all, err
}

// AddCategory adds an entry to the maker's list.
func (s *Service) AddCategory(ctx context.Context, name string) (support.Category, error) {
	c := support.Category{ID: s.config.NewID(), Name: support.NormalText(name)}
	var wrong support.Fields
	checkName(&wrong, "name", c.Name, true)
	if err := wrong.Err(); err != nil {
		return support.Category{}, err
	}
	return c, s.store.Write(ctx, func(w store.Writer) error {
		all, err := w.Categories(ctx)
		if err != nil {
			return err
		}
		for _, other := range all {
			if strings.EqualFold(other.Name, c.Name) {
				return support.Errorf(support.CodeConflict, "there is a category %q already", other.Name)
			}
		}
		if err := w.PutCategory(ctx, c); err != nil {
			return err
		}
		return w.Touch(ctx, store.Object{Type: store.ObjectCategory, ID: c.ID}, support.AudienceSupport(), support.AudienceCustomers())
	})
}

func checkName(wrong *support.Fields, location, name string, required bool) {
	if name == "" && !required {
		return
	}
	if err := support.CheckText(location, name, maxName); err != nil {
		wrong.Check(err)
		return
	}
	if strings.ContainsAny(name, "\n\t") || !utf8.ValidString(name) {
		wrong.Add(location, support.ReasonBadText)
	}
}
