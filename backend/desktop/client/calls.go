package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// Server asks who answers here.
func (c *Client) Server(ctx context.Context) (api.Server, error) {
	var out api.Server
	return out, c.do(ctx, http.MethodGet, "/v1/server", nil, nil, &out)
}

// SignIn asks for a session and, once it has one, makes further calls in it.
func (c *Client) SignIn(ctx context.Context, login, password, device string) (api.Session, error) {
	var out api.Session
	if err := c.do(ctx, http.MethodPost, "/v1/sessions", nil, api.SignIn{Login: login, Password: password, Device: device}, &out); err != nil {
		return api.Session{}, err
	}
	if out.Token == "" || out.User.ID == "" {
		return api.Session{}, notAbout("a session")
	}
	c.SetToken(out.Token)
	return out, nil
}

// EndSession ends a session on the server, not necessarily the one that calls are made in.
func (c *Client) EndSession(ctx context.Context, token string) error {
	return c.doIn(ctx, token, nil, http.MethodDelete, "/v1/sessions/current", nil, nil, nil)
}

// Me is who the session belongs to.
func (c *Client) Me(ctx context.Context) (api.Me, error) {
	var out api.Me
	err := c.do(ctx, http.MethodGet, "/v1/me", nil, nil, &out)
	if err == nil && out.ID == "" {
		err = notAbout("a person")
	}
	return out, err
}

// ChangePassword changes one's own.
func (c *Client) ChangePassword(ctx context.Context, change api.PasswordChange) error {
	return c.do(ctx, http.MethodPut, "/v1/me/password", nil, change, nil)
}

// Acts are the calls that carry acts, to a store of one epoch: another takes none of them, which is
// support.CodeCursorReset.
type Acts struct {
	client *Client
	epoch  string
}

// Acts are for the store of that epoch; an empty one is any.
func (c *Client) Acts(epoch string) Acts { return Acts{client: c, epoch: epoch} }

// Epoch is what they are for.
func (a Acts) Epoch() string { return a.epoch }

func (a Acts) do(ctx context.Context, method, path string, body, out any) error {
	headers := map[string]string{}
	if a.epoch != "" {
		headers[api.HeaderEpoch] = a.epoch
	}
	return a.client.doIn(ctx, a.client.Token(), headers, method, path, nil, body, out)
}

// OpenTicket opens a ticket; the same again answers the same.
func (a Acts) OpenTicket(ctx context.Context, body api.NewTicket) (api.Ticket, error) {
	var out api.Ticket
	err := a.do(ctx, http.MethodPost, "/v1/tickets", body, &out)
	if err == nil && out.ID != body.ID {
		err = notAbout("the ticket")
	}
	return out, err
}

// Post adds a reply or a note; the same again answers the same.
func (a Acts) Post(ctx context.Context, ticketID string, body api.NewMessage) (api.Message, error) {
	var out api.Message
	err := a.do(ctx, http.MethodPost, ticketPath(ticketID, "/messages"), body, &out)
	if err == nil && out.ID != body.ID {
		err = notAbout("the message")
	}
	return out, err
}

// Change changes a ticket; the same again answers the same.
func (a Acts) Change(ctx context.Context, ticketID string, body api.TicketChange) (api.Ticket, error) {
	var out api.Ticket
	err := a.do(ctx, http.MethodPatch, ticketPath(ticketID, ""), body, &out)
	if err == nil && out.ID != ticketID {
		err = notAbout("the ticket")
	}
	return out, err
}

// LogCall records a call attempt; the same again answers the same.
func (a Acts) LogCall(ctx context.Context, ticketID string, body api.NewCallAttempt) (api.Message, error) {
	var out api.Message
	err := a.do(ctx, http.MethodPost, ticketPath(ticketID, "/call-attempts"), body, &out)
	if err == nil && out.ID != body.ID {
		err = notAbout("the call")
	}
	return out, err
}

// Read sets one's mark.
func (a Acts) Read(ctx context.Context, ticketID string, body api.ReadUpTo) error {
	return a.do(ctx, http.MethodPut, ticketPath(ticketID, "/read"), body, nil)
}

// ReportBreak says that the record of a ticket does not hold here.
func (c *Client) ReportBreak(ctx context.Context, body api.RecordBreak) error {
	return c.do(ctx, http.MethodPost, "/v1/record-breaks", nil, body, nil)
}

// ChangesQuery asks for a page of the feed: after a cursor, or backwards before one ("head": from the newest).
type ChangesQuery struct {
	After  string
	Before string
	Limit  int
}

// Changes is a page of the feed.
func (c *Client) Changes(ctx context.Context, q ChangesQuery) (api.Changes, error) {
	query := url.Values{}
	if q.Before != "" {
		query.Set("before", q.Before)
	} else if q.After != "" {
		query.Set("after", q.After)
	}
	if q.Limit > 0 {
		query.Set("limit", strconv.Itoa(q.Limit))
	}
	var out api.Changes
	err := c.do(ctx, http.MethodGet, "/v1/changes", query, nil, &out)
	if err == nil && (out.Head == "" || q.Before == "" && out.More && (out.Next == "" || out.Next == q.After)) {
		// Of a page that leads nowhere there would be no end.
		err = notAbout("the feed")
	}
	return out, err
}

func ticketPath(id, rest string) string { return "/v1/tickets/" + url.PathEscape(id) + rest }

// notAbout is an answer that reads well and is about something else: JSON is spoken by others too, and an act counts as
// sent only once the server itself has said so.
func notAbout(what string) error {
	return support.Errorf(support.CodeNotAServer, "the answer is not about %s", what)
}
