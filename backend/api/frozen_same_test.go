package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/server/httpapi"
)

// free are fields whose value may be another each time, or in each version; they have to be there, and of the same kind.
var free = []string{"token", "next", "head", "epoch", "version", "minimumDesktop", "title", "detail", "message"}

// reader is whoever read what is recorded: it knows these types of change.
type reader []string

// readerOf is one of the recording's version. Every version knows what the first one knew.
func readerOf(r recording) reader {
	known := reader{
		api.TypeTicket, api.TypeMessage, api.TypeMachine, api.TypePerson, api.TypeCompany, api.TypeCategory, api.TypeMark, api.TypeRemoved,
	}
	for _, e := range r.Exchanges {
		var page api.Changes
		if json.Unmarshal(e.Answer, &page) != nil {
			continue
		}
		for _, c := range page.Changes {
			known = append(known, c.Type)
		}
	}
	slices.Sort(known)
	return slices.Compact(known)
}

// lacks lists what of a recorded answer a reader of that time would miss in another: each field with its value, but for
// those that are free; each element of a list, in order. What is there besides, a reader of that time passes over: fields,
// and changes of a type that the recording's version does not know.
func (r reader) lacks(place string, was, is any) []string {
	switch a := was.(type) {
	case map[string]any:
		b, same := is.(map[string]any)
		if !same {
			break
		}
		var all []string
		for _, name := range slices.Sorted(maps.Keys(a)) {
			value, there := b[name]
			_, text := a[name].(string)
			switch {
			case !there:
				all = append(all, fmt.Sprintf("%s.%s is gone; it was %v", place, name, a[name]))
			case text && slices.Contains(free, name) && isProblemOrSealed(a, name):
				if _, still := value.(string); !still {
					all = append(all, fmt.Sprintf("%s.%s is %v; it was a text", place, name, value))
				}
			default:
				all = append(all, r.lacks(place+"."+name, a[name], value)...)
			}
		}
		return all
	case []any:
		b, same := is.([]any)
		if !same {
			break
		}
		if place == "stream" || strings.HasSuffix(place, ".changes") {
			b = slices.DeleteFunc(slices.Clone(b), r.passesOver)
		}
		if strings.HasSuffix(place, ".api") && len(b) > len(a) {
			b = b[:len(a)] // versions of the contract that it speaks besides
		}
		if len(a) != len(b) {
			return []string{fmt.Sprintf("%s has %d elements; there were %d", place, len(b), len(a))}
		}
		var all []string
		for i := range a {
			all = append(all, r.lacks(fmt.Sprintf("%s[%d]", place, i), a[i], b[i])...)
		}
		return all
	default:
		if was == is {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s is %v; it was %v", place, is, was)}
}

// isProblemOrSealed keeps a ticket's title from being free: a problem's is.
func isProblemOrSealed(o map[string]any, name string) bool {
	_, problem := o["code"]
	_, field := o["reason"]
	return name != "title" && name != "detail" && name != "message" || problem || field
}

// passesOver reports whether something is a change of the feed of a type that came later.
func (r reader) passesOver(element any) bool {
	o, is := element.(map[string]any)
	if !is {
		return false
	}
	kind, has := o["type"].(string)
	_, event := o["from"]
	return has && !event && len(o) > 1 && !slices.Contains(r, kind)
}

func value(t testing.TB, raw []byte) any {
	t.Helper()
	if len(raw) == 0 {
		return nil
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return v
}

func routes(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, r := range httpapi.Routes() {
		all = append(all, r.Method+" "+r.Path)
	}
	return all
}

// fieldsOf are the names of a form's fields and of those within, as they stand on the wire.
func fieldsOf(form any) []string {
	var all []string
	var visit func(reflect.Type)
	visit = func(of reflect.Type) {
		for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct || of == reflect.TypeFor[api.Time]() || of == reflect.TypeFor[api.Optional[string]]() {
			return
		}
		for i := range of.NumField() {
			f := of.Field(i)
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
				all = append(all, name)
			}
			visit(f.Type)
		}
	}
	visit(reflect.TypeOf(form))
	return all
}
