package desk_test

import (
	"testing"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/support"
)

func TestEnclosedIn_TellsPicturesFromFilesAlsoBeforeTheyHaveArrived(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []support.Attachment
		want  desk.Enclosed
	}{
		{"no file", nil, desk.Enclosed{}},
		{"by its name", []support.Attachment{{Name: "IMG_1.JPG"}}, desk.Enclosed{Pictures: 1}},
		{"by its type", []support.Attachment{{Name: "senza", Type: "image/png"}}, desk.Enclosed{Pictures: 1}},
		{"a name that lies", []support.Attachment{{Name: "foto.jpg", Type: "text/plain"}}, desk.Enclosed{Files: 1, Name: "foto.jpg"}},
		{"a drawing", []support.Attachment{{Name: "a.svg", Type: "image/svg+xml"}}, desk.Enclosed{Files: 1, Name: "a.svg"}},
		{"both", []support.Attachment{{Name: "a.jpg"}, {Name: "b.log"}, {Name: "c.png"}}, desk.Enclosed{Pictures: 2, Files: 1}},
		{"two files", []support.Attachment{{Name: "a.pdf"}, {Name: "b.log"}}, desk.Enclosed{Files: 2}},
	} {
		if got := desk.EnclosedIn(&support.Message{Attachments: c.files}); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
