package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"filodiretto/app"
	"filodiretto/backend/support"
)

func TestFormatError_IsTextThatKeepsWhatTheFrontendDecidesBy(t *testing.T) {
	busy := support.Wrap(support.CodeRateLimited, errors.New("slower"))
	var coded *support.Error
	if errors.As(busy, &coded) {
		coded.RetryAfter = 1500 * time.Millisecond
	}
	cases := map[string]struct {
		err  error
		want app.Failure
	}{
		"field":   {fmt.Errorf("opening: %w", support.Invalid("body.phone", support.ReasonRequired)), app.Failure{Code: "invalid", Fields: []app.FieldFault{{Location: "body.phone", Reason: "required"}}}},
		"wait":    {busy, app.Failure{Code: "rate_limited", RetryAfter: 2}},
		"no code": {errors.New("no such table"), app.Failure{Code: "internal"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text, ok := app.FormatError(c.err).(string)
			if !ok {
				t.Fatal("not a text: Wails would lose it")
			}
			var got app.Failure
			if err := json.Unmarshal([]byte(text), &got); err != nil {
				t.Fatalf("%v in %s", err, text)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
