package desktop_test

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"filodiretto/backend/desktop/diagnosis"
	"filodiretto/backend/server"
	"filodiretto/backend/support"
)

func (s *workstation) diagnosed() diagnosis.Facts {
	s.t.Helper()
	return s.Diagnosis(s.t.Context(), diagnosis.Program{Version: "9.8.7"}, filepath.Join(s.dir, "logs"))
}

func TestDiagnosis_SaysHowTheWorkstationStands(t *testing.T) {
	w, _, p, anna := farawayWorld(t)
	if f := anna.diagnosed(); f.Line != nil || len(f.People) != 0 || f.Disk.Free <= 0 || f.Disk.Total < f.Disk.Free {
		t.Errorf("before anybody has signed in: %+v", f)
	}
	if err := anna.signInFaraway("anna", password); err != nil {
		t.Fatal(err)
	}
	anna.online()
	ticket := anna.opens(w, "Perde olio.")
	anna.shows(ticket, "Perde olio. sent")
	var f diagnosis.Facts
	anna.until("the feed has brought it", func() bool {
		f = anna.diagnosed()
		return len(f.People) == 1 && f.People[0].OpenTickets == 1 && f.People[0].Waiting == 0
	})
	line, me := f.Line, f.People[0]
	if line.Phase != "online" || line.Since.IsZero() || line.FreshAt.IsZero() || line.Reason != "" || line.LastFailure != "" ||
		line.Address != "https://"+faraway || line.ServerName != "Marzaghi Confezionamento" || line.SessionKept != "file" {
		t.Errorf("line %+v", line)
	}
	if f.Way != (diagnosis.Way{Proxy: "address", Through: p.address, Authorities: true}) {
		t.Errorf("way %+v", f.Way)
	}
	if !me.Front || !me.Open || !me.Begun || !me.Filled || me.Role != "operator" || time.Since(me.NewestAt) > time.Minute ||
		me.CacheSchema == 0 || me.OutboxSchema == 0 || me.CacheBytes == 0 || me.Waiting != 0 || !me.OldestAt.IsZero() {
		t.Errorf("person %+v", me)
	}
	if f.Disk.Cache != me.CacheBytes || f.Disk.Outbox != me.OutboxBytes || f.Program.Version != "9.8.7" {
		t.Errorf("disk %+v, program %+v", f.Disk, f.Program)
	}

	// What was in the way stays told after it has gone.
	p.asksFor("officina:pressa")
	p.cut()
	anna.offline()
	if line := anna.diagnosed().Line; line.Reason != support.CodeProxyAuth || line.LastFailure != support.CodeProxyAuth {
		t.Errorf("behind a proxy that asks: %+v", line)
	}
	p.asksFor("")
	if err := anna.front().RetryNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	anna.online()
	if line := anna.diagnosed().Line; line.Reason != "" || line.LastFailure != support.CodeProxyAuth || line.LastFailureAt.IsZero() {
		t.Errorf("afterwards: %+v", line)
	}
}

func TestDiagnosis_SaysThatTheServersStoreWasRestored(t *testing.T) {
	w := newWorld(t)
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	anna.online()
	before := anna.diagnosed().Line.Epoch
	if before == "" {
		t.Fatal("the server's store has no epoch")
	}
	w.down()
	w.up()
	if err := anna.front().RetryNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	anna.online()
	if again := anna.diagnosed().Line.Epoch; again != before {
		t.Errorf("%s became %s by a restart of the server", before, again)
	}
	w.down()
	backup := filepath.Join(t.TempDir(), "backup.db")
	w.with(func(ctx context.Context, s *serverOf) error { return s.server.Backup(ctx, backup) })
	w.data = filepath.Join(t.TempDir(), "restored")
	if _, err := server.Restore(t.Context(), backup, w.data, false); err != nil {
		t.Fatal(err)
	}
	w.up()
	if err := anna.front().RetryNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	anna.until("another epoch is told", func() bool {
		now := anna.diagnosed().Line.Epoch
		return now != "" && now != before
	})
}

func TestDiagnosis_SaysWhatEachActWaitsForAndCountsThoseOfOthers(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	w := newWorld(t)
	line := newBadLine()
	s, luca := newWorkstationOn(t, line), newWorkstation(t)
	luca.signIn(w, "luca")
	s.signIn(w, "marco")
	s.online()
	ticket := s.opens(w, "Una cosa di Marco.")
	s.shows(ticket, "Una cosa di Marco. sent")
	luca.shows(ticket, "Una cosa di Marco. ")
	w.down()
	s.offline()
	s.replies(ticket, "Di Marco, ferma.")
	s.replies(ticket, "E un’altra.")
	if err := s.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.signIn(w, "marco")
	s.offline()
	fresh := s.opens(w, "Nuova.")
	f := s.diagnosed()
	why := func() (out []string) {
		for _, a := range f.Acts {
			out = append(out, a.Kind+" "+string(a.Why))
		}
		return out
	}
	if want := []string{"reply line", "reply behind", "open line"}; !slices.Equal(why(), want) {
		t.Errorf("waits %q, want %q", why(), want)
	}
	if f.Acts[0].TicketNumber == 0 || f.Acts[2].TicketNumber != 0 || f.Acts[2].TicketID != fresh || f.Acts[0].WrittenAt.IsZero() {
		t.Errorf("acts %+v", f.Acts)
	}
	if me := f.People[0]; me.Waiting != 3 || !me.OldestAt.Equal(f.Acts[0].WrittenAt) {
		t.Errorf("person %+v", me)
	}

	// Somebody else in front is told how many wait, and nothing more.
	w.up()
	anna := s
	anna.signIn(w, "anna")
	f = anna.diagnosed()
	if len(f.Acts) != 0 || len(f.People) != 2 || !f.People[0].Front || f.People[1].Front {
		t.Errorf("as Anna: %+v", f)
	}
	anna.until("Marco's has left", func() bool { return anna.diagnosed().People[1].Waiting == 0 })

	// What the server refuses is told with why.
	anna.online()
	other := anna.opens(w, "Di Anna.")
	anna.shows(other, "Di Anna. sent")
	luca.shows(other, "Di Anna. ")
	line.set(page(http.StatusBadGateway, "text/html", ""))
	anna.replies(other, "Troppo tardi.")
	if err := luca.front().Desk().CloseTicket(t.Context(), other, "Risolto.", ""); err != nil {
		t.Fatal(err)
	}
	luca.until("closed on the server", func() bool { return len(waiting(luca)) == 0 })
	line.set(nil)
	if err := anna.front().RetryNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	anna.until("it is refused", func() bool {
		f = anna.diagnosed()
		return len(f.Acts) == 1 && f.Acts[0].Why == diagnosis.WhyRefused
	})
	if f.Acts[0].Refusal != support.CodeTicketClosed || f.People[0].Refused != 1 {
		t.Errorf("refused %+v of %+v", f.Acts[0], f.People[0])
	}
}
