package support

import "time"

// Filter is a selection of tickets that a technician has kept for themselves.
type Filter struct {
	ID       string
	PersonID string
	Name     string
	// Place orders a person's filters.
	Place    int
	Criteria Criteria
}

// Criteria select tickets: those that meet all of what is said. What is empty selects all.
type Criteria struct {
	Statuses    []Status
	Severities  []Severity
	Kind        Kind
	CompanyIDs  []string
	Models      []string
	CategoryIDs []string
	// Assignees are ids of people, or AssigneeMe, or AssigneeNobody.
	Assignees []string
	// OlderThan and YoungerThan bound the age at the time of asking; zero bounds nothing.
	OlderThan, YoungerThan time.Duration
	// Text is searched as in the search for tickets.
	Text string
}

// Who is assigned, where it is not one certain person.
const (
	AssigneeMe     = "me"
	AssigneeNobody = "nobody"
)

// CannedReply is a text kept for what is answered often.
type CannedReply struct {
	ID string
	// Name is what is typed after a slash: lower-case letters, digits, hyphens.
	Name string
	Text string
	// OwnerID is whose it is; empty when all of the support have it.
	OwnerID string
}

// Presence is what somebody does in a ticket at this moment.
type Presence string

// What somebody may be doing. Gone is that they are no longer there.
const (
	PresenceViewing    Presence = "viewing"
	PresenceTyping     Presence = "typing"
	PresenceTypingNote Presence = "typing_note"
	PresenceGone       Presence = "gone"
)

// Valid reports whether p is one of them.
func (p Presence) Valid() bool {
	return p == PresenceViewing || p == PresenceTyping || p == PresenceTypingNote || p == PresenceGone
}

// As is what somebody of that side learns of it: that a note is being written is the support's alone.
func (p Presence) As(side Side) Presence {
	if p == PresenceTypingNote && side == SideCustomer {
		return PresenceViewing
	}
	return p
}
