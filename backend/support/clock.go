package support

import "time"

// The support's clock runs from the customer's first word that has no answer yet; a callback's from its opening until
// somebody has spoken with the customer. While a ticket waits for the customer it stands still; of a closed one it runs from
// the customer's word that the machine does not.

// await starts the clock, unless it runs.
func (t *Ticket) await(now time.Time) {
	if t.AwaitedSince.IsZero() {
		t.AwaitedSince = now
	}
}

// answered stops the clock by a reply, which nobody who asked to be called takes for a call.
func (t *Ticket) answered() {
	if t.Kind != KindCallback || !t.SpokenAt.IsZero() {
		t.AwaitedSince = time.Time{}
	}
}

// spoken stops the clock by a call.
func (t *Ticket) spoken(now time.Time) {
	t.SpokenAt, t.AwaitedSince = now, time.Time{}
}

// clockMoves is what a change of status means for the clock; t has the new status already.
func (t *Ticket) clockMoves(old Status, now time.Time) {
	if old == StatusWaiting {
		if !t.AwaitedSince.IsZero() && now.After(t.PausedAt) {
			t.AwaitedSince = Instant(t.AwaitedSince.Add(now.Sub(t.PausedAt)))
		}
		t.PausedAt = time.Time{}
	}
	switch {
	case t.Status == StatusWaiting:
		t.PausedAt = now
	case t.Status == StatusClosed:
		t.AwaitedSince, t.CallAgainAt = time.Time{}, time.Time{}
	case old == StatusClosed:
		t.await(now)
	}
}

// Clock is how long the support has owed a customer a word.
type Clock struct {
	// Since is zero where nothing is owed.
	Since time.Time
	// Half is when half of the response time is over, Due when all of it is.
	Half, Due time.Time
	// Paused: it stands still while the ticket waits for the customer; Half and Due mean nothing then.
	Paused bool
}

// Clock is the ticket's, by the maker's response times.
func (t *Ticket) Clock(times ResponseTimes) Clock {
	c := Clock{Since: t.AwaitedSince, Paused: t.Status == StatusWaiting}
	if c.Since.IsZero() {
		return c
	}
	target := times.Targets[t.Severity]
	within := target.Next
	if t.FirstReplyAt.IsZero() && t.SpokenAt.IsZero() {
		within = target.First
	}
	c.Half, c.Due = times.After(c.Since, within/2), times.After(c.Since, within)
	return c
}
