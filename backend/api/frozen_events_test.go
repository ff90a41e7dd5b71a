package api_test

import (
	"encoding/json"
	"strings"
)

// streamedIn are the whole events of what was read of a stream; comments are none.
func streamedIn(text string) []streamed {
	var all []streamed
	for {
		block, rest, whole := strings.Cut(text, "\n\n")
		if !whole {
			return all
		}
		text = rest
		var e streamed
		for line := range strings.Lines(block) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
			value = strings.TrimPrefix(value, " ")
			switch name {
			case "id":
				e.ID = value
			case "event":
				e.Event = value
			case "data":
				e.Data = append(e.Data, value...)
			}
		}
		if e.Event != "" && json.Valid(e.Data) {
			all = append(all, e)
		}
	}
}
