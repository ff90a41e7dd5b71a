package desktop_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"filodiretto/backend/desktop/diagnosis"
	"filodiretto/backend/support"
	"filodiretto/internal/smalldisk"
)

func TestSaveDiagnosis_OnAFullDiskLeavesWhatWasThereAndNothingHalfWritten(t *testing.T) {
	d := smalldisk.Mount(t, "1m")
	s := newWorkstation(t)
	file := d.In("diagnosi.zip")
	save := func() support.Code {
		return support.CodeOf(s.SaveDiagnosis(t.Context(), file, diagnosis.Program{}, ""))
	}
	if code := save(); code != "" {
		t.Fatalf("with room: %q", code)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d.Fill()
	if code := save(); code != support.CodeStorage {
		t.Errorf("without room: %q", code)
	}
	if after, err := os.ReadFile(file); err != nil || !slices.Equal(before, after) {
		t.Errorf("the earlier one became %d bytes of %d, %v", len(after), len(before), err)
	}
	if names := namesIn(t, d.Dir); !slices.Equal(names, []string{"diagnosi.zip", "filler"}) {
		t.Errorf("on the disk are %v", names)
	}
	d.Clear()
	if code := save(); code != "" {
		t.Errorf("with room again: %q", code)
	}
}

func TestSaveDiagnosis_IntoAFolderThatCannotBeWrittenIsCalledSo(t *testing.T) {
	s := newWorkstation(t)
	dir := t.TempDir()
	unprivileged(t, dir)
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	err := s.SaveDiagnosis(t.Context(), filepath.Join(dir, "diagnosi.zip"), diagnosis.Program{}, "")
	if support.CodeOf(err) != support.CodeStorage || len(namesIn(t, dir)) != 0 {
		t.Errorf("gave %v, and in the folder are %v", err, namesIn(t, dir))
	}
}
