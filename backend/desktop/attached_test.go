package desktop_test

import (
	"bytes"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

// noise are bytes that are no picture and no text, the same for the same seed.
func noise(seed byte, size int) []byte {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(b)
	return b
}

// attaches puts a file with the reply that is being written in a ticket.
func (s *workstation) attaches(ticketID, name string, content []byte) desk.File {
	s.t.Helper()
	f, err := s.front().Attachments().Add(s.t.Context(), outbox.ReplyDraft(ticketID), name, support.MaxAttachmentSize, bytes.NewReader(content))
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// files are those of a ticket, oldest first.
func (s *workstation) filesOf(ticketID string) []desk.TicketFile {
	s.t.Helper()
	files, err := s.front().Desk().TicketFiles(s.t.Context(), ticketID)
	if support.CodeOf(err) == support.CodeNotFound {
		return nil
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return files
}

// hasArrived waits until a ticket shows so many files, all of which the server has.
func (s *workstation) hasArrived(ticketID string, count int) []desk.TicketFile {
	s.t.Helper()
	var files []desk.TicketFile
	s.until("the files have arrived", func() bool {
		files = s.filesOf(ticketID)
		for i := range files {
			if files[i].State != desk.FileArrived || !files[i].Arrived() {
				return false
			}
		}
		return len(files) == count
	})
	return files
}

// holds fetches a file to this disk, and compares what is there.
func (s *workstation) holds(f desk.File, content []byte) {
	s.t.Helper()
	if err := s.front().Attachments().Fetch(s.t.Context(), f.ID); err != nil {
		s.t.Fatal(err)
	}
	_, file, err := s.front().Attachments().Open(s.t.Context(), f.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	got, err := io.ReadAll(file)
	if err != nil {
		s.t.Fatal(err)
	}
	if sha256.Sum256(got) != sha256.Sum256(content) {
		s.t.Errorf("%s is %d bytes that are not the file's", f.Name, len(got))
	}
}

func TestAttachments_AddedOfflineReachTheOtherDiskOnceTheLineIsThere(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	luca.shows(id, "Perde olio. ")

	w.down()
	anna.offline()
	content := noise(1, 3<<20)
	anna.attaches(id, "registro.bin", content)
	anna.replies(id, "Ecco il registro.")
	anna.restart()
	anna.shows(id, "Perde olio. sent", "Ecco il registro. waiting")

	w.up()
	anna.retries()
	luca.shows(id, "Perde olio. ", "Ecco il registro. ")
	files := luca.hasArrived(id, 1)
	if files[0].Name != "registro.bin" || files[0].Size != 3<<20 {
		t.Errorf("arrived as %+v", files[0])
	}
	luca.holds(files[0].File, content)
}
