package httpapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"filodiretto/backend/support"
)

// register builds the mux and the OpenAPI document from the table. Requests are decoded and judged by this package
// alone: huma describes them, from the same Go types.
func (a *API) register() error {
	described := humago.New(a.mux, documentConfig(a.config.Server))
	describeTypes(described.OpenAPI().Components.Schemas)
	methods := map[string][]string{}
	for _, route := range Routes() {
		op := operationOf(route, described.OpenAPI().Components.Schemas)
		described.OpenAPI().AddOperation(op)
		answer := a.serve(route)
		described.Adapter().Handle(op, func(c huma.Context) {
			r, w := humago.Unwrap(c)
			answer(w, r)
		})
		methods[route.Path] = append(methods[route.Path], route.Method)
	}
	document, err := described.OpenAPI().MarshalJSON()
	if err != nil {
		return err
	}
	page, err := docsPage(described.OpenAPI())
	if err != nil {
		return err
	}
	plain := []struct {
		path  string
		serve func(w *answerWriter, r *http.Request)
	}{
		{"/openapi.json", func(w *answerWriter, _ *http.Request) { writeBytes(w, "application/openapi+json", document) }},
		{"/docs", func(w *answerWriter, _ *http.Request) { serveDocs(w, page) }},
		{"/livez", func(w *answerWriter, _ *http.Request) { writeBytes(w, "text/plain; charset=utf-8", []byte("alive\n")) }},
		{"/readyz", a.ready},
	}
	for _, p := range plain {
		a.mux.HandleFunc("GET "+p.path, a.guarded("GET "+p.path, p.serve))
		methods[p.path] = []string{http.MethodGet}
	}
	a.registerRefusals(methods)
	return nil
}

// registerRefusals makes problems of what no route answers.
func (a *API) registerRefusals(methods map[string][]string) {
	for path, known := range methods {
		if slices.Contains(known, http.MethodGet) {
			known = append(known, http.MethodHead)
		}
		slices.Sort(known)
		allowed := strings.Join(known, ", ")
		a.mux.HandleFunc(path, a.guarded("other "+path, func(w *answerWriter, r *http.Request) {
			w.Header().Set("Allow", allowed)
			a.fail(w, r, support.Wrap(support.CodeMethodNotAllowed, nil))
		}))
	}
	a.unknown = a.guarded("unknown", func(w *answerWriter, r *http.Request) {
		a.fail(w, r, support.Wrap(support.CodeNotFound, nil))
	})
	a.mux.HandleFunc("/", a.unknown)
}

func (a *API) ready(w *answerWriter, r *http.Request) {
	if err := a.service.Ready(r.Context()); err != nil {
		a.config.Log.ErrorContext(r.Context(), "not ready", "error", err)
		a.fail(w, r, support.Wrap(support.CodeUnavailable, err))
		return
	}
	writeBytes(w, "text/plain; charset=utf-8", []byte("ready\n"))
}

func writeBytes(w http.ResponseWriter, contentType string, b []byte) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(b)
}
