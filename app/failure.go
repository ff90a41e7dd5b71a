package app

import (
	"encoding/json"
	"errors"
	"log/slog"
	"math"

	"filodiretto/backend/support"
)

// Failure is an error as it crosses the bridge: the frontend words it by its code.
type Failure struct {
	Code       string       `json:"code"`
	Fields     []FieldFault `json:"fields,omitempty"`
	RetryAfter int          `json:"retryAfter,omitempty"`
}

// FormatError turns what a bound method returned into a Failure, written in JSON: Wails makes what it gets the message
// of a JavaScript error, and of an object that keeps nothing.
func FormatError(err error) any {
	b, jsonErr := json.Marshal(failureOf(err))
	if jsonErr != nil {
		slog.Error("a failure cannot be told", "err", jsonErr)
		return ""
	}
	return string(b)
}

// failureOf is the failure that an error is. What has no code is logged here, since nobody else will see its text.
func failureOf(err error) Failure {
	var e *support.Error
	if !errors.As(err, &e) {
		slog.Error("call from the window failed", "err", err)
		return Failure{Code: string(support.CodeInternal)}
	}
	if e.Code == support.CodeInternal || e.Code == support.CodeStorage {
		slog.Error("call from the window failed", "err", err)
	}
	f := Failure{Code: string(e.Code), RetryAfter: int(math.Ceil(e.RetryAfter.Seconds()))}
	f.Fields = faults(e.Fields)
	return f
}

func faults(fields []support.FieldError) []FieldFault {
	out := make([]FieldFault, 0, len(fields))
	for _, f := range fields {
		out = append(out, FieldFault{Location: f.Location, Reason: string(f.Reason)})
	}
	return out
}
