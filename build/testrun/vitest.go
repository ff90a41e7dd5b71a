package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// countVitest counts the tests of vitest's JSON reporter. A file that fails without a failed test is one failure.
func countVitest(output io.Reader, t *tally) error {
	var result struct {
		TestResults []struct {
			Name             string
			Status           string
			Message          string
			AssertionResults []struct {
				FullName        string
				Status          string
				FailureMessages []string
			}
		}
	}
	if err := json.NewDecoder(output).Decode(&result); err != nil {
		return fmt.Errorf("its result cannot be read: %w", err)
	}
	for _, file := range result.TestResults {
		name := file.Name
		if i := strings.Index(name, "/frontend/"); i >= 0 {
			name = name[i+len("/frontend/"):]
		}
		failed := false
		for _, test := range file.AssertionResults {
			full := name + " " + test.FullName
			switch test.Status {
			case "passed":
				t.pass(1)
			case "failed":
				failed = true
				t.fail(full, "", strings.Join(test.FailureMessages, "\n"))
			default:
				t.skip(full, test.Status)
			}
		}
		if file.Status == "failed" && !failed {
			t.fail(name, "the file failed as a whole", file.Message)
		}
	}
	return nil
}
