package service

import (
	"context"
	"strconv"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

var filters = own[support.Filter]{
	kind: store.ObjectFilter, find: store.Reader.Filter, put: store.Writer.PutFilter, remove: store.Writer.DeleteFilter,
	sees: support.Person.SeesFilter, audience: (*support.Filter).Audience,
	owner: func(f *support.Filter) string { return f.PersonID },
	of:    store.Reader.Filters, most: support.MaxFilters,
}

// PutFilter keeps a filter of one's own; f.PersonID is not looked at. A repeat of the change answers the filter as it is
// now or, where it is gone since, as the change had it; the feed says that anew. A filter of somebody else is not there.
func (s *Service) PutFilter(ctx context.Context, by support.Person, changeID string, f support.Filter) (kept support.Filter, err error) {
	if err := by.MayWork(); err != nil {
		return kept, err
	}
	f.PersonID, f.Name, f.Criteria.Text = by.ID, support.NormalText(f.Name), support.NormalText(f.Criteria.Text)
	for i, model := range f.Criteria.Models {
		f.Criteria.Models[i] = support.NormalText(model)
	}
	change := store.Act{ID: changeID, PersonID: by.ID, Fingerprint: printFilter(f)}
	wrong := checkPut(changeID, f.Check())
	err = s.store.Write(ctx, func(w store.Writer) (err error) {
		kept, err = filters.keep(ctx, w, by, change, f.ID, f, wrong)
		return err
	})
	return kept, err
}

func printFilter(f support.Filter) [32]byte {
	c := f.Criteria
	parts := []string{
		"filter", f.ID, f.Name, strconv.Itoa(f.Place), string(c.Kind), c.OlderThan.String(), c.YoungerThan.String(), c.Text,
	}
	parts = listed(parts, c.Statuses)
	parts = listed(parts, c.Severities)
	for _, list := range [][]string{c.CompanyIDs, c.Models, c.CategoryIDs, c.Assignees} {
		parts = listed(parts, list)
	}
	return fingerprint(parts...)
}

func listed[T ~string](parts []string, list []T) []string {
	parts = append(parts, strconv.Itoa(len(list)))
	for _, one := range list {
		parts = append(parts, string(one))
	}
	return parts
}

// DeleteFilter takes a filter of one's own away; one that is not there is none to take away.
func (s *Service) DeleteFilter(ctx context.Context, by support.Person, id string) error {
	if err := by.MayWork(); err != nil {
		return err
	}
	return s.store.Write(ctx, func(w store.Writer) error { return filters.takeAway(ctx, w, by, id) })
}
