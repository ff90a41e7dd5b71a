package upkeep

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"filodiretto/backend/support"
)

// A backup is named by when it was made, in UTC. What is still being written begins with a dot and has no such name.
const (
	nameBegins = "filodiretto-"
	nameEnds   = ".db"
	nameTime   = "20060102T150405Z"
)

var (
	nameForm   = regexp.MustCompile(`^filodiretto-\d{8}T\d{6}Z\.db$`)
	unfinished = regexp.MustCompile(`^\.filodiretto-\d{8}T\d{6}Z\.db\.part-`)
)

// failedPause is after how long a backup that failed is tried again, if the next is not due before.
const failedPause = 15 * time.Minute

// made is a backup that is there.
type made struct {
	file string
	at   time.Time
}

// list are the backups that are there, newest first.
func (b Backups) list() ([]made, error) {
	entries, err := os.ReadDir(b.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	var all []made
	for _, e := range entries {
		if !nameForm.MatchString(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		at, err := time.Parse(nameTime, strings.TrimSuffix(strings.TrimPrefix(e.Name(), nameBegins), nameEnds))
		if err == nil {
			all = append(all, made{filepath.Join(b.Dir, e.Name()), at})
		}
	}
	slices.SortFunc(all, func(a, b made) int { return cmp.Compare(b.at.Unix(), a.at.Unix()) })
	return all, nil
}

// last is when the newest backup was made; the zero time when there is none. One of a time to come was made by a clock that
// was wrong, and says nothing.
func (b Backups) last(now time.Time) (time.Time, error) {
	all, err := b.list()
	for _, m := range all {
		if !m.at.After(now) {
			return m.at, err
		}
	}
	return time.Time{}, err
}

// backUp makes a backup if one is due.
func (u *Upkeep) backUp(ctx context.Context) {
	now := u.Now()
	last, err := u.Backups.last(now)
	if err == nil {
		u.measures.lastBackup(last)
		if now.Sub(last) < u.Backups.Every {
			return
		}
	}
	if now.Before(u.again) && u.again.Sub(now) <= failedPause {
		return
	}
	file, err := u.makeBackup(ctx, now)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		u.again = now.Add(min(failedPause, u.Backups.Every))
		u.measures.backup(false)
		u.Log.ErrorContext(ctx, "a backup failed", "folder", u.Backups.Dir, "again", u.again, "error", err)
		return
	}
	u.measures.backup(true)
	u.measures.lastBackup(now)
	u.Log.InfoContext(ctx, "a backup was made and verified", "file", file, "took", u.Now().Sub(now))
	u.removeOld(ctx, file, now)
}

func (u *Upkeep) makeBackup(ctx context.Context, now time.Time) (file string, err error) {
	dir := u.Backups.Dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", support.Wrap(support.CodeStorage, err)
	}
	u.removeUnfinished(ctx)
	// A backup must not fill the disk on which the server may be writing.
	if room, err := u.Free(dir); err == nil && room < u.size() {
		return "", support.Errorf(support.CodeStorage, "%s has %d bytes free, and the store has %d", dir, room, u.size())
	}
	file = filepath.Join(dir, nameBegins+now.UTC().Format(nameTime)+nameEnds)
	if err := u.Store.Backup(ctx, file); err != nil {
		return "", err
	}
	return file, nil
}

// removeUnfinished takes away what a server that died has left of a backup.
func (u *Upkeep) removeUnfinished(ctx context.Context) {
	entries, err := os.ReadDir(u.Backups.Dir)
	for _, e := range entries {
		if unfinished.MatchString(e.Name()) {
			err = errors.Join(err, os.Remove(filepath.Join(u.Backups.Dir, e.Name())))
		}
	}
	if err != nil {
		u.Log.WarnContext(ctx, "an unfinished backup could not be removed", "error", err)
	}
}

// removeOld takes away the oldest backups, so that as many are left as are to be kept, the new one among them. Those of a time to
// come count as the oldest: else a clock that was ahead for days would leave no place for any but the new one.
func (u *Upkeep) removeOld(ctx context.Context, file string, now time.Time) {
	all, err := u.Backups.list()
	all = slices.DeleteFunc(all, func(m made) bool { return m.file == file })
	ahead := slices.IndexFunc(all, func(m made) bool { return !m.at.After(now) })
	all = slices.Concat(all[max(ahead, 0):], all[:max(ahead, 0)])
	for _, m := range all[min(len(all), max(u.Backups.Keep, 1)-1):] {
		if removeErr := os.Remove(m.file); removeErr != nil {
			err = errors.Join(err, removeErr)
			continue
		}
		u.Log.InfoContext(ctx, "an old backup was removed", "file", m.file)
	}
	if err != nil {
		u.Log.WarnContext(ctx, "old backups could not be removed", "error", err)
	}
}

// Check says what is wrong with how backups are to be made.
func (b Backups) Check(data string) error {
	if b.Dir == "" {
		return nil
	}
	if b.Every < beat {
		return fmt.Errorf("backups can be made every minute at most, not every %v", b.Every)
	}
	if b.Keep < 1 {
		return fmt.Errorf("at least one backup must be kept, not %d", b.Keep)
	}
	there, err := filepath.Abs(b.Dir)
	if err != nil {
		return err
	}
	here, err := filepath.Abs(data)
	if err == nil && here == there {
		err = errors.New("backups need a folder of their own, not the store's")
	}
	return err
}
