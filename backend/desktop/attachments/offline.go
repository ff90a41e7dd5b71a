package attachments

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"filodiretto/backend/support"
)

// offlineKey is under which the outbox keeps the tickets whose files stay on this disk.
const offlineKey = "offline"

// KeepOffline has all files of a ticket fetched, also those that come later, and kept on this disk; or no longer.
func (a *Attachments) KeepOffline(ctx context.Context, ticketID string, keep bool) error {
	if _, err := a.Desk.TicketFiles(ctx, ticketID); err != nil {
		return err
	}
	if err := a.changeOffline(ctx, ticketID, keep); err != nil {
		return err
	}
	if keep {
		return a.bringTicket(ctx, ticketID)
	}
	a.makeRoom(ctx)
	return nil
}

// KeptOffline reports whether a ticket's files stay on this disk.
func (a *Attachments) KeptOffline(ctx context.Context, ticketID string) (bool, error) {
	tickets, err := a.offlineTickets(ctx)
	return tickets[ticketID], err
}

func (a *Attachments) changeOffline(ctx context.Context, ticketID string, keep bool) error {
	a.offline.Lock()
	defer a.offline.Unlock()
	tickets, err := a.offlineTickets(ctx)
	if err != nil || tickets[ticketID] == keep {
		return err
	}
	if keep {
		tickets[ticketID] = true
	} else {
		delete(tickets, ticketID)
	}
	b, err := json.Marshal(slices.Sorted(maps.Keys(tickets)))
	if err != nil {
		return err
	}
	return a.Outbox.Put(ctx, offlineKey, b)
}

func (a *Attachments) offlineTickets(ctx context.Context) (map[string]bool, error) {
	b, ok, err := a.Outbox.Get(ctx, offlineKey)
	tickets := map[string]bool{}
	if err != nil || !ok {
		return tickets, err
	}
	var ids []string
	if err := json.Unmarshal(b, &ids); err != nil {
		return tickets, support.Wrap(support.CodeStorage, err)
	}
	for _, id := range ids {
		tickets[id] = true
	}
	return tickets, nil
}

// bringTicket queues what is not here of a ticket's files.
func (a *Attachments) bringTicket(ctx context.Context, ticketID string) error {
	files, err := a.Desk.TicketFiles(ctx, ticketID)
	var errands []errand
	for i := range files {
		errands = append(errands, a.errands(files[i].Attachment, true)...)
	}
	a.behind.add(errands)
	return err
}

// holding are the files that stay on this disk whatever the limit is, and how many bytes they take.
type holding struct {
	unsent, offline map[support.Digest]bool
	size            int64
}

func (h *holding) has(d support.Digest) bool { return h.unsent[d] || h.offline[d] }

// held finds them: what has not been sent, or not for long, and what is kept offline.
func (a *Attachments) held(ctx context.Context) (*holding, error) {
	h := &holding{unsent: a.Outbox.Snapshot().Held(a.Client.ServerNow()), offline: map[support.Digest]bool{}}
	tickets, err := a.offlineTickets(ctx)
	if err != nil {
		return nil, err
	}
	for ticketID := range tickets {
		files, err := a.Desk.TicketFiles(ctx, ticketID)
		if support.CodeOf(err) == support.CodeNotFound {
			// It may come again: a cache that is fetched anew begins with nothing.
			continue
		}
		if err != nil {
			return nil, err
		}
		for i := range files {
			h.offline[files[i].SHA256] = true
		}
	}
	for digest := range h.unsent {
		h.size += a.Folder.SizeOf(digest)
	}
	for digest := range h.offline {
		if !h.unsent[digest] {
			h.size += a.Folder.SizeOf(digest)
		}
	}
	return h, nil
}

// Room is how many bytes files take on this disk: all of them, and those of them that stay whatever the limit is. Thumbnails are
// not counted.
type Room struct{ Used, Kept int64 }

// Room says how much room files take.
func (a *Attachments) Room(ctx context.Context) (Room, error) {
	h, err := a.held(ctx)
	if err != nil {
		return Room{}, err
	}
	used, err := a.Folder.Size(ctx)
	return Room{Used: used, Kept: h.size}, err
}
