package api

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/support"
)

func TestTime_IsWrittenInOneWayAndReadInAll(t *testing.T) {
	for in, want := range map[string]string{
		`"2026-03-02T12:00:00Z"`:            `"2026-03-02T12:00:00.000Z"`,
		`"2026-03-02T13:00:00.1239+01:00"`:  `"2026-03-02T12:00:00.123Z"`,
		`"2026-03-02T12:00:00.999999999Z"`:  `"2026-03-02T12:00:00.999Z"`,
		`""`:                                `""`,
		`"1969-12-31T23:59:59.5Z"`:          `"1969-12-31T23:59:59.500Z"`,
		`"2026-03-02t12:00:00z"`:            ``,
		`"2026-03-02"`:                      ``,
		`12`:                                ``,
		`"2026-13-02T12:00:00Z"`:            ``,
		`"2026-03-02T12:00:00"`:             ``,
		`"2026-03-02T12:00:00.123456789+0"`: ``,
	} {
		var at Time
		err := json.Unmarshal([]byte(in), &at)
		if want == "" {
			if err == nil {
				t.Errorf("%s reads as %s", in, at)
			}
			continue
		}
		out, _ := json.Marshal(at)
		if err != nil || string(out) != want {
			t.Errorf("%s reads as %s, %v; want %s", in, out, err, want)
		}
	}
}

func TestOptional_TellsAbsentFromNull(t *testing.T) {
	for body, want := range map[string]Optional[string]{
		`{}`: {}, `{"assigneeId":null}`: Null[string](), `{"assigneeId":"x"}`: Some("x"), `{"assigneeId":""}`: Some(""),
	} {
		var c TicketChange
		if err := json.Unmarshal([]byte(body), &c); err != nil || c.AssigneeID != want {
			t.Errorf("%s reads as %+v, %v", body, c.AssigneeID, err)
		}
		out, err := json.Marshal(struct {
			AssigneeID Optional[string] `json:"assigneeId,omitzero"`
		}{c.AssigneeID})
		if err != nil || string(out) != body {
			t.Errorf("%s is written as %s, %v", body, out, err)
		}
	}
}

func TestTicketFor_ShowsNotesLeavingsToTheSupportAlone(t *testing.T) {
	ticket := support.Ticket{
		ID: "1", CompanyID: "acme", NoteCount: 3, LastNoteAt: time.Now(), NoteHead: support.Hash{1}, Head: support.Hash{2}, FirstReplyAt: time.Now(),
	}
	written := func(viewer support.Person) string {
		b, err := json.Marshal(TicketFor(viewer, &ticket))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	operator := support.Person{Role: support.RoleOperator, CompanyID: "acme"}
	if got := strings.ToLower(written(operator)); strings.Contains(got, "note") || strings.Contains(got, "head") {
		t.Errorf("an operator gets %s", got)
	}
	for _, role := range []support.Role{support.RoleTechnician, support.RoleAdmin} {
		if got := written(support.Person{Role: role}); !strings.Contains(got, `"noteCount":3`) || !strings.Contains(got, "lastNoteAt") {
			t.Errorf("%s gets %s", role, got)
		}
	}
	ticket.NoteCount, ticket.LastNoteAt = 0, time.Time{}
	if got := written(support.Person{Role: support.RoleAdmin}); !strings.Contains(got, `"noteCount":0`) || strings.Contains(got, "lastNoteAt") {
		t.Errorf("without notes %s", got)
	}
}

func TestPersonFor_ShowsOperatorsOnlyNameAndIDOfTheMakersPeople(t *testing.T) {
	luca := support.Person{ID: "l", Name: "Luca", Login: "luca", Role: support.RoleTechnician, Disabled: true}
	anna := support.Person{ID: "a", Name: "Anna", Login: "anna", Role: support.RoleOperator, CompanyID: "acme"}
	if got := PersonFor(anna, luca); got != (Person{ID: "l", Name: "Luca"}) {
		t.Errorf("anna gets %+v", got)
	}
	if got := PersonFor(luca, anna); got != (Person{ID: "a", Name: "Anna", Role: "operator", CompanyID: "acme"}) {
		t.Errorf("luca gets %+v", got)
	}
}

func TestMessageFor_GivesEachKindItsPlace(t *testing.T) {
	for _, c := range []struct {
		message   support.Message
		has, lack []string
	}{
		{support.Message{Kind: support.MessageReply, Index: 1, Text: "x"}, []string{`"index":1`}, []string{"afterIndex", "noteIndex", "event"}},
		{support.Message{Kind: support.MessageNote, AfterIndex: 0, NoteIndex: 1}, []string{`"afterIndex":0`, `"noteIndex":1`}, []string{`"index"`}},
		{support.Message{Kind: support.MessageEvent, Index: 2, Event: support.Event{Type: support.EventStatus, From: "new", To: "closed"}}, []string{`"event":{"type":"status","from":"new","to":"closed"}`}, []string{"outcome"}},
	} {
		b, err := json.Marshal(MessageFor(&c.message))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range c.has {
			if !strings.Contains(string(b), part) {
				t.Errorf("%s has no %s", b, part)
			}
		}
		for _, part := range c.lack {
			if strings.Contains(string(b), part) {
				t.Errorf("%s has %s", b, part)
			}
		}
	}
}
