package desktop

import (
	"context"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

// Present is somebody else who is in a ticket at this moment.
type Present struct {
	Person support.PersonRef
	// Role is empty where it is not told here.
	Role  support.Role
	State support.Presence
}

// Doing says what the person does in a ticket, until another is looked at. CodeInvalid at state for what nobody does.
func (p *Profile) Doing(ticketID string, state support.Presence) error {
	if !state.Valid() || state == support.PresenceTypingNote && p.desk.Me().MayWork() != nil {
		return support.Invalid("state", support.ReasonUnknown)
	}
	p.presence.Doing(ticketID, state)
	return nil
}

// Present are the others who are in a ticket, as far as the line says; those who write first.
func (p *Profile) Present(ctx context.Context, ticketID string) ([]Present, error) {
	others := p.presence.In(ticketID)
	out := make([]Present, 0, len(others))
	for _, o := range others {
		role, err := p.desk.RoleOf(ctx, o.Person.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, Present{Person: o.Person, Role: role, State: o.State})
	}
	return out, nil
}

// sendPresence tells the server, while the line is up.
func (p *Profile) sendPresence(ctx context.Context, ticketID string, state support.Presence) error {
	if p.syncer.State().Phase != syncer.PhaseOnline {
		return support.Errorf(support.CodeUnreachable, "the line is down")
	}
	return p.client.PutPresence(ctx, ticketID, api.PutPresence{State: string(state)})
}

// watchBoard tells when all tickets are in the lists: what was counted before was less.
func (p *Profile) watchBoard(ctx context.Context) {
	filled := p.cache.BoardFilled()
	if filled == nil {
		return
	}
	select {
	case <-ctx.Done():
	case <-filled:
		p.tell(p, Event{Kind: EventTickets, All: true})
	}
}
