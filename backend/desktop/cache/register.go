package cache

import (
	"cmp"
	"slices"
	"strings"

	"filodiretto/backend/support"
)

// machineList is all machines in memory, folded for looking up. They are few beside tickets, and change rarely.
type machineList struct {
	revision int64
	machines []listedMachine
}

type listedMachine struct {
	support.Machine
	folded string
	serial string
}

func (r *Reader) allMachines() ([]listedMachine, error) {
	revision, err := r.Revision()
	if err != nil {
		return nil, err
	}
	if list := r.c.machines.Load(); list != nil && list.revision <= revision {
		return list.machines, nil
	}
	rows, err := r.query(`SELECT id, company_id, name, model, serial, site, linked_person_id, linked_person,
		default_technician_id, default_technician, disabled FROM machines`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	list := &machineList{revision: revision}
	for rows.Next() {
		var m listedMachine
		var id, company, linked, technician []byte
		err := rows.Scan(&id, &company, &m.Name, &m.Model, &m.Serial, &m.Site, &linked, &m.LinkedPerson.Name, &technician,
			&m.DefaultTechnician.Name, &m.Disabled)
		if err != nil {
			return nil, err
		}
		m.ID, m.CompanyID, m.LinkedPerson.ID, m.DefaultTechnician.ID = idOf(id), idOf(company), idOf(linked), idOf(technician)
		m.folded, m.serial = Folded(m.Name+"\n"+m.Model+"\n"+m.Serial), Folded(m.Serial)
		list.machines = append(list.machines, m)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(list.machines, func(a, b listedMachine) int {
		return cmp.Or(strings.Compare(a.folded, b.folded), strings.Compare(a.ID, b.ID))
	})
	// A batch that changed machines takes the kept list away after its commit. Where that came before this list was
	// kept, the list takes itself away.
	r.c.machines.Store(list)
	if r.c.machinesAt.Load() > list.revision {
		r.c.machines.CompareAndSwap(list, nil)
	}
	return list.machines, nil
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
		if slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(m.folded, part) }) {
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

// Companies are all companies, by name.
func (r *Reader) Companies() ([]support.Company, error) {
	var out []support.Company
	err := r.each(func(scan func(...any) error) error {
		var c support.Company
		var id []byte
		if err := scan(&id, &c.Name, &c.Country); err != nil {
			return err
		}
		c.ID = idOf(id)
		out = append(out, c)
		return nil
	}, `SELECT id, name, country FROM companies`)
	slices.SortFunc(out, func(a, b support.Company) int {
		return cmp.Or(strings.Compare(Folded(a.Name), Folded(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out, err
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
