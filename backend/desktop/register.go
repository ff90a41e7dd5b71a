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
	"time"

	"filodiretto/backend/disk"
	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// Settings are a workstation's, whoever is in front.
type Settings struct {
	// Language is a catalogue's tag; empty until somebody chose one.
	Language string `json:"language,omitempty"`
	// Theme is system, light or dark; empty until somebody chose one.
	Theme string `json:"theme,omitempty"`
	// Contrast is system or more.
	Contrast string `json:"contrast,omitempty"`
	// TextSize is in percent; 0 is 100.
	TextSize int `json:"textSize,omitempty"`
	// Quiet: the answer to a stopped machine is not called out with sound.
	Quiet bool `json:"quiet,omitempty"`
	// EnterSends: Enter alone sends a message.
	EnterSends bool `json:"enterSends,omitempty"`
	// FileRoom is how many bytes of the disk files may take; 0 is [DefaultFileRoom].
	FileRoom int64 `json:"fileRoom,omitempty"`
	// Proxy is system, none or address; empty is system.
	Proxy string `json:"proxy,omitempty"`
	// ProxyAddress is a URL, with name and password where the proxy asks for them.
	ProxyAddress string `json:"proxyAddress,omitempty"`
	// CAFile is a PEM file of authorities that are trusted besides the system's.
	CAFile string `json:"caFile,omitempty"`
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

// DefaultFileRoom is how many bytes files may take where nobody has chosen; LeastFileRoom is the least that can be chosen.
const (
	DefaultFileRoom = 2 << 30
	LeastFileRoom   = 100 << 20
)

const registerFile = "settings.json"

// register is settings.json: the settings, and who signed in here, last first.
type register struct {
	file string

	// changing orders changes. mu is never held while the disk is waited for: the window takes it.
	changing sync.Mutex

	mu      sync.Mutex
	content registerContent
}

type registerContent struct {
	Settings Settings `json:"settings"`
	Known    []Known  `json:"known"`
	// Front is the key of the profile whose screen opens at the next start; empty after a sign-out.
	Front string `json:"front,omitempty"`
	// Notices wait to be read, oldest first.
	Notices []Notice `json:"notices,omitempty"`
	// ClosedBefore: somebody has been told that closing the window does not end the program.
	ClosedBefore bool `json:"closedBefore,omitempty"`
}

// openRegister reads the file; one that cannot be read is set aside, since settings can be chosen again and people are
// found by their profiles. A notice says so.
func openRegister(dir string, now time.Time) (*register, error) {
	r := &register{file: filepath.Join(dir, registerFile)}
	b, err := os.ReadFile(r.file)
	if errors.Is(err, fs.ErrNotExist) {
		r.content.Known = knownIn(dir)
		return r, nil
	}
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	if json.Unmarshal(b, &r.content) != nil {
		r.content = registerContent{Known: knownIn(dir)}
		aside, err := sqlitedb.SetAside(r.file, "unreadable", now)
		if err != nil {
			return nil, err
		}
		return r, r.change(func(c *registerContent) {
			c.note(Notice{ID: about(NoticeSettingsAnew, filepath.Base(aside)), Kind: NoticeSettingsAnew, File: aside})
		})
	}
	return r, nil
}

func (r *register) read() registerContent {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.content
	c.Known, c.Notices = slices.Clone(c.Known), slices.Clone(c.Notices)
	return c
}

func (r *register) change(fn func(*registerContent)) error {
	r.changing.Lock()
	defer r.changing.Unlock()
	next := r.read()
	fn(&next)
	b, err := json.MarshalIndent(next, "", "\t")
	if err != nil {
		return err
	}
	if err := disk.Put(r.file, b); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
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

// remove forgets somebody and what was to be told to them.
func (c *registerContent) remove(key string) {
	c.forget(key)
	c.Notices = slices.DeleteFunc(c.Notices, func(n Notice) bool { return n.Key == key })
}

func (c *registerContent) dismiss(id string) {
	c.Notices = slices.DeleteFunc(c.Notices, func(n Notice) bool { return n.ID == id })
}

// find looks somebody up as they sign in.
func (c *registerContent) find(address, login string) (Known, bool) {
	i := slices.IndexFunc(c.Known, func(k Known) bool { return k.Address == address && strings.EqualFold(k.Login, login) })
	if i < 0 {
		return Known{}, false
	}
	return c.Known[i], true
}
