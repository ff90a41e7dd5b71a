package faultdisk

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// What follows is SQLite's table of methods, in its order.

func fileClose(tls *libc.TLS, file uintptr) int32 {
	_, inner := handles.of(tls, file)
	handles.remove(at[shim](file).handle)
	return inner.close()
}

func fileRead(tls *libc.TLS, file, buffer uintptr, length int32, offset int64) int32 {
	h, inner := handles.of(tls, file)
	if h.dead() {
		return sqlite3.SQLITE_IOERR_READ
	}
	return function[moveFunc](inner.methods().FxRead)(tls, inner.address, buffer, length, offset)
}

func fileWrite(tls *libc.TLS, file, buffer uintptr, length int32, offset int64) int32 {
	h, inner := handles.of(tls, file)
	return h.write(inner, buffer, length, offset)
}

func fileTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	h, inner := handles.of(tls, file)
	return h.truncate(inner, size)
}

func fileSync(tls *libc.TLS, file uintptr, _ int32) int32 {
	h, inner := handles.of(tls, file)
	return h.sync(inner)
}

func fileSize(tls *libc.TLS, file, size uintptr) int32 {
	h, inner := handles.of(tls, file)
	if h.dead() {
		return sqlite3.SQLITE_IOERR_FSTAT
	}
	return function[resultFunc](inner.methods().FxFileSize)(tls, inner.address, size)
}

func fileLock(tls *libc.TLS, file uintptr, level int32) int32 {
	h, inner := handles.of(tls, file)
	if h.dead() {
		return sqlite3.SQLITE_IOERR_LOCK
	}
	return function[flagFunc](inner.methods().FxLock)(tls, inner.address, level)
}

// fileUnlock is also for the dead: what a process held is free when it is gone.
func fileUnlock(tls *libc.TLS, file uintptr, level int32) int32 {
	_, inner := handles.of(tls, file)
	return function[flagFunc](inner.methods().FxUnlock)(tls, inner.address, level)
}

func fileCheckReservedLock(tls *libc.TLS, file, result uintptr) int32 {
	h, inner := handles.of(tls, file)
	if h.dead() {
		return sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK
	}
	return function[resultFunc](inner.methods().FxCheckReservedLock)(tls, inner.address, result)
}

func fileControl(tls *libc.TLS, file uintptr, op int32, argument uintptr) int32 {
	h, inner := handles.of(tls, file)
	if h.dead() {
		return sqlite3.SQLITE_NOTFOUND
	}
	return function[askFunc](inner.methods().FxFileControl)(tls, inner.address, op, argument)
}

func fileSectorSize(tls *libc.TLS, file uintptr) int32 {
	_, inner := handles.of(tls, file)
	return function[plainFunc](inner.methods().FxSectorSize)(tls, inner.address)
}

func fileDeviceCharacteristics(tls *libc.TLS, file uintptr) int32 {
	_, inner := handles.of(tls, file)
	return function[plainFunc](inner.methods().FxDeviceCharacteristics)(tls, inner.address)
}

func fileShmMap(tls *libc.TLS, file uintptr, region, size, extend int32, result uintptr) int32 {
	h, inner := handles.of(tls, file)
	if h.dead() {
		return sqlite3.SQLITE_IOERR_SHMMAP
	}
	return function[shmMapFunc](inner.methods().FxShmMap)(tls, inner.address, region, size, extend, result)
}

func fileShmLock(tls *libc.TLS, file uintptr, offset, n, flags int32) int32 {
	h, inner := handles.of(tls, file)
	if flags&sqlite3.SQLITE_SHM_UNLOCK == 0 && h.dead() {
		return sqlite3.SQLITE_IOERR_SHMLOCK
	}
	return function[shmFunc](inner.methods().FxShmLock)(tls, inner.address, offset, n, flags)
}

func fileShmBarrier(tls *libc.TLS, file uintptr) {
	_, inner := handles.of(tls, file)
	function[barrierFunc](inner.methods().FxShmBarrier)(tls, inner.address)
}

// fileShmUnmap deletes nothing for the dead.
func fileShmUnmap(tls *libc.TLS, file uintptr, remove int32) int32 {
	h, inner := handles.of(tls, file)
	if h.dead() {
		remove = 0
	}
	return function[flagFunc](inner.methods().FxShmUnmap)(tls, inner.address, remove)
}

func fileFetch(tls *libc.TLS, file uintptr, offset int64, length int32, result uintptr) int32 {
	h, inner := handles.of(tls, file)
	if h.dead() {
		return sqlite3.SQLITE_IOERR_READ
	}
	return function[fetchFunc](inner.methods().FxFetch)(tls, inner.address, offset, length, result)
}

func fileUnfetch(tls *libc.TLS, file uintptr, offset int64, address uintptr) int32 {
	_, inner := handles.of(tls, file)
	return function[unfetchFunc](inner.methods().FxUnfetch)(tls, inner.address, offset, address)
}
