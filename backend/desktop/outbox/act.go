package outbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

// ErrUnreadable: what an act says cannot be read back, as of a damaged disk. Decide by errors.Is.
var ErrUnreadable = errors.New("outbox: an act that cannot be read")

// A Kind says what an act does, and so which call carries it.
type Kind string

// The kinds of act, and the api body that each has.
const (
	// KindOpen opens a ticket: api.NewTicket. The act's id is the ticket's.
	KindOpen Kind = "open"
	// KindReply and KindNote say something: api.NewMessage. The act's id is the message's.
	KindReply Kind = "reply"
	KindNote  Kind = "note"
	// KindChange changes a ticket: api.TicketChange. The act's id is the change's.
	KindChange Kind = "change"
	// KindCallAttempt records a call: api.NewCallAttempt. The act's id is the event's.
	KindCallAttempt Kind = "call_attempt"
	// KindMark marks a ticket as read: api.ReadUpTo. The act's id never leaves this workstation.
	KindMark Kind = "mark"
	// KindVerdict says whether the machine of a closed ticket runs: api.NewVerdict. The act's id is the event's.
	KindVerdict Kind = "verdict"
	// KindFilter and KindCannedReply keep one of the person's filters, or a canned reply: api.PutFilter, api.PutCannedReply.
	// The act's id is the change's. The removals have no body, and their id never leaves this workstation.
	KindFilter             Kind = "filter"
	KindFilterRemoval      Kind = "filter_removal"
	KindCannedReply        Kind = "canned_reply"
	KindCannedReplyRemoval Kind = "canned_reply_removal"
)

// OfTicket reports whether acts of the kind are about a ticket, and not about a filter or a canned reply.
func (k Kind) OfTicket() bool {
	switch k {
	case KindFilter, KindFilterRemoval, KindCannedReply, KindCannedReplyRemoval:
		return false
	default:
		return true
	}
}

// A State says how far an act has come.
type State string

// The states of an act. What is gone has no row.
const (
	StateWaiting State = "waiting"
	StateSent    State = "sent"
	StateRefused State = "refused"
)

// StuckAfter is after how many coded server failures an act shows as stuck and is tried hourly.
const StuckAfter = 10

// Act is something done here that the server is to know. It never changes but in how far it has come.
type Act struct {
	// ID is the idempotency key, for ever.
	ID string
	// Seq is the order of writing; the outbox gives it.
	Seq  int64
	Kind Kind
	// TicketID is the ticket that it is about, or the filter or canned reply: acts about the same go in order.
	TicketID string
	// Needs is the id of an act that must be sent first, or empty. If that is refused, this one waits with it.
	Needs string
	// Body is the api body of the kind, as JSON.
	Body json.RawMessage
	// SeenIndex and SeenNote are up to where its writer had the ticket in front of them; of a mark, how far it reads.
	SeenIndex int
	SeenNote  int
	WrittenAt time.Time

	State State
	// Attempts counts the tries that failed, CodedFailures those that failed by a coded problem of the server (5xx).
	Attempts      int
	CodedFailures int
	// RetryAt is when the next try is due; zero is at once.
	RetryAt time.Time
	// SentAt and Answer are set when sent.
	SentAt time.Time
	Answer Answer
	// Refusal is set when refused.
	Refusal Refusal
}

// Stuck reports whether the server has failed this act so often that people should know.
func (a Act) Stuck() bool { return a.State == StateWaiting && a.CodedFailures >= StuckAfter }

// Answer is what the server made of an act.
type Answer struct {
	// Number is an opened ticket's.
	Number int64 `json:"number,omitempty"`
	// Index, AfterIndex and NoteIndex are a message's place.
	Index      int `json:"index,omitempty"`
	AfterIndex int `json:"afterIndex,omitempty"`
	NoteIndex  int `json:"noteIndex,omitempty"`
	// LastIndex is the ticket's after a change.
	LastIndex int `json:"lastIndex,omitempty"`
	// At is the server's time of it; zero when it did not say.
	At api.Time `json:"at,omitzero"`
	// Seen is the cache's revision when it was sent: what the feed brings of a filter or a canned reply later than that has
	// the act in it.
	Seen int64 `json:"seen,omitempty"`
}

// TicketAnswer is what to keep of the ticket that answered an opening or a change.
func TicketAnswer(t api.Ticket) Answer {
	return Answer{Number: t.Number, LastIndex: t.LastIndex, At: t.UpdatedAt}
}

// MessageAnswer is what to keep of the message that answered a reply, a note or a call attempt.
func MessageAnswer(m api.Message) Answer {
	answer := Answer{At: m.CreatedAt}
	if m.Index != nil {
		answer.Index = *m.Index
	}
	if m.AfterIndex != nil {
		answer.AfterIndex = *m.AfterIndex
	}
	if m.NoteIndex != nil {
		answer.NoteIndex = *m.NoteIndex
	}
	return answer
}

// Refusal is why the server refused an act for good.
type Refusal struct {
	Code   support.Code         `json:"code,omitempty"`
	Detail string               `json:"detail,omitempty"`
	Fields []support.FieldError `json:"fields,omitempty"`
}

// RefusalBy reads a refusal from the error that the call came back with.
func RefusalBy(err *support.Error) Refusal {
	return Refusal{Code: err.Code, Detail: err.Detail, Fields: err.Fields}
}

// Opening is the body of a KindOpen act.
func (a Act) Opening() (api.NewTicket, error) { return body[api.NewTicket](a) }

// Message is the body of a KindReply or KindNote act.
func (a Act) Message() (api.NewMessage, error) { return body[api.NewMessage](a) }

// Change is the body of a KindChange act.
func (a Act) Change() (api.TicketChange, error) { return body[api.TicketChange](a) }

// CallAttempt is the body of a KindCallAttempt act.
func (a Act) CallAttempt() (api.NewCallAttempt, error) { return body[api.NewCallAttempt](a) }

// Mark is the body of a KindMark act.
func (a Act) Mark() (api.ReadUpTo, error) { return body[api.ReadUpTo](a) }

// Verdict is the body of a KindVerdict act.
func (a Act) Verdict() (api.NewVerdict, error) { return body[api.NewVerdict](a) }

// Filter is the body of a KindFilter act.
func (a Act) Filter() (api.PutFilter, error) { return body[api.PutFilter](a) }

// CannedReply is the body of a KindCannedReply act.
func (a Act) CannedReply() (api.PutCannedReply, error) { return body[api.PutCannedReply](a) }

func body[T any](a Act) (T, error) {
	var out T
	if err := json.Unmarshal(a.Body, &out); err != nil {
		return out, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return out, nil
}
