package api

import "time"

// The types of change. A client ignores types that it does not know.
const (
	TypeTicket   = "ticket"
	TypeMessage  = "message"
	TypeMachine  = "machine"
	TypePerson   = "person"
	TypeCompany  = "company"
	TypeCategory = "category"
	TypeMark     = "mark"
	TypeRemoved  = "removed"

	TypeCause         = "cause"
	TypeFilter        = "filter"
	TypeCannedReply   = "canned_reply"
	TypeResponseTimes = "response_times"
)

// Change is one entry of the change feed: the object stands under its type's name.
type Change struct {
	Type     string    `json:"type"`
	Ticket   *Ticket   `json:"ticket,omitempty"`
	Message  *Message  `json:"message,omitempty"`
	Machine  *Machine  `json:"machine,omitempty"`
	Person   *Person   `json:"person,omitempty"`
	Company  *Company  `json:"company,omitempty"`
	Category *Category `json:"category,omitempty"`
	Mark     *Mark     `json:"mark,omitempty"`
	Removed  *Removed  `json:"removed,omitempty"`

	Cause         *Cause         `json:"cause,omitempty"`
	Filter        *Filter        `json:"filter,omitempty"`
	CannedReply   *CannedReply   `json:"canned_reply,omitempty"`
	ResponseTimes *ResponseTimes `json:"response_times,omitempty"`
}

// Removed says that the viewer may no longer see an object.
type Removed struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

// Changes is a page of the feed. It never ends inside a commit.
type Changes struct {
	Changes []Change `json:"changes"`
	// Next is the cursor to go on from; walking back, absent at the end.
	Next string `json:"next,omitempty"`
	// Head is the cursor of now.
	Head string `json:"head"`
	// More says that another page is ready.
	More bool `json:"more"`
}

// The events of the stream.
const (
	StreamChange   = "change"
	StreamCaughtUp = "caught-up"
	StreamPresence = "presence"
	StreamEnded    = "ended"
)

// Presence is what somebody does in a ticket at this moment. It is told when it changes, and again while it lasts: whoever
// is not heard of for [PresenceLasts] is gone.
type Presence struct {
	TicketID string `json:"ticketId"`
	Person   Ref    `json:"person"`
	State    string `json:"state" enum:"viewing,typing,typing_note,gone"`
}

// PresenceEvery is how often whoever is there says so, PresenceLasts how long it holds.
const (
	PresenceEvery = 10 * time.Second
	PresenceLasts = 30 * time.Second
)

// Ended is the last event of a stream that the server ends.
type Ended struct {
	Reason string `json:"reason" enum:"revoked,shutdown,cursor_reset"`
}
