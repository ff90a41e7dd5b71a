package service

import (
	"context"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// own is a kind of thing that technicians keep under an id of their own making, for themselves or for all of the support.
type own[T any] struct {
	kind   store.ObjectType
	find   func(store.Reader, context.Context, string) (T, error)
	put    func(store.Writer, context.Context, T) error
	remove func(store.Writer, context.Context, string) error
	sees   func(support.Person, *T) bool
	// audience is in whose feeds it is.
	audience func(*T) support.Audience
	// owner is whose it is, empty for all of the support's: of is what they have, and most how much that may be.
	owner func(*T) string
	of    func(store.Reader, context.Context, string) ([]T, error)
	most  int
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
	return invalid(wrong.Err(), kept)
}

// keep keeps next, unless something is wrong with it, which is said only to whoever may see what has its id already. A repeat
// of the change answers what there is now or, where it is gone since, what the change had; the feed says that anew.
func (o *own[T]) keep(ctx context.Context, w store.Writer, by support.Person, change store.Act, id string, next T, wrong error) (T, error) {
	old, err := o.find(w, ctx, id)
	there := err == nil
	switch {
	case there && !o.sees(by, &old):
		return next, errNotFound
	case !there && !missing(err):
		return next, err
	case wrong != nil:
		return next, wrong
	}
	before, err := done(ctx, w, by, change.ID, change.Fingerprint)
	if err != nil {
		return next, err
	}
	object := store.Object{Type: o.kind, ID: id}
	if before {
		if there {
			next = old
		}
		return next, tellAgain(ctx, w, object, there, o.audience(&next))
	}
	if err := w.InsertAct(ctx, change); err != nil {
		return next, err
	}
	if !there || o.owner(&old) != o.owner(&next) {
		if err := o.hasRoom(ctx, w, o.owner(&next)); err != nil {
			return next, err
		}
	}
	if err := o.put(w, ctx, next); err != nil {
		return next, err
	}
	if there && o.audience(&old) != o.audience(&next) {
		// Who had it and has it no more is told that it is gone.
		if err := w.Remove(ctx, object, o.audience(&old)); err != nil {
			return next, err
		}
	}
	return next, w.Touch(ctx, object, o.audience(&next))
}

// tellAgain puts into the feed what there is of an object, or that it is gone, for a workstation that did something to it and
// has not heard of it since: maybe it has fetched all anew meanwhile, and shows what it did until the feed has come further.
func tellAgain(ctx context.Context, w store.Writer, o store.Object, there bool, audience support.Audience) error {
	if there {
		return w.Touch(ctx, o, audience)
	}
	return w.Remove(ctx, o, audience)
}

func (o *own[T]) hasRoom(ctx context.Context, r store.Reader, owner string) error {
	all, err := o.of(r, ctx, owner)
	if err == nil && len(all) >= o.most {
		return errNoRoom
	}
	return err
}

// takeAway takes what has the id away, from all who have it; what is not there is none to take away.
func (o *own[T]) takeAway(ctx context.Context, w store.Writer, by support.Person, id string) error {
	there, err := o.find(w, ctx, id)
	switch {
	case missing(err):
		return nil
	case err != nil:
		return err
	case !o.sees(by, &there):
		return errNotFound
	}
	if err := o.remove(w, ctx, id); err != nil {
		return err
	}
	return w.Remove(ctx, store.Object{Type: o.kind, ID: id}, o.audience(&there))
}
