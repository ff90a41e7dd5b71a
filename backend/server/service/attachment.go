package service

import (
	"context"
	"strconv"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

var (
	errNotAuthor = support.Errorf(support.CodeForbidden, "only the author of a message brings what is attached to it, or gives it up")
	errMismatch  = support.Errorf(support.CodeHashMismatch, "what arrived is not what was declared")
	errAbandoned = support.Errorf(support.CodeAbandoned, "whoever wrote the message has given this attachment up")
	errArrived   = support.Errorf(support.CodeArrived, "this attachment has arrived, and is not given up any more")
)

// MaxAttachment is how many bytes an attachment may have.
func (s *Service) MaxAttachment() int64 { return s.config.MaxAttachment }

// checkAttachments is of attachments what holds for all times.
func checkAttachments(declared []support.Attachment) error {
	return support.CheckAttachments("body.attachments", declared, support.MaxAttachmentSize)
}

// takes is what holds of new attachments: the limit may have been another when a repeat was taken.
func (s *Service) takes(declared []support.Attachment) error {
	return support.CheckAttachments("body.attachments", declared, s.config.MaxAttachment)
}

// declared is the part of a fingerprint that tells of attachments: none where there are none, so that what was asked before
// there were any has the fingerprint that it had.
func declared(all []support.Attachment) (parts []string) {
	for i := range all {
		a := &all[i]
		parts = append(parts, "attachment", a.ID, a.Name, strconv.FormatInt(a.Size, 10), a.SHA256.String())
	}
	return parts
}

// Attachment is one of a message that the person may see; whatever belongs to another is not there.
func (s *Service) Attachment(ctx context.Context, by support.Person, id string) (a store.Attachment, err error) {
	if !support.ValidID(id) {
		return a, errNotFound
	}
	err = s.store.Read(ctx, func(r store.Reader) error {
		a, err = r.Attachment(ctx, id)
		return err
	})
	if err != nil {
		return store.Attachment{}, err
	}
	if !by.SeesCompany(a.CompanyID) || !by.SeesMessage(&support.Message{Kind: a.Kind}) {
		return store.Attachment{}, errNotFound
	}
	return a, nil
}

// UploadOf is the attachment whose bytes the person wants to bring: [Service.Attachment], and CodeForbidden for whoever sees
// its message and did not write it.
func (s *Service) UploadOf(ctx context.Context, by support.Person, id string) (store.Attachment, error) {
	a, err := s.Attachment(ctx, by, id)
	if err != nil {
		return a, err
	}
	if a.AuthorID != by.ID {
		return store.Attachment{}, errNotAuthor
	}
	return a, nil
}

// Arrived records that all bytes of an attachment are on the disk, and tells whoever has its message. Of found, size and
// SHA-256 must be what was declared, else CodeHashMismatch and nothing changes; type, width and height are kept. The time
// is the server's. Of what has arrived already it changes nothing; what was given up is CodeAbandoned.
func (s *Service) Arrived(ctx context.Context, id string, found support.Attachment) error {
	return s.store.Write(ctx, func(w store.Writer) error {
		a, err := w.Attachment(ctx, id)
		switch {
		case err != nil:
			return err
		case a.Size != found.Size || a.SHA256 != found.SHA256:
			return errMismatch
		case a.Arrived():
			return nil
		case a.Abandoned():
			return errAbandoned
		}
		found.ArrivedAt = s.now()
		if err := w.ArriveAttachment(ctx, id, found); err != nil {
			return err
		}
		return tellOf(ctx, w, a)
	})
}

// tellOf tells whoever has an attachment's message that something has become of it. The ticket stays where it is: nobody said
// anything.
func tellOf(ctx context.Context, w store.Writer, a store.Attachment) error {
	m := support.Message{Kind: a.Kind}
	return w.Touch(ctx, store.Object{Type: store.ObjectMessage, ID: a.MessageID}, m.Audiences(a.CompanyID)...)
}

// Abandon records that the bytes of an attachment will not arrive, since its writer has given it up, and tells whoever has its
// message. Who may is who may upload it; see [Service.UploadOf]. CodeArrived, and nothing changes, if they are there already;
// a second time changes nothing.
func (s *Service) Abandon(ctx context.Context, by support.Person, id string) error {
	if _, err := s.UploadOf(ctx, by, id); err != nil {
		return err
	}
	return s.store.Write(ctx, func(w store.Writer) error {
		a, err := w.Attachment(ctx, id)
		switch {
		case err != nil:
			return err
		case a.Arrived():
			return errArrived
		case a.Abandoned():
			return nil
		}
		if err := w.AbandonAttachment(ctx, id, s.now()); err != nil {
			return err
		}
		return tellOf(ctx, w, a)
	})
}
