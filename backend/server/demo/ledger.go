package demo

import "filodiretto/backend/support"

// What happens to a ticket.
type deed int

const (
	deedReply deed = iota
	deedNote
	deedCall
	deedChange
	deedVerdict
)

// A beat is one act in a story: who does what, and how long after the beat before.
type beat struct {
	by   *member
	deed deed
	text string
	// files are attached to a reply.
	files []enclosure

	outcome support.Outcome
	verdict support.Verdict
	// What a change changes; empty stays.
	status   support.Status
	severity support.Severity
	assignee *member
	category *support.Category

	pace pace
}

// A ledger counts the messages that acts make, by the same rules that record them.
type ledger struct {
	status   support.Status
	assignee string
	replied  bool
	messages int
}

// opened is the ledger of a ticket that has just been opened.
func opened(u *unit) ledger {
	l := ledger{status: support.StatusNew, messages: 1}
	if u != nil {
		l.assignee = u.DefaultTechnician.ID
	}
	return l
}

// add counts what the beats make and returns the ledger after them.
func (l ledger) add(beats ...beat) ledger {
	for i := range beats {
		l = l.addOne(&beats[i])
	}
	return l
}

func (l ledger) addOne(b *beat) ledger {
	switch b.deed {
	case deedNote, deedCall, deedVerdict:
		l.messages++
	case deedReply:
		l.messages++
		if b.by.Role.Side() == support.SideCustomer {
			if l.status == support.StatusWaiting {
				l.status = support.StatusInProgress
				l.messages++
			}
			break
		}
		if !l.replied {
			l.replied = true
			if l.status == support.StatusNew {
				l.status = support.StatusInProgress
				l.messages++
			}
			if l.assignee == "" {
				l.assignee = b.by.ID
				l.messages++
			}
		}
	case deedChange:
		if b.assignee != nil && b.assignee.ID != l.assignee {
			l.assignee = b.assignee.ID
			l.messages++
		}
		if b.category != nil {
			l.messages++
		}
		if b.severity != "" {
			l.messages++
		}
		if b.status == support.StatusClosed {
			l.messages += 2 // the resolution too
			l.status = b.status
		} else if b.status != "" && b.status != l.status {
			l.messages++
			l.status = b.status
		}
	}
	return l
}
