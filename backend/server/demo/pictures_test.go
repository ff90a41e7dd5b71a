package demo

import (
	"bytes"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestPictures_AreSmallAndAlwaysTheSame(t *testing.T) {
	for name, draw := range map[string]func() ([]byte, error){
		"targa":     func() ([]byte, error) { return nameplate("AV-120", "24-0117") },
		"manometro": func() ([]byte, error) { return gauge(0.3) },
		"ventosa":   cutCup,
		"pannello":  func() ([]byte, error) { return recipes("AV-120") },
	} {
		first, err := draw()
		if err != nil {
			t.Fatal(err)
		}
		again, err := draw()
		if err != nil || !bytes.Equal(first, again) {
			t.Errorf("%s is another the second time, %v", name, err)
		}
		is, err := jpeg.DecodeConfig(bytes.NewReader(first))
		if err != nil || is.Width != pictureWidth || is.Height != pictureHeight || len(first) > 60_000 {
			t.Errorf("%s: %d × %d in %d bytes, %v", name, is.Width, is.Height, len(first), err)
		}
		if into := os.Getenv("FILODIRETTO_DEMO_PICTURES"); into != "" {
			if err := os.WriteFile(filepath.Join(into, name+".jpg"), first, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	log, err := sealingLog(time.Date(2026, 11, 19, 11, 0, 0, 0, time.UTC))
	if err != nil || !bytes.Contains(log, []byte("2026-11-19 11:59:54 SALDATURA")) || !bytes.Contains(log, []byte("ALLARME E31")) {
		t.Errorf("the log: %v, %s", err, log[:200])
	}
}
