package faultdisk

import sqlite3 "modernc.org/sqlite/lib"

// A Kind says what SQLite wants to do.
type Kind int

// What can fail. Reading does not.
const (
	Open Kind = iota
	Write
	Truncate
	Sync
	Delete
)

func (k Kind) String() string { return [...]string{"open", "write", "truncate", "sync", "delete"}[k] }

// Op is something that SQLite is about to do with a file.
type Op struct {
	Kind Kind
	// File is its base name.
	File string
	// Path is where it lies in the held folder, with slashes.
	Path string
	// Number counts the folder's operations, of all kinds, from 1.
	Number int
	// Offset and Size are of a write; a truncation's Size is what is left.
	Offset, Size int64
}

// A Fault says how an operation fails. What fails is not done.
type Fault int

// The faults.
const (
	// None lets it be done.
	None Fault = iota
	// Full is a disk without room.
	Full
	// Failed is an error of the disk.
	Failed
	// Short is a write that ends half way, for want of room. For other operations it is Full.
	Short
)

func (f Fault) String() string { return [...]string{"none", "full", "failed", "short"}[f] }

// failure is what SQLite's own file system says of such a fault.
func failure(kind Kind, fault Fault) int32 {
	switch kind {
	case Open:
		return sqlite3.SQLITE_CANTOPEN
	case Truncate:
		return sqlite3.SQLITE_IOERR_TRUNCATE
	case Sync:
		return sqlite3.SQLITE_IOERR_FSYNC
	case Delete:
		return sqlite3.SQLITE_IOERR_DELETE
	default:
		if fault == Failed {
			return sqlite3.SQLITE_IOERR_WRITE
		}
		return sqlite3.SQLITE_FULL
	}
}
