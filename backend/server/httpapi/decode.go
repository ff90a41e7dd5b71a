package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

var (
	errMalformed = support.Wrap(support.CodeMalformed, nil)
	errTooLarge  = support.Wrap(support.CodeTooLarge, nil)
	errMediaType = support.Wrap(support.CodeUnsupportedMediaType, nil)
)

// readBody reads a request's body into a struct of package api, strictly: what is no JSON object in UTF-8 is
// CodeMalformed, a field of the wrong type or with half a surrogate pair CodeInvalid at `body.field`. Null is absent,
// unknown fields are ignored, names are as they are written.
func readBody(w http.ResponseWriter, r *http.Request, limit int64, into any) error {
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return errMediaType
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge
	case err != nil:
		return errMalformed
	}
	return decode(b, into)
}

func decode(b []byte, into any) error {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || b[0] != '{' || !utf8.Valid(b) || !json.Valid(b) {
		return errMalformed
	}
	var wrong support.Fields
	decodeObject(&wrong, "body", b, reflect.ValueOf(into).Elem())
	return wrong.Err()
}

var (
	timeType     = reflect.TypeFor[api.Time]()
	optionalType = reflect.TypeFor[api.Optional[string]]()
)

func decodeObject(wrong *support.Fields, location string, b []byte, into reflect.Value) {
	var fields map[string]json.RawMessage
	if len(b) == 0 || b[0] != '{' || json.Unmarshal(b, &fields) != nil {
		wrong.Add(location, support.ReasonBadType)
		return
	}
	for i := range into.NumField() {
		name, _, _ := strings.Cut(into.Type().Field(i).Tag.Get("json"), ",")
		raw, present := fields[name]
		if !present {
			continue
		}
		decodeField(wrong, location+"."+name, bytes.TrimSpace(raw), into.Field(i))
	}
}

func decodeField(wrong *support.Fields, location string, raw []byte, into reflect.Value) {
	null := string(raw) == "null"
	switch into.Type() {
	case optionalType:
		if null {
			into.Set(reflect.ValueOf(api.Null[string]()))
		} else if s, ok := decodeString(wrong, location, raw); ok {
			into.Set(reflect.ValueOf(api.Some(s)))
		}
		return
	case timeType:
		if s, ok := decodeString(wrong, location, raw); !null && ok {
			decodeTime(wrong, location, s, into.Addr().Interface().(*api.Time))
		}
		return
	}
	if null {
		return
	}
	switch into.Kind() {
	case reflect.String:
		if s, ok := decodeString(wrong, location, raw); ok {
			into.SetString(s)
		}
	case reflect.Struct:
		decodeObject(wrong, location, raw, into)
	case reflect.Slice:
		decodeList(wrong, location, raw, into)
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		decodeObject(wrong, location, raw, into.Elem())
	default:
		if json.Unmarshal(raw, into.Addr().Interface()) != nil {
			wrong.Add(location, support.ReasonBadType)
		}
	}
}

// maxList bounds how many things a list may have at all, and with them how much can be said to be wrong.
const maxList = 1000

func decodeList(wrong *support.Fields, location string, raw []byte, into reflect.Value) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		wrong.Add(location, support.ReasonBadType)
		return
	}
	if len(items) > maxList {
		wrong.Add(location, support.ReasonTooLong)
		return
	}
	list := reflect.MakeSlice(into.Type(), len(items), len(items))
	for i, item := range items {
		decodeField(wrong, fmt.Sprintf("%s[%d]", location, i), bytes.TrimSpace(item), list.Index(i))
	}
	into.Set(list)
}

// decodeString reads a JSON string; null reads as the empty one.
func decodeString(wrong *support.Fields, location string, raw []byte) (string, bool) {
	if string(raw) == "null" {
		return "", true
	}
	var s string
	switch {
	case raw[0] != '"' || json.Unmarshal(raw, &s) != nil:
		wrong.Add(location, support.ReasonBadType)
		return "", false
	case loneSurrogate(raw):
		wrong.Add(location, support.ReasonBadText)
		return "", false
	}
	return s, true
}

// earliest and latest bound the years that can be written with four digits, whatever the zone.
var (
	earliest = time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, 12, 30, 0, 0, 0, 0, time.UTC)
)

func decodeTime(wrong *support.Fields, location, s string, into *api.Time) {
	if err := into.UnmarshalText([]byte(s)); err != nil {
		wrong.Add(location, support.ReasonBadTime)
		return
	}
	if at := into.Instant(); s != "" && (at.Before(earliest) || at.After(latest)) {
		*into = api.Time{}
		wrong.Add(location, support.ReasonBadTime)
	}
}

// loneSurrogate reports whether a valid JSON string has an escape that is half a surrogate pair, which encoding/json
// would quietly replace.
func loneSurrogate(raw []byte) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		i++
		if raw[i] != 'u' {
			continue
		}
		unit := hexUnit(raw[i+1 : i+5])
		i += 4
		switch {
		case unit >= 0xDC00 && unit <= 0xDFFF:
			return true
		case unit >= 0xD800 && unit <= 0xDBFF:
			rest := raw[i+1:]
			if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
				return true
			}
			if low := hexUnit(rest[2:6]); low < 0xDC00 || low > 0xDFFF {
				return true
			}
			i += 6
		}
	}
	return false
}

func hexUnit(b []byte) (unit rune) {
	for _, c := range b {
		unit <<= 4
		switch {
		case c >= '0' && c <= '9':
			unit |= rune(c - '0')
		case c >= 'a' && c <= 'f':
			unit |= rune(c-'a') + 10
		default:
			unit |= rune(c-'A') + 10
		}
	}
	return unit
}
