package outbox

import "time"

// Snapshot is all acts at one moment, in the order of writing, and what is attached to them and to drafts. It never changes.
type Snapshot struct {
	acts []Act
	// files are by their owner.
	files    map[string][]Attachment
	revision uint64
}

// Snapshot is the acts as they are now; it costs nothing.
func (o *Outbox) Snapshot() *Snapshot { return o.snapshot.Load() }

// Acts are all acts that are not gone, in the order of writing; do not change them.
func (s *Snapshot) Acts() []Act { return s.acts }

// Revision differs between snapshots of one Outbox that differ.
func (s *Snapshot) Revision() uint64 { return s.revision }

// Act is the act with that id.
func (s *Snapshot) Act(id string) (Act, bool) {
	if i := find(s.acts, id); i >= 0 {
		return s.acts[i], true
	}
	return Act{}, false
}

// Seen is the newest revision of the cache at which something was sent, 0 for none.
func (s *Snapshot) Seen() int64 {
	var newest int64
	for _, a := range s.acts {
		newest = max(newest, a.Answer.Seen)
	}
	return newest
}

// LongestWait is for how long an act is put off at most. One that is due later was put off by a clock that was wrong.
const LongestWait = time.Hour

// Ready are the acts to send now: of each ticket the first that waits, if its time has come and what it needs is sent.
// Refused acts hold up nothing but what needs them. An act stays ready until Sent, Refused or Failed says otherwise.
func (s *Snapshot) Ready(now time.Time) []Act {
	var ready []Act
	for _, head := range s.heads() {
		if head.due(now) {
			ready = append(ready, head)
		}
	}
	return ready
}

// NextTry is when the first act that waits for its time is ready; false when none does.
func (s *Snapshot) NextTry(now time.Time) (time.Time, bool) {
	var first time.Time
	for _, head := range s.heads() {
		if !head.due(now) && (first.IsZero() || head.RetryAt.Before(first)) {
			first = head.RetryAt
		}
	}
	return first, !first.IsZero()
}

func (a Act) due(now time.Time) bool {
	return !a.RetryAt.After(now) || a.RetryAt.After(now.Add(LongestWait))
}

// Parked reports whether the act waits because something that it needs was refused.
func (s *Snapshot) Parked(a Act) bool {
	// What is needed was written before, so the chain is finite; the bound holds even in a file that lies.
	for range len(s.acts) {
		if a.Needs == "" {
			return false
		}
		need, ok := s.Act(a.Needs)
		if !ok {
			return false
		}
		if need.State == StateRefused {
			return true
		}
		a = need
	}
	return false
}

// heads are the first waiting act of each ticket's line, without those whose need is still on its way.
func (s *Snapshot) heads() []Act {
	var heads []Act
	taken := map[string]bool{}
	for _, a := range s.acts {
		if a.State != StateWaiting || taken[a.TicketID] || s.Parked(a) {
			continue
		}
		taken[a.TicketID] = true
		if need, ok := s.Act(a.Needs); a.Needs != "" && ok && need.State == StateWaiting {
			continue
		}
		heads = append(heads, a)
	}
	return heads
}

// Counts are how many acts there are to know about; marks are none of them.
type Counts struct {
	// Waiting includes the stuck ones.
	Waiting int
	Stuck   int
	Refused int
	// Uploading have gone, but bytes of what is attached to them wait; of those that Failed nothing waits, and some cannot arrive.
	Uploading int
	Failed    int
	// FilesGoing and FilesFailed are the files of those that have gone: on their way, and such that cannot arrive.
	FilesGoing  int
	FilesFailed int
}

// Counts counts what has not reached the server.
func (s *Snapshot) Counts() Counts {
	var c Counts
	for _, a := range s.acts {
		switch {
		case a.Kind == KindMark:
		case a.State == StateRefused:
			c.Refused++
		case a.State == StateWaiting:
			c.Waiting++
			if a.Stuck() {
				c.Stuck++
			}
		default:
			states := s.fileStates(a.ID)
			c.FilesGoing += states[FileWaiting]
			c.FilesFailed += states[FileFailed]
			switch {
			case states[FileWaiting] > 0:
				c.Uploading++
			case states[FileFailed] > 0:
				c.Failed++
			}
		}
	}
	return c
}

// fileStates counts an owner's files by their states.
func (s *Snapshot) fileStates(owner string) map[FileState]int {
	if len(s.files[owner]) == 0 {
		return nil
	}
	states := map[FileState]int{}
	for _, a := range s.files[owner] {
		states[a.State]++
	}
	return states
}

// Unsent is how many acts have not reached the server with all that is attached to them, refused ones too; marks are none of
// them.
func (c Counts) Unsent() int { return c.Waiting + c.Refused + c.Uploading + c.Failed }

// Leaving is how many acts are still to go, or bytes of what is attached to them.
func (c Counts) Leaving() int { return c.Waiting + c.Uploading }

// Drained reports whether nothing waits to be sent that can be sent: marks and bytes included, what is refused or waits with
// it not.
func (s *Snapshot) Drained() bool {
	_, uploading := s.NextUpload()
	return !uploading && len(s.heads()) == 0
}

func find(acts []Act, id string) int {
	for i := range acts {
		if acts[i].ID == id {
			return i
		}
	}
	return -1
}
