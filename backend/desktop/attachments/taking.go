package attachments

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/files"
	"filodiretto/backend/support"
)

// A Refusal is a stable word for why a file could not be taken.
type Refusal string

// The refusals.
const (
	RefusedTooLarge  Refusal = "too_large"
	RefusedTooMany   Refusal = "too_many"
	RefusedEmpty     Refusal = "empty"
	RefusedFolder    Refusal = "folder"
	RefusedNotFound  Refusal = "not_found"
	RefusedForbidden Refusal = "forbidden"
	RefusedChanged   Refusal = "changed"
	RefusedStorage   Refusal = "storage"
)

// NotTakenError is the error of a file that could not be taken.
type NotTakenError struct {
	Why   Refusal
	cause error
}

func (n *NotTakenError) Error() string {
	if n.cause != nil {
		return "attachments: not taken, " + string(n.Why) + ": " + n.cause.Error()
	}
	return "attachments: not taken, " + string(n.Why)
}

// Unwrap is what was in the way.
func (n *NotTakenError) Unwrap() error { return n.cause }

// errNone: the server takes no attachments. It is older than they are, or its maker wants none.
var errNone = support.Errorf(support.CodeIncompatible, "the server takes no attachments")

// Limit is how many bytes a file may have. support.CodeIncompatible says that the server takes none.
func (a *Attachments) Limit() (int64, error) {
	limit := min(a.Largest(), support.MaxAttachmentSize)
	if limit <= 0 {
		return 0, errNone
	}
	return limit, nil
}

// Add takes a file of at most so many bytes into a draft, by the draft's key. It is on the disk when it returns. *NotTakenError
// says why it is not taken; other errors are the call's own.
func (a *Attachments) Add(ctx context.Context, owner, name string, most int64, content io.Reader) (desk.File, error) {
	return a.add(ctx, owner, name, func(limit int64) (files.Kept, error) { return a.Folder.Take(ctx, content, min(limit, most)) })
}

// AddFile is Add of a copy of a file on this disk. One that no message could take is refused as what it is, also where this one
// takes no more: nobody is to bring it with the next.
func (a *Attachments) AddFile(ctx context.Context, owner, path string) (desk.File, error) {
	limit, err := a.Limit()
	if err != nil {
		return desk.File{}, err
	}
	if err := files.Fit(path, limit); err != nil {
		return desk.File{}, notTaken(err)
	}
	return a.add(ctx, owner, filepath.Base(path), func(limit int64) (files.Kept, error) { return a.Folder.TakeFile(ctx, path, limit) })
}

func (a *Attachments) add(ctx context.Context, owner, name string, take func(limit int64) (files.Kept, error)) (desk.File, error) {
	there, err := a.Desk.DraftAttachments(ctx, owner)
	if err != nil {
		return desk.File{}, err
	}
	if len(there) >= support.MaxAttachments {
		return desk.File{}, &NotTakenError{Why: RefusedTooMany}
	}
	var added desk.File
	err = a.taken(ctx, take, func(as ready) error {
		declared := as.sent
		declared.Name = name
		if added, err = a.Desk.Attach(ctx, owner, declared, as.original.SHA256); err == nil && as.original.Size > 0 {
			a.pictures.remember(added.ID, sized{scaled: as.sent, original: as.original})
		}
		return orTooMany(err)
	})
	return added, err
}

// orTooMany names what the desk says where others were attached meanwhile.
func orTooMany(err error) error {
	var e *support.Error
	if errors.As(err, &e) && slices.Contains(e.Fields, support.FieldError{Location: "body.attachments", Reason: support.ReasonTooMany}) {
		return &NotTakenError{RefusedTooMany, err}
	}
	return err
}

// Edit puts a picture that was drawn on in the place of the file of a draft that it was made from.
func (a *Attachments) Edit(ctx context.Context, id string, most int64, content io.Reader) (desk.File, error) {
	was, err := a.Desk.Attachment(ctx, id)
	if err != nil {
		return desk.File{}, err
	}
	if was.State != desk.FileDraft {
		return desk.File{}, support.Errorf(support.CodeNotFound, "the file is on its way")
	}
	var edited desk.File
	err = a.taken(ctx, func(limit int64) (files.Kept, error) { return a.Folder.Take(ctx, content, min(limit, most)) }, func(as ready) error {
		declared := as.sent
		declared.Name = named(was.Name, declared.Type)
		if edited, err = a.Desk.Edit(ctx, was.ID, declared, as.original.SHA256); err != nil {
			return err
		}
		a.pictures.remember(edited.ID, sized{scaled: as.sent, original: as.original})
		return nil
	})
	return edited, err
}

// taken takes bytes, makes them ready to be sent and has them noted. As long as they are not, room is made by others.
func (a *Attachments) taken(ctx context.Context, take func(limit int64) (files.Kept, error), note func(ready) error) error {
	limit, err := a.Limit()
	if err != nil {
		return err
	}
	err = a.pinned(func(p *pins) error {
		kept, err := p.pin(take(limit))
		if err != nil {
			return notTaken(err)
		}
		as, err := a.prepare(ctx, p, kept, limit)
		if err != nil {
			return notTaken(err)
		}
		return note(as)
	})
	if err == nil {
		a.makeRoom(ctx)
	}
	return err
}

// pins are files that stay until what they are needed for is noted.
type pins struct {
	folder *files.Folder
	all    []support.Digest
}

func (a *Attachments) pinned(do func(*pins) error) error {
	p := &pins{folder: a.Folder}
	defer func() {
		for _, digest := range p.all {
			p.folder.Release(digest)
		}
	}()
	return do(p)
}

func (p *pins) pin(kept files.Kept, err error) (files.Kept, error) {
	if err == nil {
		p.all = append(p.all, kept.SHA256)
	}
	return kept, err
}

// hold pins what may be here; it reports false where it is not.
func (p *pins) hold(digest support.Digest) bool {
	held := p.folder.Hold(digest)
	if held {
		p.all = append(p.all, digest)
	}
	return held
}

// notTaken names what was in the way of a file.
func notTaken(err error) error {
	var already *NotTakenError
	switch {
	case errors.As(err, &already):
		return err
	case errors.Is(err, files.ErrEmpty):
		return &NotTakenError{RefusedEmpty, err}
	case errors.Is(err, files.ErrNoFile):
		return &NotTakenError{RefusedFolder, err}
	case errors.Is(err, files.ErrChanged):
		return &NotTakenError{RefusedChanged, err}
	case errors.Is(err, fs.ErrNotExist):
		return &NotTakenError{RefusedNotFound, err}
	case errors.Is(err, fs.ErrPermission):
		return &NotTakenError{RefusedForbidden, err}
	case support.CodeOf(err) == support.CodeTooLarge:
		return &NotTakenError{RefusedTooLarge, err}
	case support.CodeOf(err) == support.CodeStorage:
		return &NotTakenError{RefusedStorage, err}
	default:
		return err
	}
}

// MakeRoom lets go of what is more than files may take by now.
func (a *Attachments) MakeRoom(ctx context.Context) { a.makeRoom(ctx) }

// makeRoom lets go of what was not used for longest, where files take more than they may.
func (a *Attachments) makeRoom(ctx context.Context) {
	h, err := a.held(ctx)
	if err == nil {
		err = a.Folder.Evict(ctx, a.MayTake()+h.size, func(ctx context.Context) (func(support.Digest) bool, error) {
			h, err := a.held(ctx)
			return h.has, err
		})
	}
	if err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "files take more room than they may", "err", err)
	}
}
