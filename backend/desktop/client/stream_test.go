package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

const twoCommits = ": hello\n\n" +
	"event: change\ndata: {\"type\":\"category\",\"category\":{\"id\":\"a\",\"name\":\"A\"}}\n\n" +
	"event: change\nid: one\ndata: {\"type\":\"category\",\"category\":{\"id\":\"b\",\"name\":\"B\"}}\n\n" +
	"event: caught-up\nid: two\ndata: {}\n\n" +
	"event: presence\ndata: {\"ticketId\":\"x\"}\n\n" +
	"event: something-newer\ndata: {}\n\n" +
	"event: change\nid: three\ndata: {\"type\":\"category\",\"category\":{\"id\":\"c\",\"name\":\"C\"}}\n\n"

func collect(t *testing.T, stream string) ([]Batch, error) {
	t.Helper()
	var got []Batch
	err := readStream(t.Context(), strings.NewReader(stream), func(_ context.Context, b Batch) error {
		got = append(got, b)
		return nil
	})
	return got, err
}

func TestStream_HandsOutCommitsWhole(t *testing.T) {
	got, err := collect(t, twoCommits)
	if !errors.Is(err, io.EOF) {
		t.Errorf("ended by %v, want io.EOF", err)
	}
	if len(got) != 3 || len(got[0].Changes) != 2 || got[0].Cursor != "one" || !got[1].CaughtUp || got[1].Cursor != "two" ||
		len(got[2].Changes) != 1 || got[2].Cursor != "three" {
		t.Errorf("handed out %+v", got)
	}
}

func TestStream_HandsOutPresenceByItselfAndCutsNoCommitWithIt(t *testing.T) {
	const presence = "event: presence\ndata: {\"ticketId\":\"x\",\"person\":{\"id\":\"anna\",\"name\":\"Anna\"},\"state\":\"typing\"}\n\n"
	const second = "event: change\nid: one"
	got, err := collect(t, strings.Replace(twoCommits, second, presence+"event: presence\ndata: 7\n\n"+second, 1))
	if !errors.Is(err, io.EOF) {
		t.Errorf("ended by %v, want io.EOF", err)
	}
	if len(got) != 4 || got[0].Presence == nil || got[0].Presence.State != "typing" || got[0].Cursor != "" || len(got[1].Changes) != 2 || got[1].Cursor != "one" {
		t.Errorf("handed out %+v", got)
	}
}

func TestStream_HandsOutNothingOfACommitThatWasCutOff(t *testing.T) {
	cut := strings.Index(twoCommits, "event: caught-up") - len("id: one\n") - 40
	got, _ := collect(t, twoCommits[:cut])
	if len(got) != 0 {
		t.Errorf("handed out %+v of half a commit", got)
	}
}

// Which event carries the cursor, a later server may choose: nothing that stands before it is passed over.
func TestStream_PassesOverNothingThatStandsBeforeACursor(t *testing.T) {
	const change = "event: change\ndata: {\"type\":\"category\",\"category\":{\"id\":\"a\",\"name\":\"A\"}}\n\n"
	for _, with := range []string{"event: caught-up\nid: one\ndata: {}\n\n", "event: something-newer\nid: one\ndata: {}\n\nevent: caught-up\ndata: {}\n\n"} {
		got, _ := collect(t, change+with)
		if len(got) != 2 || len(got[0].Changes) != 1 || got[0].Cursor != "one" || !got[1].CaughtUp || got[1].Cursor != "one" {
			t.Errorf("of %q it handed out %+v", with, got)
		}
	}
}

func TestStream_SaysWhyTheServerEndedIt(t *testing.T) {
	for reason, want := range map[string]support.Code{
		"revoked": support.CodeUnauthenticated, "cursor_reset": support.CodeCursorReset,
	} {
		_, err := collect(t, "event: ended\ndata: {\"reason\":\""+reason+"\"}\n\n")
		if support.CodeOf(err) != want {
			t.Errorf("%s gave %v, want %s", reason, err, want)
		}
	}
	if _, err := collect(t, "event: ended\ndata: {\"reason\":\"shutdown\"}\n\n"); !errors.Is(err, io.EOF) {
		t.Errorf("shutdown gave %v", err)
	}
}

// endless is a body that ends with its request.
type endless struct{ ctx context.Context } //nolint:containedctx // it is the request's

func (e endless) Read([]byte) (int, error) { <-e.ctx.Done(); return 0, e.ctx.Err() }
func (endless) Close() error               { return nil }

type answering func(*http.Request) *http.Response

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r), nil }

func TestStream_GivesUpAlsoARefusalThatIsCutOffWithoutAWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{Address: "http://127.0.0.1", Transport: answering(func(r *http.Request) *http.Response {
			return &http.Response{StatusCode: http.StatusBadGateway, Header: http.Header{}, Body: endless{r.Context()}, Request: r}
		})})
		began := time.Now()
		err := c.Stream(t.Context(), "", func(context.Context, Batch) error { return nil })
		if took := time.Since(began); !errors.Is(err, ErrSilent) || took != silenceLimit {
			t.Errorf("after %v: %v", took, err)
		}
	})
}

func TestStream_IsGivenUpAfterFortySecondsOfSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{Address: "http://127.0.0.1"})
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		silent, server := io.Pipe()
		began := time.Now()
		v := watch(silent, c.heardNow, func(err error) {
			cancel(err)
			_ = server.CloseWithError(err)
		})
		go func() {
			for range 3 {
				time.Sleep(15 * time.Second)
				_, _ = server.Write([]byte(":\n\n"))
			}
		}()
		err := readStream(ctx, v, func(context.Context, Batch) error { return nil })
		if !errors.Is(err, ErrSilent) || !errors.Is(context.Cause(ctx), ErrSilent) {
			t.Errorf("ended by %v", err)
		}
		if lasted := time.Since(began); lasted != (45+40)*time.Second {
			t.Errorf("given up after %v", lasted)
		}
	})
}

// FuzzStream: whatever a server or somebody in its place says, the parser neither panics nor hands out a batch without a
// cursor.
func FuzzStream(f *testing.F) {
	for _, seed := range []string{
		twoCommits, "", "data", "event: change\nid: x\ndata: [1]\n\n", "event: change\nid: x\ndata: null\n\n",
		"event: ended\ndata: {}\n\n", "id: \x00\nevent: change\ndata: {}\n\n", "\xff\xfe\n\n", strings.Repeat("data: x\n", 500),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, stream string) {
		err := readStream(t.Context(), strings.NewReader(stream), func(_ context.Context, b Batch) error {
			if !b.CaughtUp && b.Presence == nil && (b.Cursor == "" || len(b.Changes) == 0) {
				t.Errorf("handed out %+v", b)
			}
			return nil
		})
		if err == nil {
			t.Error("a stream ends by an error, if only io.EOF")
		}
	})
}

// FuzzProblem: whatever stands in an answer that failed, it becomes a coded error, and never one that judges an act
// unless it is a problem of that code.
func FuzzProblem(f *testing.F) {
	f.Add(409, "application/problem+json", `{"code":"ticket_closed"}`)
	f.Add(404, "text/html", "<html>")
	f.Add(422, "application/problem+json", `{"code":"invalid","errors":[{"location":"body.text","reason":"required"}]}`)
	f.Add(500, "application/problem+json", `{`)
	f.Fuzz(func(t *testing.T, status int, media, body string) {
		err := statusError(status, http.Header{"Content-Type": {media}}, []byte(body))
		if (err == nil) != (status >= 200 && status < 300) {
			t.Fatalf("status %d gave %v", status, err)
		}
		if err != nil && support.CodeOf(err).JudgesAct() && !isMedia(http.Header{"Content-Type": {media}}, "application/problem+json") {
			t.Errorf("%s judged an act: %v", media, err)
		}
	})
}

func TestOrigin_MakesAnAddressOfWhatPeopleType(t *testing.T) {
	for typed, want := range map[string]string{
		" assistenza.example ":            "https://assistenza.example",
		"https://Assistenza.example/pfad": "https://assistenza.example",
		"127.0.0.1:8080":                  "http://127.0.0.1:8080",
		"http://localhost:99/":            "http://localhost:99",
		"LOCALHOST:99":                    "http://localhost:99",
		"[::1]:99":                        "http://[::1]:99",
		"127.evil.example":                "https://127.evil.example",
	} {
		if got, err := Origin(typed); err != nil || got != want {
			t.Errorf("Origin(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "   ", "http://assistenza.example", "http://127.evil.example", "ftp://a", "https://", "a b"} {
		if got, err := Origin(typed); support.CodeOf(err) != support.CodeInvalid {
			t.Errorf("Origin(%q) = %q, %v; want %s", typed, got, err, support.CodeInvalid)
		}
	}
}

func TestCalls_TellAServerThatIsNotTrustedFromOneThatIsAway(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Config.ErrorLog = nil
	c := New(Options{Address: server.URL})
	if _, err := c.Server(t.Context()); support.CodeOf(err) != support.CodeUntrusted {
		t.Errorf("an unknown authority gave %v", err)
	}
	server.Close()
	if _, err := c.Server(t.Context()); support.CodeOf(err) != support.CodeUnreachable {
		t.Errorf("nobody there gave %v", err)
	}
}

func TestCalls_CarryTheSessionAndReadTheProblem(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("sent %q", r.Header.Get("Authorization"))
		}
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = io.WriteString(w, `{"code":"invalid","errors":[{"location":"body.text","reason":"too_long"}]}`)
	}))
	defer server.Close()
	c := New(Options{Address: server.URL})
	c.SetToken("secret")
	_, err := c.Acts("").Post(t.Context(), "x", api.NewMessage{})
	var e *support.Error
	if !errors.As(err, &e) || e.Code != support.CodeInvalid || e.RetryAfter != 7*time.Second ||
		len(e.Fields) != 1 || e.Fields[0] != (support.FieldError{Location: "body.text", Reason: support.ReasonTooLong}) {
		t.Errorf("read %+v", err)
	}
}

func TestCalls_TakeNoPageForTheServersWord(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"a page": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"another's JSON": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"id":"portal","name":"portal"}`)
		},
	} {
		server := httptest.NewServer(answer)
		defer server.Close()
		c := New(Options{Address: server.URL})
		for call, err := range map[string]error{
			"sign-in": second(c.SignIn(t.Context(), "anna", "password", "")), "opening": second(c.Acts("").OpenTicket(t.Context(), api.NewTicket{ID: "x"})),
			"reply": second(c.Acts("").Post(t.Context(), "t", api.NewMessage{ID: "x"})), "change": second(c.Acts("").Change(t.Context(), "t", api.TicketChange{})),
			"call": second(c.Acts("").LogCall(t.Context(), "t", api.NewCallAttempt{ID: "x"})), "mark": c.Acts("").Read(t.Context(), "t", api.ReadUpTo{}),
			"password": c.ChangePassword(t.Context(), api.PasswordChange{}), "end": c.EndSession(t.Context(), "token"),
			"feed": second(c.Changes(t.Context(), ChangesQuery{})),
		} {
			if support.CodeOf(err) != support.CodeNotAServer {
				t.Errorf("%s answered by %s gave %v", call, name, err)
			}
		}
		if c.Token() != "" {
			t.Errorf("%s gave a session", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestCalls_FollowNoFeedThatLeadsNowhere(t *testing.T) {
	for name, page := range map[string]string{
		"back to the beginning": `{"changes":[],"head":"h","more":true}`, "to the same place": `{"changes":[],"head":"h","next":"a","more":true}`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, page)
		}))
		_, err := New(Options{Address: server.URL}).Changes(t.Context(), ChangesQuery{After: "a"})
		server.Close()
		if support.CodeOf(err) != support.CodeNotAServer {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestCalls_NameAProxysWordsAndANetworkThatAsksToSignIn(t *testing.T) {
	for status, want := range map[int]support.Code{
		http.StatusProxyAuthRequired: support.CodeProxyAuth, http.StatusNetworkAuthenticationRequired: support.CodeNotAServer,
		http.StatusBadGateway: support.CodeUnreachable, http.StatusForbidden: support.CodeNotAServer,
	} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		defer proxy.Close()
		way := NewWay(nil)
		defer way.Close()
		take, err := way.Prepare(Network{Proxy: ProxyAddress, ProxyAddress: proxy.URL})
		if err != nil {
			t.Fatal(err)
		}
		take()
		// Plain HTTP to another machine goes by no CONNECT.
		c := New(Options{Address: "http://assistenza.example", Transport: way})
		if _, err := c.Server(t.Context()); support.CodeOf(err) != want {
			t.Errorf("status %d gave %v, want %s", status, err, want)
		}
	}
}
