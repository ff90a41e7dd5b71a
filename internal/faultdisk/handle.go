package faultdisk

import (
	"sync"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// handle is a held file that SQLite has open.
type handle struct {
	disk *Disk
	file *file
	path string
	// life is which of the disk's lives opened it: it works in no other.
	life int
	// address is where the real file system has it.
	address uintptr
}

// handles are all that are open in the process, by what stands for them in SQLite's memory.
var handles = table{open: map[uintptr]*handle{}}

type table struct {
	mu   sync.RWMutex
	last uintptr
	open map[uintptr]*handle
}

func (t *table) add(h *handle) uintptr {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	t.open[t.last] = h
	return t.last
}

func (t *table) remove(key uintptr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.open, key)
}

// of is the handle of SQLite's file, and the real file as the asking thread of SQLite uses it.
func (t *table) of(tls *libc.TLS, file uintptr) (*handle, realFile) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	h := t.open[at[shim](file).handle]
	return h, realFile{tls: tls, address: h.address}
}

// realFile is the file of the real file system, for one thread of SQLite's.
type realFile struct {
	tls     *libc.TLS
	address uintptr
}

func (r realFile) methods() *sqlite3.Tsqlite3_io_methods {
	return at[sqlite3.Tsqlite3_io_methods](at[sqlite3.Tsqlite3_file](r.address).FpMethods)
}

func (r realFile) close() int32 { return function[plainFunc](r.methods().FxClose)(r.tls, r.address) }

func (r realFile) write(buffer uintptr, length int32, offset int64) int32 {
	return function[moveFunc](r.methods().FxWrite)(r.tls, r.address, buffer, length, offset)
}

func (r realFile) truncate(size int64) int32 {
	return function[sizeFunc](r.methods().FxTruncate)(r.tls, r.address, size)
}

func (r realFile) size() (int64, int32) {
	result := libc.Xcalloc(r.tls, 1, 8)
	defer libc.Xfree(r.tls, result)
	code := function[resultFunc](r.methods().FxFileSize)(r.tls, r.address, result)
	return *at[int64](result), code
}

// read is what the file has there, which is less at its end.
func (r realFile) read(offset, length int64) ([]byte, int32) {
	size, code := r.size()
	if length = min(length, size-offset); code != sqlite3.SQLITE_OK || length <= 0 {
		return nil, code
	}
	buffer := libc.Xmalloc(r.tls, libc.Tsize_t(length))
	if buffer == 0 {
		return nil, sqlite3.SQLITE_NOMEM
	}
	defer libc.Xfree(r.tls, buffer)
	code = function[moveFunc](r.methods().FxRead)(r.tls, r.address, buffer, int32(length), offset)
	return append([]byte(nil), memory(buffer, int32(length))...), code
}
