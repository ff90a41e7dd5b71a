package schematest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
)

// missing lists what of one JSON value is not in another: each field with its value, each element at its place. What the
// other has besides is no difference, so that what is read may say more as time goes on.
func missing(t testing.TB, was, is []byte) []string {
	t.Helper()
	var a, b any
	for into, from := range map[*any][]byte{&a: was, &b: is} {
		if err := json.Unmarshal(from, into); err != nil {
			t.Fatalf("%v: %s", err, from)
		}
	}
	return missingIn("", a, b)
}

func missingIn(place string, was, is any) []string {
	switch a := was.(type) {
	case map[string]any:
		b, same := is.(map[string]any)
		if !same {
			break
		}
		var all []string
		for _, name := range slices.Sorted(maps.Keys(a)) {
			value, there := b[name]
			if !there {
				all = append(all, fmt.Sprintf("%s.%s is gone; it was %v", place, name, a[name]))
				continue
			}
			all = append(all, missingIn(place+"."+name, a[name], value)...)
		}
		return all
	case []any:
		b, same := is.([]any)
		if !same || len(a) != len(b) {
			break
		}
		var all []string
		for i := range a {
			all = append(all, missingIn(fmt.Sprintf("%s[%d]", place, i), a[i], b[i])...)
		}
		return all
	case string:
		// An object may be told as text, as it goes over the wire; that may say more as time goes on, too.
		b, same := is.(string)
		var before, after map[string]any
		if same && json.Unmarshal([]byte(a), &before) == nil && json.Unmarshal([]byte(b), &after) == nil {
			return missingIn(place, before, after)
		}
		if same && a == b {
			return nil
		}
	default:
		if was == is {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s is %v; it was %v", place, is, was)}
}
