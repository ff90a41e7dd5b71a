package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"sort"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// docsStyle is the only style of the page; its hash is in the page's policy.
const docsStyle = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1c2430;background:#fff}
h2{margin-top:2.5rem;border-top:1px solid #d5dae1;padding-top:1.5rem;font-size:1.1rem}
code,.m{font-family:ui-monospace,monospace}.m{font-weight:700}
table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #e7eaee}
@media (prefers-color-scheme:dark){body{color:#e6e9ee;background:#14181e}h2,td,th{border-color:#343b45}}`

var docsTemplate = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}} API {{.Version}}</title><meta name="viewport" content="width=device-width">
<style>{{.Style}}</style></head><body>
<h1>{{.Title}} API</h1><p>Version {{.Version}}. {{.Description}}</p><p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
{{range .Calls}}<h2 id="{{.Name}}"><span class="m">{{.Method}}</span> <code>{{.Path}}</code></h2><p>{{.Does}}{{if .Open}} (no session needed){{end}}. {{.More}}</p>
{{if .Parameters}}<table><tr><th>parameter</th><th>in</th><th></th></tr>{{range .Parameters}}<tr><td><code>{{.Name}}</code></td><td>{{.In}}</td><td>{{.Description}}</td></tr>{{end}}</table>{{end}}
{{if .Body}}<p>Takes <a href="#schema-{{.Body}}">{{.Body}}</a>.</p>{{end}}{{range .Answers}}<p>Answers {{.Status}}{{if .Type}} <a href="#schema-{{.Type}}">{{.Type}}</a>{{end}}.</p>{{end}}
{{end}}
{{range .Schemas}}<h2 id="schema-{{.Name}}">{{.Name}}</h2><table><tr><th>field</th><th>type</th><th></th></tr>
{{range .Fields}}<tr><td><code>{{.Name}}</code>{{if .Required}} *{{end}}</td><td>{{.Type}}</td><td>{{.Description}}</td></tr>{{end}}</table>{{end}}
</body></html>
`))

type docsCall struct {
	Name, Method, Path, Does, More, Body string
	Open                                 bool
	Parameters                           []*huma.Param
	Answers                              []docsAnswer
}

type docsAnswer struct{ Status, Type string }

type docsSchema struct {
	Name   string
	Fields []docsField
}

type docsField struct {
	Name, Type, Description string
	Required                bool
}

// docsPage makes the documentation page from the OpenAPI document: one page, no script, nothing from elsewhere.
func docsPage(doc *huma.OpenAPI) ([]byte, error) {
	page := struct {
		Title, Version, Description string
		Style                       template.CSS
		Calls                       []docsCall
		Schemas                     []docsSchema
	}{
		Title: doc.Info.Title, Version: doc.Info.Version, Description: doc.Info.Description,
		Style: template.CSS(docsStyle), //nolint:gosec // a constant of this file
	}
	for _, route := range Routes() {
		page.Calls = append(page.Calls, callOf(operationIn(doc, route)))
	}
	all := doc.Components.Schemas.Map()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		page.Schemas = append(page.Schemas, schemaOf(name, all[name]))
	}
	var b bytes.Buffer
	err := docsTemplate.Execute(&b, page)
	return b.Bytes(), err
}

func operationIn(doc *huma.OpenAPI, route Route) *huma.Operation {
	item := doc.Paths[route.Path]
	return map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put,
		http.MethodPatch: item.Patch, http.MethodDelete: item.Delete, http.MethodHead: item.Head,
	}[route.Method]
}

func callOf(op *huma.Operation) docsCall {
	c := docsCall{
		Name: op.OperationID, Method: op.Method, Path: op.Path, Does: op.Summary, More: op.Description,
		Open: len(op.Security) == 0, Parameters: op.Parameters,
	}
	if op.RequestBody != nil {
		c.Body = contentOf(op.RequestBody.Content)
	}
	for status, response := range op.Responses {
		a := docsAnswer{Status: status}
		if problem := response.Content["application/problem+json"]; problem != nil {
			a.Status, a.Type = "otherwise", typeOf(problem.Schema)
		} else {
			a.Type = contentOf(response.Content)
		}
		c.Answers = append(c.Answers, a)
	}
	slices.SortFunc(c.Answers, func(a, b docsAnswer) int { return strings.Compare(a.Status, b.Status) })
	return c
}

// contentOf names what goes or comes: a schema of JSON, else what kind of bytes.
func contentOf(content map[string]*huma.MediaType) string {
	if json := content["application/json"]; json != nil {
		return typeOf(json.Schema)
	}
	return strings.Join(slices.Sorted(maps.Keys(content)), ", ")
}

func schemaOf(name string, s *huma.Schema) docsSchema {
	out := docsSchema{Name: name}
	for field, p := range s.Properties {
		kind := typeOf(p)
		if len(p.Enum) > 0 {
			words := make([]string, len(p.Enum))
			for i, v := range p.Enum {
				words[i], _ = v.(string)
			}
			kind = strings.Join(words, " | ")
		}
		out.Fields = append(out.Fields, docsField{
			Name: field, Type: kind, Description: p.Description, Required: slices.Contains(s.Required, field),
		})
	}
	slices.SortFunc(out.Fields, func(a, b docsField) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// typeOf names a schema: the referenced type, or what JSON calls it.
func typeOf(s *huma.Schema) string {
	switch {
	case s.Ref != "":
		return s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
	case s.Items != nil:
		return "list of " + typeOf(s.Items)
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	default:
		return s.Type
	}
}

func serveDocs(w http.ResponseWriter, page []byte) {
	sum := sha256.Sum256([]byte(docsStyle))
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	writeBytes(w, "text/html; charset=utf-8", page)
}
