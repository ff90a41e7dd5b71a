package httpapi

import (
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"filodiretto/backend/api"
)

// bearer is the name of the security scheme in the document.
const bearer = "session"

// documentConfig has huma describe, and serve nothing by itself: no schema links, no pages from elsewhere.
func documentConfig(server api.Server) huma.Config {
	c := huma.DefaultConfig("Filo Diretto", server.Version)
	c.Info.Description = "The direct line between a machine's operators and its maker's technicians. " +
		"Ids are UUIDs, made by the client for what clients create: the id makes a repeat harmless."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks, c.Transformers = nil, nil
	c.AllowAdditionalPropertiesByDefault = true
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		bearer: {Type: "http", Scheme: "bearer", Description: "The token that signing in answers."},
	}
	return c
}

func describeTypes(r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[api.Optional[string]](), reflect.TypeFor[string]())
}

func operationOf(route Route, schemas huma.Registry) *huma.Operation {
	op := &huma.Operation{
		OperationID: route.Name, Method: route.Method, Path: route.Path, Summary: route.Does,
		Responses: map[string]*huma.Response{},
	}
	if route.Who != Anybody {
		op.Security = []map[string][]string{{bearer: {}}}
	}
	switch route.Who {
	case Technicians:
		op.Description = "For technicians."
	case Operators:
		op.Description = "For operators."
	case Anybody, Everybody:
	}
	if route.Of != Nothing {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"},
		})
	}
	for _, p := range route.Query {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.Name, In: "query", Description: p.Does, Schema: p.schema()})
	}
	for _, p := range route.Headers {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.Name, In: "header", Description: p.Does, Schema: p.schema()})
	}
	if route.Carries != "" && route.Method != http.MethodGet {
		op.RequestBody = &huma.RequestBody{Required: true, Content: bytesOf(route)}
	}
	if route.Body != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": {Schema: schemas.Schema(reflect.TypeOf(route.Body), true, route.Name+"Body")},
		}}
	}
	for _, status := range route.Statuses {
		answer := &huma.Response{Description: http.StatusText(status)}
		if route.Answer != nil {
			answer.Content = map[string]*huma.MediaType{
				"application/json": {Schema: schemas.Schema(reflect.TypeOf(route.Answer), true, route.Name+"Answer")},
			}
		}
		if route.Carries != "" && route.Method == http.MethodGet && status != http.StatusNotModified {
			answer.Content = bytesOf(route)
		}
		for _, p := range route.Says {
			if answer.Headers == nil {
				answer.Headers = map[string]*huma.Param{}
			}
			answer.Headers[p.Name] = &huma.Param{Description: p.Does, Schema: p.schema()}
		}
		op.Responses[strconv.Itoa(status)] = answer
	}
	if route.stream != nil {
		describeStream(op, route, schemas)
	}
	op.Responses["default"] = &huma.Response{
		Description: "A problem; decide by its code.",
		Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: schemas.Schema(reflect.TypeFor[api.Problem](), true, "Problem")},
		},
	}
	return op
}

// bytesOf is how the document says that bytes come or go.
func bytesOf(route Route) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{route.Carries: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
}

func describeStream(op *huma.Operation, route Route, schemas huma.Registry) {
	op.Parameters = append(op.Parameters, &huma.Param{
		Name: "Last-Event-ID", In: "header", Description: "Beats `after` when the feed is held open.",
		Schema: &huma.Schema{Type: huma.TypeString},
	})
	events := []string{api.StreamChange, api.StreamCaughtUp, api.StreamPresence, api.StreamEnded}
	schemas.Schema(reflect.TypeFor[api.Ended](), true, "Ended")
	schemas.Schema(reflect.TypeFor[api.Presence](), true, "Presence")
	op.Responses[strconv.Itoa(route.Statuses[0])].Content[eventStream] = &huma.MediaType{Schema: &huma.Schema{
		Type: huma.TypeString,
		Description: fmt.Sprintf("Events %s: a change each, the cursor as id on the last of a commit; caught-up once; presence when somebody comes, writes or goes; ended last.",
			strings.Join(events, ", ")),
	}}
}

func (p Parameter) schema() *huma.Schema {
	one := &huma.Schema{Type: huma.TypeString}
	if p.Number {
		one = &huma.Schema{Type: huma.TypeInteger}
	}
	if p.Many {
		return &huma.Schema{Type: huma.TypeArray, Items: one}
	}
	return one
}
