package support

import "time"

// Company is a customer of the maker.
type Company struct {
	ID   string
	Name string
	// Country is the ISO 3166-1 alpha-2 code that telephone numbers are read by when they name none.
	Country string
}

// Person is somebody who signs in. Company and side never change: a person is disabled and added anew.
type Person struct {
	ID    string
	Login string
	Name  string
	Role  Role
	// CompanyID is empty for the maker's people.
	CompanyID string
	// Language is a BCP 47 tag of a catalogue, or empty.
	Language  string
	Disabled  bool
	CreatedAt time.Time
}

// Ref is the person as others are shown them.
func (p Person) Ref() PersonRef { return PersonRef{ID: p.ID, Name: p.Name} }

// Author is the person as the writer of a message.
func (p Person) Author() Author { return Author{ID: p.ID, Name: p.Name, Role: p.Role} }

// PersonRef names a person; the zero value names nobody.
type PersonRef struct {
	ID   string
	Name string
}

// Author is who wrote a message, named as they were then.
type Author struct {
	ID   string
	Name string
	Role Role
}

// Machine is a machine that the maker built and a company runs.
type Machine struct {
	ID                string
	CompanyID         string
	Name              string
	Model             string
	Serial            string
	Site              string
	LinkedPerson      PersonRef
	DefaultTechnician PersonRef
	Disabled          bool
}

// Category is one entry of the maker's list of what a request can be about.
type Category struct {
	ID       string
	Name     string
	Disabled bool
}

// Cause is one entry of the maker's list of what was behind a request, chosen at closing.
type Cause struct {
	ID       string
	Name     string
	Disabled bool
}

// CauseRef names a cause as it was called then; the zero value names none.
type CauseRef struct {
	ID   string
	Name string
}

// TicketRef names a ticket; the zero value names none.
type TicketRef struct {
	ID     string
	Number int64
}

// MachineThen is what a ticket remembers of its machine as it was at opening.
type MachineThen struct {
	Name   string
	Model  string
	Serial string
	Site   string
}

// CallWindow is the time in which the customer wants to be called.
type CallWindow struct {
	From time.Time
	To   time.Time
}

// IsZero reports whether no time was asked for.
func (w CallWindow) IsZero() bool { return w.From.IsZero() && w.To.IsZero() }

// Ticket is one request, from opening to closing. Fields that only technicians get are marked; they never move
// anything that an operator can see.
type Ticket struct {
	ID              string
	Number          int64
	Kind            Kind
	Title           string
	Description     string
	Status          Status
	Severity        Severity
	CategoryID      string
	CompanyID       string
	MachineID       string
	Machine         MachineThen
	OpenedBy        PersonRef
	OpenedFor       PersonRef
	Assignee        PersonRef
	Phone           string
	CallWindow      CallWindow
	FollowsTicketID string
	Resolution      string
	// Cause goes with the resolution; it may name none.
	Cause CauseRef
	// Verdict is the customer's last word on a closed ticket, and VerdictAt when it was given; zero until then.
	Verdict   Verdict
	VerdictAt time.Time
	// DuplicateOf is the ticket of which this one, closed, is a duplicate.
	DuplicateOf   TicketRef
	CreatedAt     time.Time
	WrittenAt     time.Time
	UpdatedAt     time.Time
	ClosedAt      time.Time
	LastMessageAt time.Time
	// FirstReplyAt is when a technician first replied; zero until then.
	FirstReplyAt time.Time
	// AwaitedSince is since when the customer waits for the support: see clock.go. Zero while the support owes nothing.
	AwaitedSince time.Time
	// PausedAt is since when the ticket waits for the customer; zero while it does not.
	PausedAt time.Time
	// SpokenAt is when the customer was last reached by telephone; CallAgainAt when to try again. Zero for never.
	SpokenAt    time.Time
	CallAgainAt time.Time
	// MessageCount counts replies, the description among them.
	MessageCount int
	// LastIndex is the index of the newest reply or event.
	LastIndex      int
	ReadBySupport  int
	ReadByCustomer int
	// Head is the hash of the newest reply or event.
	Head Hash

	// NoteCount, LastNoteAt and NoteHead are the support's alone.
	NoteCount  int
	LastNoteAt time.Time
	NoteHead   Hash
}

// Open reports whether the ticket is not closed.
func (t *Ticket) Open() bool { return t.Status != StatusClosed }

// Message is one thing said or recorded in a ticket. Replies and events have Index; a note has AfterIndex and
// NoteIndex.
type Message struct {
	ID         string
	TicketID   string
	Kind       MessageKind
	Author     Author
	Text       string
	Event      Event
	Index      int
	AfterIndex int
	NoteIndex  int
	CreatedAt  time.Time
	WrittenAt  time.Time
	Hash       Hash
	// Attachments of a reply or a note, in the order in which they were declared.
	Attachments []Attachment
}

// Event is what an event message records; the zero value is no event. From and To are the API's words, or for assignee
// and category the names as they were then.
type Event struct {
	Type    EventType
	From    string
	To      string
	Outcome Outcome
	Text    string
}

// Mark is how far a person has read a ticket. Index is the index of the newest reply or event that it covers; NoteIndex
// of the newest note, zero for operators.
type Mark struct {
	PersonID  string
	TicketID  string
	MessageID string
	Index     int
	NoteIndex int
}

// After reports whether m reads further than other. Marks never go back.
func (m Mark) After(other Mark) bool {
	return m.Index > other.Index || m.Index == other.Index && m.NoteIndex > other.NoteIndex
}
