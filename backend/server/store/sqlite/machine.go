package sqlite

import (
	"context"
	"strings"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

const machineColumns = `id, company, name, model, serial, site, linked_person, linked_person_name,
	default_technician, default_technician_name, disabled`

func machineIn(r *row) support.Machine {
	return support.Machine{
		ID: r.id(), CompanyID: r.id(), Name: r.text(), Model: r.text(), Serial: r.text(), Site: r.text(),
		LinkedPerson: r.person(), DefaultTechnician: r.person(), Disabled: r.flag(),
	}
}

func (r *reader) Machine(ctx context.Context, id string) (m support.Machine, err error) {
	err = r.one(ctx, func(row *row) { m = machineIn(row) }, `SELECT `+machineColumns+` FROM machines WHERE id = ?`, key(id))
	return m, err
}

func (r *reader) MachineBySerial(ctx context.Context, serial string) (m support.Machine, err error) {
	err = r.one(ctx, func(row *row) { m = machineIn(row) }, `SELECT `+machineColumns+` FROM machines WHERE serial = ?`, serial)
	return m, err
}

func (r *reader) Machines(ctx context.Context, f store.MachineFilter) (all []support.Machine, err error) {
	query, args := machinesQuery(f)
	err = r.each(ctx, func(row *row) { all = append(all, machineIn(row)) }, query, args...)
	return all, err
}

func machinesQuery(f store.MachineFilter) (string, []any) {
	var q strings.Builder
	var args []any
	// What is before the first: every name is at least empty, every id longer than none.
	q.WriteString(`SELECT ` + machineColumns + ` FROM machines WHERE (name, id) > (?, ?)`)
	args = append(args, f.AfterName, key(f.AfterID))
	if f.CompanyID != "" {
		q.WriteString(` AND company = ?`)
		args = append(args, key(f.CompanyID))
	}
	if !f.WithDisabled {
		q.WriteString(` AND disabled = 0`)
	}
	for part := range strings.FieldsSeq(store.Fold(f.Query)) {
		q.WriteString(` AND instr(folded, ?) > 0`)
		args = append(args, part)
	}
	q.WriteString(` ORDER BY name, id LIMIT ?`)
	return q.String(), append(args, limit(f.Limit))
}

func (w *writer) PutMachine(_ context.Context, m support.Machine) error {
	folded := store.Fold(m.Name) + "\n" + store.Fold(m.Model) + "\n" + store.Fold(m.Serial)
	return w.put("this serial is another machine's already", `INSERT INTO machines (`+machineColumns+`, folded)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET company = excluded.company, name = excluded.name, model = excluded.model,
			serial = excluded.serial, site = excluded.site, linked_person = excluded.linked_person,
			linked_person_name = excluded.linked_person_name, default_technician = excluded.default_technician,
			default_technician_name = excluded.default_technician_name, disabled = excluded.disabled, folded = excluded.folded`,
		key(m.ID), key(m.CompanyID), m.Name, m.Model, m.Serial, m.Site, optional(m.LinkedPerson.ID), m.LinkedPerson.Name,
		optional(m.DefaultTechnician.ID), m.DefaultTechnician.Name, flag(m.Disabled), folded)
}
