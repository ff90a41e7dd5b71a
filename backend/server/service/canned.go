package service

import (
	"context"
	"strconv"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// PutCannedReply keeps a canned reply, for all of the support if it is shared, else for oneself; c.OwnerID is not looked at.
// Any technician may change a shared one, and take it for themselves. CodeConflict where another has the name. A repeat of
// the change answers the canned reply as it is now or, where it is gone since, as the change had it; the feed says that anew.
func (s *Service) PutCannedReply(ctx context.Context, by support.Person, changeID string, c support.CannedReply, shared bool) (kept support.CannedReply, err error) {
	if err := by.MayWork(); err != nil {
		return kept, err
	}
	c.OwnerID, c.Text = by.ID, support.NormalText(c.Text)
	if shared {
		c.OwnerID = ""
	}
	wrong := checkPut(changeID, c.Check())
	print := fingerprint("canned reply", c.ID, c.Name, c.Text, strconv.FormatBool(shared))
	err = s.store.Write(ctx, func(w store.Writer) error {
		old, err := w.CannedReply(ctx, c.ID)
		there := err == nil
		switch {
		case there && !by.SeesCannedReply(&old):
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
		if kept = c; before {
			if there {
				kept = old
			}
			return tellAgain(ctx, w, store.Object{Type: store.ObjectCannedReply, ID: c.ID}, there, kept.Audience())
		}
		if err := w.InsertAct(ctx, store.Act{ID: changeID, PersonID: by.ID, Fingerprint: print}); err != nil {
			return err
		}
		if !there || old.OwnerID != c.OwnerID {
			if err := roomForCannedReply(ctx, w, c.OwnerID); err != nil {
				return err
			}
		}
		return moveCannedReply(ctx, w, c, old, there)
	})
	return kept, err
}

func roomForCannedReply(ctx context.Context, r store.Reader, ownerID string) error {
	all, err := r.CannedReplies(ctx, ownerID)
	if err == nil && len(all) >= support.MaxCannedReplies {
		return errNoRoom
	}
	return err
}

// moveCannedReply keeps a canned reply; who had it and has it no more is told that it is gone.
func moveCannedReply(ctx context.Context, w store.Writer, next, old support.CannedReply, there bool) error {
	if err := w.PutCannedReply(ctx, next); err != nil {
		return err
	}
	object := store.Object{Type: store.ObjectCannedReply, ID: next.ID}
	if there && old.Audience() != next.Audience() {
		if err := w.Remove(ctx, object, old.Audience()); err != nil {
			return err
		}
	}
	return w.Touch(ctx, object, next.Audience())
}

// DeleteCannedReply takes a canned reply away, a shared one from everybody; one that is not there is none to take away.
func (s *Service) DeleteCannedReply(ctx context.Context, by support.Person, id string) error {
	if err := by.MayWork(); err != nil {
		return err
	}
	return s.store.Write(ctx, func(w store.Writer) error {
		c, err := w.CannedReply(ctx, id)
		switch {
		case missing(err):
			return nil
		case err != nil:
			return err
		case !by.SeesCannedReply(&c):
			return errNotFound
		}
		if err := w.DeleteCannedReply(ctx, id); err != nil {
			return err
		}
		return w.Remove(ctx, store.Object{Type: store.ObjectCannedReply, ID: id}, c.Audience())
	})
}
