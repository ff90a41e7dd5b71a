package app

import (
	"slices"

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
	out := Preferences{Language: s.program.language(), Theme: chosen.Theme}
	if out.Theme == "" {
		out.Theme = "system"
	}
	return out, nil
}

// Set keeps them.
func (s *Settings) Set(p Preferences) error {
	d, err := s.program.desktop()
	if err != nil {
		return err
	}
	if _, known := s.program.texts[p.Language]; !known {
		return support.Invalid("language", support.ReasonUnknown)
	}
	if !slices.Contains([]string{"system", "light", "dark"}, p.Theme) {
		return support.Invalid("theme", support.ReasonUnknown)
	}
	return d.SetSettings(desktop.Settings{Language: p.Language, Theme: p.Theme})
}
