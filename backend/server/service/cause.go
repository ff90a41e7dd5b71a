package service

import (
	"context"
	"strings"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Causes are all of the maker's list, disabled ones too: old tickets have them. For technicians.
func (s *Service) Causes(ctx context.Context, by support.Person) (all []support.Cause, err error) {
	if err := by.MayWork(); err != nil {
		return nil, err
	}
	return s.AllCauses(ctx)
}

// AllCauses are the maker's list, for whoever sets the server up.
func (s *Service) AllCauses(ctx context.Context) (all []support.Cause, err error) {
	err = s.store.Read(ctx, func(r store.Reader) error {
		all, err = r.Causes(ctx)
		return err
	})
	return all, err
}

// AddCause adds an entry to the maker's list.
func (s *Service) AddCause(ctx context.Context, name string) (support.Cause, error) {
	c := support.Cause{ID: s.config.NewID(), Name: support.NormalText(name)}
	var wrong support.Fields
	checkName(&wrong, "name", c.Name, true)
	if err := wrong.Err(); err != nil {
		return support.Cause{}, err
	}
	return c, s.store.Write(ctx, func(w store.Writer) error {
		switch other, err := causeNamed(ctx, w, c.Name); {
		case err == nil:
			return support.Errorf(support.CodeConflict, "there is a cause %q already", other.Name)
		case !missing(err):
			return err
		}
		return putCause(ctx, w, c)
	})
}

// DisableCause lets a cause be chosen no more; tickets that have it keep it.
func (s *Service) DisableCause(ctx context.Context, name string) error {
	return s.store.Write(ctx, func(w store.Writer) error {
		c, err := causeNamed(ctx, w, name)
		if err != nil {
			return err
		}
		c.Disabled = true
		return putCause(ctx, w, c)
	})
}

func putCause(ctx context.Context, w store.Writer, c support.Cause) error {
	if err := w.PutCause(ctx, c); err != nil {
		return err
	}
	return w.Touch(ctx, store.Object{Type: store.ObjectCause, ID: c.ID}, support.AudienceSupport())
}

// causeNamed finds a cause by its name, without regard to case, or its id.
func causeNamed(ctx context.Context, r store.Reader, name string) (support.Cause, error) {
	all, err := r.Causes(ctx)
	if err != nil {
		return support.Cause{}, err
	}
	for _, c := range all {
		if strings.EqualFold(c.Name, support.NormalText(name)) || c.ID == name {
			return c, nil
		}
	}
	return support.Cause{}, support.Errorf(support.CodeNotFound, "there is no cause %q", name)
}
