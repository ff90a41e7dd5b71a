package app

import (
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
