package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

// request is one request on its way through the API.
type request struct {
	*http.Request
	api     *API
	w       *answerWriter
	session service.Session
	// id is what {id} names in the path, a valid UUID; empty where the path names nothing.
	id string
}

// by is who asks.
func (r *request) by() support.Person { return r.session.Person }

// body reads the request's body.
func (r *request) body(into any) error {
	return readBody(r.w, r.Request, r.api.config.Limits.Body, into)
}

// answer is what a handler has to say; nil with status 204.
type answer struct {
	status int
	body   any
}

func ok(body any) (answer, error) { return answer{http.StatusOK, body}, nil }

// createdOrRepeated is 201 for what is new and 200 for a repeat.
func createdOrRepeated(created bool, body any) (answer, error) {
	if created {
		return answer{http.StatusCreated, body}, nil
	}
	return ok(body)
}

var nothing = answer{status: http.StatusNoContent}

// answerWriter remembers the status of an answer.
type answerWriter struct {
	http.ResponseWriter
	status int
	// carries says that how long it takes is the line's doing.
	carries bool
}

func (w *answerWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController through to the connection.
func (w *answerWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// guarded is every answer's frame: headers, deadlines, measures, and panics made into problems.
func (a *API) guarded(name string, next func(w *answerWriter, r *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		aw := &answerWriter{ResponseWriter: w}
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		control := http.NewResponseController(w)
		// Errors mean that the connection has no deadlines, as in tests without one.
		_ = control.SetReadDeadline(began.Add(a.config.Limits.Request))
		_ = control.SetWriteDeadline(began.Add(2 * a.config.Limits.Request))
		defer func() {
			if p := recover(); p != nil {
				a.recovered(aw, r, p)
			}
			took := time.Since(began)
			a.metrics.answered(name, aw.status, took, aw.carries || aw.Header().Get("Content-Type") == eventStream)
			a.config.Log.DebugContext(r.Context(), "answered", "route", name, "status", aw.status, "took", took)
		}()
		next(aw, r)
	}
}

func (a *API) recovered(w *answerWriter, r *http.Request, p any) {
	if err, is := p.(error); is && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	a.config.Log.ErrorContext(r.Context(), "panic", "method", r.Method, "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	if w.status != 0 {
		// Half an answer must not look like a whole one.
		panic(http.ErrAbortHandler)
	}
	a.fail(w, r, support.Wrap(support.CodeInternal, nil))
}

// serve answers one route's requests.
func (a *API) serve(route Route) http.HandlerFunc {
	return a.guarded(route.Method+" "+route.Path, func(w *answerWriter, r *http.Request) {
		req := &request{Request: r, api: a, w: w}
		if err := a.admit(&route, req); err != nil {
			a.fail(w, r, err)
			return
		}
		if route.stream != nil && wantsStream(r) {
			if err := route.stream(req); err != nil {
				a.fail(w, r, err)
			}
			return
		}
		if route.carry != nil {
			w.carries = true
			if err := route.carry(req); err != nil {
				a.fail(w, r, err)
			}
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), a.config.Limits.Request)
		defer cancel()
		req.Request = r.WithContext(ctx)
		said, err := route.handle(req)
		switch {
		case err != nil:
			a.fail(w, r, err)
		case said.body == nil:
			w.WriteHeader(said.status)
		default:
			writeJSON(w, said.status, "application/json", said.body)
		}
	})
}

var errOtherEpoch = support.Errorf(support.CodeCursorReset, "this is for the store as it was before a restore; ask who answers")

// admit lets in who may come at all, and reads what the path names. Whether it is theirs is for the service to say. A copy of
// the route would be held on the stack of every stream that is open.
func (a *API) admit(route *Route, r *request) error {
	if route.Who != Anybody {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			token = ""
		}
		session, err := a.service.Authenticate(r.Context(), strings.TrimSpace(token))
		if err != nil {
			return err
		}
		r.session = session
		limit := a.limiter
		if route.carry != nil {
			// What people write must not wait for what they attach.
			limit = a.carried
		}
		if !route.unlimited {
			if err := limit.allow(session.Hash); err != nil {
				return err
			}
		}
	}
	if epoch := r.Header.Get(api.HeaderEpoch); epoch != "" && epoch != a.config.Server.Epoch {
		return errOtherEpoch
	}
	if route.Of != Nothing {
		// UUIDs are read in either case (RFC 9562) and written in one.
		r.id = strings.ToLower(r.PathValue("id"))
		if !support.ValidID(r.id) {
			return support.Wrap(support.CodeNotFound, nil)
		}
	}
	return nil
}
