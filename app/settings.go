package app

import (
	"cmp"
	"path/filepath"
	"slices"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop"
	"filodiretto/backend/support"
)

// Settings are the workstation's.
type Settings struct{ program *Program }

// Get is the settings, with what holds where nobody has chosen.
func (s *Settings) Get() (Preferences, error) {
	d, err := s.program.desktop()
	if err != nil {
		return Preferences{}, err
	}
	chosen := d.Settings()
	return Preferences{
		Language: s.program.language(), Theme: cmp.Or(chosen.Theme, "system"), Contrast: cmp.Or(chosen.Contrast, "system"),
		TextSize: cmp.Or(chosen.TextSize, 100), Sound: !chosen.Quiet, EnterSends: chosen.EnterSends,
		FileRoom: cmp.Or(chosen.FileRoom, desktop.DefaultFileRoom),
		Proxy:    cmp.Or(chosen.Proxy, "system"), ProxyAddress: chosen.ProxyAddress, CAFile: chosen.CAFile,
	}, nil
}

// Set keeps them, and works by them at once.
func (s *Settings) Set(p Preferences) error {
	d, err := s.program.desktop()
	if err != nil {
		return err
	}
	var wrong support.Fields
	one := func(location, word string, of ...string) {
		if !slices.Contains(of, word) {
			wrong.Add(location, support.ReasonUnknown)
		}
	}
	if _, known := s.program.texts[p.Language]; !known {
		wrong.Add("language", support.ReasonUnknown)
	}
	one("theme", p.Theme, "system", "light", "dark")
	one("contrast", p.Contrast, "system", "more")
	one("proxy", p.Proxy, "system", "none", "address")
	if !slices.Contains([]int{100, 125, 150}, p.TextSize) {
		wrong.Add("textSize", support.ReasonUnknown)
	}
	if p.FileRoom < desktop.LeastFileRoom {
		wrong.Add("fileRoom", support.ReasonOutOfArea)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	err = d.SetSettings(desktop.Settings{
		Language: p.Language, Theme: p.Theme, Contrast: p.Contrast, TextSize: p.TextSize, Quiet: !p.Sound,
		EnterSends: p.EnterSends, FileRoom: p.FileRoom, Proxy: p.Proxy, ProxyAddress: p.ProxyAddress, CAFile: p.CAFile,
	})
	// The tray speaks the new language.
	s.program.events.tell(desktop.Event{Kind: desktop.EventUnread})
	return err
}

// About is what runs here, and where it keeps what it keeps.
func (s *Settings) About() (About, error) {
	if _, err := s.program.desktop(); err != nil {
		return About{}, err
	}
	folder := s.program.options.folder()
	out := About{
		Version: api.Version, DataFolder: folder, LogFolder: filepath.Join(folder, logsDir), SessionKept: string(desktop.KeptNowhere),
		WebView: webView(),
	}
	if front, err := s.program.front(); err == nil {
		card := front.Card()
		out.ServerName, out.ServerVersion = card.Server.Name, card.Server.Version
		out.SessionKept = string(front.SessionKept())
	}
	return out, nil
}

// OpenFolder shows the folder of the data or of the logs in the system's way.
func (s *Settings) OpenFolder(which string) error {
	about, err := s.About()
	if err != nil {
		return err
	}
	folder, known := map[string]string{"data": about.DataFolder, "logs": about.LogFolder}[which]
	if !known {
		return support.Invalid("which", support.ReasonUnknown)
	}
	return openFolder(s.program.window, folder)
}

// ChooseCaFile asks for a file with certificates; empty when it was given up.
func (s *Settings) ChooseCaFile() (string, error) {
	if _, err := s.program.desktop(); err != nil {
		return "", err
	}
	return runtime.OpenFileDialog(s.program.window, runtime.OpenDialogOptions{
		Title: s.program.texts.text(s.program.language(), "settings.caFile"),
		Filters: []runtime.FileFilter{
			{DisplayName: "PEM (*.pem, *.crt, *.cer)", Pattern: "*.pem;*.crt;*.cer"}, {DisplayName: "*", Pattern: "*"},
		},
	})
}

// PlaySound plays the sound of a stopped machine's answer.
func (s *Settings) PlaySound() error {
	if _, err := s.program.desktop(); err != nil {
		return err
	}
	return s.program.sound.Play(s.program.window)
}
