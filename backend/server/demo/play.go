package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"filodiretto/backend/support"
)

// A record is a ticket as the rules made it of a story.
type record struct {
	story    *story
	ticket   support.Ticket
	messages []support.Message
	files    []enclosed
	marks    []support.Mark
}

// playing is the acting out of one story.
type playing struct {
	*story
	ids      *identities
	rng      *rand.Rand
	calls    *rand.Rand
	ticket   support.Ticket
	messages []support.Message
	files    []enclosed
	// attaches: somebody keeps what is attached.
	attaches bool
}

// play does what the story tells, act by act, and returns what was recorded.
func play(seed uint64, s *story, attaches bool) (*record, error) {
	index := uint64(s.index) + 1 //nolint:gosec // never negative
	p := &playing{
		story: s, ids: newIdentities(seed, index), rng: random(seed, streamPicks, index), calls: random(seed, streamCalls, index),
		attaches: attaches,
	}
	if err := p.open(); err != nil {
		return nil, fmt.Errorf("opening: %w", err)
	}
	for i := range s.beats {
		recorded, err := p.do(&s.beats[i], s.times[i+1], s.times[i])
		if err != nil {
			return nil, fmt.Errorf("act %d: %w", i, err)
		}
		p.messages = append(p.messages, recorded...)
	}
	if len(p.messages) != s.messages {
		return nil, fmt.Errorf("ticket %d made %d messages where %d were planned", s.index, len(p.messages), s.messages)
	}
	if u := s.unit; u != nil && !p.ticket.Open() {
		u.closed = &closing{ticketID: p.ticket.ID, at: p.ticket.ClosedAt, scenario: s.scenario, cause: s.cause}
	}
	return &record{story: s, ticket: p.ticket, messages: p.messages, files: p.files}, nil
}

func (p *playing) open() error {
	t := support.Instant(p.times[0])
	o := support.Opening{
		ID: p.ids.at(t), Kind: p.kind, Severity: p.severity, Description: support.NormalText(p.description), Phone: p.phone,
		WrittenAt: p.written(p.opener, t, t.Add(-time.Hour)),
	}
	if p.kind == support.KindChat {
		o.CategoryID = p.category.ID
	}
	if p.window > 0 {
		from := t.Add(p.window / 2).Truncate(grain)
		o.CallWindow = support.CallWindow{From: from, To: from.Add(p.window)}
	}
	if p.follows != nil {
		o.FollowsTicketID = p.follows.ticketID
	}
	parties := support.Parties{CompanyID: p.house.ID}
	if u := p.unit; u != nil {
		o.MachineID = u.ID
		parties.Machine = &u.Machine
		if u.technician != nil {
			parties.Technician = &u.technician.Person
		}
	}
	by := p.opener.Person
	if p.byPhone {
		by, parties.OpenedFor, o.OpenedForID = p.desk.Person, p.opener.Ref(), p.opener.ID
		o.WrittenAt = t
	}
	var err error
	if o.Attachments, err = p.attached(p.opens(), t); err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return err
	}
	var first support.Message
	p.ticket, first = support.Open(o, by, parties, t)
	p.messages = append(p.messages, first)
	return nil
}

func (p *playing) do(b *beat, t, before time.Time) ([]support.Message, error) {
	t = support.Instant(t)
	act := support.Act{By: b.by.Person, At: t, NewID: func() string { return p.ids.at(t) }}
	text := support.NormalText(strings.ReplaceAll(b.text, greetingMark, greeting(t)))
	switch b.deed {
	case deedReply, deedNote:
		words := support.Words{ID: p.ids.at(t), Text: text, WrittenAt: p.written(b.by, t, before)}
		var err error
		if words.Attachments, err = p.attached(b.files, t); err != nil {
			return nil, err
		}
		if err := words.Check(); err != nil {
			return nil, err
		}
		if b.deed == deedReply {
			return p.ticket.Reply(act, words)
		}
		note, err := p.ticket.Note(act, words)
		return []support.Message{note}, err
	case deedCall:
		call := support.Call{ID: p.ids.at(t), Outcome: b.outcome, Text: text}
		if b.outcome != support.OutcomeSpoken && p.calls.IntN(3) > 0 {
			call.AgainAt = t.Add(between(p.calls, 30*time.Minute, 4*time.Hour)).Truncate(grain)
		}
		said, err := p.ticket.CallAttempt(act, call)
		return []support.Message{said}, err
	case deedVerdict:
		said, err := p.ticket.Judge(act, p.ids.at(t), b.verdict, text)
		return []support.Message{said}, err
	default:
		return p.change(b, act, text)
	}
}

// opens are the files of the description.
func (p *playing) opens() []enclosure {
	if p.featured == nil || p.featured.files == nil || p.unit == nil {
		return nil
	}
	return p.featured.files(p.unit)
}

func (p *playing) attached(files []enclosure, t time.Time) ([]support.Attachment, error) {
	if !p.attaches {
		return nil, nil
	}
	return p.enclose(files, t)
}

func (p *playing) change(b *beat, act support.Act, text string) ([]support.Message, error) {
	c := support.Change{ID: act.NewID(), Seen: p.ticket.Status}
	if b.status != "" {
		c.Status = &b.status
	}
	if b.status == support.StatusClosed {
		c.Resolution = &text
		if p.chosen.ID != "" {
			c.Cause = &p.chosen
		}
	}
	if b.severity != "" {
		c.Severity = &b.severity
	}
	if b.assignee != nil {
		ref := b.assignee.Ref()
		c.Assignee = &ref
	}
	return p.ticket.Change(act, c, "")
}

// written is when somebody says that they wrote: now and then a workstation was offline, and it was earlier.
func (p *playing) written(by *member, t, before time.Time) time.Time {
	wait := t.Sub(before)
	if by.Role != support.RoleOperator || wait < 10*time.Minute || p.rng.IntN(25) != 0 {
		return t
	}
	return t.Add(-between(p.rng, 3*time.Minute, min(wait, 2*time.Hour)))
}

func greeting(t time.Time) string {
	if h := t.In(here).Hour(); h >= 17 || h < 5 {
		return "Buonasera"
	}
	return "Buongiorno"
}
