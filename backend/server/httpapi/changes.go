package httpapi

import (
	"filodiretto/backend/api"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func getChanges(r *request) (answer, error) {
	q := r.URL.Query()
	limit, err := limitOf(q, usualChanges)
	if err != nil {
		return answer{}, err
	}
	page, err := r.api.service.Changes(r.Context(), r.by(), q.Get("after"), q.Get("before"), limit)
	if err != nil {
		return answer{}, err
	}
	changes := make([]api.Change, len(page.Entries))
	for i := range page.Entries {
		changes[i] = changeFor(r.by(), &page.Entries[i])
	}
	return ok(api.Changes{Changes: changes, Next: page.Next, Head: page.HeadCursor, More: page.More})
}

// typeNames are what the types of object are called on the wire.
var typeNames = map[store.ObjectType]string{
	store.ObjectTicket: api.TypeTicket, store.ObjectMessage: api.TypeMessage, store.ObjectMachine: api.TypeMachine,
	store.ObjectPerson: api.TypePerson, store.ObjectCompany: api.TypeCompany, store.ObjectCategory: api.TypeCategory,
	store.ObjectMark: api.TypeMark, store.ObjectCause: api.TypeCause, store.ObjectFilter: api.TypeFilter,
	store.ObjectCannedReply: api.TypeCannedReply, store.ObjectResponseTimes: api.TypeResponseTimes,
}

// changeFor shows an entry of a person's feed to them.
func changeFor(viewer support.Person, e *store.FeedEntry) api.Change {
	name := typeNames[e.Object.Type]
	if e.Removed {
		return api.Change{Type: api.TypeRemoved, Removed: &api.Removed{Type: name, ID: e.Object.ID}}
	}
	c := api.Change{Type: name}
	switch {
	case e.Ticket != nil:
		c.Ticket = pointer(api.TicketFor(viewer, e.Ticket))
	case e.Message != nil:
		c.Message = pointer(api.MessageFor(e.Message))
	case e.Machine != nil:
		c.Machine = pointer(api.MachineFor(e.Machine))
	case e.Person != nil:
		c.Person = pointer(api.PersonFor(viewer, *e.Person))
	case e.Company != nil:
		c.Company = pointer(api.CompanyFor(*e.Company))
	case e.Category != nil:
		c.Category = pointer(api.CategoryFor(*e.Category))
	case e.Mark != nil:
		c.Mark = pointer(api.MarkFor(*e.Mark))
	case e.Cause != nil:
		c.Cause = pointer(api.CauseFor(*e.Cause))
	case e.Filter != nil:
		c.Filter = pointer(api.FilterFor(*e.Filter))
	case e.CannedReply != nil:
		c.CannedReply = pointer(api.CannedReplyFor(*e.CannedReply))
	case e.ResponseTimes != nil:
		c.ResponseTimes = pointer(api.ResponseTimesFor(*e.ResponseTimes))
	}
	return c
}

func pointer[T any](v T) *T { return &v }
