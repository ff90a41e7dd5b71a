package app

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/attachments"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

// Attachments are files: taken into drafts, sent with their messages, seen. Their bytes go another way, see assets.
type Attachments struct{ program *Program }

// Pick asks in a dialog of the system which files to take into a draft; nothing is added when it was given up.
func (a *Attachments) Pick(by, owner string) (AddResult, error) {
	front, err := a.program.frontOf(by)
	if err != nil {
		return AddResult{}, err
	}
	if _, err := front.Attachments().Limit(); err != nil {
		return AddResult{}, err
	}
	paths, err := runtime.OpenMultipleFilesDialog(a.program.window, runtime.OpenDialogOptions{
		Title: a.program.texts.text(a.program.language(), "attachment.pick"),
	})
	if err != nil {
		return AddResult{}, err
	}
	return a.AddPaths(by, owner, paths)
}

// AddPaths takes copies of files into a draft. They are on the disk when it returns; what could not be taken it names.
func (a *Attachments) AddPaths(by, owner string, paths []string) (AddResult, error) {
	front, err := a.program.frontOf(by)
	if err != nil {
		return AddResult{}, err
	}
	ctx := context.Background()
	out := AddResult{Added: []Attached{}, Refused: []RefusedFile{}}
	if out.Limit, err = front.Attachments().Limit(); err != nil {
		return AddResult{}, err
	}
	for _, path := range paths {
		f, err := front.Attachments().AddFile(ctx, owner, path)
		if err := out.note(front, filepath.Base(path), &f, err); err != nil {
			return AddResult{}, err
		}
	}
	return out, nil
}

// pasteMoment is how long whoever put something into the clipboard may take to hand it over.
const pasteMoment = 5 * time.Second

// Paste takes the picture that the system's clipboard has into a draft, where the page is not shown it; nothing is added when
// there is none.
func (a *Attachments) Paste(by, owner, name string) (AddResult, error) {
	front, err := a.program.frontOf(by)
	if err != nil {
		return AddResult{}, err
	}
	ctx, done := context.WithTimeout(context.Background(), pasteMoment)
	defer done()
	png, err := pictureInClipboard(ctx)
	if err != nil {
		return AddResult{}, err
	}
	if len(png) == 0 {
		return AddResult{Added: []Attached{}, Refused: []RefusedFile{}}, nil
	}
	return addPasted(ctx, front, owner, name, bytes.NewReader(png))
}

// note adds what became of a file; it returns what is not about the file.
func (r *AddResult) note(front *desktop.Profile, name string, f *desk.File, err error) error {
	var not *attachments.NotTakenError
	switch {
	case errors.As(err, &not):
		r.Refused = append(r.Refused, RefusedFile{Name: support.CleanFileName(name), Reason: string(not.Why)})
	case err != nil:
		return err
	default:
		r.Added = append(r.Added, attachedForm(front, f))
	}
	return nil
}

// OfDraft are a draft's files in the order in which they were added.
func (a *Attachments) OfDraft(by, owner string) ([]Attached, error) {
	front, err := a.program.frontOf(by)
	if err != nil {
		return nil, err
	}
	files, err := front.Desk().DraftAttachments(context.Background(), owner)
	return attachedForms(front, files), err
}

// Remove takes a file out of its draft.
func (a *Attachments) Remove(by, id string) error {
	front, err := a.program.frontOf(by)
	if err != nil {
		return err
	}
	return front.Desk().Detach(context.Background(), id)
}

// Abandon gives up a file of one's own message that has not arrived: whoever sees the message is told that it will not.
func (a *Attachments) Abandon(by, id string) error {
	front, err := a.program.frontOf(by)
	if err != nil {
		return err
	}
	return front.Desk().Abandon(context.Background(), id)
}

// Move gives all files of one draft to another, behind what is there.
func (a *Attachments) Move(by, from, to string) error {
	front, err := a.program.frontOf(by)
	if err != nil {
		return err
	}
	return front.Desk().MoveAttachments(context.Background(), from, to)
}

// SendOriginal says whether a picture of a draft goes as it was taken, or made smaller.
func (a *Attachments) SendOriginal(by, id string, original bool) (Attached, error) {
	front, err := a.program.frontOf(by)
	if err != nil {
		return Attached{}, err
	}
	f, err := front.Attachments().SendOriginal(context.Background(), id, original)
	if err != nil {
		return Attached{}, err
	}
	return attachedForm(front, &f), nil
}

// Retry tries again, at once, to send the bytes of a file.
func (a *Attachments) Retry(by, id string) error {
	front, err := a.program.frontOf(by)
	if err != nil {
		return err
	}
	if _, err := front.Desk().Attachment(context.Background(), id); err != nil {
		return err
	}
	return front.RetryNow(context.Background())
}

// OfTicket are all files of a ticket.
func (a *Attachments) OfTicket(by, ticketID string) (TicketFiles, error) {
	front, err := a.program.frontOf(by)
	if err != nil {
		return TicketFiles{}, err
	}
	ctx := context.Background()
	out := TicketFiles{Items: []TicketFile{}}
	said, err := front.Desk().TicketFiles(ctx, ticketID)
	if err != nil {
		return TicketFiles{}, err
	}
	for i := range said {
		f := &said[i]
		out.Items = append(out.Items, TicketFile{
			Attached: attachedForm(front, &f.File), MessageID: f.MessageID, Kind: string(f.Kind),
			Author: PersonRef{ID: f.Author.ID, Name: f.Author.Name}, At: millis(f.At),
		})
	}
	out.KeptOffline, err = front.Attachments().KeptOffline(ctx, ticketID)
	return out, err
}

// KeepOffline has all files of a ticket fetched and kept on this disk, or no longer.
func (a *Attachments) KeepOffline(by, ticketID string, keep bool) error {
	front, err := a.program.frontOf(by)
	if err != nil {
		return err
	}
	return front.Attachments().KeepOffline(context.Background(), ticketID, keep)
}

// Fetch brings the bytes to this disk; it waits for the network, as long as they come.
func (a *Attachments) Fetch(by, id string) error {
	front, err := a.program.frontOf(by)
	if err != nil {
		return err
	}
	return front.Attachments().Fetch(context.Background(), id)
}

// SaveAs asks in a dialog of the system where to, and saves a copy there; false when it was given up.
func (a *Attachments) SaveAs(by, id string) (bool, error) {
	front, err := a.program.frontOf(by)
	if err != nil {
		return false, err
	}
	f, err := front.Desk().Attachment(context.Background(), id)
	if err != nil {
		return false, err
	}
	texts := a.program.texts
	file, err := a.program.askWhere(texts.text(a.program.language(), "attachment.saveAs"), attachments.SafeName(f.Name))
	if err != nil || file == "" {
		return false, err
	}
	return true, front.Attachments().Save(context.Background(), id, file)
}

// OpenOutside opens a copy in the program that the system has for it: support.CodeUnavailable if there is none,
// support.CodeForbidden where it is none of those that are opened from here. That the person wants it has been asked.
func (a *Attachments) OpenOutside(by, id string) error {
	front, err := a.program.frontOf(by)
	if err != nil {
		return err
	}
	file, err := front.Attachments().Handout(context.Background(), id)
	if err != nil {
		return err
	}
	return openOutside(a.program.window, file)
}

// Preview is the beginning of a text.
func (a *Attachments) Preview(by, id string) (Preview, error) {
	front, err := a.program.frontOf(by)
	if err != nil {
		return Preview{}, err
	}
	p, err := front.Attachments().Preview(context.Background(), id)
	return Preview{Text: p.Text, Whole: p.Whole}, err
}

// Room is how much of this disk the files take.
func (a *Attachments) Room(by string) (Room, error) {
	front, err := a.program.frontOf(by)
	if err != nil {
		return Room{}, err
	}
	room, err := front.Attachments().Room(context.Background())
	return Room{Used: room.Used, Kept: room.Kept}, err
}
