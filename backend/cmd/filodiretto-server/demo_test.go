package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestDemo_FillsAnEmptyStoreOnce(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	args := []string{"demo", "--data", data, "--seed", "7", "--companies", "2", "--machines", "5", "--tickets", "30", "--messages", "300"}
	out := must(t, "", args...)
	companies := map[string]int{}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for _, l := range lines {
		var person map[string]string
		if err := json.Unmarshal([]byte(l), &person); err != nil {
			t.Fatalf("%q: %v", l, err)
		}
		for _, field := range []string{"login", "password", "role", "name"} {
			if person[field] == "" {
				t.Errorf("%q has no %s", l, field)
			}
		}
		if person["role"] == "operator" {
			companies[person["company"]]++
		}
	}
	if len(companies) != 2 || companies["Biscotti Tremolino"] < 2 {
		t.Errorf("operators by company: %v", companies)
	}
	if out := must(t, "", "check", "--data", data); !strings.Contains(out, "the store is sound") {
		t.Errorf("check says %q", out)
	}
	if out := must(t, "", "machine", "list", "--data", data); !strings.Contains(out, "24-0117") {
		t.Errorf("machines: %q", out)
	}
	if code, _, errs := command(t, "", args...); code != 1 || !strings.Contains(errs, "not empty") {
		t.Errorf("again: exit %d, %q", code, errs)
	}
	other := filepath.Join(t.TempDir(), "other")
	if code, _, errs := command(t, "", "demo", "--data", other, "--tickets", "9", "--messages", "8"); code != 1 || !strings.Contains(errs, "--messages") {
		t.Errorf("too few messages: exit %d, %q", code, errs)
	}
	again := filepath.Join(t.TempDir(), "again")
	args[2] = again
	if same := must(t, "", args...); same != out {
		t.Error("the same seed made other people")
	}
}
