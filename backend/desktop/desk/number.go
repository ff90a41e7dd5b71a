package desk

import (
	"context"
	"strconv"
	"strings"

	"filodiretto/backend/support"
)

// TicketByNumber is the id of the ticket that people call by this number; CodeNotFound when it is not here.
func (d *Desk) TicketByNumber(ctx context.Context, number int64) (string, error) {
	var id string
	err := d.look(ctx, func(v *view) error {
		// One that was sent has its number before the feed brings it.
		for _, l := range v.laid {
			if l.here() && number > 0 && l.ticket.Number == number {
				id = l.ticket.ID
				return nil
			}
		}
		found, ok, err := v.r.Numbered(number)
		if err != nil {
			return err
		}
		if !ok || number <= 0 {
			return support.Errorf(support.CodeNotFound, "no ticket of that number here")
		}
		id = found
		return nil
	})
	return id, err
}

// ticketNumber reads a number as people write it; false when it is none.
func ticketNumber(text string) (int64, bool) {
	number, err := strconv.ParseInt(strings.TrimPrefix(strings.TrimSpace(text), "#"), 10, 64)
	return number, err == nil && number > 0
}
