package httpapi

import (
	"strings"

	"filodiretto/backend/api"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

func listCauses(r *request) (answer, error) {
	all, err := r.api.service.Causes(r.Context(), r.by())
	if err != nil {
		return answer{}, err
	}
	return ok(pageFor(service.Page[support.Cause]{Items: all}, api.CauseFor))
}

func putFilter(r *request) (answer, error) {
	if err := r.by().MayWork(); err != nil {
		return answer{}, err
	}
	var body api.PutFilter
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	for _, ids := range [][]string{body.Criteria.CompanyIDs, body.Criteria.CategoryIDs, body.Criteria.Assignees} {
		for i, id := range ids {
			ids[i] = strings.ToLower(id)
		}
	}
	kept, err := r.api.service.PutFilter(r.Context(), r.by(), strings.ToLower(body.ChangeID), support.Filter{
		ID: r.id, Name: body.Name, Place: body.Place, Criteria: api.CriteriaIn(body.Criteria),
	})
	if err != nil {
		return answer{}, err
	}
	return ok(api.FilterFor(kept))
}

func deleteFilter(r *request) (answer, error) {
	return nothing, r.api.service.DeleteFilter(r.Context(), r.by(), r.id)
}

func putCannedReply(r *request) (answer, error) {
	if err := r.by().MayWork(); err != nil {
		return answer{}, err
	}
	var body api.PutCannedReply
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	kept, err := r.api.service.PutCannedReply(r.Context(), r.by(), strings.ToLower(body.ChangeID),
		support.CannedReply{ID: r.id, Name: body.Name, Text: body.Text}, body.Shared)
	if err != nil {
		return answer{}, err
	}
	return ok(api.CannedReplyFor(kept))
}

func deleteCannedReply(r *request) (answer, error) {
	return nothing, r.api.service.DeleteCannedReply(r.Context(), r.by(), r.id)
}

func putPresence(r *request) (answer, error) {
	// Apart from other requests: who types much may still act.
	if err := r.api.said.allow(r.session.Hash); err != nil {
		return answer{}, err
	}
	t, err := r.api.service.Ticket(r.Context(), r.by(), r.id)
	if err != nil {
		return answer{}, err
	}
	var body api.PutPresence
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	state := support.Presence(body.State)
	switch {
	case body.State == "":
		return answer{}, support.Invalid("body.state", support.ReasonRequired)
	case !state.Valid():
		return answer{}, support.Invalid("body.state", support.ReasonUnknown)
	case state == support.PresenceTypingNote && r.by().MayWork() != nil:
		return answer{}, support.Invalid("body.state", support.ReasonNotAllow)
	}
	r.api.present.Say(r.by(), r.session.Hash, &t, state)
	return nothing, nil
}
