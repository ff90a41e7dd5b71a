package service

import (
	"context"
	"errors"
	"strconv"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

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
	wrong := checkPut(changeID, f.Check())
	print := printFilter(f)
	err = s.store.Write(ctx, func(w store.Writer) error {
		old, err := w.Filter(ctx, f.ID)
		there := err == nil
		switch {
		case there && !by.SeesFilter(&old):
			return errNotFound
		case !there && !missing(err):
			return err
		case wrong != nil:
			return wrong
		}
		before, err := done(ctx, w, by, changeID, print)
		if err != nil {
			return err
		}
		if kept = f; before {
			if there {
				kept = old
			}
			return tellAgain(ctx, w, store.Object{Type: store.ObjectFilter, ID: f.ID}, there, support.AudiencePerson(by.ID))
		}
		if !there {
			all, err := w.Filters(ctx, by.ID)
			if err != nil {
				return err
			}
			if len(all) >= support.MaxFilters {
				return errNoRoom
			}
		}
		if err := w.InsertAct(ctx, store.Act{ID: changeID, PersonID: by.ID, Fingerprint: print}); err != nil {
			return err
		}
		if err := w.PutFilter(ctx, f); err != nil {
			return err
		}
		return w.Touch(ctx, store.Object{Type: store.ObjectFilter, ID: f.ID}, support.AudiencePerson(by.ID))
	})
	return kept, err
}

// tellAgain puts into the feed what there is of an object, or that it is gone, for a workstation that did something to it and
// has not heard of it since: maybe it has fetched all anew meanwhile, and shows what it did until the feed has come further.
func tellAgain(ctx context.Context, w store.Writer, o store.Object, there bool, audience support.Audience) error {
	if there {
		return w.Touch(ctx, o, audience)
	}
	return w.Remove(ctx, o, audience)
}

// errNoRoom says that somebody has kept as many as one may.
var errNoRoom = &support.Error{
	Code: support.CodeInvalid, Detail: "there are as many as there may be already",
	Fields: []support.FieldError{{Location: "body", Reason: support.ReasonOutOfArea}},
}

// checkPut is what is wrong with the id of a change and with what it keeps.
func checkPut(changeID string, kept error) error {
	var wrong support.Fields
	needID(&wrong, "body.changeId", changeID)
	var e *support.Error
	if errors.As(kept, &e) {
		wrong.Check(e)
	}
	return wrong.Err()
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
	return s.store.Write(ctx, func(w store.Writer) error {
		f, err := w.Filter(ctx, id)
		switch {
		case missing(err):
			return nil
		case err != nil:
			return err
		case !by.SeesFilter(&f):
			return errNotFound
		}
		if err := w.DeleteFilter(ctx, id); err != nil {
			return err
		}
		return w.Remove(ctx, store.Object{Type: store.ObjectFilter, ID: id}, support.AudiencePerson(by.ID))
	})
}
