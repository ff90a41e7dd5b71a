package desktop

import (
	"context"

	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

// TicketByNumber is the id of the ticket that people call by this number. support.CodeUnavailable says that it is not
// here yet: the first sync has not come to the beginning, or the line is just being looked for. support.CodeNotFound
// says that it will not come by waiting.
func (p *Profile) TicketByNumber(ctx context.Context, number int64) (string, error) {
	// Asked before looking: what arrives in between is then here.
	feed, err := p.cache.Feed(ctx)
	if err != nil {
		return "", err
	}
	phase := p.State().Phase
	id, err := p.desk.TicketByNumber(ctx, number)
	if support.CodeOf(err) == support.CodeNotFound && (!feed.Filled || phase == syncer.PhaseConnecting) {
		return "", support.Wrap(support.CodeUnavailable, err)
	}
	return id, err
}
