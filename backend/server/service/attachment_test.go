package service_test

import (
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"

	"filodiretto/backend/server/service"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/support"
)

func TestAttachment_OfARepeatIsNoLargerThanWasTakenThen(t *testing.T) {
	ctx := t.Context()
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	st, err := sqlite.Open(ctx, t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	taking := func(limit int64) *service.Service {
		s, err := service.New(st, service.Config{
			MaxAttachment: limit,
			Password:      &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := taking(1000)
	if _, err := s.AddCompany(ctx, "Acme", "IT"); err != nil {
		t.Fatal(err)
	}
	anna, err := s.AddPerson(ctx, service.NewPerson{Login: "anna", Name: "Anna", Role: support.RoleOperator, Company: "Acme", Password: "una-parola-lunga"})
	if err != nil {
		t.Fatal(err)
	}
	video := func() []support.Attachment {
		return []support.Attachment{{ID: newID(), Name: "video.mp4", Size: 1000, SHA256: support.Digest{1}}}
	}
	opening := support.Opening{
		ID: newID(), Kind: support.KindCallback, Severity: support.SeverityStopped, Description: "Ferma.", Phone: "+39059123456", Attachments: video(),
	}
	reply := service.NewMessage{ID: newID(), Kind: support.MessageReply, Text: "Ecco.", Attachments: video()}
	if _, _, err := s.OpenTicket(ctx, anna, opening); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.PostMessage(ctx, anna, opening.ID, reply); err != nil {
		t.Fatal(err)
	}

	// The answers were lost, and the maker takes less by now.
	s = taking(10)
	if _, created, err := s.OpenTicket(ctx, anna, opening); created || err != nil {
		t.Errorf("the opening again: %t, %v", created, err)
	}
	if _, created, err := s.PostMessage(ctx, anna, opening.ID, reply); created || err != nil {
		t.Errorf("the reply again: %t, %v", created, err)
	}
	reply.ID, reply.Attachments = newID(), video()
	if _, _, err := s.PostMessage(ctx, anna, opening.ID, reply); support.CodeOf(err) != support.CodeInvalid {
		t.Errorf("another reply: %v", err)
	}
	opening.ID, opening.Attachments = newID(), video()
	if _, _, err := s.OpenTicket(ctx, anna, opening); support.CodeOf(err) != support.CodeInvalid {
		t.Errorf("another opening: %v", err)
	}
}
