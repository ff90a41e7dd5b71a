package desk

import (
	"context"
	"math"

	"filodiretto/backend/desktop/cache"
)

// Whole is a ticket with everything that was said in it, oldest first, what waits here at the end: all of one moment.
// CodeNotFound when it is not here.
func (d *Desk) Whole(ctx context.Context, id string) (Detail, []Item, error) {
	var detail Detail
	var items []Item
	err := d.look(ctx, func(v *view) error {
		var err error
		if detail, err = v.detail(id); err != nil {
			return err
		}
		l, err := v.ticket(id)
		if err != nil {
			return err
		}
		messages, err := v.r.Messages(id, cache.Place{}, math.MaxInt32)
		if err != nil {
			return err
		}
		for _, m := range messages {
			items = append(items, v.cachedItem(&l.ticket, m))
		}
		items = append(items, l.items...)
		sortItems(items)
		v.withFiles(items)
		return nil
	})
	return detail, items, err
}
