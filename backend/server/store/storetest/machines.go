package storetest

import (
	"slices"
	"strings"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func machines(t *testing.T, place func(testing.TB) Place) {
	t.Run("a machine is kept whole, its serial unique", func(t *testing.T) { machineKept(t, begin(t, place)) })
	t.Run("machines are found by parts and read page by page", func(t *testing.T) { machinesFound(t, begin(t, place)) })
}

func machineKept(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	m := support.Machine{
		ID: NewID(), CompanyID: h.Companies[0].ID, Name: "Perché no", Model: "PX-200", Serial: "24-0117", Site: "Linea 2",
		LinkedPerson: h.Operators[0].Ref(), DefaultTechnician: h.Technicians[1].Ref(),
	}
	bare := support.Machine{ID: NewID(), CompanyID: h.Companies[1].ID, Name: "Nuda", Model: "N", Serial: "24-0118", Disabled: true}
	write(t, s, func(w store.Writer) {
		Must(t, w.PutMachine(ctx, m))
		Must(t, w.PutMachine(ctx, bare))
		stolen := bare
		stolen.ID, stolen.CompanyID = NewID(), h.Companies[0].ID
		wantCode(t, "a serial in use", w.PutMachine(ctx, stolen), support.CodeConflict)
		bare.Serial = m.Serial
		wantCode(t, "changing to a serial in use", w.PutMachine(ctx, bare), support.CodeConflict)
		bare.Serial = "24-0119"
		Must(t, w.PutMachine(ctx, bare))
	})
	for _, want := range []support.Machine{m, bare} {
		same(t, "by id", read(t, s, func(r store.Reader) (support.Machine, error) { return r.Machine(ctx, want.ID) }), want)
		same(t, "by serial", read(t, s, func(r store.Reader) (support.Machine, error) { return r.MachineBySerial(ctx, want.Serial) }), want)
	}
	wantCode(t, "a serial given up", readErr(t, s, func(r store.Reader) error { _, err := r.MachineBySerial(ctx, "24-0118"); return err }), support.CodeNotFound)
}

func machinesFound(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 2)
	write(t, s, func(w store.Writer) {
		for i, name := range []string{"Pressa 3", "pressa 10", "Étiqueteuse", "Pressa 3", "Forno 100%", "Nastro_A"} {
			m := support.Machine{
				ID: NewID(), CompanyID: h.Companies[i%2].ID, Name: name, Model: "PX-" + strings.Repeat("2", i+1), Serial: "700." + strings.Repeat("1", i+1),
				Disabled: i == 4,
			}
			Must(t, w.PutMachine(ctx, m))
			h.Machines = append(h.Machines, m)
		}
	})
	for _, f := range []store.MachineFilter{
		{}, {WithDisabled: true}, {CompanyID: h.Companies[0].ID}, {CompanyID: NewID()},
		{Query: "PRESSA"}, {Query: "essa 3"}, {Query: "3 press"}, {Query: "étiq"}, {Query: "ETIQUE"}, {Query: "x-22"}, {Query: "00.11"},
		{Query: "pressa 700.1111"}, {Query: "%"}, {Query: "%", WithDisabled: true}, {Query: "_"}, {Query: `'"\`}, {Query: "  "},
		{Query: "3\nP"}, {Query: "pressa", CompanyID: h.Companies[1].ID}, {Query: "niente"},
	} {
		want := machinesOf(h.Machines, f)
		same(t, f.Query, read(t, s, func(r store.Reader) ([]support.Machine, error) { return r.Machines(ctx, f) }), want)
		same(t, f.Query+" page by page", machinePages(t, s, f, 2), want)
	}
}

func machinePages(t *testing.T, s store.Store, f store.MachineFilter, limit int) (all []support.Machine) {
	for f.Limit = limit; ; {
		page := read(t, s, func(r store.Reader) ([]support.Machine, error) { return r.Machines(t.Context(), f) })
		all = append(all, page...)
		if len(page) < limit {
			return all
		}
		f.AfterName, f.AfterID = page[limit-1].Name, page[limit-1].ID
	}
}

// machinesOf is what a filter selects, by the words of its contract.
func machinesOf(all []support.Machine, f store.MachineFilter) (found []support.Machine) {
	for _, m := range all {
		if f.CompanyID != "" && m.CompanyID != f.CompanyID || m.Disabled && !f.WithDisabled {
			continue
		}
		hit := true
		for part := range strings.FieldsSeq(store.Fold(f.Query)) {
			hit = hit && (strings.Contains(store.Fold(m.Name), part) || strings.Contains(store.Fold(m.Model), part) || strings.Contains(store.Fold(m.Serial), part))
		}
		if hit {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b support.Machine) int { return strings.Compare(a.Name+"\x00"+a.ID, b.Name+"\x00"+b.ID) })
	return found
}
