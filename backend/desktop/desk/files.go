package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// FileState says where an attachment's bytes are.
type FileState string

// The states. Failed is one's own that cannot arrive, until somebody tries again or gives it up; Abandoned, that its writer has.
const (
	FileDraft   FileState = "draft"
	FileWaiting FileState = "waiting"
	FileArrived FileState = "arrived"
	FileFailed  FileState = "failed"

	FileAbandoned FileState = "abandoned"
)

// File is an attachment as the screen shows it. Of one's own that has not arrived, Type, Width and Height are what was found
// here.
type File struct {
	support.Attachment

	State FileState
	// Original is of the file as it was chosen, where what is sent was made from it; else zero.
	Original support.Digest
	// Reason is why it failed.
	Reason support.Code
}

// ownerOf is the outbox's key of what a file is attached to before it is sent: a draft (also the one that was discarded
// last), or a refused act that is being corrected. A note's are the support's alone.
func (d *Desk) ownerOf(owner string) (string, error) {
	_, id, _ := strings.Cut(owner, ":")
	switch {
	case owner == outbox.NewTicketDraft, owner == outbox.Discarded:
		return owner, nil
	case !support.ValidID(id):
	case owner == outbox.ReplyDraft(id):
		return owner, nil
	case owner == outbox.NoteDraft(id):
		return owner, d.me.MayWork()
	case owner == outbox.Correction(id):
		_, err := d.mendable(id)
		return id, err
	}
	return "", support.Invalid("body.owner", support.ReasonUnknown)
}

// isNotes reports whether what is attached there is a note's.
func (d *Desk) isNotes(key string) bool {
	act, is := d.outbox.Snapshot().Act(key)
	return is && act.Kind == outbox.KindNote || strings.HasPrefix(key, outbox.NoteDraft(""))
}

// attached is what is attached to an owner.
func (d *Desk) attached(owner string) []support.Attachment {
	var out []support.Attachment
	for _, a := range d.outbox.Snapshot().Attachments(owner) {
		out = append(out, a.Attachment)
	}
	return out
}

// Attach attaches a file whose bytes are on this disk: to a reply, a note or a new ticket that is being written (by the draft's
// key), or to a refused act that is being corrected (by its correction's). Original is of the file as it was chosen, where this one was
// made from it, or zero. It is given an id, and a name that can be sent. CodeInvalid at body.attachments, among others for one too many.
func (d *Desk) Attach(ctx context.Context, owner string, a support.Attachment, original support.Digest) (File, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	key, err := d.ownerOf(owner)
	if err != nil {
		return File{}, err
	}
	a.ID, a.Name = newID(), support.CleanFileName(a.Name)
	all := append(d.attached(key), a)
	if err := support.CheckAttachments("body.attachments", all, support.MaxAttachmentSize); err != nil {
		return File{}, err
	}
	return d.fileAfter(a.ID, d.outbox.Attach(ctx, key, a, original))
}

// Replace puts another file in the place of the attached one with its id: the original of a picture that was made smaller,
// or that once more. Original is of the file as it was chosen, whose bytes stay here beside it, or zero. CodeNotFound for
// what is on its way already.
func (d *Desk) Replace(ctx context.Context, a support.Attachment, original support.Digest) (File, error) {
	return d.replace(ctx, a.ID, a, original)
}

// Edit is Replace by a picture that was drawn on, which has an id of its own: whoever shows pictures by their ids shows it
// anew.
func (d *Desk) Edit(ctx context.Context, id string, a support.Attachment, original support.Digest) (File, error) {
	a.ID = newID()
	return d.replace(ctx, id, a, original)
}

func (d *Desk) replace(ctx context.Context, id string, a support.Attachment, original support.Digest) (File, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	if err := d.mayChange(id); err != nil {
		return File{}, err
	}
	a.Name = support.CleanFileName(a.Name)
	if err := support.CheckAttachments("body.attachments", []support.Attachment{a}, support.MaxAttachmentSize); err != nil {
		return File{}, err
	}
	return d.fileAfter(a.ID, d.outbox.Replace(ctx, id, a, original))
}

// Detach takes a file away before its message is sent. CodeNotFound for any other; see Abandon.
func (d *Desk) Detach(ctx context.Context, id string) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	if err := d.mayChange(id); err != nil {
		return err
	}
	return goneOr(d.outbox.Detach(ctx, id))
}

// Abandon gives up a file of one's own message that has not arrived, wherever it was to be sent from: it shows as given up at
// once, and whoever sees the message is told when its server is. CodeArrived for one that has, CodeForbidden for another's.
func (d *Desk) Abandon(ctx context.Context, id string) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	if kept, ok := d.outbox.Snapshot().Attachment(id); ok {
		return goneOr(d.outbox.Abandon(ctx, kept.Owner, kept.Attachment))
	}
	return d.look(ctx, func(v *view) error {
		m, there, err := v.r.AttachedTo(id)
		if err != nil {
			return err
		}
		for i := range m.Attachments {
			a := &m.Attachments[i]
			switch {
			case !there || a.ID != id:
				continue
			case m.Author.ID != d.me.ID:
				return support.Errorf(support.CodeForbidden, "another has attached it")
			case a.Arrived():
				return support.Errorf(support.CodeArrived, "the file has arrived already")
			case a.Abandoned():
				return nil
			}
			return d.outbox.Abandon(ctx, m.ID, *a)
		}
		return support.Errorf(support.CodeNotFound, "no such attachment here")
	})
}

// DropAbandoned gives up what is on its way from here and was given up at another workstation, as the feed has told.
func (d *Desk) DropAbandoned(ctx context.Context) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	return d.look(ctx, func(v *view) error {
		for _, act := range v.acts.Acts() {
			for _, own := range v.acts.Attachments(act.ID) {
				if own.State != outbox.FileWaiting && own.State != outbox.FileFailed {
					continue
				}
				m, there, err := v.r.AttachedTo(own.ID)
				if err != nil {
					return err
				}
				told := there && slices.ContainsFunc(m.Attachments, func(a support.Attachment) bool { return a.ID == own.ID && a.Abandoned() })
				if !told {
					continue
				}
				if err := d.outbox.Abandon(ctx, act.ID, own.Attachment); err != nil && !errors.Is(err, outbox.ErrNoAttachment) {
					return err
				}
			}
		}
		return nil
	})
}

// mayChange: of what was refused because its author is disabled, nothing changes any more.
func (d *Desk) mayChange(id string) error {
	acts := d.outbox.Snapshot()
	a, ok := acts.Attachment(id)
	if !ok {
		return goneOr(outbox.ErrNoAttachment)
	}
	if act, is := acts.Act(a.Owner); is && act.State == outbox.StateRefused {
		_, err := d.mendable(act.ID)
		return err
	}
	return nil
}

func (d *Desk) fileAfter(id string, err error) (File, error) {
	if err != nil {
		return File{}, goneOr(err)
	}
	a, _ := d.outbox.Snapshot().Attachment(id)
	return fileOf(&a, FileDraft), nil
}

func goneOr(err error) error {
	if errors.Is(err, outbox.ErrNoAttachment) {
		return support.Wrap(support.CodeNotFound, err)
	}
	return err
}

// DraftAttachments are the files attached to what is being written, in order; see Attach.
func (d *Desk) DraftAttachments(_ context.Context, owner string) ([]File, error) {
	key, err := d.ownerOf(owner)
	if err != nil {
		return nil, err
	}
	return draftFiles(d.outbox.Snapshot(), key, FileDraft), nil
}

func draftFiles(acts *outbox.Snapshot, owner string, state FileState) []File {
	var out []File
	files := acts.Attachments(owner)
	for i := range files {
		if files[i].Abandoned() {
			out = append(out, fileOf(&files[i], FileAbandoned))
			continue
		}
		out = append(out, fileOf(&files[i], state))
	}
	return out
}

// fileOf shows a file of which only this workstation knows.
func fileOf(a *outbox.Attachment, state FileState) File {
	return File{Attachment: a.Attachment, State: state, Original: a.Original}
}

// files are a message's as they are now, whoever wrote it. A refused act has what is left of its own.
func (v *view) files(m *support.Message) []File {
	if act, ok := v.acts.Act(m.ID); ok && act.State == outbox.StateRefused {
		return draftFiles(v.acts, m.ID, FileWaiting)
	}
	var out []File
	own := v.acts.Attachments(m.ID)
	for i := range m.Attachments {
		f := File{Attachment: m.Attachments[i], State: FileWaiting}
		switch {
		case f.Arrived():
			f.State = FileArrived
		case f.Abandoned():
			f.State = FileAbandoned
		}
		for j := range own {
			if own[j].ID == f.ID {
				f.knownHere(&own[j])
			}
		}
		out = append(out, f)
	}
	return out
}

// withFiles tells how far files have come. That changes without their ticket, so it is not part of what is laid over it.
func (v *view) withFiles(items []Item) {
	for i := range items {
		items[i].Files = v.files(&items[i].Message)
	}
}

// knownHere adds what this workstation, which sends the bytes, knows of a file.
func (f *File) knownHere(own *outbox.Attachment) {
	if f.State == FileArrived || f.State == FileAbandoned {
		return
	}
	f.Type, f.Width, f.Height = own.Type, own.Width, own.Height
	switch own.State {
	case outbox.FileSent:
		f.State = FileArrived
	case outbox.FileFailed:
		f.State, f.Reason = FileFailed, own.Reason
	case outbox.FileAbandoning, outbox.FileAbandoned:
		f.State = FileAbandoned
	}
}

// Attachment is the file with that id, of whatever is here: a draft, an act, a message. CodeNotFound when it is not here.
func (d *Desk) Attachment(ctx context.Context, id string) (File, error) {
	var file File
	err := d.look(ctx, func(v *view) error {
		m, there, err := v.r.AttachedTo(id)
		if err != nil {
			return err
		}
		for _, f := range v.files(&m) {
			if there && f.ID == id {
				file = f
				return nil
			}
		}
		own, ok := v.acts.Attachment(id)
		if !ok {
			return support.Errorf(support.CodeNotFound, "no such attachment here")
		}
		file = fileOf(&own, FileDraft)
		if act, is := v.acts.Act(own.Owner); is {
			file.State = FileWaiting
			if act.State != outbox.StateRefused {
				file.knownHere(&own)
			}
		}
		return nil
	})
	return file, err
}

// TicketFile is a file with its message.
type TicketFile struct {
	File

	TicketID, MessageID string
	Kind                support.MessageKind
	Author              support.Author
	At                  time.Time
}

func (v *view) ticketFiles(m *support.Message) []TicketFile {
	var out []TicketFile
	for _, f := range v.files(m) {
		out = append(out, TicketFile{
			File: f, TicketID: m.TicketID, MessageID: m.ID, Kind: m.Kind, Author: m.Author, At: m.CreatedAt,
		})
	}
	return out
}

// TicketFiles are all files of a ticket, oldest message first. CodeNotFound when the ticket is not here.
func (d *Desk) TicketFiles(ctx context.Context, ticketID string) ([]TicketFile, error) {
	var out []TicketFile
	err := d.look(ctx, func(v *view) error {
		l, err := v.ticket(ticketID)
		if err != nil {
			return err
		}
		said, err := v.r.WithAttachments(ticketID)
		if err != nil {
			return err
		}
		for i := range said {
			out = append(out, v.ticketFiles(&said[i])...)
		}
		for i := range l.items {
			out = append(out, v.ticketFiles(&l.items[i].Message)...)
		}
		return nil
	})
	return out, err
}

// NewestFiles are about so many of the newest files of all that the server has told of, newest first.
func (d *Desk) NewestFiles(ctx context.Context, most int) ([]TicketFile, error) {
	var out []TicketFile
	err := d.look(ctx, func(v *view) error {
		said, err := v.r.NewestAttached(most)
		for i := range said {
			out = append(out, v.ticketFiles(&said[i])...)
		}
		return err
	})
	return out, err
}

// MoveAttachments gives all files of one draft to another, behind what is there; the discarded ones make room for those that
// are discarded now. CodeForbidden for a note's, which are the support's alone.
func (d *Desk) MoveAttachments(ctx context.Context, from, to string) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	keys := [2]string{}
	for i, owner := range []string{from, to} {
		var err error
		if keys[i], err = d.ownerOf(owner); err != nil {
			return err
		}
	}
	if d.isNotes(keys[0]) && !d.isNotes(keys[1]) {
		return support.Errorf(support.CodeForbidden, "what is attached to a note stays a note's")
	}
	if keys[0] == keys[1] {
		return nil
	}
	change := outbox.Drafts{Moves: []outbox.Move{{From: keys[0], To: keys[1]}}}
	if to == outbox.Discarded && len(d.attached(keys[0])) > 0 {
		change.Empty = to
	}
	return d.outbox.SaveDrafts(ctx, change)
}
