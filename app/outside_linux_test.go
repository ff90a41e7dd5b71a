package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/support"
)

func TestOpenOutside_OpensACopyThatCannotBeWrittenToAndNothingThatIsNotKnownToBeHarmless(t *testing.T) {
	d := newDouble(t)
	w := newWindow(t, d)
	w.program.window = t.Context()
	folder := openerIs(t, `echo "$1" >"$FOLDER/opened"`)
	bound := &Attachments{w.program}
	text := w.adds(d.anna.ID, "nota.txt", []byte("Allarme 700.1")).Added[0]
	for range 2 {
		if err := bound.OpenOutside(d.anna.ID, text.ID); err != nil {
			t.Fatal(err)
		}
	}
	opened, err := os.ReadFile(filepath.Join(folder, "opened"))
	if err != nil {
		t.Fatal(err)
	}
	file := strings.TrimSpace(string(opened))
	if stat, err := os.Stat(file); err != nil || filepath.Base(file) != "nota.txt" || stat.Mode().Perm() != 0o400 {
		t.Errorf("opened %s: %v, %v", file, stat, err)
	}
	if err := os.Remove(filepath.Join(folder, "opened")); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"avvia.desktop": "[Desktop Entry]\nExec=x\n", "fattura.pdf": "#!/bin/sh\necho\n", "pagina.txt": "<!doctype html><html></html>", "x.svg": "<svg/>",
		"firmware.bin": "\x00\x01\x02", "avvio.log": "[Desktop Entry]\nExec=x\n", "ricambi.zip": "PK\x03\x04", "senza": "testo",
	} {
		f := w.adds(d.anna.ID, name, []byte(content)).Added[0]
		if err := bound.OpenOutside(d.anna.ID, f.ID); support.CodeOf(err) != support.CodeForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "opened")); err == nil {
		t.Error("something else was opened")
	}
}

// A program that has a copy open keeps it, also where a system lets nobody replace what is open.
func TestOpenOutside_OpensTheSameCopyAgainUnlessSomebodyHasChangedIt(t *testing.T) {
	d := newDouble(t)
	w := newWindow(t, d)
	w.program.window = t.Context()
	folder := openerIs(t, `echo "$1" >"$FOLDER/opened"`)
	text := w.adds(d.anna.ID, "nota.txt", []byte("Allarme 700.1")).Added[0]
	opens := func() (file string, is os.FileInfo) {
		t.Helper()
		if err := (&Attachments{w.program}).OpenOutside(d.anna.ID, text.ID); err != nil {
			t.Fatal(err)
		}
		opened, err := os.ReadFile(filepath.Join(folder, "opened"))
		if err != nil {
			t.Fatal(err)
		}
		file = strings.TrimSpace(string(opened))
		if is, err = os.Stat(file); err != nil {
			t.Fatal(err)
		}
		return file, is
	}
	file, first := opens()
	if _, again := opens(); !os.SameFile(first, again) {
		t.Error("it was replaced")
	}
	if err := errors.Join(os.Chmod(file, 0o600), os.WriteFile(file, []byte("altro"), 0o600)); err != nil {
		t.Fatal(err)
	}
	opens()
	if content, err := os.ReadFile(file); string(content) != "Allarme 700.1" || err != nil {
		t.Errorf("opened is %q, %v", content, err)
	}
}
