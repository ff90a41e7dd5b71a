package desktop

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"

	"filodiretto/backend/desktop/outbox"
)

// NoticeKind says what happened.
type NoticeKind string

// The kinds of notice.
const (
	// NoticeCacheAnew: what was fetched was damaged or of a newer version, and is being fetched again.
	NoticeCacheAnew NoticeKind = "cache_anew"
	// NoticeOutboxSalvaged: what waited here was damaged; what could be read was kept.
	NoticeOutboxSalvaged NoticeKind = "outbox_salvaged"
	// NoticeSettingsAnew: the settings could not be read.
	NoticeSettingsAnew NoticeKind = "settings_anew"
	// NoticeSessionNotKept: there is no keyring that would keep the session.
	NoticeSessionNotKept NoticeKind = "session_not_kept"
	// NoticePersonDisabled: somebody's access has ended.
	NoticePersonDisabled NoticeKind = "person_disabled"
	// NoticeRecordBroken: what the server says of some tickets does not follow from what it said before.
	NoticeRecordBroken NoticeKind = "record_broken"
	// NoticeRecordRestored: the server has begun anew from a backup, and no longer has some of what was here.
	NoticeRecordRestored NoticeKind = "record_restored"
)

// Notice is something that happened to this workstation's files or people. It stays until somebody has read it.
type Notice struct {
	ID   string     `json:"id"`
	Kind NoticeKind `json:"kind"`
	// Key is the profile that it concerns; empty when it concerns the workstation.
	Key string `json:"key,omitempty"`
	// Person is whose access has ended.
	Person string `json:"person,omitempty"`
	// Count is how many acts and drafts were kept, or cannot leave any more, or how many tickets it is about.
	Count int `json:"count,omitempty"`
	// Tickets are the numbers of tickets that it is about, the first ones if there are many.
	Tickets []int64 `json:"tickets,omitempty"`
	// File is where the damaged file lies now.
	File string `json:"file,omitempty"`
}

// note keeps a notice, once, and tells the screen. One that the disk does not take is in the log alone.
func (d *Desktop) note(ctx context.Context, n Notice) {
	if err := d.register.change(func(c *registerContent) { c.note(n) }); err != nil {
		slog.ErrorContext(ctx, "a notice is not kept", "kind", n.Kind, "err", err)
		return
	}
	d.o.Tell(Event{Kind: EventSession})
}

// noteSalvage tells what was done to a damaged outbox.
func (d *Desktop) noteSalvage(ctx context.Context, key string, s outbox.Salvage) {
	if s.SetAside == "" {
		return
	}
	slog.ErrorContext(ctx, "the outbox was damaged; what could be read was kept", "aside", s.SetAside,
		"acts", s.Acts, "drafts", s.Drafts, "whole", s.Whole)
	d.note(ctx, Notice{
		ID: about(NoticeOutboxSalvaged, filepath.Base(s.SetAside)), Kind: NoticeOutboxSalvaged, Key: key,
		Count: s.Acts + s.Drafts, File: s.SetAside,
	})
}

// note adds a notice, or renews the one of the same id in its place.
func (c *registerContent) note(n Notice) {
	if i := slices.IndexFunc(c.Notices, func(other Notice) bool { return other.ID == n.ID }); i >= 0 {
		c.Notices[i] = n
		return
	}
	c.Notices = append(c.Notices, n)
}

// about is the id of a notice: the same thing is told once.
func about(kind NoticeKind, what string) string { return string(kind) + ":" + what }

// Notices are those that nobody has read yet, oldest first: of the workstation, and of whoever is in front.
func (d *Desktop) Notices() []Notice {
	content := d.register.read()
	out := []Notice{}
	for _, n := range content.Notices {
		if n.Key == "" || n.Key == content.Front {
			out = append(out, n)
		}
	}
	return out
}

// DismissNotice says that somebody has read it. One that is not there is dismissed.
func (d *Desktop) DismissNotice(id string) error {
	return d.register.change(func(c *registerContent) { c.dismiss(id) })
}
