// Package store is what the server keeps, as one interface. sqlite keeps it in a file; storetest is the suite that
// every implementation passes. A store knows no rules: who may do what is decided above it. It does know the change
// feed's arithmetic, because a position must be given out by whoever commits.
package store

import (
	"context"
	"time"

	"filodiretto/backend/support"
)

// Store keeps everything the server knows. It is safe for use by many goroutines.
type Store interface {
	// Read runs fn on one consistent snapshot. fn must not keep the Reader.
	Read(ctx context.Context, fn func(Reader) error) error

	// Write runs fn in a transaction and returns when what it wrote is on disk; if fn fails nothing of it stays. Several
	// writers may share one commit of the disk, yet each Write is a commit of its own in the feed: all that one Write
	// touches has one position, later Writes have later ones, and no position becomes visible after a later one has been
	// handed out. fn may be run again after a failed shared commit, so it must have no effects of its own. When ctx ends
	// before fn has begun, Write returns its error and fn never runs; once begun, it is finished.
	//
	// The audiences touched are told to the listener after the commit and before Write returns, never before the commit. A
	// commit that the disk did not take is support.CodeStorage for everybody who shared it.
	Write(ctx context.Context, fn func(Writer) error) error

	// Listen sets who is told of commits. It is called once, before the first Write; listener must not block.
	Listen(listener func(Commit))

	// Identity says which store this is.
	Identity() Identity

	// Backup writes a consistent copy to a file that must not exist yet, while the store goes on working, and verifies it. Before
	// the copy gets its name, along, unless it is nil, is called with each attachment that has arrived by what the copy says:
	// their bytes are kept elsewhere. If that fails, so does the backup.
	Backup(ctx context.Context, file string, along func(context.Context, Attachment) error) error

	// Check verifies the store: form, positions, counts, hash chains. It returns what is wrong, empty if nothing is.
	Check(ctx context.Context) ([]string, error)

	// Close waits for what is being written and lets go of the file.
	Close() error
}

// Identity of a store. Epoch is new after a restore: cursors of another epoch mean nothing. Key seals cursors.
type Identity struct {
	Epoch [16]byte
	Key   [32]byte
}

// Commit tells what a finished Write touched.
type Commit struct {
	Position  int64
	Audiences []support.Audience
}

// Reader reads. What is not there is an error with support.CodeNotFound. A limit of 0 is no limit. Names and ids are
// ordered by their bytes.
type Reader interface {
	Company(ctx context.Context, id string) (support.Company, error)
	Companies(ctx context.Context) ([]support.Company, error)
	Person(ctx context.Context, id string) (support.Person, error)
	// People of one company, or with an empty id the maker's; by name.
	People(ctx context.Context, companyID string) ([]support.Person, error)
	Machine(ctx context.Context, id string) (support.Machine, error)
	// MachineBySerial finds a machine by its serial within all companies.
	MachineBySerial(ctx context.Context, serial string) (support.Machine, error)
	// Machines by name, then id.
	Machines(ctx context.Context, filter MachineFilter) ([]support.Machine, error)
	Category(ctx context.Context, id string) (support.Category, error)
	Categories(ctx context.Context) ([]support.Category, error)
	Cause(ctx context.Context, id string) (support.Cause, error)
	Causes(ctx context.Context) ([]support.Cause, error)

	// Filter is anybody's, by its id.
	Filter(ctx context.Context, id string) (support.Filter, error)
	// Filters of a person, by place, then name, then id.
	Filters(ctx context.Context, personID string) ([]support.Filter, error)
	// CannedReply is anybody's, by its id.
	CannedReply(ctx context.Context, id string) (support.CannedReply, error)
	// CannedReplies of a person, or with an empty id the shared ones; by name, without regard to case.
	CannedReplies(ctx context.Context, ownerID string) ([]support.CannedReply, error)
	// ResponseTimes are support.CodeNotFound until somebody has set them.
	ResponseTimes(ctx context.Context) (support.ResponseTimes, error)

	Ticket(ctx context.Context, id string) (support.Ticket, error)
	// Tickets by newest change (UpdatedAt, then ID, descending).
	Tickets(ctx context.Context, filter TicketFilter) ([]support.Ticket, error)
	// TicketCounts of one machine within the company that viewers are bound to; an empty company is all.
	TicketCounts(ctx context.Context, machineID, companyID string) (open, closed int, err error)
	Message(ctx context.Context, ticketID, id string) (support.Message, error)
	// Messages of a ticket in order, each with its attachments, as everywhere where messages are read: by index, each note after the index it follows, by note index.
	Messages(ctx context.Context, filter MessageFilter) ([]support.Message, error)

	// Attachment by its id, with what it belongs to.
	Attachment(ctx context.Context, id string) (Attachment, error)
	// Arrived are the attachments that have arrived whose ids come after one, by id.
	Arrived(ctx context.Context, afterID string, limit int) ([]Attachment, error)

	// Act is the record of an act by its id, support.CodeNotFound if it was never done.
	Act(ctx context.Context, id string) (Act, error)
	Mark(ctx context.Context, personID, ticketID string) (support.Mark, error)

	Credentials(ctx context.Context, login string) (Credentials, error)
	CredentialsOf(ctx context.Context, personID string) (Credentials, error)
	// Session by the SHA-256 of its token.
	Session(ctx context.Context, tokenHash [32]byte) (Session, error)

	// Head is the newest position.
	Head(ctx context.Context) (int64, error)
	// Feed reads the feed of the union of audiences, each object once, at the position of its last change.
	Feed(ctx context.Context, query FeedQuery) (FeedPage, error)
}

// Writer reads what the transaction has made of the store so far, and writes. A Put adds or replaces; an Insert of what is
// there already is support.CodeConflict, and nothing is lost by it: fn may go on.
type Writer interface {
	Reader

	PutCompany(ctx context.Context, c support.Company) error
	// PutPerson keeps a person; logins are unique without regard to case: support.CodeConflict.
	PutPerson(ctx context.Context, p support.Person) error
	// PutMachine keeps a machine; serials are unique: support.CodeConflict.
	PutMachine(ctx context.Context, m support.Machine) error
	PutCategory(ctx context.Context, c support.Category) error
	PutCause(ctx context.Context, c support.Cause) error

	PutFilter(ctx context.Context, f support.Filter) error
	// DeleteFilter is, like DeleteCannedReply, support.CodeNotFound if there is none.
	DeleteFilter(ctx context.Context, id string) error
	// PutCannedReply keeps a canned reply; names are unique, without regard to case, among one's own and among the shared
	// ones: support.CodeConflict.
	PutCannedReply(ctx context.Context, c support.CannedReply) error
	DeleteCannedReply(ctx context.Context, id string) error
	PutResponseTimes(ctx context.Context, r support.ResponseTimes) error

	// NextNumber gives out the next ticket number, from 1001 on; numbers may have holes.
	NextNumber(ctx context.Context) (int64, error)
	InsertTicket(ctx context.Context, t support.Ticket) error
	// UpdateTicket keeps what may change of a ticket: status, severity, category, assignee, resolution, cause, verdict, what it
	// is a duplicate of, times but those of opening, counts, reading and chain heads. What it was opened with stays. support.CodeNotFound if it is not there.
	UpdateTicket(ctx context.Context, t support.Ticket) error
	// InsertMessage keeps a message, with what is attached to it, of a ticket that is there, else support.CodeNotFound. The ids of
	// attachments are unique over all messages.
	InsertMessage(ctx context.Context, m support.Message) error
	// ArriveAttachment keeps ArrivedAt, Type, Width and Height of an attachment; what was declared of it stays.
	// support.CodeNotFound if it is not there.
	ArriveAttachment(ctx context.Context, id string, a support.Attachment) error
	// AbandonAttachment keeps that the bytes of an attachment will not arrive, and since when.
	// It is support.CodeNotFound for one that is not there.
	AbandonAttachment(ctx context.Context, id string, at time.Time) error
	InsertAct(ctx context.Context, a Act) error
	PutMark(ctx context.Context, m support.Mark) error

	PutCredentials(ctx context.Context, c Credentials) error
	InsertSession(ctx context.Context, s Session) error
	// UseSession moves a session's last use; like DeleteSession it is support.CodeNotFound if there is none.
	UseSession(ctx context.Context, tokenHash [32]byte, at time.Time) error
	DeleteSession(ctx context.Context, tokenHash [32]byte) error
	// DeleteSessions ends a person's sessions, all but the kept one; the zero hash keeps none.
	DeleteSessions(ctx context.Context, personID string, keep [32]byte) error

	// Touch puts an object at this commit's position in the feeds of the audiences, and only there: in other audiences it
	// stays where it was.
	Touch(ctx context.Context, o Object, audiences ...support.Audience) error
	// Remove puts into the feeds of the audiences that they may no longer see the object.
	Remove(ctx context.Context, o Object, audiences ...support.Audience) error
}

// Attachment is an attachment with what it belongs to.
type Attachment struct {
	support.Attachment
	MessageID string
	// Kind is the message's, AuthorID who wrote it.
	Kind     support.MessageKind
	AuthorID string
	TicketID string
	// CompanyID is the ticket's.
	CompanyID string
}

// Act is the record that an act was done: the idempotency key, for ever.
type Act struct {
	ID       string
	PersonID string
	// Fingerprint is SHA-256 over what was asked, after normalising.
	Fingerprint [32]byte
}

// Credentials are what a person signs in with.
type Credentials struct {
	PersonID string
	Login    string
	// Hash is an argon2id hash in PHC form.
	Hash       string
	MustChange bool
}

// Session is a signed-in session; the token itself is nowhere.
type Session struct {
	TokenHash [32]byte
	PersonID  string
	Device    string
	CreatedAt time.Time
	UsedAt    time.Time
}

// MachineFilter selects machines.
type MachineFilter struct {
	// CompanyID bounds the search; empty is all companies.
	CompanyID string
	// Query is in parts between blanks, each of which must be any part of name, model or serial, without regard to case and
	// diacritics.
	Query string
	// AfterName and AfterID are the last machine of the page before.
	AfterName, AfterID string
	Limit              int
	// WithDisabled includes machines out of use.
	WithDisabled bool
}

// TicketFilter selects tickets; empty fields select all.
type TicketFilter struct {
	CompanyID  string
	Statuses   []support.Status
	MachineID  string
	AssigneeID string
	// Query searches number, machine name, model and serial, and the words of description, replies and events with the names of what is attached to them, of notes only
	// with WithNotes, in all that was committed when it is asked. All of its Phrases must be found, each somewhere in the
	// ticket; a query without a word finds nothing.
	Query     string
	WithNotes bool
	// AfterUpdated and AfterID are the last ticket of the page before.
	AfterUpdated time.Time
	AfterID      string
	Limit        int
}

// MessageFilter selects messages of a ticket, after a place in its order.
type MessageFilter struct {
	TicketID string
	// AfterIndex and AfterNote are the place of the last message of the page before: a reply or event has its Index and 0,
	// a note its AfterIndex and NoteIndex.
	AfterIndex int
	AfterNote  int
	WithNotes  bool
	Limit      int
}

// ObjectType says what kind of thing is in a feed. Its values are stored and never change.
type ObjectType int

// The types of object that feeds carry.
const (
	ObjectTicket   ObjectType = 1
	ObjectMessage  ObjectType = 2
	ObjectMachine  ObjectType = 3
	ObjectPerson   ObjectType = 4
	ObjectCompany  ObjectType = 5
	ObjectCategory ObjectType = 6
	ObjectMark     ObjectType = 7

	ObjectCause         ObjectType = 8
	ObjectFilter        ObjectType = 9
	ObjectCannedReply   ObjectType = 10
	ObjectResponseTimes ObjectType = 11
)

// ResponseTimesID names the response times in feeds: there is one set of them.
const ResponseTimesID = "response_times"

// Object names a thing in a feed. A mark is named by its ticket and is only ever in its person's feed.
type Object struct {
	Type ObjectType
	ID   string
}

// FeedQuery asks for a page of a feed, forwards from After or, when Backward, backwards from Before.
type FeedQuery struct {
	Audiences []support.Audience
	// PersonID is whose marks an ObjectMark entry means.
	PersonID string
	After    int64
	// Before is exclusive; 0 with Backward is from the newest.
	Before   int64
	Backward bool
	// Limit is soft: a page never ends inside a commit.
	Limit int
}

// FeedPage is a page of a feed: entries by position, ascending or, backwards, descending.
type FeedPage struct {
	Entries []FeedEntry
	// Last is the position reached: the one to go on from. Forwards it is at least After, and the head once More is false.
	Last int64
	Head int64
	More bool
}

// FeedEntry is one object at its position. Exactly one of the pointers is set, none when Removed.
type FeedEntry struct {
	Position int64
	Object   Object
	Removed  bool

	Ticket   *support.Ticket
	Message  *support.Message
	Machine  *support.Machine
	Person   *support.Person
	Company  *support.Company
	Category *support.Category
	Mark     *support.Mark

	Cause         *support.Cause
	Filter        *support.Filter
	CannedReply   *support.CannedReply
	ResponseTimes *support.ResponseTimes
}
