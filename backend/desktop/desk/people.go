package desk

import (
	"context"

	"filodiretto/backend/support"
)

// People are the people in use of a company, by name.
func (d *Desk) People(ctx context.Context, companyID string) ([]support.Person, error) {
	if err := d.me.MayWork(); err != nil {
		return nil, err
	}
	var out []support.Person
	err := d.look(ctx, func(v *view) (err error) { out, err = v.r.PeopleOf(companyID); return err })
	return out, err
}

// Technicians are the people a ticket can be assigned to, by name.
func (d *Desk) Technicians(ctx context.Context) ([]support.Person, error) {
	var out []support.Person
	err := d.look(ctx, func(v *view) (err error) { out, err = v.r.Technicians(); return err })
	return out, err
}

// RoleOf is somebody's role, empty where that is not told here.
func (d *Desk) RoleOf(ctx context.Context, personID string) (support.Role, error) {
	var role support.Role
	err := d.look(ctx, func(v *view) error {
		person, _, err := v.r.Person(personID)
		role = person.Role
		return err
	})
	return role, err
}
