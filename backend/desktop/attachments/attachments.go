// Package attachments is what one person does with files on this workstation: they are taken into drafts, the pictures among
// them made ready to be sent; those of messages are fetched, shown, saved and opened, and kept within the room that they may
// take. Which files there are, the desk knows; their bytes go up with the syncer.
package attachments

import (
	"context"
	"slices"
	"sync"
	"time"

	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/files"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// Options wire the attachments of a profile.
type Options struct {
	Folder *files.Folder
	Desk   *desk.Desk
	Outbox *outbox.Outbox
	Client *client.Client
	Now    func() time.Time
	// Largest is how many bytes the server takes of a file; 0 where it takes none.
	Largest func() int64
	// MayTake is how many bytes of the disk files may take.
	MayTake func() int64
	// Online is whether the line is up.
	Online func() bool
	// HandedOut is where copies lie that other programs open.
	HandedOut string
	// Moved is told that a file has come further, or is here now. It must not block.
	Moved func(id string)
}

// Attachments are one person's. They are safe for use by many goroutines.
type Attachments struct {
	Options

	// offline orders changes of which tickets are kept.
	offline sync.Mutex

	// open ends with the profile.
	open context.Context //nolint:containedctx // it ends what was asked with other contexts
	end  context.CancelFunc

	pictures scaled
	progress progress
	fetching fetches
	behind   behind
}

// New makes them; nothing is done before Run.
func New(o Options) *Attachments {
	a := &Attachments{Options: o}
	a.open, a.end = context.WithCancel(context.Background())
	a.pictures.of = map[string]sized{}
	a.progress = progress{now: o.Now, tell: o.Moved, of: map[string]Progress{}, told: map[string]time.Time{}}
	a.fetching.under = map[support.Digest]*fetch{}
	a.behind = newBehind()
	return a
}

// Progress is how far a file has come: how many of its bytes the server has, and how many are here.
type Progress struct {
	Sent, Received int64
	// Sending: they are on their way up at this moment.
	Sending bool
}

// Progress is that of one file.
func (a *Attachments) Progress(id string) Progress { return a.progress.read(id) }

// Uploading is told by the syncer how many bytes have gone.
func (a *Attachments) Uploading(id string, sent int64) {
	a.progress.change(id, func(p *Progress) { p.Sent, p.Sending = sent, true })
}

// Rests is told by the syncer that no bytes of a file are on their way any more, whether or not all have arrived.
func (a *Attachments) Rests(id string) {
	a.progress.settle(id, func(p *Progress) { p.Sending = false })
}

// Standing is how a file stands here.
type Standing struct {
	Progress

	// Here: the bytes are on this disk. Thumbnail: it can be shown small.
	Here      bool
	Thumbnail bool
	// Damaged: it is a picture by its beginning, and cannot be shown: it is not whole, or has too many pixels.
	Damaged bool
}

// Standing is how a file stands on this disk and on its way.
func (a *Attachments) Standing(f *desk.File) Standing {
	s := Standing{Progress: a.progress.read(f.ID), Here: a.Folder.Has(f.SHA256)}
	s.Thumbnail = a.Folder.HasThumbnail(f.SHA256) || f.State == desk.FileArrived && f.Width > 0
	s.Damaged = f.Width == 0 && IsPicture(f.Type)
	return s
}

// pictures are the media types of what is shown as a picture.
var pictures = []string{"image/jpeg", "image/png", "image/gif", "image/webp"}

// IsPicture reports whether a file of that media type is shown as a picture, unless it is damaged or too large for that. Whatever
// else a file is, SVG and HTML too, to the window it is bytes.
func IsPicture(mediaType string) bool { return slices.Contains(pictures, mediaType) }

// Close ends what is being fetched; what has come stays.
func (a *Attachments) Close() {
	a.fetching.mu.Lock()
	a.end()
	a.fetching.mu.Unlock()
	a.fetching.all.Wait()
}

// Run fetches what is to be here until ctx ends.
func (a *Attachments) Run(ctx context.Context) { a.runBehind(ctx) }

// progressBreath is the least time between two tidings of one file.
const progressBreath = 200 * time.Millisecond

// progress is how far files have come that are under way in this run.
type progress struct {
	now  func() time.Time
	tell func(id string)

	mu   sync.Mutex
	of   map[string]Progress
	told map[string]time.Time
}

func (p *progress) read(id string) Progress {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.of[id]
}

// change notes how far a file is, and tells it unless that was told a moment ago.
func (p *progress) change(id string, fn func(*Progress)) { p.note(id, fn, false) }

// settle is change that is told in any case: nothing follows for a while.
func (p *progress) settle(id string, fn func(*Progress)) { p.note(id, fn, true) }

func (p *progress) note(id string, fn func(*Progress), always bool) {
	p.mu.Lock()
	is := p.of[id]
	fn(&is)
	p.of[id] = is
	now := p.now()
	gone := now.Sub(p.told[id])
	tell := always || gone >= progressBreath || gone < 0
	if tell {
		p.told[id] = now
	}
	p.mu.Unlock()
	if tell {
		p.tell(id)
	}
}
