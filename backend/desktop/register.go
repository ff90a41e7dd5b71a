package desktop

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"filodiretto/backend/support"
)

// Settings are a workstation's, whoever is in front.
type Settings struct {
	// Language is a catalogue's tag; empty until somebody chose one.
	Language string `json:"language,omitempty"`
	// Theme is system, light or dark; empty until somebody chose one.
	Theme string `json:"theme,omitempty"`
}

// Known is somebody who signed in on this workstation before.
type Known struct {
	// Key names the folder of their profile.
	Key        string `json:"key"`
	Address    string `json:"address"`
	ServerName string `json:"serverName"`
	Login      string `json:"login"`
	Name       string `json:"name"`
}

// register is settings.json: the settings, and who signed in here, last first.
type register struct {
	file string

	mu      sync.Mutex
	content registerContent
}

type registerContent struct {
	Settings Settings `json:"settings"`
	Known    []Known  `json:"known"`
	// Front is the key of the profile whose screen opens at the next start; empty after a sign-out.
	Front string `json:"front,omitempty"`
}

// openRegister reads the file; one that cannot be read is set aside, since settings can be chosen again and profiles
// are found by signing in.
func openRegister(dir string) (*register, error) {
	r := &register{file: filepath.Join(dir, "settings.json")}
	b, err := os.ReadFile(r.file)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	if json.Unmarshal(b, &r.content) != nil {
		r.content = registerContent{}
		if err := os.Rename(r.file, r.file+".unreadable"); err != nil {
			return nil, support.Wrap(support.CodeStorage, err)
		}
	}
	return r, nil
}

func (r *register) read() registerContent {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.content
	c.Known = slices.Clone(c.Known)
	return c
}

func (r *register) change(fn func(*registerContent)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := r.content
	next.Known = slices.Clone(next.Known)
	fn(&next)
	b, err := json.MarshalIndent(next, "", "\t")
	if err != nil {
		return err
	}
	if err := writeFile(r.file, b); err != nil {
		return support.Wrap(support.CodeStorage, err)
	}
	r.content = next
	return nil
}

// remember puts somebody at the top of who signed in here.
func (c *registerContent) remember(k Known) {
	c.forget(k.Key)
	c.Known = slices.Insert(c.Known, 0, k)
}

func (c *registerContent) forget(key string) {
	c.Known = slices.DeleteFunc(c.Known, func(k Known) bool { return k.Key == key })
	if c.Front == key {
		c.Front = ""
	}
}

// find looks somebody up as they sign in.
func (c *registerContent) find(address, login string) (Known, bool) {
	i := slices.IndexFunc(c.Known, func(k Known) bool { return k.Address == address && strings.EqualFold(k.Login, login) })
	if i < 0 {
		return Known{}, false
	}
	return c.Known[i], true
}
