package desk

import (
	"context"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/desktop/cache"
)

// mostSimilar is how many similar cases are shown.
const mostSimilar = 10

// Similar are closed tickets that say similar things: of the same model first, then by how much they have in common, then
// the newest. Errors are those of TicketContext.
func (d *Desk) Similar(ctx context.Context, ticketID string) ([]Earlier, error) {
	var out []Earlier
	err := d.lookBoard(ctx, true, func(v *view) error {
		out = nil
		l, err := v.ticket(ticketID)
		if err != nil {
			return err
		}
		var telling []string
		var few int
		if err := v.onBoard(func(b *board.View) { telling, few = b.Rarest(l.ticket.Description) }); err != nil {
			return err
		}
		signs, err := v.r.Signs(telling, few)
		if err != nil {
			return err
		}
		var items []board.Item
		if err := v.onBoard(func(b *board.View) { items = b.Alike(&l.ticket, signs, mostSimilar) }); err != nil {
			return err
		}
		if out, err = v.earlier(items); err != nil {
			return err
		}
		for i := range out {
			out[i].Marks = cache.QueryOf(telling).Marks(out[i].Title)
		}
		return nil
	})
	return out, err
}
