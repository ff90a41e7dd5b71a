package desk

import (
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// OutboxState says whether something of a ticket has not reached the server.
type OutboxState string

// The states, from calm to worst.
const (
	OutboxNone    OutboxState = ""
	OutboxWaiting OutboxState = "waiting"
	OutboxStuck   OutboxState = "stuck"
	OutboxRefused OutboxState = "refused"
	// OutboxFiles is of an act that has gone without all that is attached to it; a ticket is never called so.
	OutboxFiles OutboxState = "files"
)

func outboxState(acts *outbox.Snapshot, a outbox.Act) OutboxState {
	switch {
	case a.Kind == outbox.KindMark || a.State == outbox.StateSent:
		return OutboxNone
	case a.State == outbox.StateRefused:
		return OutboxRefused
	case a.Stuck() && !acts.Parked(a):
		return OutboxStuck
	default:
		return OutboxWaiting
	}
}

func worst(a, b OutboxState) OutboxState {
	rank := map[OutboxState]int{OutboxWaiting: 1, OutboxStuck: 2, OutboxRefused: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// ItemState says where one's own message is.
type ItemState string

// The states of one's own messages; others' have none.
const (
	ItemNone    ItemState = ""
	ItemWaiting ItemState = "waiting"
	ItemStuck   ItemState = "stuck"
	ItemSent    ItemState = "sent"
	ItemRead    ItemState = "read"
	ItemRefused ItemState = "refused"
)

// Row is a ticket as lists show it.
type Row struct {
	// Ticket has no Description in lists. Its Number is 0 until it has reached the server.
	support.Ticket
	Company string
	Unread  int
	// Last is the newest reply, its text cut to what a line shows; LastOwn whether it is one's own.
	Last    support.Message
	LastOwn bool
	Outbox  OutboxState
}

// Item is one message as the conversation shows it.
type Item struct {
	// Message has the act's id as its own while it waits, which for replies, notes and calls is also its id afterwards.
	support.Message
	// Own: written by whose desk it is. Ours: by their side.
	Own, Ours bool
	State     ItemState
	// Refusal is set with ItemRefused.
	Refusal *Refusal
	// Files are its attachments, with how far each has come.
	Files []File
}

// A Way is what can be done about a refused act.
type Way string

// The ways on.
const (
	WayResend   Way = "resend"
	WayFollowUp Way = "followUp"
	WayCopy     Way = "copy"
	WayDiscard  Way = "discard"
)

// Refusal is why the server refused an act, and what can be done about it.
type Refusal struct {
	outbox.Refusal
	Ways []Way
}

// item shows an act's message.
func (v *view) item(a outbox.Act, m support.Message) Item {
	i := Item{Message: m, Own: true, Ours: true}
	switch state := outboxState(v.acts, a); {
	case a.State == outbox.StateSent:
		i.State = ItemSent
	case state == OutboxRefused:
		i.State, i.Refusal = ItemRefused, refusalOf(v, a)
	default:
		i.State = ItemState(state)
	}
	return i
}

// cachedItem shows a message that the server has.
func (v *view) cachedItem(t *support.Ticket, m support.Message) Item {
	me := v.d.me
	i := Item{Message: m, Own: m.Author.ID == me.ID, Ours: m.Author.Role.Side() == me.Role.Side()}
	if !i.Own || m.Kind == support.MessageEvent {
		return i
	}
	read := t.ReadBySupport
	if me.Role.Side() == support.SideSupport {
		read = t.ReadByCustomer
	}
	i.State = ItemSent
	if m.Kind == support.MessageReply && m.Index <= read {
		i.State = ItemRead
	}
	return i
}

// refusalOf says why, and finds the ways on.
func refusalOf(v *view, a outbox.Act) *Refusal {
	r := &Refusal{Refusal: a.Refusal}
	text, unreadable := wordsOf(a)
	says := text != "" || len(v.acts.Attachments(a.ID)) > 0
	open := false
	if row, ok, err := v.r.Ticket(a.TicketID); err == nil && ok {
		open = row.Open()
	}
	switch code := a.Refusal.Code; {
	case code == support.CodeDisabled:
		// Nothing of theirs leaves any more, in whatever form.
	case unreadable != nil:
		// Nobody knows what it said.
	case !a.Kind.OfTicket():
		// It is kept again where such things are, under another name or so; what it says is here till then.
	case code == support.CodeTicketClosed:
		if open && says {
			r.Ways = append(r.Ways, WayResend)
		}
		if a.Kind == outbox.KindReply || a.Kind == outbox.KindVerdict {
			r.Ways = append(r.Ways, WayFollowUp)
		}
	case code == support.CodeConflict, code == support.CodeInvalid, code == support.CodeTooLarge:
		if says {
			r.Ways = append(r.Ways, WayResend)
		}
		if a.Kind == outbox.KindOpen {
			r.Ways = append(r.Ways, WayFollowUp)
		}
	default:
		if a.Kind == outbox.KindOpen {
			r.Ways = append(r.Ways, WayFollowUp)
		}
	}
	if text != "" {
		r.Ways = append(r.Ways, WayCopy)
	}
	r.Ways = append(r.Ways, WayDiscard)
	return r
}

// textOf is what somebody wrote in the act; empty when it has no words, or none that can be read.
func textOf(a outbox.Act) string {
	text, err := wordsOf(a)
	if err != nil {
		return ""
	}
	return text
}

// wordsOf is what somebody wrote in the act; outbox.ErrUnreadable where nobody knows any more.
func wordsOf(a outbox.Act) (string, error) {
	switch a.Kind {
	case outbox.KindOpen:
		body, err := a.Opening()
		return body.Description, err
	case outbox.KindReply, outbox.KindNote:
		body, err := a.Message()
		return body.Text, err
	case outbox.KindChange:
		body, err := a.Change()
		return body.Resolution, err
	case outbox.KindCallAttempt:
		body, err := a.CallAttempt()
		return body.Text, err
	case outbox.KindVerdict:
		body, err := a.Verdict()
		return body.Text, err
	case outbox.KindCannedReply:
		body, err := a.CannedReply()
		return body.Text, err
	default:
		return "", nil
	}
}

// row shows a ticket of the cache, with its acts if it has some.
func (v *view) row(base cache.Row) (Row, error) {
	if l := v.laid[base.ID]; l != nil {
		return v.laidRow(l)
	}
	company, err := v.companyName(base.CompanyID)
	return Row{
		Ticket: base.Ticket, Company: company, Unread: base.Unread, Last: base.Last, LastOwn: base.Last.Author.ID == v.d.me.ID,
	}, err
}

func (v *view) laidRow(l *laid) (Row, error) {
	company, err := v.companyName(l.ticket.CompanyID)
	last := l.last
	last.Text = cut(last.Text)
	return Row{
		Ticket: l.ticket, Company: company, Unread: l.unread, Last: last, LastOwn: l.last.Author.ID == v.d.me.ID,
		Outbox: l.outbox,
	}, err
}

// May is what the person may do with a ticket now.
type May struct {
	Reply, Note, Take, Assign bool
	// SetStatus are the statuses it may be put into, other than by closing and reopening.
	SetStatus                        []support.Status
	Close, Reopen, LogCall, FollowUp bool
	// Judge is to say whether the machine of a closed ticket runs, Join to close it as a duplicate of another.
	Judge, Join bool
}

// mayOf asks support's rules.
func mayOf(me support.Person, t *support.Ticket, now time.Time) May {
	works, open := me.MayWork() == nil, t.Open()
	may := May{
		Reply: t.MayReply() == nil, Note: works, Take: works && open && t.Assignee.ID != me.ID, Assign: works && open,
		Close: works && open, Reopen: works && !open, LogCall: works && open, FollowUp: !works && !open,
		Judge: t.MayJudge(me, now) == nil, Join: works && open,
	}
	if !may.Assign {
		return may
	}
	for _, next := range []support.Status{support.StatusInProgress, support.StatusWaiting} {
		if t.Status != next && t.Status.MayBecome(next) {
			may.SetStatus = append(may.SetStatus, next)
		}
	}
	return may
}

// Stage is one status that a ticket has been in.
type Stage struct {
	Status support.Status
	At     time.Time
	By     string
}

// cut shortens a text to as much as the cache gives of a last reply.
func cut(text string) string {
	n := 0
	for at := range text {
		if n++; n > cache.LastText {
			return text[:at]
		}
	}
	return text
}
