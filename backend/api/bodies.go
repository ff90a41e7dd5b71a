package api

// Server says who answers.
type Server struct {
	Name           string  `json:"name"`
	Version        string  `json:"version"`
	API            []int   `json:"api" doc:"Versions of this contract that the server speaks."`
	MinimumDesktop string  `json:"minimumDesktop"`
	Support        Contact `json:"support"`
	MaxAttachment  int64   `json:"maxAttachment,omitempty" doc:"The size in bytes that an attachment may have; absent where the server takes none."`
	Epoch          string  `json:"epoch,omitempty" doc:"Names the store; another after a restore from a backup. A call that says in its header Filodiretto-Epoch what it takes for it is answered 410 cursor_reset if it is another, and does nothing."`
}

// HeaderEpoch says which epoch of the store an act is for: one that was restored meanwhile does not take it, since acts
// that it has lost may have to come first.
const HeaderEpoch = "Filodiretto-Epoch"

// Contact is how the maker's support is reached by telephone.
type Contact struct {
	Phone string `json:"phone,omitempty" doc:"E.164."`
	Hours string `json:"hours,omitempty" doc:"Opening hours, as the maker words them."`
}

// SignIn asks for a session.
type SignIn struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Device   string `json:"device,omitempty" doc:"What the person calls this workstation."`
}

// Session is a signed-in session. The token is shown this once.
type Session struct {
	Token              string `json:"token"`
	User               Me     `json:"user"`
	ExpiresAt          Time   `json:"expiresAt" format:"date-time"`
	MustChangePassword bool   `json:"mustChangePassword"`
}

// Me is who is signed in.
type Me struct {
	ID        string   `json:"id"`
	Login     string   `json:"login"`
	Name      string   `json:"name"`
	Role      string   `json:"role" enum:"operator,technician,admin"`
	Company   *Company `json:"company,omitempty"`
	Language  string   `json:"language,omitempty"`
	CreatedAt Time     `json:"createdAt" format:"date-time" doc:"Nothing before it is unread."`
}

// PasswordChange is one's own.
type PasswordChange struct {
	Current string `json:"current"`
	New     string `json:"new"`
}

// NewTicket opens a ticket.
type NewTicket struct {
	ID              string      `json:"id" format:"uuid"`
	Kind            string      `json:"kind" enum:"chat,callback"`
	CategoryID      string      `json:"categoryId,omitempty" format:"uuid"`
	MachineID       string      `json:"machineId,omitempty" format:"uuid"`
	Severity        string      `json:"severity" enum:"stopped,degraded,question"`
	Description     string      `json:"description" doc:"1 to 20,000 code points after trimming."`
	Phone           string      `json:"phone,omitempty"`
	CallWindow      *CallWindow `json:"callWindow,omitempty"`
	FollowsTicketID string      `json:"followsTicketId,omitempty" format:"uuid"`
	CompanyID       string      `json:"companyId,omitempty" format:"uuid" doc:"By a technician: for whom."`
	OpenedForID     string      `json:"openedForId,omitempty" format:"uuid" doc:"By a technician: for which person."`
	WrittenAt       Time        `json:"writtenAt,omitzero" format:"date-time"`

	Attachments []NewAttachment `json:"attachments,omitempty" doc:"Of the description; at most 20."`
}

// CallWindow is when the customer wants to be called.
type CallWindow struct {
	From Time `json:"from,omitzero" format:"date-time"`
	To   Time `json:"to,omitzero" format:"date-time"`
}

// NewMessage adds a reply or a note.
type NewMessage struct {
	ID        string `json:"id" format:"uuid"`
	Kind      string `json:"kind" enum:"reply,note"`
	Text      string `json:"text,omitempty" doc:"1 to 20,000 code points after trimming; may be empty where something is attached."`
	WrittenAt Time   `json:"writtenAt,omitzero" format:"date-time"`

	Attachments []NewAttachment `json:"attachments,omitempty" doc:"At most 20."`
}

// NewAttachment declares a file that belongs to a message. Its bytes are uploaded by its id.
type NewAttachment struct {
	ID     string `json:"id" format:"uuid"`
	Name   string `json:"name" doc:"1 to 200 code points, without folders, control characters and marks of direction."`
	Size   int64  `json:"size" doc:"In bytes, 1 to what the server takes."`
	SHA256 string `json:"sha256" doc:"Lower-case hex."`
}

// TicketChange changes a ticket.
type TicketChange struct {
	ChangeID      string           `json:"changeId" format:"uuid"`
	Seen          Seen             `json:"seen,omitzero"`
	Status        string           `json:"status,omitempty" enum:"in_progress,waiting,closed"`
	AssigneeID    Optional[string] `json:"assigneeId,omitzero" nullable:"true" format:"uuid" doc:"Null unassigns."`
	CategoryID    string           `json:"categoryId,omitempty" format:"uuid"`
	Severity      string           `json:"severity,omitempty" enum:"stopped,degraded,question"`
	Resolution    string           `json:"resolution,omitempty" doc:"Belongs to closing."`
	CauseID       string           `json:"causeId,omitempty" format:"uuid" doc:"May go with a resolution."`
	DuplicateOfID string           `json:"duplicateOfId,omitempty" format:"uuid" doc:"Closes without a resolution, as a duplicate of another ticket of the same company that is not one itself. Reopening undoes it."`
}

// Seen is what the technician looked at when they wanted the change.
type Seen struct {
	Status     string `json:"status,omitempty" enum:"new,in_progress,waiting,closed"`
	AssigneeID string `json:"assigneeId,omitempty"`
}

// NewCallAttempt records a call.
type NewCallAttempt struct {
	ID      string `json:"id" format:"uuid"`
	Outcome string `json:"outcome" enum:"no_answer,busy,spoken"`
	Text    string `json:"text,omitempty"`
	AgainAt Time   `json:"againAt,omitzero" format:"date-time" doc:"When to try again; not with spoken."`
}

// NewVerdict says whether the machine of a closed ticket runs.
type NewVerdict struct {
	ID      string `json:"id" format:"uuid"`
	Verdict string `json:"verdict" enum:"runs,fails"`
	Text    string `json:"text,omitempty"`
}

// PutPresence says what one does in a ticket at this moment.
type PutPresence struct {
	State string `json:"state" enum:"viewing,typing,typing_note,gone"`
}

// PutFilter keeps a selection of tickets, in one's own list of them.
type PutFilter struct {
	ChangeID string   `json:"changeId" format:"uuid"`
	Name     string   `json:"name"`
	Place    int      `json:"place"`
	Criteria Criteria `json:"criteria"`
}

// PutCannedReply keeps a canned reply.
type PutCannedReply struct {
	ChangeID string `json:"changeId" format:"uuid"`
	Name     string `json:"name" doc:"1 to 40 lower-case letters, digits and hyphens; unique among one's own, and among the shared ones."`
	Text     string `json:"text"`
	Shared   bool   `json:"shared"`
}

// ReadUpTo sets one's mark.
type ReadUpTo struct {
	MessageID string `json:"messageId" format:"uuid"`
}

// RecordBreak reports a ticket whose record does not hold at a client.
type RecordBreak struct {
	TicketID string `json:"ticketId" format:"uuid"`
	Kind     string `json:"kind" enum:"changed,chain,missing,restored"`
	Notes    bool   `json:"notes,omitempty" doc:"In the chain of notes, else in that of replies and events."`
	Index    int    `json:"index" doc:"The place in the chain."`
	Kept     string `json:"kept,omitempty" doc:"The hash that the client holds there, or before there."`
	Came     string `json:"came,omitempty" doc:"The hash that the server gave."`
	Lost     int    `json:"lost,omitempty" doc:"Of restored: how many messages the server has no more."`
}

// Page is a list's answer. Next is empty at the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Problem is an error's answer (RFC 9457).
type Problem struct {
	Type   string         `json:"type" doc:"Always about:blank."`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail,omitempty"`
	Code   string         `json:"code" doc:"Stable; decide by it."`
	Errors []ProblemField `json:"errors,omitempty"`
}

// ProblemField says which field is wrong, and why by a stable word.
type ProblemField struct {
	Location string `json:"location" doc:"body.phone, query.after, …"`
	Reason   string `json:"reason"`
	Message  string `json:"message"`
}
