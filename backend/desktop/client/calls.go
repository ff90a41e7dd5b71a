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
	err := c.do(ctx, http.MethodGet, "/v1/server", nil, nil, &out)
	return out, err
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

// Judge says whether the machine of a closed ticket runs; the same again answers the same.
func (a Acts) Judge(ctx context.Context, ticketID string, body api.NewVerdict) (api.Message, error) {
	var out api.Message
	err := a.do(ctx, http.MethodPost, ticketPath(ticketID, "/verdict"), body, &out)
	if err == nil && out.ID != body.ID {
		err = notAbout("the verdict")
	}
	return out, err
}

// PutFilter keeps a filter; the same again answers the filter as it is.
func (a Acts) PutFilter(ctx context.Context, id string, body api.PutFilter) (api.Filter, error) {
	var out api.Filter
	err := a.do(ctx, http.MethodPut, filterPath(id), body, &out)
	if err == nil && out.ID != id {
		err = notAbout("the filter")
	}
	return out, err
}

// DeleteFilter takes a filter away, or finds it gone.
func (a Acts) DeleteFilter(ctx context.Context, id string) error {
	return a.do(ctx, http.MethodDelete, filterPath(id), nil, nil)
}

// PutCannedReply keeps a canned reply; the same again answers the canned reply as it is.
func (a Acts) PutCannedReply(ctx context.Context, id string, body api.PutCannedReply) (api.CannedReply, error) {
	var out api.CannedReply
	err := a.do(ctx, http.MethodPut, cannedReplyPath(id), body, &out)
	if err == nil && out.ID != id {
		err = notAbout("the canned reply")
	}
	return out, err
}

// DeleteCannedReply takes a canned reply away, or finds it gone.
func (a Acts) DeleteCannedReply(ctx context.Context, id string) error {
	return a.do(ctx, http.MethodDelete, cannedReplyPath(id), nil, nil)
}

// PutPresence says what one does in a ticket. Nothing depends on its being heard.
func (c *Client) PutPresence(ctx context.Context, ticketID string, body api.PutPresence) error {
	return c.do(ctx, http.MethodPut, ticketPath(ticketID, "/presence"), nil, body, nil)
}

// KnowsConsole asks whether the server has the calls that came with the console: verdicts, filters, canned replies. One
// from before answers them as it answers what is not there.
func (c *Client) KnowsConsole(ctx context.Context) (bool, error) {
	var out api.Page[api.Cause]
	err := c.do(ctx, http.MethodGet, "/v1/causes", nil, nil, &out)
	switch support.CodeOf(err) {
	case "", support.CodeForbidden: // it has them, also for whom this one is not
		return true, nil
	case support.CodeNotFound:
		return false, nil
	default:
		return false, err
	}
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

func filterPath(id string) string { return "/v1/filters/" + url.PathEscape(id) }

func cannedReplyPath(id string) string { return "/v1/canned-replies/" + url.PathEscape(id) }

func ticketPath(id, rest string) string { return "/v1/tickets/" + url.PathEscape(id) + rest }

// notAbout is an answer that reads well and is about something else: JSON is spoken by others too, and an act counts as
// sent only once the server itself has said so.
func notAbout(what string) error {
	return support.Errorf(support.CodeNotAServer, "the answer is not about %s", what)
}
