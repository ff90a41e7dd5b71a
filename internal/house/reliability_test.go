package house_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/reliability.md names tests and planted faults; what it says is worth nothing where they have gone.
func TestReliability_NamesTestsAndFaultsThatAreThere(t *testing.T) {
	folder := root(t)
	page := read(t, filepath.Join(folder, "docs", "reliability.md"))
	var there strings.Builder
	for _, in := range []string{"app", "backend", "e2e", "internal"} {
		err := filepath.WalkDir(filepath.Join(folder, in), func(path string, _ fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, "_test.go") {
				there.WriteString(read(t, path))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	named := regexp.MustCompile("`(Test[A-Z]\\w*)(…?)").FindAllStringSubmatch(page, -1)
	if len(named) < 30 {
		t.Fatalf("only %d tests were found to be named", len(named))
	}
	for _, name := range named {
		function := "\nfunc " + name[1]
		if name[2] == "" {
			function += "("
		}
		if !strings.Contains(there.String(), function) {
			t.Errorf("docs/reliability.md names %s, and there is no such test", name[1])
		}
	}
	planted := filepath.Join(folder, "internal", "planted")
	files, err := filepath.Glob(filepath.Join(planted, "*faults_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatal("no faults are planted:", err)
	}
	faults := ""
	for _, file := range files {
		faults += read(t, file)
	}
	_, classic, _ := strings.Cut(page, "| failure | cure | test | planted as |\n| --- | --- | --- | --- |\n")
	classic, _, _ = strings.Cut(classic, "\n\n")
	rows := strings.Split(classic, "\n")
	if len(rows) < 15 {
		t.Fatalf("only %d classic failures were found", len(rows))
	}
	for _, row := range rows {
		cells := strings.Split(strings.Trim(row, "| "), " | ")
		_, fault, planted := strings.Cut(faults, `"`+cells[len(cells)-1]+`",`)
		if len(cells) != 4 || !planted {
			t.Errorf("docs/reliability.md names a fault that is not planted: %s", row)
			continue
		}
		noticing := regexp.MustCompile(`tests: +"([^"/]*)`).FindStringSubmatch(fault)[1]
		if !regexp.MustCompile(noticing).MatchString(strings.Trim(cells[2], "`")) {
			t.Errorf("the fault is planted for %s: %s", noticing, row)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
