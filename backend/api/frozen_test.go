package api_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"filodiretto/backend/api"
)

// recordings are those of all versions, by the version's name.
func recordings(t *testing.T) map[string]recording {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(frozenFolder, "*", "exchanges.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing was recorded: %v", err)
	}
	all := map[string]recording{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var r recording
		if err := json.Unmarshal(b, &r); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[filepath.Base(filepath.Dir(file))] = r
	}
	return all
}

func TestFrozen_ThereIsARecordingOfWhatTheseProgramsSayNow(t *testing.T) {
	// A call, a route or a field that no recording has is one that nobody would miss.
	asked, said := map[string]bool{}, map[string]bool{}
	for _, r := range recordings(t) {
		for _, e := range r.Exchanges {
			asked[e.Method+" "+routeOf(e.Path)] = true
			namesIn(e.Body, said)
			namesIn(e.Answer, said)
			for _, event := range e.Stream {
				namesIn(event.Data, said)
			}
		}
	}
	for _, route := range routes(t) {
		if !asked[route] {
			t.Errorf("%s is in no recording: scripts/freeze-wire.sh", route)
		}
	}
	for _, form := range []any{
		api.Server{}, api.SignIn{}, api.Session{}, api.Me{}, api.PasswordChange{}, api.NewTicket{}, api.NewMessage{}, api.TicketChange{},
		api.NewCallAttempt{}, api.ReadUpTo{}, api.Problem{}, api.Ticket{}, api.Message{}, api.MachineCard{}, api.Changes{}, api.Change{},
		api.NewVerdict{}, api.PutFilter{}, api.PutCannedReply{}, api.PutPresence{}, api.Presence{},
	} {
		for _, name := range fieldsOf(form) {
			// Nothing is removed in these recordings, and support has no number.
			if !said[name] && !slices.Contains([]string{"removed", "phone", "hours", "support"}, name) {
				t.Errorf("%T has %s, which is in no recording: scripts/freeze-wire.sh", form, name)
			}
		}
	}
}

var idInPath = regexp.MustCompile(`/[0-9a-f]{8}-[0-9a-f-]{27}`)

func routeOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return idInPath.ReplaceAllString(path, "/{id}")
}

// namesIn notes the names of all fields of a JSON value.
func namesIn(raw json.RawMessage, names map[string]bool) {
	var value any
	if json.Unmarshal(raw, &value) == nil {
		eachObject(value, func(o map[string]any) {
			for name := range o {
				names[name] = true
			}
		})
	}
}

// eachObject visits all objects of a JSON value.
func eachObject(value any, visit func(map[string]any)) {
	switch v := value.(type) {
	case map[string]any:
		visit(v)
		for _, inner := range v {
			eachObject(inner, visit)
		}
	case []any:
		for _, inner := range v {
			eachObject(inner, visit)
		}
	}
}
