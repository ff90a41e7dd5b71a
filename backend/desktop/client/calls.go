package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"filodiretto/backend/api"
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
	c.SetToken(out.Token)
	return out, nil
}

// EndSession ends a session on the server, not necessarily the one that calls are made in.
func (c *Client) EndSession(ctx context.Context, token string) error {
	return c.doIn(ctx, token, http.MethodDelete, "/v1/sessions/current", nil, nil, nil)
}

// Me is who the session belongs to.
func (c *Client) Me(ctx context.Context) (api.Me, error) {
	var out api.Me
	return out, c.do(ctx, http.MethodGet, "/v1/me", nil, nil, &out)
}

// ChangePassword changes one's own.
func (c *Client) ChangePassword(ctx context.Context, change api.PasswordChange) error {
	return c.do(ctx, http.MethodPut, "/v1/me/password", nil, change, nil)
}

// OpenTicket opens a ticket; the same again answers the same.
func (c *Client) OpenTicket(ctx context.Context, body api.NewTicket) (api.Ticket, error) {
	var out api.Ticket
	return out, c.do(ctx, http.MethodPost, "/v1/tickets", nil, body, &out)
}

// Post adds a reply or a note; the same again answers the same.
func (c *Client) Post(ctx context.Context, ticketID string, body api.NewMessage) (api.Message, error) {
	var out api.Message
	return out, c.do(ctx, http.MethodPost, ticketPath(ticketID, "/messages"), nil, body, &out)
}

// Change changes a ticket; the same again answers the same.
func (c *Client) Change(ctx context.Context, ticketID string, body api.TicketChange) (api.Ticket, error) {
	var out api.Ticket
	return out, c.do(ctx, http.MethodPatch, ticketPath(ticketID, ""), nil, body, &out)
}

// LogCall records a call attempt; the same again answers the same.
func (c *Client) LogCall(ctx context.Context, ticketID string, body api.NewCallAttempt) (api.Message, error) {
	var out api.Message
	return out, c.do(ctx, http.MethodPost, ticketPath(ticketID, "/call-attempts"), nil, body, &out)
}

// Read sets one's mark.
func (c *Client) Read(ctx context.Context, ticketID string, body api.ReadUpTo) error {
	return c.do(ctx, http.MethodPut, ticketPath(ticketID, "/read"), nil, body, nil)
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
	return out, c.do(ctx, http.MethodGet, "/v1/changes", query, nil, &out)
}

func ticketPath(id, rest string) string { return "/v1/tickets/" + url.PathEscape(id) + rest }
