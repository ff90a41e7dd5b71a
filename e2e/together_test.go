//go:build e2e

package e2e

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// TestTogether_InABrowser has two technicians change the same tickets at once, one of them offline: see
// frontend/e2e/together.test.mjs.
func TestTogether_InABrowser(t *testing.T) {
	recordNotifications(t)
	s := startServer(t)
	s.run("prima-password\n", "person", "add", "--login", "giulia", "--name", "Giulia Neri", "--role", "technician")
	s.choosePassword("giulia")
	l := startLine(t, s.address)
	tickets, err := json.Marshal(map[string]opened{
		"closed": s.open("anna", map[string]any{"description": "Le ventose perdono gli astucci."}),
		"taken":  s.open("anna", map[string]any{"description": "Il nastro non parte."}),
	})
	if err != nil {
		t.Fatal(err)
	}
	program, assets := developmentBuild(t), frontendBuild(t)
	runBrowserTests(t, "together.test.mjs",
		"FILODIRETTO_OPERATOR="+serveBrowser(t, program, assets, "luca", filepath.Join(t.TempDir(), "luca"), l.url()),
		"FILODIRETTO_TECHNICIAN="+serveBrowser(t, program, assets, "giulia", filepath.Join(t.TempDir(), "giulia"), s.url()),
		"FILODIRETTO_LINE="+lineSwitch(t, l), "FILODIRETTO_PASSWORD="+password, "FILODIRETTO_TICKETS="+string(tickets),
		"FILODIRETTO_SCREENS="+screens(t))
}
