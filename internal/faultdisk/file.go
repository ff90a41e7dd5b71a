package faultdisk

import (
	"bytes"
	"os"
	"path/filepath"

	sqlite3 "modernc.org/sqlite/lib"

	"filodiretto/internal/powercut"
)

// file is what the disk knows of one of SQLite's files: what of it is durable, and what was done since. It is its disk's
// mutex that guards it.
type file struct {
	// is tells it from another that takes its name.
	is os.FileInfo
	// named is whether its name is durable.
	named bool
	// size is the durable content's; old is of that content what has been written over since, by block.
	size  int64
	old   map[int64][]byte
	since []powercut.Change
}

const block = 4096

// follow begins to look after a file that was opened, or goes on.
func (d *Disk) follow(path string) (*file, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if f := d.known(path, info); f != nil {
		d.files[path] = f
		return f, nil
	}
	// What was put there otherwise is durable; what is new and empty was only just made for SQLite.
	f := &file{is: info, size: info.Size(), named: d.before[path] || info.Size() > 0, old: map[int64][]byte{}}
	d.files[path] = f
	return f, nil
}

// known is the file if SQLite has opened it before, be it under another name.
func (d *Disk) known(path string, info os.FileInfo) *file {
	if f := d.files[path]; f != nil && os.SameFile(f.is, info) {
		return f
	}
	for _, f := range d.files {
		if os.SameFile(f.is, info) {
			return f
		}
	}
	return nil
}

func (h *handle) write(inner realFile, buffer uintptr, length int32, offset int64) int32 {
	op := Op{Kind: Write, Offset: offset, Size: int64(length)}
	return h.act(op, func(fault Fault) int32 {
		if fault == Short {
			length /= 2
		}
		if code := h.file.keep(inner, offset, offset+int64(length)); code != sqlite3.SQLITE_OK {
			return code
		}
		h.file.since = append(h.file.since, powercut.Change{At: offset, Data: bytes.Clone(memory(buffer, length))})
		return inner.write(buffer, length, offset)
	})
}

func (h *handle) truncate(inner realFile, size int64) int32 {
	return h.act(Op{Kind: Truncate, Size: size}, func(Fault) int32 {
		if code := h.file.keep(inner, size, h.file.size); code != sqlite3.SQLITE_OK {
			return code
		}
		h.file.since = append(h.file.since, powercut.Change{At: size, Truncate: true})
		return inner.truncate(size)
	})
}

// sync makes durable what there is.
func (h *handle) sync(inner realFile) int32 {
	return h.act(Op{Kind: Sync}, func(Fault) int32 {
		size, code := inner.size()
		if code != sqlite3.SQLITE_OK {
			return code
		}
		h.file.size, h.file.since = size, nil
		clear(h.file.old)
		if !h.file.named {
			h.file.named = true
			for path, f := range h.disk.files {
				if f == h.file {
					h.disk.nameAll(filepath.Dir(path))
				}
			}
		}
		return code
	})
}

func (h *handle) act(op Op, do func(Fault) int32) int32 {
	return h.disk.act(op, h.path, h.life, do)
}

// nameAll makes a folder's names durable, and that what was deleted is gone.
func (d *Disk) nameAll(folder string) {
	for path, f := range d.files {
		f.named = f.named || filepath.Dir(path) == folder
	}
	for path := range d.gone {
		if filepath.Dir(path) == folder {
			delete(d.gone, path)
		}
	}
}

// keep remembers what is durable from one place to another, before it is written over.
func (f *file) keep(inner realFile, from, to int64) int32 {
	for n := from / block; n*block < min(to, f.size); n++ {
		if _, kept := f.old[n]; kept {
			continue
		}
		content, code := inner.read(n*block, min(block, f.size-n*block))
		if code != sqlite3.SQLITE_OK {
			return code
		}
		f.old[n] = content
	}
	return sqlite3.SQLITE_OK
}

// durable is a file's content as it is sure to be after a power cut, given what is there now.
func (f *file) durable(now []byte) []byte {
	image := make([]byte, f.size)
	copy(image, now)
	for n, content := range f.old {
		copy(image[n*block:], content)
	}
	return image
}

// durable is the content of the file at a path that is sure to be there after a power cut, and whether its name is.
func (d *Disk) durable(path string) (content []byte, named bool) {
	now, err := os.ReadFile(path)
	if err != nil {
		return nil, false
	}
	f := d.files[path]
	if f == nil {
		return now, true
	}
	return f.durable(now), f.named
}
