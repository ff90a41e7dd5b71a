package service

import (
	"context"
	"strconv"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

var cannedReplies = own[support.CannedReply]{
	kind: store.ObjectCannedReply, find: store.Reader.CannedReply, put: store.Writer.PutCannedReply,
	remove: store.Writer.DeleteCannedReply, sees: support.Person.SeesCannedReply, audience: (*support.CannedReply).Audience,
	owner: func(c *support.CannedReply) string { return c.OwnerID },
	of:    store.Reader.CannedReplies, most: support.MaxCannedReplies,
}

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
	change := store.Act{ID: changeID, PersonID: by.ID, Fingerprint: fingerprint("canned reply", c.ID, c.Name, c.Text, strconv.FormatBool(shared))}
	wrong := checkPut(changeID, c.Check())
	err = s.store.Write(ctx, func(w store.Writer) (err error) {
		kept, err = cannedReplies.keep(ctx, w, by, change, c.ID, c, wrong)
		return err
	})
	return kept, err
}

// DeleteCannedReply takes a canned reply away, a shared one from everybody; one that is not there is none to take away.
func (s *Service) DeleteCannedReply(ctx context.Context, by support.Person, id string) error {
	if err := by.MayWork(); err != nil {
		return err
	}
	return s.store.Write(ctx, func(w store.Writer) error { return cannedReplies.takeAway(ctx, w, by, id) })
}
