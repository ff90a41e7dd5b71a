package cache

import (
	"cmp"
	"slices"
	"strings"

	"filodiretto/backend/support"
)

type listedMachine struct {
	support.Machine
	folded string
	serial string
}

// allMachines are all machines, folded for looking up, by name.
func (r *Reader) allMachines() ([]listedMachine, error) {
	return r.c.machines.of(r, func() ([]listedMachine, error) {
		var all []listedMachine
		err := r.each(func(scan func(...any) error) error {
			var m listedMachine
			var id, company, linked, technician []byte
			err := scan(&id, &company, &m.Name, &m.Model, &m.Serial, &m.Site, &linked, &m.LinkedPerson.Name, &technician,
				&m.DefaultTechnician.Name, &m.Disabled)
			m.ID, m.CompanyID, m.LinkedPerson.ID, m.DefaultTechnician.ID = idOf(id), idOf(company), idOf(linked), idOf(technician)
			m.folded, m.serial = Folded(m.Name+"\n"+m.Model+"\n"+m.Serial), Folded(m.Serial)
			all = append(all, m)
			return err
		}, `SELECT id, company_id, name, model, serial, site, linked_person_id, linked_person, default_technician_id,
			default_technician, disabled FROM machines`)
		slices.SortFunc(all, func(a, b listedMachine) int {
			return cmp.Or(strings.Compare(a.folded, b.folded), strings.Compare(a.ID, b.ID))
		})
		return all, err
	})
}

type listedPerson struct {
	support.Person
	folded string
}

// allPeople are all people, folded for looking up, by name.
func (r *Reader) allPeople() ([]listedPerson, error) {
	return r.c.people.of(r, func() ([]listedPerson, error) {
		var all []listedPerson
		err := r.each(func(scan func(...any) error) error {
			var p listedPerson
			var id, company []byte
			err := scan(&id, &p.Name, &p.Role, &company, &p.Disabled)
			p.ID, p.CompanyID, p.folded = idOf(id), idOf(company), Folded(p.Name)
			all = append(all, p)
			return err
		}, `SELECT id, name, role, company_id, disabled FROM people`)
		slices.SortFunc(all, func(a, b listedPerson) int {
			return cmp.Or(strings.Compare(a.folded, b.folded), strings.Compare(a.ID, b.ID))
		})
		return all, err
	})
}

// hasAll reports whether each word of a folded text is a part of another.
func hasAll(in string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(in, part) })
}

// FindPeople are people in use whose name has every word of the text as a part, by name.
func (r *Reader) FindPeople(text string, limit int) ([]support.Person, error) {
	all, err := r.allPeople()
	parts := strings.Fields(Folded(text))
	var out []support.Person
	for i := range all {
		if len(out) < limit && !all[i].Disabled && hasAll(all[i].folded, parts) {
			out = append(out, all[i].Person)
		}
	}
	return out, err
}

// PeopleOf are the people in use of a company, by name.
func (r *Reader) PeopleOf(companyID string) ([]support.Person, error) {
	all, err := r.allPeople()
	var out []support.Person
	for i := range all {
		if companyID != "" && all[i].CompanyID == companyID && !all[i].Disabled {
			out = append(out, all[i].Person)
		}
	}
	return out, err
}

// FindCompanies are companies whose name has every word of the text as a part, by name.
func (r *Reader) FindCompanies(text string, limit int) ([]support.Company, error) {
	all, err := r.Companies()
	parts := strings.Fields(Folded(text))
	var out []support.Company
	for i := range all {
		if len(out) < limit && hasAll(Folded(all[i].Name), parts) {
			out = append(out, all[i])
		}
	}
	return out, err
}

// Machines are the machines in use whose name, model or serial has every word of the text as a part, case and accents
// aside: one with exactly that serial first, then by name. Matching counts all of them, total all machines in use.
func (r *Reader) Machines(text string, limit int) (page []support.Machine, matching, total int, err error) {
	all, err := r.allMachines()
	if err != nil {
		return nil, 0, 0, err
	}
	parts := strings.Fields(Folded(text))
	exact := strings.TrimSpace(Folded(text))
	for i := range all {
		m := &all[i]
		if m.Disabled {
			continue
		}
		total++
		if !hasAll(m.folded, parts) {
			continue
		}
		matching++
		switch {
		case m.serial == exact && exact != "":
			page = slices.Insert(page, 0, m.Machine)
		case len(page) < limit:
			page = append(page, m.Machine)
		}
	}
	if len(page) > limit {
		page = page[:limit]
	}
	return page, matching, total, nil
}

// Models are the models of all machines, in order.
func (r *Reader) Models() ([]string, error) {
	all, err := r.allMachines()
	var models []string
	for i := range all {
		if model := all[i].Model; model != "" {
			models = append(models, model)
		}
	}
	slices.SortFunc(models, func(a, b string) int { return cmp.Or(strings.Compare(Folded(a), Folded(b)), strings.Compare(a, b)) })
	return slices.Compact(models), err
}

// Machine is the machine as it is now; false when it is not in the cache.
func (r *Reader) Machine(id string) (support.Machine, bool, error) {
	var m support.Machine
	var company, linked, technician []byte
	ok, err := found(r.row(`SELECT company_id, name, model, serial, site, linked_person_id, linked_person,
		default_technician_id, default_technician, disabled FROM machines WHERE id = ?`, []any{key(id)},
		&company, &m.Name, &m.Model, &m.Serial, &m.Site, &linked, &m.LinkedPerson.Name, &technician,
		&m.DefaultTechnician.Name, &m.Disabled))
	m.ID, m.CompanyID, m.LinkedPerson.ID, m.DefaultTechnician.ID = id, idOf(company), idOf(linked), idOf(technician)
	return m, ok, err
}

// Person is somebody as the server shows them to whose cache it is; false when they are not in the cache.
func (r *Reader) Person(id string) (support.Person, bool, error) {
	p := support.Person{ID: id}
	var company []byte
	ok, err := found(r.row(`SELECT name, role, company_id, disabled FROM people WHERE id = ?`, []any{key(id)},
		&p.Name, &p.Role, &company, &p.Disabled))
	p.CompanyID = idOf(company)
	return p, ok, err
}

// Technicians are the maker's people in use, by name. An operator's cache knows their names alone, so it has none.
func (r *Reader) Technicians() ([]support.Person, error) {
	rows, err := r.query(`SELECT id, name, role FROM people WHERE role IN ('technician', 'admin') AND NOT disabled`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []support.Person
	for rows.Next() {
		var p support.Person
		var id []byte
		if err := rows.Scan(&id, &p.Name, &p.Role); err != nil {
			return nil, err
		}
		p.ID = idOf(id)
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b support.Person) int {
		return cmp.Or(strings.Compare(Folded(a.Name), Folded(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out, rows.Err()
}

// Company is the company; false when it is not in the cache.
func (r *Reader) Company(id string) (support.Company, bool, error) {
	c := support.Company{ID: id}
	ok, err := found(r.row(`SELECT name, country FROM companies WHERE id = ?`, []any{key(id)}, &c.Name, &c.Country))
	return c, ok, err
}

// Companies are all companies, by name; do not change them.
func (r *Reader) Companies() ([]support.Company, error) {
	return r.c.companies.of(r, func() ([]support.Company, error) {
		var out []support.Company
		err := r.each(func(scan func(...any) error) error {
			var c support.Company
			var id []byte
			err := scan(&id, &c.Name, &c.Country)
			c.ID = idOf(id)
			out = append(out, c)
			return err
		}, `SELECT id, name, country FROM companies`)
		slices.SortFunc(out, func(a, b support.Company) int {
			return cmp.Or(strings.Compare(Folded(a.Name), Folded(b.Name)), strings.Compare(a.ID, b.ID))
		})
		return out, err
	})
}

// Category is the category; false when it is not in the cache.
func (r *Reader) Category(id string) (support.Category, bool, error) {
	c := support.Category{ID: id}
	ok, err := found(r.row(`SELECT name, disabled FROM categories WHERE id = ?`, []any{key(id)}, &c.Name, &c.Disabled))
	return c, ok, err
}

// Categories are the categories in use, by name.
func (r *Reader) Categories() ([]support.Category, error) {
	rows, err := r.query(`SELECT id, name FROM categories WHERE NOT disabled`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []support.Category
	for rows.Next() {
		var c support.Category
		var id []byte
		if err := rows.Scan(&id, &c.Name); err != nil {
			return nil, err
		}
		c.ID = idOf(id)
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b support.Category) int { return strings.Compare(Folded(a.Name), Folded(b.Name)) })
	return out, rows.Err()
}
