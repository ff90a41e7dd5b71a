package main

import (
	"strings"
	"testing"
)

func TestCountVitest_CountsTestsAndFilesThatFail(t *testing.T) {
	result := `{"testResults":[
		{"name":"/x/frontend/src/a.test.ts","status":"failed","assertionResults":[
			{"fullName":"adds","status":"passed"},
			{"fullName":"subtracts","status":"failed","failureMessages":["planted"]},
			{"fullName":"divides","status":"skipped"},
			{"fullName":"multiplies","status":"todo"}]},
		{"name":"/x/frontend/src/b.test.ts","status":"failed","message":"does not load","assertionResults":[]}]}`
	var got tally
	if err := countVitest(strings.NewReader(result), &got); err != nil {
		t.Fatal(err)
	}
	if got.passed != 1 || got.failed != 2 || got.skipped != 2 {
		t.Errorf("counted %s, want 1 passed, 2 failed, 2 skipped", got.line())
	}
	if got.failures[0].name != "src/a.test.ts subtracts" || got.failures[0].detail != "planted" {
		t.Errorf("first failure %+v", got.failures[0])
	}
	if got.failures[1].name != "src/b.test.ts" || got.failures[1].detail != "does not load" {
		t.Errorf("second failure %+v", got.failures[1])
	}
}

func TestCountVitest_HalfAResultIsAnError(t *testing.T) {
	var got tally
	if err := countVitest(strings.NewReader(`{"testResults":[`), &got); err == nil {
		t.Error("half a result, and no error")
	}
}
