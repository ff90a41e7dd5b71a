package desktop_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// logged collects what is logged until the test ends.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func collectLog(t *testing.T) *logged {
	t.Helper()
	l := &logged{}
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	return l
}

func (s *workstation) finds(address string) support.Code {
	s.t.Helper()
	_, err := s.FindServer(s.t.Context(), address)
	return support.CodeOf(err)
}

func TestSettings_TrustTheAuthoritiesOfAFileBesidesTheSystems(t *testing.T) {
	_, d, p, s := farawayWorld(t)
	s.setSettings(desktop.Settings{Proxy: "address", ProxyAddress: "http://" + p.address})
	if code := s.finds(faraway); code != support.CodeUntrusted {
		t.Errorf("without the file: %q", code)
	}
	s.setSettings(through(p, d))
	if code := s.finds(faraway); code != "" {
		t.Errorf("with the file: %q", code)
	}
	s.restart()
	if code := s.finds(faraway); code != "" {
		t.Errorf("after a restart: %q", code)
	}
}

func TestSettings_GiveTheProxyNameAndPasswordAndTellThemToNobodyElse(t *testing.T) {
	said := collectLog(t)
	_, d, p, s := farawayWorld(t)
	p.asksFor("officina:pressa-piegatrice")
	if code := s.finds(faraway); code != support.CodeProxyAuth {
		t.Errorf("without a password: %q", code)
	}
	with := through(p, d)
	for password, want := range map[string]support.Code{"sbagliata": support.CodeProxyAuth, "pressa-piegatrice": ""} {
		with.ProxyAddress = "http://officina:" + password + "@" + p.address
		s.setSettings(with)
		if code := s.finds(faraway); code != want {
			t.Errorf("with the password %s: %q, want %q", password, code, want)
		}
	}
	with.ProxyAddress = "http://officina:pressa-piegatrice@" + p.address + "/%zz"
	if err := s.SetSettings(with); err == nil || strings.Contains(err.Error(), "piegatrice") {
		t.Errorf("an address that cannot be read gave %v", err)
	}
	p.down()
	if code := s.finds(faraway); code != support.CodeProxy {
		t.Errorf("without the proxy: %q", code)
	}
	if strings.Contains(said.String(), "piegatrice") {
		t.Errorf("the password was logged:\n%s", said)
	}
}

func TestSettings_RefuseAWayThatCannotBeAndChangeNothing(t *testing.T) {
	_, _, _, s := farawayWorld(t)
	dir := t.TempDir()
	empty, key := filepath.Join(dir, "empty.pem"), filepath.Join(dir, "key.pem")
	if err := os.WriteFile(empty, []byte("non è una chiave"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte{1}}), 0o600); err != nil {
		t.Fatal(err)
	}
	kept := s.Settings()
	for name, c := range map[string]struct {
		proxy, address, file string
		location             string
		reason               support.Reason
	}{
		"no address":      {"address", " ", "", "proxyAddress", support.ReasonRequired},
		"no scheme":       {"address", "proxy.example:3128", "", "proxyAddress", support.ReasonUnknown},
		"another scheme":  {"address", "socks5://proxy.example:1080", "", "proxyAddress", support.ReasonUnknown},
		"no host":         {"address", "http://:3128", "", "proxyAddress", support.ReasonUnknown},
		"no file":         {"system", "", filepath.Join(dir, "none.pem"), "caFile", support.ReasonUnknown},
		"a folder":        {"none", "", dir, "caFile", support.ReasonUnknown},
		"no certificate":  {"none", "", empty, "caFile", support.ReasonBadType},
		"nothing but key": {"none", "", key, "caFile", support.ReasonBadType},
	} {
		err := s.SetSettings(desktop.Settings{Theme: "dark", Proxy: c.proxy, ProxyAddress: c.address, CAFile: c.file})
		var invalid *support.Error
		want := []support.FieldError{{Location: c.location, Reason: c.reason}}
		if !errors.As(err, &invalid) || invalid.Code != support.CodeInvalid || !slices.Equal(invalid.Fields, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	if s.Settings() != kept {
		t.Errorf("changed to %+v", s.Settings())
	}
	if code := s.finds(faraway); code != "" {
		t.Errorf("the way that was: %q", code)
	}
}

func TestSettings_AnotherWayIsTakenAtOnceByWhoIsAtWork(t *testing.T) {
	_, d, first, anna := farawayWorld(t)
	if err := anna.signInFaraway("anna", password); err != nil {
		t.Fatal(err)
	}
	anna.online()
	second := newProxy(d)
	anna.setSettings(through(second, d))
	anna.until("all goes through the second proxy", func() bool { return first.held() == 0 && second.held() > 0 })
	anna.online()
	// A way to nowhere is taken as well, and left again.
	nowhere := through(second, d)
	nowhere.ProxyAddress = "http://127.0.0.1:1"
	anna.setSettings(nowhere)
	anna.until("the line is down for the proxy's sake", func() bool {
		state := anna.front().State()
		return state.Phase == syncer.PhaseOffline && state.Reason == support.CodeProxy
	})
	anna.setSettings(through(first, d))
	anna.online()
	taken := first.taken.Load()
	theme := through(first, d)
	theme.Theme = "dark"
	anna.setSettings(theme)
	if first.held() == 0 || first.taken.Load() != taken {
		t.Error("another theme cut the line")
	}
}

func TestSettings_AFileWithAuthoritiesThatHasGoneKeepsNobodyOut(t *testing.T) {
	said := collectLog(t)
	_, d, p, anna := farawayWorld(t)
	if err := anna.signInFaraway("anna", password); err != nil {
		t.Fatal(err)
	}
	anna.online()
	pemFile, err := os.ReadFile(d.own.file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(d.own.file); err != nil {
		t.Fatal(err)
	}
	anna.restart()
	anna.until("the server is not trusted", func() bool { return anna.front().State().Reason == support.CodeUntrusted })
	if !strings.Contains(said.String(), "caFile=unknown") {
		t.Error("nothing was logged of the file")
	}
	dark := anna.Settings()
	dark.Theme = "dark"
	anna.setSettings(dark)
	again := filepath.Join(t.TempDir(), "again.pem")
	if err := os.WriteFile(again, pemFile, 0o600); err != nil {
		t.Fatal(err)
	}
	mended := through(p, d)
	mended.CAFile = again
	anna.setSettings(mended)
	anna.online()
}

// away takes a file away; back puts it there again.
func away(t *testing.T, file string) (back func()) {
	t.Helper()
	kept, err := os.ReadFile(file)
	if err = errors.Join(err, os.Remove(file)); err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := os.WriteFile(file, kept, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSettings_AFileWithAuthoritiesThatComesAfterTheProgramIsTaken(t *testing.T) {
	_, d, _, anna := farawayWorld(t)
	anna.closed()
	mounted := away(t, d.own.file)
	anna.start()
	if code := anna.finds(faraway); code != support.CodeUntrusted {
		t.Errorf("without the file: %q", code)
	}
	mounted()
	// Whoever stands at the sign-in asks once more, and nothing else.
	if err := anna.signInFaraway("anna", password); err != nil {
		t.Fatalf("with the file: %v", err)
	}
	anna.online()
	anna.closed()
	mounted = away(t, d.own.file)
	anna.start()
	mistrusts := func() bool { return anna.front().State().Reason == support.CodeUntrusted }
	anna.until("the server is not trusted", mistrusts)
	mounted()
	anna.retries()
	anna.online()
}

func TestSettings_AFileWithAuthoritiesThatIsRenewedInPlaceIsReadAgain(t *testing.T) {
	_, d, _, anna := farawayWorld(t)
	if err := anna.signInFaraway("anna", password); err != nil {
		t.Fatal(err)
	}
	anna.online()
	mistrusts := func() bool { return anna.front().State().Reason == support.CodeUntrusted }
	renew := func(from string) {
		t.Helper()
		renewed, err := os.ReadFile(from)
		if err = errors.Join(err, os.WriteFile(d.own.file, renewed, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	next := newAuthority(t)
	d.certificate.Store(next.good())
	d.cut()
	anna.until("the server is not trusted", mistrusts)
	renew(next.file)
	anna.retries()
	anna.online()
	// What is not among them any more is trusted no more, once somebody saves the settings as they are.
	renew(newAuthority(t).file)
	anna.setSettings(anna.Settings())
	anna.until("the server is not trusted any more", mistrusts)
	// What cannot be read at all leaves those that were.
	renew(next.file)
	anna.retries()
	anna.online()
	away(t, d.own.file)
	anna.setSettings(anna.Settings())
	d.cut()
	if code := anna.finds(faraway); code != "" {
		t.Errorf("without the file: %q", code)
	}
}

// TestSettings_TheSystemsProxyIsTakenUnlessNoneIsWanted runs itself again: the environment is read once in a process.
func TestSettings_TheSystemsProxyIsTakenUnlessNoneIsWanted(t *testing.T) {
	if os.Getenv("HTTPS_PROXY") == "http://127.0.0.1:1" {
		s := newWorkstation(t)
		if code := s.finds(faraway); code != support.CodeProxy {
			t.Errorf("by the system: %q", code)
		}
		s.setSettings(desktop.Settings{Proxy: "none"})
		if code := s.finds(faraway); code != support.CodeUnreachable {
			t.Errorf("without: %q", code)
		}
		return
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	again.Env = append(os.Environ(), "HTTPS_PROXY=http://127.0.0.1:1", "https_proxy=", "NO_PROXY=", "no_proxy=")
	if said, err := again.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// TestSettings_TheSystemsProxyIsNeverRepeatedWithItsPassword runs itself again, as the test before it.
func TestSettings_TheSystemsProxyIsNeverRepeatedWithItsPassword(t *testing.T) {
	const unreadable = "http://officina:pressa piegatrice@proxy.example:3128"
	if os.Getenv("HTTPS_PROXY") == unreadable {
		s := newWorkstation(t)
		_, err := s.FindServer(t.Context(), faraway)
		if support.CodeOf(err) != support.CodeProxy || strings.Contains(err.Error(), "piegatrice") {
			t.Errorf("an address that cannot be read gave %v", err)
		}
		return
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	again.Env = append(os.Environ(), "HTTPS_PROXY="+unreadable, "https_proxy=", "NO_PROXY=", "no_proxy=")
	if said, err := again.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// badLines are what may stand between a workstation and its server, by what each is called.
func badLines(d *door, p *proxy) []struct {
	name  string
	code  support.Code
	spoil func()
} {
	page := func(status int, media, body, location string) func() {
		return func() {
			handler := http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", media)
				if location != "" {
					rw.Header().Set("Location", location)
				}
				rw.WriteHeader(status)
				_, _ = io.WriteString(rw, body)
			})
			d.instead.Store(&handler)
		}
	}
	html := "<html>Accetta le condizioni</html>"
	stranger := newAuthority(d.t)
	return []struct {
		name  string
		code  support.Code
		spoil func()
	}{
		{"another authority", support.CodeUntrusted, func() { d.certificate.Store(stranger.good()) }},
		{"another name", support.CodeUntrusted, func() { d.certificate.Store(d.own.certify("portale.example", -time.Hour, time.Hour)) }},
		{"expired", support.CodeCertificateTime, func() { d.certificate.Store(d.own.certify(faraway, -48*time.Hour, -24*time.Hour)) }},
		{"not yet valid", support.CodeCertificateTime, func() { d.certificate.Store(d.own.certify(faraway, 24*time.Hour, 48*time.Hour)) }},
		{"a portal's page", support.CodeNotAServer, page(http.StatusOK, "text/html", html, "")},
		{"a portal's JSON", support.CodeNotAServer, page(http.StatusOK, "application/json", `{"login":"required"}`, "")},
		{"a portal's redirect", support.CodeNotAServer, page(http.StatusFound, "text/html", html, "https://portale.example/")},
		{"a portal by the book", support.CodeNotAServer, page(http.StatusNetworkAuthenticationRequired, "text/html", html, "")},
		{"a proxy that has gone", support.CodeProxy, p.down},
		{"a proxy that refuses", support.CodeProxy, func() { p.refuses.Store(http.StatusForbidden) }},
		{"a proxy that asks", support.CodeProxyAuth, func() { p.asksFor("officina:pressa") }},
		{"a proxy that does not get through", support.CodeUnreachable, func() { p.refuses.Store(http.StatusBadGateway) }},
	}
}

func TestLine_ThatSaysNothingAtAllLetsAKnownPersonIn(t *testing.T) {
	_, d, _, anna := farawayWorld(t)
	if err := anna.signInFaraway("anna", password); err != nil {
		t.Fatal(err)
	}
	anna.online()
	ticket := anna.calls("Etichetta fuori registro.")
	anna.shows(ticket, "Etichetta fuori registro. sent")
	anna.signsOut()
	silence := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		panic(http.ErrAbortHandler) // returning would be an answer
	})
	d.instead.Store(&silence)
	d.cut()
	impatient := func() context.Context {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		t.Cleanup(cancel)
		return ctx
	}
	if _, err := anna.FindServer(impatient(), faraway); support.CodeOf(err) != support.CodeUnreachable {
		t.Errorf("asked who is there: %v", err)
	}
	for _, c := range []struct {
		login, password string
		want            support.Code
	}{
		{"marco", password, support.CodeUnreachable}, {"anna", "not hers", support.CodeUnauthenticated}, {"anna", password, ""},
	} {
		err := anna.SignIn(impatient(), desktop.Credentials{Address: faraway, Login: c.login, Password: c.password, Remember: true})
		if support.CodeOf(err) != c.want {
			t.Errorf("%s with %q: %v", c.login, c.password, err)
		}
	}
	anna.shows(ticket, "Etichetta fuori registro. sent")
	d.instead.Store(nil)
	d.cut()
	anna.online()
}

func mend(d *door, p *proxy) {
	d.certificate.Store(d.own.good())
	d.instead.Store(nil)
	p.refuses.Store(0)
	p.asksFor("")
	p.down()
	p.up()
}

func TestLine_EveryBadLineIsCalledByItsNameAndNothingIsLostOnIt(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long")
	}
	_, d, p, anna := farawayWorld(t)
	if err := anna.signInFaraway("anna", password); err != nil {
		t.Fatal(err)
	}
	anna.online()
	ticket := anna.calls("Etichetta fuori registro.")
	anna.shows(ticket, "Etichetta fuori registro. sent")
	want := []string{"Etichetta fuori registro. sent"}
	for _, bad := range badLines(d, p) {
		t.Run(bad.name, func(t *testing.T) {
			bad.spoil()
			d.cut()
			p.cut()
			if code := anna.finds(faraway); code != bad.code {
				t.Errorf("asked who is there: %q, want %q", code, bad.code)
			}
			anna.replies(ticket, bad.name)
			// Somebody at the screen asks to try again: by itself the line may rest for half a minute between two tries.
			anna.until("the line says why", func() bool {
				return anna.front().State().Reason == bad.code || anna.front().RetryNow(t.Context()) != nil
			})
			anna.signsOut()
			if err := anna.signInFaraway("anna", "not hers"); support.CodeOf(err) != support.CodeUnauthenticated {
				t.Errorf("another's password gave %v", err)
			}
			if err := anna.signInFaraway("anna", password); err != nil {
				t.Fatalf("not let in alone: %v", err)
			}
			anna.shows(ticket, append(want, bad.name+" waiting")...)
			mend(d, p)
			anna.retries()
			want = append(want, bad.name+" sent")
			anna.shows(ticket, want...)
		})
	}
}
