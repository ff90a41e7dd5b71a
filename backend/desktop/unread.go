package desktop

import (
	"context"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/notify"
	"filodiretto/backend/support"
)

// unreadSource tells notify what the desk counts as unread: one truth for list, badge and notification.
type unreadSource struct{ desk *desk.Desk }

func (s unreadSource) Unread(ctx context.Context, ticketIDs []string) ([]notify.Unread, error) {
	found, err := s.desk.Unread(ctx, ticketIDs)
	out := make([]notify.Unread, 0, len(found))
	for i := range found {
		u := &found[i]
		has := desk.EnclosedIn(&u.Newest)
		out = append(out, notify.Unread{
			TicketID: u.ID, Number: u.Number, Title: u.Title,
			Stopped:   u.Severity == support.SeverityStopped && u.Open(),
			MessageID: u.Newest.ID, Index: u.Newest.Index, Replies: u.Row.Unread, Author: u.Newest.Author.Name,
			Text: u.Newest.Text, Pictures: has.Pictures, Files: has.Files, FileName: has.Name, Opening: u.Newest.Index == 1,
		})
	}
	return out, err
}
