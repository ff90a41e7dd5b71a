package support

import "time"

// Role is what a person is on the line.
type Role string

// The roles. An admin is a technician who also manages companies, people, machines and categories.
const (
	RoleOperator   Role = "operator"
	RoleTechnician Role = "technician"
	RoleAdmin      Role = "admin"
)

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return r == RoleOperator || r == RoleTechnician || r == RoleAdmin }

// Side is the end of the line that a role stands at.
func (r Role) Side() Side {
	if r == RoleOperator {
		return SideCustomer
	}
	return SideSupport
}

// Side is one end of the line.
type Side string

// The two ends: a company's operators, and the maker's technicians.
const (
	SideCustomer Side = "customer"
	SideSupport  Side = "support"
)

// Kind is the way a customer wants to be helped.
type Kind string

// The kinds of ticket: a conversation, or a call back.
const (
	KindChat     Kind = "chat"
	KindCallback Kind = "callback"
)

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k == KindChat || k == KindCallback }

// Severity is what the operator declares about the machine.
type Severity string

// The severities, worst first.
const (
	SeverityStopped  Severity = "stopped"
	SeverityDegraded Severity = "degraded"
	SeverityQuestion Severity = "question"
)

// Valid reports whether s is one of the severities.
func (s Severity) Valid() bool {
	return s == SeverityStopped || s == SeverityDegraded || s == SeverityQuestion
}

// Status is how far a ticket has come.
type Status string

// The statuses. Waiting means waiting for the customer.
const (
	StatusNew        Status = "new"
	StatusInProgress Status = "in_progress"
	StatusWaiting    Status = "waiting"
	StatusClosed     Status = "closed"
)

// Valid reports whether s is one of the statuses.
func (s Status) Valid() bool {
	return s == StatusNew || s == StatusInProgress || s == StatusWaiting || s == StatusClosed
}

// MayBecome reports whether a technician may move a ticket from s to next. A status may always stay.
func (s Status) MayBecome(next Status) bool {
	if s == next {
		return true
	}
	switch next {
	case StatusInProgress:
		return true
	case StatusWaiting:
		return s != StatusClosed
	case StatusClosed:
		return true
	default:
		return false
	}
}

// MessageKind tells what was said from what was recorded.
type MessageKind string

// The kinds of message. A note is seen by technicians only.
const (
	MessageReply MessageKind = "reply"
	MessageNote  MessageKind = "note"
	MessageEvent MessageKind = "event"
)

// EventType says what an event records.
type EventType string

// The types of event.
const (
	EventStatus      EventType = "status"
	EventAssignee    EventType = "assignee"
	EventCategory    EventType = "category"
	EventSeverity    EventType = "severity"
	EventCallAttempt EventType = "call_attempt"
	EventResolution  EventType = "resolution"
	EventLink        EventType = "link"
	EventVerdict     EventType = "verdict"
)

// Outcome is how a call attempt ended.
type Outcome string

// The outcomes of a call attempt.
const (
	OutcomeNoAnswer Outcome = "no_answer"
	OutcomeBusy     Outcome = "busy"
	OutcomeSpoken   Outcome = "spoken"
)

// Valid reports whether o is one of the outcomes.
func (o Outcome) Valid() bool {
	return o == OutcomeNoAnswer || o == OutcomeBusy || o == OutcomeSpoken
}

// OutcomeUndone, on a link, says that two tickets are no longer taken for one.
const OutcomeUndone Outcome = "undone"

// Verdict is what the customer says of a closed ticket.
type Verdict string

// The verdicts.
const (
	VerdictRuns  Verdict = "runs"
	VerdictFails Verdict = "fails"
)

// Valid reports whether v is one of the verdicts.
func (v Verdict) Valid() bool { return v == VerdictRuns || v == VerdictFails }

// InstantLayout is how instants are written on the wire: RFC 3339, UTC, three decimals.
const InstantLayout = "2006-01-02T15:04:05.000Z"

// Instant brings t to the form that everything here keeps: UTC, whole milliseconds, no monotonic reading.
func Instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}
