package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/support"
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
		description := l.ticket.Description
		alike, err := v.r.Alike(description)
		if err != nil {
			return err
		}
		var items []board.Item
		weight := map[string]float64{}
		err = v.onBoard(func(b *board.View) {
			for id, w := range alike.Weights {
				item, there := b.Ticket(id)
				if !there || id == ticketID || item.Status != support.StatusClosed || item.Duplicate {
					continue
				}
				items, weight[id] = append(items, item), w
			}
		})
		if err != nil {
			return err
		}
		same := func(i board.Item) bool { return i.Model != "" && i.Model == l.ticket.Machine.Model }
		slices.SortFunc(items, func(a, b board.Item) int {
			if same(a) != same(b) {
				if same(a) {
					return -1
				}
				return 1
			}
			return cmp.Or(cmp.Compare(weight[b.ID], weight[a.ID]), b.Closed.Compare(a.Closed), strings.Compare(a.ID, b.ID))
		})
		if out, err = v.earlier(items[:min(len(items), mostSimilar)]); err != nil {
			return err
		}
		for i := range out {
			out[i].Marks = alike.Words.Marks(out[i].Title)
		}
		return nil
	})
	return out, err
}
