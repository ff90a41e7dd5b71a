package desk

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// Filters and canned replies are kept by acts like all else: each one's acts are a line of their own, and what waits is laid
// over what the cache has.

// filters are the person's, with what waits laid over them, in their order.
func (v *view) filters() ([]support.Filter, error) {
	all, err := v.r.Filters()
	if err != nil {
		return nil, err
	}
	all, err = layOwn(v, all, outbox.KindFilter, outbox.KindFilterRemoval, func(f support.Filter) string { return f.ID },
		func(a outbox.Act) (support.Filter, error) {
			body, err := a.Filter()
			return filterIn(v.d.me, a.TicketID, body), err
		})
	cache.SortFilters(all)
	return all, err
}

// cannedReplies are the person's and the shared ones, with what waits laid over them, in their order.
func (v *view) cannedReplies() ([]support.CannedReply, error) {
	all, err := v.r.CannedReplies()
	if err != nil {
		return nil, err
	}
	all, err = layOwn(v, all, outbox.KindCannedReply, outbox.KindCannedReplyRemoval, func(c support.CannedReply) string { return c.ID },
		func(a outbox.Act) (support.CannedReply, error) {
			body, err := a.CannedReply()
			return cannedReplyIn(v.d.me, a.TicketID, body), err
		})
	cache.SortCannedReplies(all)
	return all, err
}

// layOwn lays over what the cache has the acts of two kinds that the feed has not brought and nobody has refused, in the order
// of writing: read is what one that keeps something keeps.
func layOwn[T any](v *view, all []T, kept, removed outbox.Kind, id func(T) string, read func(outbox.Act) (T, error)) ([]T, error) {
	for _, a := range v.acts.Acts() {
		if a.Kind != kept && a.Kind != removed || a.State == outbox.StateRefused {
			continue
		}
		if brought, err := v.r.Brought(a); err != nil {
			return nil, err
		} else if brought {
			continue
		}
		at := slices.IndexFunc(all, func(one T) bool { return id(one) == a.TicketID })
		if a.Kind == removed {
			if at >= 0 {
				all = slices.Delete(all, at, at+1)
			}
			continue
		}
		one, err := read(a)
		switch {
		case errors.Is(err, outbox.ErrUnreadable):
			slog.ErrorContext(v.ctx, "what was kept here cannot be read back", "act", a.ID, "kind", a.Kind, "err", err)
		case err != nil:
			return nil, err
		case at >= 0:
			all[at] = one
		default:
			all = append(all, one)
		}
	}
	return all, nil
}

func filterIn(me support.Person, id string, b api.PutFilter) support.Filter {
	return support.Filter{ID: id, PersonID: me.ID, Name: b.Name, Place: b.Place, Criteria: api.CriteriaIn(b.Criteria)}
}

func cannedReplyIn(me support.Person, id string, b api.PutCannedReply) support.CannedReply {
	c := support.CannedReply{ID: id, Name: b.Name, Text: b.Text}
	if !b.Shared {
		c.OwnerID = me.ID
	}
	return c
}

// SaveFilter keeps one of the person's filters: one with an empty id is new. It returns its id. CodeForbidden for operators,
// CodeInvalid with all that is wrong.
func (d *Desk) SaveFilter(ctx context.Context, f support.Filter) (string, error) {
	if err := d.me.MayWork(); err != nil {
		return "", err
	}
	f.PersonID, f.Name = d.me.ID, support.NormalText(f.Name)
	f.Criteria = normalCriteria(f.Criteria)
	if f.ID == "" {
		f.ID = newID()
	}
	if err := f.Check(); err != nil {
		return "", err
	}
	id := newID()
	return f.ID, d.keep(ctx, id, outbox.KindFilter, f.ID, api.PutFilter{
		ChangeID: id, Name: f.Name, Place: f.Place, Criteria: api.CriteriaFor(f.Criteria),
	}, "")
}

func normalCriteria(c support.Criteria) support.Criteria {
	c.Text = support.NormalText(c.Text)
	c.Models = slices.Clone(c.Models)
	for i, model := range c.Models {
		c.Models[i] = support.NormalText(model)
	}
	return c
}

// RemoveFilter takes one of the person's filters away.
func (d *Desk) RemoveFilter(ctx context.Context, id string) error {
	return d.removeOwn(ctx, outbox.KindFilterRemoval, id, "")
}

// CannedReplies are the person's and the shared ones, by name; of the same name one's own first.
func (d *Desk) CannedReplies(ctx context.Context) ([]support.CannedReply, error) {
	if err := d.me.MayWork(); err != nil {
		return nil, err
	}
	var out []support.CannedReply
	err := d.look(ctx, func(v *view) (err error) { out, err = v.cannedReplies(); return err })
	return out, err
}

// SaveCannedReply keeps a canned reply, for all of the support if shared, else for oneself: one with an empty id is new. It
// returns its id, and removes its draft in the same commit. CodeForbidden for operators, CodeInvalid with all that is wrong: a name that is taken is not_allowed.
func (d *Desk) SaveCannedReply(ctx context.Context, c support.CannedReply, shared bool) (string, error) {
	if err := d.me.MayWork(); err != nil {
		return "", err
	}
	d.acting.Lock()
	defer d.acting.Unlock()
	c.Name, c.Text, c.OwnerID = support.NormalText(c.Name), support.NormalText(c.Text), d.me.ID
	if shared {
		c.OwnerID = ""
	}
	draft := outbox.CannedReplyDraft(c.ID)
	if c.ID == "" {
		c.ID = newID()
	}
	if err := c.Check(); err != nil {
		return "", err
	}
	err := d.look(ctx, func(v *view) error {
		all, err := v.cannedReplies()
		taken := func(other support.CannedReply) bool {
			return other.ID != c.ID && other.Name == c.Name && other.OwnerID == c.OwnerID
		}
		if err == nil && slices.ContainsFunc(all, taken) {
			return support.Invalid("body.name", support.ReasonNotAllow)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	id := newID()
	return c.ID, d.keep(ctx, id, outbox.KindCannedReply, c.ID, api.PutCannedReply{
		ChangeID: id, Name: c.Name, Text: c.Text, Shared: shared,
	}, draft)
}

// RemoveCannedReply takes a canned reply away, a shared one from everybody, and what was being written of it.
func (d *Desk) RemoveCannedReply(ctx context.Context, id string) error {
	return d.removeOwn(ctx, outbox.KindCannedReplyRemoval, id, outbox.CannedReplyDraft(id))
}

func (d *Desk) removeOwn(ctx context.Context, kind outbox.Kind, id, removeDraft string) error {
	if err := d.me.MayWork(); err != nil {
		return err
	}
	return d.keep(ctx, newID(), kind, id, struct{}{}, removeDraft)
}

// A CannedReplyDraft is what is being written of a canned reply; the empty id is of a new one.
type CannedReplyDraft struct {
	ID     string `json:"-"`
	Name   string `json:"name"`
	Text   string `json:"text"`
	Shared bool   `json:"shared"`
}

// SaveCannedReplyDraft keeps it; it is on the disk when it returns. One without a name and a text is removed.
func (d *Desk) SaveCannedReplyDraft(ctx context.Context, draft CannedReplyDraft) error {
	return d.saveDraft(ctx, outbox.CannedReplyDraft(draft.ID), draft, draft.Name == "" && draft.Text == "")
}

// CannedReplyDraft is what was kept of the canned reply with that id; without a name and a text where there is none.
func (d *Desk) CannedReplyDraft(ctx context.Context, id string) (CannedReplyDraft, error) {
	kept := CannedReplyDraft{ID: id}
	err := d.draft(ctx, outbox.CannedReplyDraft(id), &kept)
	return kept, err
}

func (d *Desk) keep(ctx context.Context, id string, kind outbox.Kind, of string, body any, removeDraft string) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	_, err = d.outbox.Add(ctx, outbox.Act{ID: id, Kind: kind, TicketID: of, Body: b, WrittenAt: d.now()}, removeDraft)
	return err
}

// ownName is what an act's filter or canned reply is called; outbox.ErrUnreadable where nobody knows any more.
func (v *view) ownName(a outbox.Act) (string, error) {
	switch a.Kind {
	case outbox.KindFilter:
		body, err := a.Filter()
		return body.Name, err
	case outbox.KindCannedReply:
		body, err := a.CannedReply()
		return body.Name, err
	case outbox.KindFilterRemoval:
		return v.r.FilterName(a.TicketID)
	case outbox.KindCannedReplyRemoval:
		return v.r.CannedReplyName(a.TicketID)
	default:
		return "", nil
	}
}

// Causes are what can be behind a request, by name.
func (d *Desk) Causes(ctx context.Context) ([]support.Cause, error) {
	if err := d.me.MayWork(); err != nil {
		return nil, err
	}
	var out []support.Cause
	err := d.look(ctx, func(v *view) (err error) { out, err = v.r.Causes(); return err })
	return out, err
}
