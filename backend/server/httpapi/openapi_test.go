package httpapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
)

func TestOpenAPI_SaysThatANullAssigneeUnassigns(t *testing.T) {
	w := newWorld(t)
	answer := w.nobody().do("GET", "/openapi.json", nil).want(http.StatusOK)
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Type        any
					Description string
				}
				Required []string
			}
		}
	}
	if err := json.Unmarshal(answer.bytes, &document); err != nil {
		t.Fatal(err)
	}
	change := document.Components.Schemas["TicketChange"]
	assignee := change.Properties["assigneeId"]
	types, _ := assignee.Type.([]any)
	if len(types) != 2 || !slices.Contains(types, any("string")) || !slices.Contains(types, any("null")) {
		t.Errorf("assigneeId is described as %v", assignee.Type)
	}
	if assignee.Description != "Null unassigns." {
		t.Errorf("assigneeId is explained as %q", assignee.Description)
	}
	if slices.Contains(change.Required, "assigneeId") {
		t.Error("a change must name an assignee")
	}
	if kind := change.Properties["categoryId"].Type; kind != "string" {
		t.Errorf("categoryId, where null is only absent, is described as %v", kind)
	}
}
