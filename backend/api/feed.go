package api

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

// Ended is the last event of a stream that the server ends.
type Ended struct {
	Reason string `json:"reason" enum:"revoked,shutdown,cursor_reset"`
}
