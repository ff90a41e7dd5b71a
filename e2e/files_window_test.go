//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestWindow_APictureIsChosenDrawnOnByKeysAndSentWithoutWords goes the way of a file through a real window: the system's
// dialog, the addresses by which its page gives and gets bytes, and the line.
func TestWindow_APictureIsChosenDrawnOnByKeysAndSentWithoutWords(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	ticket, number := s.openTicket("Le ventose perdono gli astucci.")
	anna := signedInAt(t, startDriver(t), s, "anna", t.TempDir())
	anna.start()
	anna.see(".*", "(?s).*In linea.*")
	anna.press("list item|push button|table cell|link", fmt.Sprintf(`(?s).*#%d.*`, number))
	anna.see("entry|text", "Rispondi.*")

	var grey bytes.Buffer
	plain := image.NewGray(image.Rect(0, 0, 640, 480))
	if err := png.Encode(&grey, plain); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ventosa.png")
	write(t, file, grey.Bytes())
	anna.press("push button", "Allega")
	anna.typeIntoDialog("Scegli i file da allegare", file)
	anna.see("push button", "Togli ventosa.png")

	anna.press("push button", "(?s)ventosa.png.*")
	anna.press("push button", "Freccia o ritaglio")
	anna.press("push button", "Aggiungi una freccia")
	anna.see("push button", "Punta della freccia 1")
	anna.press("push button", "Salva il disegno")
	anna.see("push button", "Freccia o ritaglio")
	anna.key("Escape")
	anna.press("push button", "Invia")

	luca := s.signIn("luca", password)
	var drawn image.Image
	eventually(t, time.Minute, "the picture has arrived, without words", func() string {
		said := s.truthFor(luca).repliesIn(ticket)
		if len(said) != 2 || said[1].Text != "" || len(said[1].Attachments) != 1 {
			return fmt.Sprintf("what has left is %+v", said)
		}
		var err error
		if drawn, err = s.picture(luca, said[1].Attachments[0].ID); err != nil {
			return err.Error()
		}
		return ""
	})
	if drawn.Bounds() != plain.Bounds() {
		t.Errorf("the picture is %v", drawn.Bounds())
	}
	if !hasRed(drawn) {
		t.Error("nothing red was drawn on it")
	}
}

// TestWindow_AScreenIsPasted pastes what the page of the window on Linux is not shown.
func TestWindow_AScreenIsPasted(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	_, number := s.openTicket("Le ventose perdono gli astucci.")
	anna := signedInAt(t, startDriver(t), s, "anna", t.TempDir())
	anna.start()
	anna.see(".*", "(?s).*In linea.*")
	anna.press("list item|push button|table cell|link", fmt.Sprintf(`(?s).*#%d.*`, number))
	anna.see("entry|text", "Rispondi.*")
	anna.ask(request{Op: "focus", Role: "entry|text", Name: "Rispondi.*"})
	copyPicture(t, 640, 480)
	anna.key("ctrl+v")
	anna.see("push button", "Togli Immagine [0-9 .-]+png")
	anna.write("Rispondi.*", "Il pannello dice questo.")
	anna.see("push button", "Togli Immagine [0-9 .-]+png")
}

// TestWindow_FilesDroppedOnItGoWithTheReply drags a picture and a log out of another program's window. What falls on a page
// of WebKitGTK takes its place where nothing hinders it.
func TestWindow_FilesDroppedOnItGoWithTheReply(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	_, number := s.openTicket("Le ventose perdono gli astucci.")
	anna := signedInAt(t, startDriver(t), s, "anna", t.TempDir())
	anna.start()
	anna.see(".*", "(?s).*In linea.*")
	anna.press("list item|push button|table cell|link", fmt.Sprintf(`(?s).*#%d.*`, number))
	anna.see("entry|text", "Rispondi.*")

	dir := t.TempDir()
	var grey bytes.Buffer
	if err := png.Encode(&grey, image.NewGray(image.Rect(0, 0, 640, 480))); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "ventosa.png"), grey.Bytes())
	write(t, filepath.Join(dir, "registro.log"), []byte("14:02 E42 vuoto\n"))
	anna.drag(filepath.Join(dir, "ventosa.png"), filepath.Join(dir, "registro.log"))
	anna.see("push button", "Togli ventosa.png")
	anna.see("push button", "Togli registro.log")
	anna.see("entry|text", "Rispondi.*")
}

// drag drags files out of a small window in the corner of the screen into the middle of this one.
func (w *window) drag(files ...string) {
	w.t.Helper()
	const program = `
import pathlib, sys, gi
gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk
window = Gtk.Window(title="files")
window.set_decorated(False)
window.set_keep_above(True)
window.set_default_size(60, 60)
window.move(0, 0)
box = Gtk.Button(label="files")
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()
box.connect("drag-data-get", lambda w, c, selection, *_: selection.set_uris([pathlib.Path(p).as_uri() for p in sys.argv[1:]]))
box.connect("drag-begin", lambda *_: print("begun", flush=True))
box.connect("drag-end", lambda *_: print("fallen", flush=True))
window.add(box)
window.connect("map-event", lambda *_: print("there", flush=True))
window.show_all()
Gtk.main()
`
	source := startPython(w.t, program, files...)
	source.says("there")
	w.xdotool("mousemove", "30", "30", "mousedown", "1")
	for i := 1; i <= 10; i++ {
		w.xdotool("mousemove", strconv.Itoa(30+3*i), strconv.Itoa(30+3*i))
	}
	source.says("begun")
	// A window is told where the pointer is as it moves over it, not where it is.
	for i := range 20 {
		w.xdotool("mousemove", "--window", w.id(), strconv.Itoa(400+5*i), strconv.Itoa(300+5*i))
	}
	w.see(".*", "Risposta a #.*")
	w.xdotool("mouseup", "1")
	source.says("fallen")
}

// python is a small program in another window of the screen, which says a word a line.
type python struct {
	t    *testing.T
	said *bufio.Reader
}

// startPython runs a program in Debian's Python, until the test ends.
func startPython(t *testing.T, program string, args ...string) python {
	t.Helper()
	run := exec.CommandContext(t.Context(), "/usr/bin/python3", append([]string{"-c", program}, args...)...)
	run.Stderr = os.Stderr
	said, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = run.Process.Kill()
		_ = run.Wait()
	})
	return python{t: t, said: bufio.NewReader(said)}
}

// says waits for its next word, which is to be that one.
func (p python) says(want string) {
	p.t.Helper()
	word, err := p.said.ReadString('\n')
	if err != nil || strings.TrimSpace(word) != want {
		p.t.Fatalf("the other window says %q, want %q (%v)", word, want, err)
	}
}

// copyPicture puts a picture into the clipboard of the screen, until the test ends.
func copyPicture(t *testing.T, width, height int) {
	t.Helper()
	const program = `
import sys, gi
gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GdkPixbuf, Gtk
picture = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, int(sys.argv[1]), int(sys.argv[2]))
picture.fill(0xc42b20ff)
Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).set_image(picture)
print("there", flush=True)
Gtk.main()
`
	startPython(t, program, strconv.Itoa(width), strconv.Itoa(height)).says("there")
}

// picture is an attachment as the server hands it out.
func (s *server) picture(token, id string) (image.Image, error) {
	status, content := s.ask(token, http.MethodGet, "/v1/attachments/"+id, nil)
	if status != http.StatusOK {
		return nil, fmt.Errorf("the server says %d", status)
	}
	return png.Decode(bytes.NewReader(content))
}

// typeIntoDialog types the name of a file into a dialog of the system, which is found by its title.
func (w *window) typeIntoDialog(title, file string) {
	w.t.Helper()
	var id string
	w.until("the dialog “"+title+"” is there", func() bool {
		out, err := exec.Command("xdotool", "search", "--onlyvisible", "--name", "^"+title+"$").Output()
		ids := strings.Fields(string(out))
		if err != nil || len(ids) == 0 {
			return false
		}
		id = ids[0]
		return true
	})
	w.xdotool("windowactivate", "--sync", id)
	// With a slash the dialog asks for a name in place of showing folders; what comes before it does is lost.
	w.xdotool("key", "slash")
	w.ask(request{Op: "wait", Role: "text", Name: "/"})
	w.xdotool("type", "--delay", "12", strings.TrimPrefix(file, "/"))
	w.xdotool("key", "Return")
}

// hasRed reports whether something in a picture is as red as what is drawn on it.
func hasRed(i image.Image) bool {
	for y := i.Bounds().Min.Y; y < i.Bounds().Max.Y; y++ {
		for x := i.Bounds().Min.X; x < i.Bounds().Max.X; x++ {
			if c := color.NRGBAModel.Convert(i.At(x, y)).(color.NRGBA); c.R > 150 && c.G < 90 && c.B < 90 {
				return true
			}
		}
	}
	return false
}
