package api

// Ref names a person.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Ticket as a viewer may see it. What comes after DuplicateOf is for technicians only.
type Ticket struct {
	ID              string       `json:"id"`
	Number          int64        `json:"number"`
	Kind            string       `json:"kind"`
	Title           string       `json:"title"`
	Description     string       `json:"description"`
	Status          string       `json:"status"`
	Severity        string       `json:"severity"`
	CategoryID      string       `json:"categoryId,omitempty"`
	CompanyID       string       `json:"companyId"`
	MachineID       string       `json:"machineId,omitempty"`
	Machine         *MachineThen `json:"machine,omitempty"`
	OpenedBy        Ref          `json:"openedBy"`
	OpenedFor       *Ref         `json:"openedFor,omitempty"`
	Assignee        *Ref         `json:"assignee,omitempty"`
	Phone           string       `json:"phone,omitempty"`
	CallWindow      *CallWindow  `json:"callWindow,omitempty"`
	FollowsTicketID string       `json:"followsTicketId,omitempty"`
	Resolution      string       `json:"resolution,omitempty"`
	CreatedAt       Time         `json:"createdAt" format:"date-time"`
	WrittenAt       Time         `json:"writtenAt" format:"date-time"`
	UpdatedAt       Time         `json:"updatedAt" format:"date-time"`
	ClosedAt        Time         `json:"closedAt,omitzero" format:"date-time"`
	LastMessageAt   Time         `json:"lastMessageAt" format:"date-time"`
	MessageCount    int          `json:"messageCount"`
	LastIndex       int          `json:"lastIndex"`
	ReadBySupport   int          `json:"readBySupport"`
	ReadByCustomer  int          `json:"readByCustomer"`
	Cause           *CauseThen   `json:"cause,omitempty"`
	Verdict         string       `json:"verdict,omitempty" enum:"runs,fails"`
	VerdictAt       Time         `json:"verdictAt,omitzero" format:"date-time"`
	DuplicateOf     *TicketRef   `json:"duplicateOf,omitempty"`
	FirstReplyAt    Time         `json:"firstReplyAt,omitzero" format:"date-time"`
	AwaitedSince    Time         `json:"awaitedSince,omitzero" format:"date-time" doc:"Since when the customer waits for the support."`
	PausedAt        Time         `json:"pausedAt,omitzero" format:"date-time"`
	SpokenAt        Time         `json:"spokenAt,omitzero" format:"date-time"`
	CallAgainAt     Time         `json:"callAgainAt,omitzero" format:"date-time"`
	NoteCount       *int         `json:"noteCount,omitempty"`
	LastNoteAt      Time         `json:"lastNoteAt,omitzero" format:"date-time"`
}

// TicketRef names a ticket.
type TicketRef struct {
	ID     string `json:"id"`
	Number int64  `json:"number"`
}

// CauseThen names a cause as it was called at closing.
type CauseThen struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MachineThen is the machine as it was when the ticket was opened.
type MachineThen struct {
	Name   string `json:"name"`
	Model  string `json:"model"`
	Serial string `json:"serial"`
	Site   string `json:"site,omitempty"`
}

// Message of a ticket: replies and events have Index; notes AfterIndex (0 too) and NoteIndex.
type Message struct {
	ID         string `json:"id"`
	TicketID   string `json:"ticketId"`
	Kind       string `json:"kind"`
	Author     Author `json:"author"`
	Text       string `json:"text,omitempty"`
	Event      *Event `json:"event,omitempty"`
	Index      *int   `json:"index,omitempty"`
	AfterIndex *int   `json:"afterIndex,omitempty"`
	NoteIndex  *int   `json:"noteIndex,omitempty"`
	CreatedAt  Time   `json:"createdAt" format:"date-time"`
	WrittenAt  Time   `json:"writtenAt" format:"date-time"`
	Hash       string `json:"hash"`
	// Attachments are part of the hash by their SHA-256, in this order.
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Attachment is a file that belongs to a message. What comes after SHA256 is there once all bytes have arrived; width and
// height are those of a picture of which there is a thumbnail. AbandonedAt alone is there if they never will.
type Attachment struct {
	ID        string `json:"id" format:"uuid"`
	Name      string `json:"name"`
	Size      int64  `json:"size" doc:"In bytes."`
	SHA256    string `json:"sha256" doc:"Lower-case hex."`
	ArrivedAt Time   `json:"arrivedAt,omitzero" format:"date-time"`
	Type      string `json:"type,omitempty" doc:"The media type by the content."`
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`

	AbandonedAt Time `json:"abandonedAt,omitzero" format:"date-time" doc:"When its writer gave it up."`
}

// Author of a message, named as they were then.
type Author struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role"`
}

// Event is the record of a change.
type Event struct {
	Type    string `json:"type"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
	Outcome string `json:"outcome,omitempty"`
	Text    string `json:"text,omitempty"`
}

// Machine as it is now.
type Machine struct {
	ID                string `json:"id"`
	CompanyID         string `json:"companyId"`
	Name              string `json:"name"`
	Model             string `json:"model"`
	Serial            string `json:"serial"`
	Site              string `json:"site,omitempty"`
	LinkedPerson      *Ref   `json:"linkedPerson,omitempty"`
	DefaultTechnician *Ref   `json:"defaultTechnician,omitempty"`
	Disabled          bool   `json:"disabled,omitempty"`
}

// MachineCard is one machine with how much is open and closed about it.
type MachineCard struct {
	Machine
	OpenTickets   int `json:"openTickets"`
	ClosedTickets int `json:"closedTickets"`
}

// Person as others see them; of the maker's people, operators get id and name alone.
type Person struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Role      string `json:"role,omitempty"`
	CompanyID string `json:"companyId,omitempty"`
	Disabled  bool   `json:"disabled,omitempty"`
}

// Company is a customer of the maker.
type Company struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Country string `json:"country"`
}

// Category is one entry of the maker's list.
type Category struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Disabled bool   `json:"disabled,omitempty"`
}

// Cause is one entry of the maker's list of what was behind a request. Only technicians get it.
type Cause struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Disabled bool   `json:"disabled,omitempty"`
}

// Filter is a selection of tickets that a technician has kept. Only its owner gets it.
type Filter struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Place    int      `json:"place"`
	Criteria Criteria `json:"criteria"`
}

// Criteria select the tickets that meet all of what is said.
type Criteria struct {
	Statuses         []string `json:"statuses,omitempty"`
	Severities       []string `json:"severities,omitempty"`
	Kind             string   `json:"kind,omitempty" enum:"chat,callback"`
	CompanyIDs       []string `json:"companyIds,omitempty"`
	Models           []string `json:"models,omitempty"`
	CategoryIDs      []string `json:"categoryIds,omitempty"`
	Assignees        []string `json:"assignees,omitempty" doc:"Ids of people, or me, or nobody."`
	OlderThanHours   int      `json:"olderThanHours,omitempty"`
	YoungerThanHours int      `json:"youngerThanHours,omitempty"`
	Text             string   `json:"text,omitempty"`
}

// CannedReply is a text kept for what is answered often: one's own, or shared by all of the support.
type CannedReply struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Text   string `json:"text"`
	Shared bool   `json:"shared,omitempty"`
}

// ResponseTimes are within what time customers are to be answered. Only technicians get them; without any, they are the usual
// ones.
type ResponseTimes struct {
	Targets []Target `json:"targets"`
	Hours   []Hours  `json:"hours" doc:"A day that is missing is off; without any the support always works."`
	Zone    string   `json:"zone" doc:"An IANA time zone."`
}

// Target is the time for a severity's first answer and for each one after it.
type Target struct {
	Severity     string `json:"severity" enum:"stopped,degraded,question"`
	FirstMinutes int    `json:"firstMinutes"`
	NextMinutes  int    `json:"nextMinutes"`
}

// Hours are when the support works on a weekday.
type Hours struct {
	Weekday int    `json:"weekday" doc:"0 is Sunday."`
	Open    string `json:"open" doc:"15:04"`
	Close   string `json:"close" doc:"15:04"`
}

// Mark is how far one has read oneself.
type Mark struct {
	TicketID  string `json:"ticketId"`
	MessageID string `json:"messageId"`
	Index     int    `json:"index"`
}
