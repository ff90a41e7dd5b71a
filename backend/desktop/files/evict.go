package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"filodiretto/backend/support"
)

// held is a file that could be evicted.
type held struct {
	digest support.Digest
	name   string
	size   int64
	used   time.Time
}

// Evict removes whole files and parts, and what is shown in their place, the least recently used first, until the folder holds at
// most limit bytes of them. Thumbnails do not count. It leaves what keep, once asked, says is needed (what waits to be sent, above
// all), what was taken and not released, and what is used meanwhile; so there may be more than limit. keep is asked when it is
// known what there is.
func (f *Folder) Evict(ctx context.Context, limit int64, keep func(context.Context) (func(support.Digest) bool, error)) error {
	f.evicting.Lock()
	defer f.evicting.Unlock()
	f.mu.Lock()
	clear(f.used)
	f.mu.Unlock()
	all, total, err := f.list(ctx)
	if err != nil || total <= limit {
		return err
	}
	needed, err := keep(ctx)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b held) int { return a.used.Compare(b.used) })
	for _, one := range all {
		if total <= limit {
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if !needed(one.digest) && f.drop(one) {
			total -= one.size
		}
	}
	return nil
}

// drop reports whether a file is gone. One that is in use elsewhere, as Windows sees it, will go another time.
func (f *Folder) drop(one held) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.used[one.digest] || f.pinned[one.digest] > 0 || f.fetching[one.digest] {
		return false
	}
	delete(f.sound, one.digest)
	err := os.Remove(one.name)
	return err == nil || errors.Is(err, fs.ErrNotExist)
}

// list finds whole files, parts, and what is shown in the place of files.
func (f *Folder) list(ctx context.Context) (all []held, total int64, err error) {
	for _, folder := range []string{keptFolder, partsFolder, shownFolder} {
		dir := filepath.Join(f.dir, folder)
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, 0, support.Wrap(support.CodeStorage, err)
		}
		for _, entry := range entries {
			if err := ctx.Err(); err != nil {
				return nil, 0, err
			}
			digest, err := support.ParseDigest(entry.Name())
			if err != nil {
				continue // not ours
			}
			info, err := entry.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, 0, support.Wrap(support.CodeStorage, err)
			}
			all = append(all, held{digest, filepath.Join(dir, entry.Name()), info.Size(), info.ModTime()})
			total += info.Size()
		}
	}
	return all, total, nil
}

// Size is how many bytes all of that takes, thumbnails aside.
func (f *Folder) Size(ctx context.Context) (int64, error) {
	_, total, err := f.list(ctx)
	return total, err
}
