package app

import (
	"os"
	"testing"

	"filodiretto/backend/desktop/notify"
)

func TestNotification_OfFilesWithoutWordsSaysWhatTheyAre(t *testing.T) {
	texts, err := readCatalogues(os.DirFS("../frontend/src/i18n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		unread notify.Unread
		it, en string
	}{
		{notify.Unread{Pictures: 1}, "Foto", "Photo"},
		{notify.Unread{Pictures: 3}, "3 foto", "3 photos"},
		{notify.Unread{Files: 1, FileName: "registro.log"}, "registro.log", "registro.log"},
		{notify.Unread{Files: 2}, "2 file", "2 files"},
		{notify.Unread{Pictures: 2, Files: 1}, "2 foto e 1 file", "2 photos and 1 file"},
		{notify.Unread{Pictures: 1, Files: 2}, "1 foto e 2 file", "1 photo and 2 files"},
		{notify.Unread{Pictures: 1, Text: "È questa."}, "È questa.", "È questa."},
	} {
		for language, want := range map[string]string{"it": c.it, "en": c.en} {
			c.unread.Author = "Anna Rossi"
			words := notificationTexts{catalogues: texts, language: func() string { return language }}
			if got := words.Reply(c.unread).Body; got != "Anna Rossi: "+want {
				t.Errorf("%+v is notified as %q, want %q", c.unread, got, want)
			}
		}
	}
}
