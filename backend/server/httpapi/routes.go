package httpapi

import (
	"net/http"

	"filodiretto/backend/api"
)

// Who may ask for a route at all.
type Who int

// Anybody needs no session. Everybody needs one. Technicians, or operators, are let do it; others who may see the object
// are told that it is not for them.
const (
	Anybody Who = iota
	Everybody
	Technicians
	Operators
)

// Of says what kind of object a route's {id} names.
type Of string

// The kinds of object in paths.
const (
	Nothing  Of = ""
	OfTicket Of = "ticket"
	OfMach   Of = "machine"
	// What a technician has for themselves: putting makes it, and one that is not there is taken away already.
	OfFilter Of = "filter"
	OfCanned Of = "canned reply"
	// An attachment is its message's: who sees that may fetch it. Uploading is its author's, and giving it up.
	OfAttachment Of = "attachment"
	OfUpload     Of = "upload"
)

// A Route is one call of the contract.
type Route struct {
	Method, Path string
	Who          Who
	Of           Of
	// Name and Does are the OpenAPI document's operation id and summary.
	Name, Does string
	// Body and Answer are zero values of what comes and goes, nil for nothing.
	Body, Answer any
	// Statuses are those of success.
	Statuses []int
	Query    []Parameter

	// Headers are those that count; of a route that carries bytes, Carries is their media type and Says the headers of its answer.
	Headers, Says []Parameter
	Carries       string

	unlimited bool
	handle    func(*request) (answer, error)
	stream    func(*request) error
	// carry answers with or takes in bytes, of which there may be many: for that there is no limit of time but that they come.
	carry func(*request) error
}

// Parameter is one of a route's query parameters.
type Parameter struct {
	Name, Does string
	Number     bool
	Many       bool
}

var (
	pageParameters = []Parameter{
		{Name: "after", Does: "`next` of the page before."},
		{Name: "limit", Does: "How many; 50 unless said, at most 500.", Number: true},
	}
	tusVersion      = Parameter{Name: "Tus-Resumable", Does: "1.0.0."}
	uploadOffset    = Parameter{Name: "Upload-Offset", Does: "How many bytes have come.", Number: true}
	searchParameter = Parameter{Name: "query", Does: "What to search for."}
)

// Routes is the table of all calls.
func Routes() []Route {
	once, created, gone := []int{http.StatusOK}, []int{http.StatusCreated}, []int{http.StatusNoContent}
	orRepeated := []int{http.StatusCreated, http.StatusOK}
	return []Route{
		{Method: "GET", Path: "/v1/server", Who: Anybody, Name: "getServer", Does: "Who answers here",
			Answer: api.Server{}, Statuses: once, handle: getServer},
		{Method: "POST", Path: "/v1/sessions", Who: Anybody, Name: "signIn", Does: "Sign in",
			Body: api.SignIn{}, Answer: api.Session{}, Statuses: created, handle: signIn},
		{Method: "DELETE", Path: "/v1/sessions/current", Who: Everybody, Name: "signOut", Does: "Sign out",
			Statuses: gone, handle: signOut},
		{Method: "GET", Path: "/v1/me", Who: Everybody, Name: "getMe", Does: "Who is signed in",
			Answer: api.Me{}, Statuses: once, handle: getMe},
		{Method: "PUT", Path: "/v1/me/password", Who: Everybody, Name: "changePassword", Does: "Change one's own password",
			Body: api.PasswordChange{}, Statuses: gone, handle: changePassword},
		{Method: "GET", Path: "/v1/categories", Who: Everybody, Name: "listCategories", Does: "What a request can be about",
			Answer: api.Page[api.Category]{}, Statuses: once, handle: listCategories},
		{Method: "GET", Path: "/v1/machines", Who: Everybody, Name: "listMachines", Does: "Look machines up",
			Answer: api.Page[api.Machine]{}, Statuses: once, handle: listMachines,
			Query: append([]Parameter{searchParameter}, pageParameters...)},
		{Method: "GET", Path: "/v1/machines/{id}", Who: Everybody, Of: OfMach, Name: "getMachine", Does: "One machine",
			Answer: api.MachineCard{}, Statuses: once, handle: getMachine},
		{Method: "GET", Path: "/v1/tickets", Who: Everybody, Name: "listTickets", Does: "Tickets, newest change first",
			Answer: api.Page[api.Ticket]{}, Statuses: once, handle: listTickets,
			Query: append([]Parameter{
				{Name: "status", Does: "Any of these.", Many: true}, {Name: "machineId", Does: "Of this machine."},
				{Name: "companyId", Does: "Of this company."}, {Name: "assigneeId", Does: "Assigned to this person."},
				searchParameter,
			}, pageParameters...)},
		{Method: "POST", Path: "/v1/tickets", Who: Everybody, Name: "openTicket", Does: "Open a ticket",
			Body: api.NewTicket{}, Answer: api.Ticket{}, Statuses: orRepeated, handle: openTicket},
		{Method: "GET", Path: "/v1/tickets/{id}", Who: Everybody, Of: OfTicket, Name: "getTicket", Does: "One ticket",
			Answer: api.Ticket{}, Statuses: once, handle: getTicket},
		{Method: "PATCH", Path: "/v1/tickets/{id}", Who: Technicians, Of: OfTicket, Name: "changeTicket", Does: "Change a ticket",
			Body: api.TicketChange{}, Answer: api.Ticket{}, Statuses: once, handle: changeTicket},
		{Method: "GET", Path: "/v1/tickets/{id}/messages", Who: Everybody, Of: OfTicket, Name: "listMessages",
			Does: "A ticket's messages in order; notes only for technicians", Answer: api.Page[api.Message]{}, Statuses: once,
			handle: listMessages, Query: pageParameters},
		{Method: "POST", Path: "/v1/tickets/{id}/messages", Who: Everybody, Of: OfTicket, Name: "postMessage",
			Does: "Reply, or as a technician write a note", Body: api.NewMessage{}, Answer: api.Message{}, Statuses: orRepeated,
			handle: postMessage},
		{Method: "POST", Path: "/v1/tickets/{id}/call-attempts", Who: Technicians, Of: OfTicket, Name: "logCall",
			Does: "Record a call to the customer", Body: api.NewCallAttempt{}, Answer: api.Message{}, Statuses: orRepeated,
			handle: logCall},
		{Method: "POST", Path: "/v1/tickets/{id}/verdict", Who: Operators, Of: OfTicket, Name: "judge",
			Does: "Say whether the machine of a closed ticket runs; within 7 days, the last word counts", Body: api.NewVerdict{},
			Answer: api.Message{}, Statuses: orRepeated, handle: judge},
		{Method: "PUT", Path: "/v1/tickets/{id}/read", Who: Everybody, Of: OfTicket, Name: "markRead",
			Does: "Mark as read up to a message", Body: api.ReadUpTo{}, Statuses: gone, handle: markRead},
		{Method: "PUT", Path: "/v1/tickets/{id}/presence", Who: Everybody, Of: OfTicket, Name: "putPresence",
			Does: "Say what one does in a ticket, when it changes and every 10 seconds; 30 seconds after that one is gone",
			Body: api.PutPresence{}, Statuses: gone, handle: putPresence, unlimited: true},
		{Method: "GET", Path: "/v1/causes", Who: Technicians, Name: "listCauses", Does: "What can be behind a request",
			Answer: api.Page[api.Cause]{}, Statuses: once, handle: listCauses},
		{Method: "PUT", Path: "/v1/filters/{id}", Who: Technicians, Of: OfFilter, Name: "putFilter",
			Does: "Keep a filter of one's own", Body: api.PutFilter{}, Answer: api.Filter{}, Statuses: once, handle: putFilter},
		{Method: "DELETE", Path: "/v1/filters/{id}", Who: Technicians, Of: OfFilter, Name: "deleteFilter",
			Does: "Take a filter of one's own away", Statuses: gone, handle: deleteFilter},
		{Method: "PUT", Path: "/v1/canned-replies/{id}", Who: Technicians, Of: OfCanned, Name: "putCannedReply",
			Does: "Keep a canned reply, one's own or a shared one", Body: api.PutCannedReply{}, Answer: api.CannedReply{}, Statuses: once,
			handle: putCannedReply},
		{Method: "DELETE", Path: "/v1/canned-replies/{id}", Who: Technicians, Of: OfCanned, Name: "deleteCannedReply",
			Does: "Take a canned reply away, one's own or a shared one", Statuses: gone, handle: deleteCannedReply},
		{Method: "POST", Path: "/v1/record-breaks", Who: Everybody, Name: "reportBreak",
			Does: "Say that the record of a ticket does not hold", Body: api.RecordBreak{}, Statuses: gone, handle: reportBreak},
		{Method: "GET", Path: "/v1/changes", Who: Everybody, Name: "getChanges",
			Does:   "The change feed; with `Accept: text/event-stream` held open",
			Answer: api.Changes{}, Statuses: once, handle: getChanges, stream: streamChanges, unlimited: true,
			Query: []Parameter{
				{Name: "after", Does: "The cursor to go on from; empty is the beginning."},
				{Name: "before", Does: "Walk back from this cursor, newest first; `head` from the newest."},
				{Name: "limit", Does: "About how many; 200 unless said, at most 500. A page never ends inside a commit.", Number: true},
			}},
		{Method: "POST", Path: "/v1/uploads", Who: Everybody, Name: "createUpload",
			Does: "Begin the upload of an attachment, or find the one that is under way (tus 1.0.0)", Statuses: created,
			Headers: []Parameter{tusVersion,
				{Name: "Upload-Length", Does: "The attachment's size.", Number: true},
				{Name: "Upload-Metadata", Does: "`attachmentId`, a blank, and the id in base64."}},
			Says:  []Parameter{tusVersion, uploadOffset, {Name: "Location", Does: "`/v1/uploads/{id}` with the attachment's id."}},
			carry: createUpload},
		{Method: "HEAD", Path: "/v1/uploads/{id}", Who: Everybody, Of: OfUpload, Name: "getUploadOffset",
			Does: "How many bytes of an upload have come", Statuses: once, Headers: []Parameter{tusVersion},
			Says: []Parameter{tusVersion, uploadOffset, {Name: "Upload-Length", Does: "The attachment's size.", Number: true}}, carry: getUploadOffset},
		{Method: "PATCH", Path: "/v1/uploads/{id}", Who: Everybody, Of: OfUpload, Name: "appendToUpload",
			Does: "Go on with an upload; that of the last byte is answered once all bytes were checked and are kept", Statuses: gone,
			Headers: []Parameter{tusVersion, {Name: "Upload-Offset", Does: "How many bytes have come before.", Number: true}},
			Says:    []Parameter{tusVersion, uploadOffset}, Carries: "application/offset+octet-stream", carry: appendToUpload},
		{Method: "GET", Path: "/v1/attachments/{id}", Who: Everybody, Of: OfAttachment, Name: "getAttachment",
			Does: "The bytes of an attachment, all or one range", Statuses: []int{http.StatusOK, http.StatusPartialContent, http.StatusNotModified},
			Headers: []Parameter{{Name: "Range", Does: "One range of bytes."}},
			Says:    []Parameter{{Name: "ETag", Does: "The SHA-256 of the whole."}}, Carries: "*/*", carry: getAttachment},
		{Method: "DELETE", Path: "/v1/attachments/{id}", Who: Everybody, Of: OfUpload, Name: "abandonAttachment",
			Does: "Give up an attachment of one's own that has not arrived: whoever sees its message is told that it will not", Statuses: gone,
			handle: abandonAttachment},
		{Method: "GET", Path: "/v1/attachments/{id}/thumbnail", Who: Everybody, Of: OfAttachment, Name: "getThumbnail",
			Does: "A small JPEG of a picture, its longer side 480 pixels at most", Statuses: once, Carries: "image/jpeg", carry: getThumbnail},
	}
}
