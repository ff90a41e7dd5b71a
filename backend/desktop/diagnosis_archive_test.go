package desktop_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/diagnosis"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

// unmistakable stands in everything that people write and are called in the life that follows, each time with another
// end, and nowhere in the program.
const unmistakable = "Zqx"

// life is a workstation's that has seen everything, with a log of all that there is to log.
type life struct {
	*workstation

	logs string
	// marks are what must be found nowhere.
	marks []string
}

// mark makes a text that must be found nowhere.
func (l *life) mark(what string) string {
	l.marks = append(l.marks, unmistakable+what)
	return unmistakable + what
}

func liveThrough(t *testing.T) *life {
	t.Helper()
	// As in app, but for who writes the lines.
	l := &life{logs: filepath.Join(t.TempDir(), "logs")}
	if err := os.MkdirAll(l.logs, 0o700); err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(l.logs, "filodiretto.log"))
	if err != nil {
		t.Fatal(err)
	}
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })

	w, d, p, s := farawayWorld(t)
	l.workstation = s
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	_, err = w.live.AddCompany(ctx, l.mark("ditta"), "IT")
	check(err)
	secret := l.mark("parola segreta")
	for _, n := range []service.NewPerson{
		{Login: l.mark("login"), Name: l.mark("nome") + " " + l.mark("cognome"), Role: support.RoleOperator, Company: l.mark("ditta"), Password: secret, KnowsPassword: true},
		{Login: "tecnico", Name: l.mark("tecnico"), Role: support.RoleTechnician, Password: password, KnowsPassword: true},
	} {
		_, err := w.live.AddPerson(ctx, n)
		check(err)
	}
	machine, err := w.live.AddMachine(ctx, service.MachineEntry{
		Company: l.mark("ditta"), Name: l.mark("macchina"), Model: l.mark("modello"), Serial: l.mark("seriale"), Site: l.mark("linea"),
	})
	check(err)
	category, err := w.live.AddCategory(ctx, l.mark("tipologia"))
	check(err)

	// The network first: a proxy that asks, with a wrong password and with the right one.
	proxySecret := l.mark("proxy/@ segreto")
	p.asksFor(l.mark("proxynome") + ":" + proxySecret)
	with := through(p, d)
	for _, try := range []string{l.mark("proxysbagliato"), proxySecret} {
		with.ProxyAddress = (&url.URL{Scheme: "http", Host: p.address, User: url.UserPassword(unmistakable+"proxynome", try)}).String()
		s.setSettings(with)
		_ = s.finds(faraway)
	}
	l.marks = append(l.marks, url.PathEscape(proxySecret), url.QueryEscape(proxySecret), strings.TrimPrefix(url.UserPassword("", proxySecret).String(), ":"))
	if err := s.signInFaraway(unmistakable+"login", l.mark("passwordsbagliata")); support.CodeOf(err) != support.CodeUnauthenticated {
		t.Fatalf("a wrong password: %v", err)
	}
	check(s.signInFaraway(unmistakable+"login", secret))
	s.online()
	s.until("the session is kept", func() bool { return s.front().SessionKept() == desktop.KeptInFile })
	token, err := os.ReadFile(s.file("token"))
	check(err)
	l.marks = append(l.marks, strings.TrimSpace(string(token)))

	luca := newWorkstation(t)
	luca.signIn(w, "tecnico")
	me := s.front().Desk()
	ticket, err := me.OpenTicket(ctx, desk.NewTicketDraft{
		Kind: "chat", CategoryID: category.ID, MachineID: machine.ID, Severity: "stopped", Description: l.mark("descrizione"),
	})
	check(err)
	l.marks = append(l.marks, "393471234567", "347 123 4567", "3471234567", "39059123456", "059 123456", "Marzaghi Confezionamento")
	_, err = me.OpenTicket(ctx, desk.NewTicketDraft{
		Kind: "callback", Phone: "347 123 4567", Severity: "question", Description: l.mark("richiamami"),
	})
	check(err)
	s.shows(ticket, unmistakable+"descrizione sent")
	luca.shows(ticket, unmistakable+"descrizione ")
	_, err = luca.front().Desk().Note(ctx, ticket, l.mark("nota"))
	check(err)
	luca.replies(ticket, l.mark("risposta del supporto"))
	s.shows(ticket, unmistakable+"descrizione read", unmistakable+"risposta del supporto ")
	s.replies(ticket, l.mark("risposta"))
	check(me.SaveReplyDraft(ctx, ticket, support.MessageReply, l.mark("bozza")))
	check(me.SaveNewTicketDraft(ctx, desk.NewTicketDraft{Kind: "callback", Description: l.mark("bozza nuova"), Phone: l.mark("telefono")}))
	_, err = me.Search(ctx, l.mark("cercato"), "", 10)
	check(err)

	// Files: picked and not taken, sent, saved where that cannot be, gone from the disk, and called what nobody may know.
	folder := filepath.Join(t.TempDir(), l.mark("cartella"))
	check(os.MkdirAll(folder, 0o700))
	for name, content := range map[string][]byte{l.mark("vuoto") + ".txt": nil, l.mark("contratto") + ".pdf": []byte(l.mark("contenuto"))} {
		check(os.WriteFile(filepath.Join(folder, name), content, 0o600))
		_, _ = s.front().Attachments().AddFile(ctx, outbox.ReplyDraft(ticket), filepath.Join(folder, name))
	}
	if _, err := s.front().Attachments().AddFile(ctx, outbox.ReplyDraft(ticket), filepath.Join(folder, unmistakable+"sparito.txt")); err == nil {
		t.Error("what is not there was taken")
	}
	s.attaches(ticket, l.mark("foto")+".jpg", photo(t, 300, 200, 80)[:2000])
	s.replies(ticket, l.mark("con allegati"))
	sent := s.hasArrived(ticket, 2)
	if err := s.front().Attachments().Save(ctx, sent[0].ID, filepath.Join(folder, unmistakable+"contratto.pdf", "x")); err == nil {
		t.Error("it was saved in no folder")
	}
	luca.hasArrived(ticket, 2)
	d.cut()
	gone := s.attaches(ticket, l.mark("perso")+".bin", noise(1, 1000))
	check(os.Remove(s.kept(&gone)))
	s.replies(ticket, l.mark("con un allegato perso"))
	s.until("its bytes cannot go", func() bool { return s.front().Counts().Failed == 1 })
	if told := s.Diagnosis(ctx, diagnosis.Program{}, l.logs).Attachments; len(told) != 1 || told[0].ID != gone.ID || told[0].Reason != support.CodeNotFound {
		t.Errorf("told of %+v", told)
	}

	// The ways in which a line fails, with something waiting, and the ticket closed meanwhile.
	s.replies(ticket, l.mark("in attesa"))
	for _, bad := range badLines(d, p) {
		mend(d, p)
		bad.spoil()
		d.cut()
		p.cut()
		s.until("the line says why", func() bool {
			return s.front().State().Reason == bad.code || s.front().RetryNow(ctx) != nil
		})
	}
	// A server, or somebody before it, that says in its refusal what it was sent.
	mend(d, p)
	echo := http.HandlerFunc(echoes)
	d.instead.Store(&echo)
	s.replies(ticket, l.mark("ripetuto"))
	check(s.front().RetryNow(ctx))
	s.until("it is refused in its own words", func() bool { return s.front().Counts().Refused > 0 })
	refused := s.front().Counts().Refused
	words := l.mark("portale")
	portal := http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { http.Error(rw, words, http.StatusTeapot) })
	d.instead.Store(&portal)
	s.replies(ticket, l.mark("troppo tardi"))
	check(luca.front().Desk().CloseTicket(ctx, ticket, l.mark("soluzione"), ""))
	luca.until("it is closed", func() bool { return luca.front().Counts().Waiting == 0 })
	mend(d, p)
	p.asksFor(unmistakable + "proxynome:" + proxySecret)
	check(s.front().RetryNow(ctx))
	s.until("it is refused", func() bool { return s.front().Counts().Refused > refused })

	// Files that are damaged, and a person who is known here signing in without a server.
	s.closed()
	check(os.WriteFile(s.file("cache.db-wal"), nil, 0o600))
	spoil(t, s.file("cache.db"), 0, 1<<20)
	spoil(t, s.file("outbox.db"), 32, 40)
	s.start()
	s.online()
	d.down()
	check(s.SignOut(ctx))
	check(s.signInFaraway(unmistakable+"login", secret))
	late := s.calls(l.mark("senza linea"))
	s.replies(late, l.mark("senza linea, ancora"))
	me = s.front().Desk()
	check(me.SaveReplyDraft(ctx, late, support.MessageReply, l.mark("bozza tardi")))
	check(me.SaveNewTicketDraft(ctx, desk.NewTicketDraft{Kind: "callback", Description: l.mark("bozza nuova tardi"), Phone: "059 123456"}))
	s.until("it has found nobody", func() bool { return s.front().State().Phase == syncer.PhaseOffline })
	return l
}

// echoes refuses with what it was sent in every place that a problem has for words, and answers what was asked with something that
// cannot be read.
func echoes(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	said := string(b)
	if r.URL.Path == "/v1/server" {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"name":"x","version":"1.0.0","api":[1],"epoch":""}`)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusUnprocessableEntity)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"code": "invalid", "title": said, "detail": "cannot take " + said,
		"errors": []map[string]string{{"location": "body.text: " + said, "reason": said}, {"location": "body.text", "reason": "bad_text"}},
	})
}

// TestSaveDiagnosis_HasNothingThatPeopleWroteOrAreCalled is what lets somebody send an archive without reading it.
func TestSaveDiagnosis_HasNothingThatPeopleWroteOrAreCalled(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	l := liveThrough(t)
	file := filepath.Join(t.TempDir(), "diagnosi.zip")
	if err := l.SaveDiagnosis(t.Context(), file, diagnosis.Program{Version: "9.8.7"}, l.logs); err != nil {
		t.Fatal(err)
	}
	entries := unzipped(t, file)
	for _, want := range []string{
		"README.txt", "diagnosis.json", "settings.json", "stores.json", "goroutines.txt", "heap.txt", "logs/filodiretto.log",
	} {
		if len(entries[want]) == 0 {
			t.Errorf("there is no %s", want)
		}
	}
	if problems := entries["problems.txt"]; len(problems) > 0 {
		t.Errorf("problems: %s", problems)
	}
	// The log itself is clean already: what is taken out of it here is for the day on which it is not.
	log, err := os.ReadFile(filepath.Join(l.logs, "filodiretto.log"))
	if err != nil {
		t.Fatal(err)
	}
	entries["the log as it lies there"] = log
	if len(l.marks) < 25 || len(bytes.Split(log, []byte("\n"))) < 20 {
		t.Errorf("%d texts were tried, the log has %d bytes: that is no life", len(l.marks), len(log))
	}
	for name, content := range entries {
		for _, mark := range append(slices.Clone(l.marks), unmistakable, strings.ToLower(unmistakable)) {
			if at := bytes.Index(content, []byte(mark)); at >= 0 {
				t.Errorf("%s has %q: …%s…", name, mark, content[max(0, at-120):min(len(content), at+80)])
			}
		}
	}

	var facts diagnosis.Facts
	var stores []diagnosis.Store
	if err := json.Unmarshal(entries["diagnosis.json"], &facts); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(entries["stores.json"], &stores); err != nil {
		t.Fatal(err)
	}
	if len(facts.Acts) < 3 || len(facts.SetAside) != 2 || len(facts.Notices) != 2 || facts.Line.Phase != "offline" {
		t.Errorf("told %s", entries["diagnosis.json"])
	}
	if len(stores) != 2 || !slices.Equal(stores[1].Check, []string{"ok"}) || stores[1].Rows["acts"] < 3 || stores[1].Rows["drafts"] == 0 {
		t.Errorf("stores %s", entries["stores.json"])
	}
}

func TestSaveDiagnosis_IsThereWholeOrNotAtAll(t *testing.T) {
	s := newWorkstation(t)
	save := func(file string) support.Code {
		t.Helper()
		return support.CodeOf(s.SaveDiagnosis(t.Context(), file, diagnosis.Program{}, ""))
	}
	dir := t.TempDir()
	if code := save(filepath.Join(dir, "none", "diagnosi.zip")); code != support.CodeStorage {
		t.Errorf("into a folder that is not there: %q", code)
	}
	if code := save(dir); code != support.CodeStorage {
		t.Errorf("in the place of a folder: %q", code)
	}
	if left := namesIn(t, dir); len(left) != 0 {
		t.Errorf("left behind %v", left)
	}
	file := filepath.Join(dir, "diagnosi.zip")
	for range 2 { // again in its own place
		if code := save(file); code != "" {
			t.Errorf("saving gave %q", code)
		}
	}
	if entries := unzipped(t, file); len(entries["diagnosis.json"]) == 0 || !slices.Equal(namesIn(t, dir), []string{"diagnosi.zip"}) {
		t.Errorf("in the folder are %v", namesIn(t, dir))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveDiagnosis(t.Context(), filepath.Join(dir, "late.zip"), diagnosis.Program{}, ""); err == nil {
		t.Error("saved after the end")
	}
	if !slices.Equal(namesIn(t, dir), []string{"diagnosi.zip"}) {
		t.Errorf("in the folder are %v", namesIn(t, dir))
	}
}

func namesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func unzipped(t *testing.T, file string) map[string][]byte {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	out := map[string][]byte{}
	for _, entry := range archive.File {
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[entry.Name] = content
	}
	return out
}
