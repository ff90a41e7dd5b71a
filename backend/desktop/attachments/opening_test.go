package attachments

import (
	"strings"
	"testing"
)

func TestMayOpen_TakesWhatIsWhatItsNameSaysAndShowsOrPlaysAlone(t *testing.T) {
	for name, contentType := range map[string]string{
		"manuale.pdf": "application/pdf", "foto.JPG": "image/jpeg", "registro.log": "text/plain; charset=utf-8", "filmato.mp4": "video/mp4",
		"ricambi.xlsx": "application/zip", "ricette.csv": "text/csv", "rumore.m4a": "audio/x-m4a", "programma.nc": "text/plain",
	} {
		if !mayOpen(name, contentType, contentType) || !mayOpen(name, "", contentType) {
			t.Errorf("%s (%s) would not be opened", name, contentType)
		}
	}
	for name, contentType := range map[string]string{
		// What runs, by its name or by its content.
		"fattura.pdf.exe": "", "foto.SCR": "image/jpeg", "avvio.desktop": "text/plain", "nota.HTA": "text/plain", "disegno.svg": "image/svg+xml",
		"manuale.pdf": "application/vnd.microsoft.portable-executable", "pagina.txt": "text/html; charset=utf-8", "registro.log": "text/x-python",
		"collegamento.url": "text/plain", "immagine.jpg": "application/x-elf", "misure.xlsm": "application/zip", "misure.xls": "application/x-ole-storage",
		// What nobody knows, what is another than its name says, and what may have anything in it.
		"firmware.bin": "application/octet-stream", "senza": "text/plain", "foto.png": "image/jpeg", "relazione.docx": "application/x-ole-storage",
		"tutto.zip": "application/zip", "progetto.ap17": "application/zip", "nota.txt.": "text/plain", "nota.txt ": "text/plain",
		"filmato.m\u212av": "video/matroska", "nota.txt\u3000": "text/plain", "nota.txt:manuale.pdf:$DATA": "application/pdf",
	} {
		if mayOpen(name, contentType, contentType) || mayOpen(name, "", contentType) {
			t.Errorf("%s (%s) would be opened", name, contentType)
		}
	}
	if mayOpen("manuale.pdf", "text/html", "application/pdf") || mayOpen("manuale.pdf", "application/pdf", "text/html") {
		t.Error("one of two types is enough")
	}
}

func TestLaunches_KnowsALauncherByWhatASystemKnowsItBy(t *testing.T) {
	for content, want := range map[string]bool{
		"[Desktop Entry]\nExec=x\n": true, "# of the machine\n\n[Desktop Entry]\n": true, "[Desktop Action x]\n": true, "[KDE Desktop Entry]\n": true,
		"# KDE Config File\n" + strings.Repeat("#\n", 1000) + "[Desktop Entry]\n": true, "# Config File\n[x]\n": true,
		"[Machine]\nserial = 24-0117\n": false, "": false,
	} {
		if got, err := launches(strings.NewReader(content)); got != want || err != nil {
			t.Errorf("%.40q: %v, %v", content, got, err)
		}
	}
}
