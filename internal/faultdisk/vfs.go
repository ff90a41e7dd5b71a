package faultdisk

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	_ "modernc.org/sqlite" // sets SQLite up, which has to come first
	sqlite3 "modernc.org/sqlite/lib"
)

// standing puts the shim between SQLite and the real file system, once a process, as what is taken where nobody asks for
// another. Files of folders that nobody holds are opened by the real one alone.
var standing = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	defer tls.Close()
	below.vfs = sqlite3.Xsqlite3_vfs_find(tls, 0)
	if below.vfs == 0 {
		panic("faultdisk: SQLite has no file system")
	}
	below.Tsqlite3_vfs = *at[sqlite3.Tsqlite3_vfs](below.vfs)
	name, err := libc.CString("faultdisk")
	if err != nil {
		panic(err)
	}
	shim := below.Tsqlite3_vfs // what is not named below does not look at the VFS that it is called on
	shim.FpNext = 0
	shim.FzName = name
	shim.FszOsFile += shimSize
	shim.FxOpen = pointer(vfsOpen)
	shim.FxDelete = pointer(vfsDelete)
	shim.FxAccess = pointer(vfsAccess)
	// They stay for as long as the process: SQLite keeps the address.
	kept := allocate[sqlite3.Tsqlite3_vfs](tls)
	*at[sqlite3.Tsqlite3_vfs](kept) = shim
	methods = allocate[sqlite3.Tsqlite3_io_methods](tls)
	*at[sqlite3.Tsqlite3_io_methods](methods) = sqlite3.Tsqlite3_io_methods{
		FiVersion:               3,
		FxClose:                 pointer(fileClose),
		FxRead:                  pointer(fileRead),
		FxWrite:                 pointer(fileWrite),
		FxTruncate:              pointer(fileTruncate),
		FxSync:                  pointer(fileSync),
		FxFileSize:              pointer(fileSize),
		FxLock:                  pointer(fileLock),
		FxUnlock:                pointer(fileUnlock),
		FxCheckReservedLock:     pointer(fileCheckReservedLock),
		FxFileControl:           pointer(fileControl),
		FxSectorSize:            pointer(fileSectorSize),
		FxDeviceCharacteristics: pointer(fileDeviceCharacteristics),
		FxShmMap:                pointer(fileShmMap),
		FxShmLock:               pointer(fileShmLock),
		FxShmBarrier:            pointer(fileShmBarrier),
		FxShmUnmap:              pointer(fileShmUnmap),
		FxFetch:                 pointer(fileFetch),
		FxUnfetch:               pointer(fileUnfetch),
	}
	if code := sqlite3.Xsqlite3_vfs_register(tls, kept, 1); code != sqlite3.SQLITE_OK {
		panic("faultdisk: SQLite does not take the shim")
	}
})

// below is the file system that the shim stands before.
var below struct {
	vfs uintptr
	sqlite3.Tsqlite3_vfs
}

// methods is SQLite's table of what can be done with a held file.
var methods uintptr

// shim is what SQLite's memory of a held file begins with; the real file follows.
type shim struct {
	methods uintptr
	handle  uintptr
}

const shimSize = int32(unsafe.Sizeof(shim{}))

// at is what lies at an address of SQLite's memory, which Go's collector knows nothing of.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) } //nolint:gosec // SQLite's memory is not Go's

// pointer is a Go function as SQLite calls it, and function the other way round.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) } //nolint:gosec // it is how SQLite's tables keep them

func function[F any](address uintptr) F { return *(*F)(unsafe.Pointer(&address)) } //nolint:gosec // the same

func allocate[T any](tls *libc.TLS) uintptr {
	var zero T
	address := libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(zero)))
	if address == 0 {
		panic("faultdisk: out of memory")
	}
	return address
}

// memory is a piece of SQLite's memory.
func memory(address uintptr, length int32) []byte { return unsafe.Slice(at[byte](address), length) } //nolint:gosec // SQLite's memory is not Go's

// The signatures of SQLite's tables.
type (
	openFunc    = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	deleteFunc  = func(tls *libc.TLS, vfs, name uintptr, syncFolder int32) int32
	accessFunc  = func(tls *libc.TLS, vfs, name uintptr, flags int32, result uintptr) int32
	plainFunc   = func(tls *libc.TLS, file uintptr) int32
	flagFunc    = func(tls *libc.TLS, file uintptr, flag int32) int32
	moveFunc    = func(tls *libc.TLS, file, buffer uintptr, length int32, offset int64) int32
	sizeFunc    = func(tls *libc.TLS, file uintptr, size int64) int32
	resultFunc  = func(tls *libc.TLS, file, result uintptr) int32
	askFunc     = func(tls *libc.TLS, file uintptr, op int32, argument uintptr) int32
	shmMapFunc  = func(tls *libc.TLS, file uintptr, region, size, extend int32, result uintptr) int32
	shmFunc     = func(tls *libc.TLS, file uintptr, offset, n, flags int32) int32
	barrierFunc = func(tls *libc.TLS, file uintptr)
	fetchFunc   = func(tls *libc.TLS, file uintptr, offset int64, length int32, result uintptr) int32
	unfetchFunc = func(tls *libc.TLS, file uintptr, offset int64, address uintptr) int32
)

func vfsOpen(tls *libc.TLS, _, name, file uintptr, flags int32, outFlags uintptr) int32 {
	open := function[openFunc](below.FxOpen)
	disk, path := heldBy(name)
	if disk == nil {
		return open(tls, below.vfs, name, file, flags, outFlags)
	}
	*at[shim](file) = shim{}
	inner := realFile{tls: tls, address: file + uintptr(shimSize)}
	h, code := disk.open(path, inner, func() int32 { return open(tls, below.vfs, name, inner.address, flags, outFlags) })
	if code == sqlite3.SQLITE_OK {
		*at[shim](file) = shim{methods: methods, handle: handles.add(h)}
	}
	return code
}

func vfsDelete(tls *libc.TLS, _, name uintptr, syncFolder int32) int32 {
	remove := function[deleteFunc](below.FxDelete)
	disk, path := heldBy(name)
	if disk == nil {
		return remove(tls, below.vfs, name, syncFolder)
	}
	return disk.remove(path, syncFolder != 0, func() int32 { return remove(tls, below.vfs, name, 0) })
}

func vfsAccess(tls *libc.TLS, _, name uintptr, flags int32, result uintptr) int32 {
	if disk, _ := heldBy(name); disk != nil && disk.isDead() {
		return sqlite3.SQLITE_IOERR_ACCESS
	}
	return function[accessFunc](below.FxAccess)(tls, below.vfs, name, flags, result)
}

func heldBy(name uintptr) (*Disk, string) {
	if name == 0 {
		return nil, ""
	}
	return held.of(libc.GoString(name))
}
