package dossier_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"

	"filodiretto/backend/desktop/desk"
	"filodiretto/backend/desktop/dossier"
	"filodiretto/backend/support"
)

// catalogue is the program's own.
type catalogue struct {
	language string
	texts    map[string]string
	t        *testing.T
}

func texts(t *testing.T, language string) *catalogue {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "frontend", "src", "i18n", language+".json"))
	if err != nil {
		t.Fatal(err)
	}
	c := &catalogue{language: language, t: t}
	if err := json.Unmarshal(b, &c.texts); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *catalogue) Language() string { return c.language }

func (c *catalogue) Text(key string, pairs ...string) string {
	text, ok := c.texts[key]
	if !ok {
		c.t.Errorf("no text %s", key)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{{"+pairs[i]+"}}", pairs[i+1])
	}
	return text
}

var (
	anna = support.Author{ID: "a", Name: "Anna Rossi", Role: support.RoleOperator}
	luca = support.Author{ID: "l", Name: "Luca Bianchi", Role: support.RoleTechnician}
	then = time.Date(2026, 11, 12, 13, 2, 0, 0, time.UTC)
)

// leaking is a ticket with one of everything.
func leaking() dossier.Ticket {
	at := func(minutes int) time.Time { return then.Add(time.Duration(minutes) * time.Minute) }
	t := dossier.Ticket{By: "Anna Rossi", At: at(120), FreshAt: at(119)}
	t.Ticket = support.Ticket{
		ID: "t", Number: 1042, Kind: support.KindChat, Title: "Perde olio dal cilindro sinistro", Status: support.StatusClosed,
		Severity: support.SeverityStopped, MachineID: "m", Machine: support.MachineThen{Name: "Pressa 3", Model: "PX-200", Serial: "24-0117", Site: "Reparto stampaggio"},
		OpenedBy: support.PersonRef{Name: "Anna Rossi"}, Assignee: support.PersonRef{Name: "Luca Bianchi"}, CreatedAt: then, ClosedAt: at(90),
		Resolution: "Guarnizione dello stelo consumata. Sostituita con il ricambio 55-210.",
	}
	t.Category, t.Company = "Perdite", "Acme S.p.A."
	said := func(index int, author support.Author, text string, minutes int) desk.Item {
		return desk.Item{Message: support.Message{
			ID: fmt.Sprint(index), Kind: support.MessageReply, Author: author, Text: text, Index: index, CreatedAt: at(minutes), Hash: support.Hash{byte(index), 0xab},
		}}
	}
	photo := said(3, anna, "Ecco", 29)
	photo.Attachments = []support.Attachment{
		{ID: "p1", Name: "guarnizione.jpg", Size: 412_000, Width: 1600, Height: 1200, SHA256: support.Digest{1}},
		{ID: "p2", Name: "stelo.jpg", Size: 398_000, Width: 1200, Height: 1600, SHA256: support.Digest{2}},
		{ID: "f1", Name: "registro-2026-11-12.log", Size: 20_000_000, SHA256: support.Digest{3}},
	}
	note := desk.Item{Message: support.Message{
		ID: "n", Kind: support.MessageNote, Author: luca, Text: "Il cliente usa olio sbagliato.", AfterIndex: 3, NoteIndex: 1, CreatedAt: at(35), Hash: support.Hash{0xee},
	}}
	closing := desk.Item{Message: support.Message{
		ID: "e", Kind: support.MessageEvent, Author: luca, Index: 4, CreatedAt: at(90), Hash: support.Hash{4, 0xcd},
		Event: support.Event{Type: support.EventStatus, From: "in_progress", To: "closed"},
	}}
	refused := desk.Item{State: desk.ItemRefused, Message: support.Message{Kind: support.MessageReply, Author: anna, Text: "Mai arrivato."}}
	t.Items = []desk.Item{
		said(1, anna, "Perde olio dal cilindro sinistro.\nSi è fermata da sola.", 0),
		said(2, luca, "Mi manda una foto della guarnizione?", 3), photo, note, closing, refused,
	}
	return t
}

// photograph is a JPEG of that size.
func photograph(w, h int) []byte {
	i := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			i.Set(x, y, color.RGBA{uint8(x), uint8(y), 120, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, i, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func shot(_ context.Context, a *support.Attachment) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(photograph(a.Width/4, a.Height/4))), nil
}

// written writes a dossier and reads it as its reader does: all words, and how many pages.
func written(t *testing.T, of dossier.Ticket, o dossier.Options) (words string, pages int, file []byte) {
	t.Helper()
	o.Zone = time.UTC
	var b bytes.Buffer
	if err := dossier.Write(t.Context(), &b, of, o); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("FILODIRETTO_SCREENS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, t.Name()+".pdf"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := pdf.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Builder{}
	for n := range r.NumPage() {
		text, err := r.Page(n + 1).GetPlainText(nil)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(text)
	}
	// Words are put in pieces; where they break says nothing.
	return strings.Join(strings.Fields(all.String()), " "), r.NumPage(), b.Bytes()
}

func wants(t *testing.T, words string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(strings.ReplaceAll(words, " ", ""), strings.ReplaceAll(w, " ", "")) {
			t.Errorf("%q is not in it: %s", w, words)
		}
	}
}

func TestDossier_HasAllThatWasSaidAndTheRecordsLastHash(t *testing.T) {
	told := 0
	words, _, file := written(t, leaking(), dossier.Options{Texts: texts(t, "it"), Picture: shot, Progress: func(done, all int) {
		if told++; told != done || all != 4 {
			t.Errorf("%d of %d", done, all)
		}
	}})
	wants(t, words, "#1042", "Perde olio dal cilindro sinistro", "Pressa 3", "PX-200", "24-0117", "Acme S.p.A.", "12/11/2026 13:02", "Si è fermata da sola.",
		"Mi manda una foto della guarnizione?", "Luca Bianchi ha chiuso il ticket", "Guarnizione dello stelo consumata", "registro-2026-11-12.log", "19,1 MB",
		support.Digest{3}.String(), support.Hash{4, 0xcd}.String(), "Scritto da Anna Rossi, 12/11/2026 15:02")
	if n := bytes.Count(file, []byte("/DCTDecode")); n != 2 {
		t.Errorf("%d pictures instead of 2", n)
	}
	if told != 4 {
		t.Errorf("progress was told %d times", told)
	}
}

func TestDossier_HasNoNotesUnlessTheyAreAskedForAndThenSaysSoOnEachPage(t *testing.T) {
	it := texts(t, "it")
	words, _, _ := written(t, leaking(), dossier.Options{Texts: it, Picture: shot})
	if strings.Contains(words, "sbagliato") || strings.Contains(words, "Mai arrivato") {
		t.Errorf("it tells a note, or what was refused: %s", words)
	}
	with := leaking()
	with.WithNotes = true
	words, pages, _ := written(t, with, dossier.Options{Texts: it, Picture: shot})
	wants(t, words, "Il cliente usa olio sbagliato.")
	if n := strings.Count(words, "USO INTERNO"); n != pages {
		t.Errorf("%d of %d pages say that they are internal", n, pages)
	}
}

func TestDossier_OfALongConversationGoesOverAsManyPagesAsItNeeds(t *testing.T) {
	long := leaking()
	long.Items[0].Text = strings.Repeat("La pressa si ferma dopo venti pezzi e il manometro scende. ", 340)
	for i := range 300 {
		m := long.Items[1]
		m.Text = fmt.Sprintf("Messaggio numero %d.", i)
		m.Index = i + 10
		long.Items = append(long.Items, m)
	}
	words, pages, _ := written(t, long, dossier.Options{Texts: texts(t, "en"), Picture: shot})
	if pages < 10 {
		t.Errorf("%d pages", pages)
	}
	wants(t, words, "Messaggio numero 0.", "Messaggio numero 299.", fmt.Sprintf("Page %d of %d", pages, pages))
}

func TestDossier_KeepsPicturesWithTheNameOfWhoSentThemAndOnTheirPage(t *testing.T) {
	placed := regexp.MustCompile(`q [\d.]+ 0 0 [\d.]+ [\d.]+ (-?[\d.]+) cm /I`)
	for lines := range 80 {
		of := leaking()
		photo := of.Items[2]
		photo.Author.Name = "Zoe Ferri"
		if lines >= 40 {
			lines -= 40
			photo.Text = ""
		}
		photo.Attachments = slices.Clone(photo.Attachments[:2])
		photo.Attachments[0].Height = 400
		of.Items = of.Items[:1]
		of.Items[0].Text = strings.Repeat("riga\n", lines)
		of.Items = append(of.Items, photo)
		_, pages, file := written(t, of, dossier.Options{Texts: texts(t, "it"), Picture: shot})
		r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= pages; n++ {
			words, err := r.Page(n).GetPlainText(nil)
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(r.Page(n).V.Key("Contents").Reader())
			if err != nil {
				t.Fatal(err)
			}
			pictures := placed.FindAllSubmatch(content, -1)
			if named := strings.Contains(strings.ReplaceAll(words, " ", ""), "ZoeFerri"); photo.Text == "" && named != (len(pictures) == 2) {
				t.Errorf("after %d lines, page %d: %d pictures, named %v", lines, n, len(pictures), named)
			}
			for _, p := range pictures {
				if bottom, err := strconv.ParseFloat(string(p[1]), 64); err != nil || bottom < 18/25.4*72 {
					t.Errorf("after %d lines, page %d: a picture ends at %v points (%v)", lines, n, bottom, err)
				}
			}
		}
	}
}

func TestDossier_SaysInItsPlaceWhatItCannotShow(t *testing.T) {
	of := leaking()
	of.Items[0].Text = "Perde 🛢️ da ieri: ⌀ 12 → 14, 压力机, العربية"
	gone := func(context.Context, *support.Attachment) (io.ReadCloser, error) { return nil, fs.ErrNotExist }
	words, _, _ := written(t, of, dossier.Options{Texts: texts(t, "it"), Picture: gone})
	wants(t, words, "Perde", "da ieri: Ø 12", "guarnizione.jpg: la foto non è su questo computer.")

	broken := func(context.Context, *support.Attachment) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("no picture at all")), nil
	}
	words, _, _ = written(t, of, dossier.Options{Texts: texts(t, "it"), Picture: broken})
	wants(t, words, "stelo.jpg: la foto non è su questo computer.", "Mi manda una foto della guarnizione?")
}

func TestDossier_ShowsPicturesWhoseColoursAreStoredAsTheyAre(t *testing.T) {
	unmixed := func(ctx context.Context, a *support.Attachment) (io.ReadCloser, error) {
		b := photograph(a.Width/4, a.Height/4)
		// Adobe's mark of a picture in red, green and blue.
		b = slices.Concat(b[:2], []byte("\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"), b[2:])
		if config, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || config.ColorModel != color.RGBAModel {
			t.Errorf("it is no such picture: %v", err)
		}
		return io.NopCloser(bytes.NewReader(b)), ctx.Err()
	}
	_, _, file := written(t, leaking(), dossier.Options{Texts: texts(t, "it"), Picture: unmixed})
	if n := bytes.Count(file, []byte("/DCTDecode")); n != 2 {
		t.Errorf("%d pictures instead of 2", n)
	}
}

func TestDossier_EndsWhenItIsNoLongerWanted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := dossier.Write(ctx, io.Discard, leaking(), dossier.Options{Texts: texts(t, "it")}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
