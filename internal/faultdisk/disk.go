package faultdisk

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"
)

// Disk is a folder in a test's hand, safe for use by many goroutines.
type Disk struct {
	folder string

	mu sync.Mutex
	// life counts the processes that have had the folder: Kill ends one, Restart begins another.
	life int
	dead bool
	plan func(Op) Fault
	// number is the last operation's.
	number int
	count  Count
	// before is what lay in the folder when it was held, by path.
	before map[string]bool
	// files are those that SQLite has opened, by path.
	files map[string]*file
	// gone is what was durable of files that were deleted and may be back after a power cut, by path.
	gone map[string][]byte
}

// Count is what has been done in a held folder so far, and what was not because of a fault.
type Count struct {
	Done   map[Kind]int
	Faults map[Fault]int
}

// Hold takes a folder, which must be there, into the test's hand, until the test ends. It is held before anything in it
// is opened; what lies in it by then is durable.
func Hold(t testing.TB, folder string) *Disk {
	t.Helper()
	standing()
	d := &Disk{before: map[string]bool{}, files: map[string]*file{}, gone: map[string][]byte{}}
	d.count = Count{Done: map[Kind]int{}, Faults: map[Fault]int{}}
	var err error
	d.folder, err = filepath.Abs(folder)
	if err == nil {
		d.folder, err = filepath.EvalSymlinks(d.folder) // SQLite names files without symbolic links
	}
	if err == nil {
		err = d.walk(func(path string, _ os.FileInfo) error { d.before[path] = true; return nil })
	}
	if err != nil {
		t.Fatalf("faultdisk: %v", err)
	}
	held.add(d)
	t.Cleanup(func() { held.remove(d) })
	return d
}

// Fail asks the plan about every operation from now on; nil asks nobody. The plan is asked before the operation is done,
// by whichever goroutine does it, and may call the disk (Kill, Snapshot, PowerCut), but nothing that waits for SQLite.
func (d *Disk) Fail(plan func(Op) Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.plan = plan
}

// Kill is the death of the process that has the folder open: from now on nothing that is open writes, reads or locks, and
// nothing can be opened. Closing lets go of what was held, as the system does for the dead. What was written stays.
func (d *Disk) Kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dead = true
}

// Restart lets the folder be opened again. What the dead had open stays dead, and must have been closed by now: in one
// process its locks are in the way.
func (d *Disk) Restart() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dead {
		d.dead = false
		d.life++
	}
}

// Count is what has been done so far.
func (d *Disk) Count() Count {
	d.mu.Lock()
	defer d.mu.Unlock()
	return Count{Done: maps.Clone(d.count.Done), Faults: maps.Clone(d.count.Faults)}
}

func (d *Disk) isDead() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.dead
}

func (h *handle) dead() bool {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	return h.disk.deadTo(h.life)
}

func (d *Disk) deadTo(life int) bool { return d.dead || d.life != life }

// act asks the plan about an operation of a file, and does it with the disk locked unless it is to fail. What is to be
// cut short is begun.
func (d *Disk) act(op Op, path string, life int, do func(fault Fault) int32) int32 {
	d.mu.Lock()
	if d.deadTo(life) {
		d.mu.Unlock()
		return failure(op.Kind, Failed)
	}
	d.number++
	op.Number = d.number
	op.File = filepath.Base(path)
	op.Path = filepath.ToSlash(strings.TrimPrefix(path, d.folder+string(filepath.Separator)))
	plan := d.plan
	d.mu.Unlock()
	fault := None
	if plan != nil {
		fault = plan(op)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.deadTo(life) { // the plan may have killed it
		return failure(op.Kind, Failed)
	}
	if fault == None {
		d.count.Done[op.Kind]++
		return do(None)
	}
	d.count.Faults[fault]++
	if fault == Short && op.Kind == Write {
		_ = do(Short)
	}
	return failure(op.Kind, fault)
}

// open opens a file by the real file system.
func (d *Disk) open(path string, inner realFile, do func() int32) (*handle, int32) {
	d.mu.Lock()
	h := &handle{disk: d, path: path, life: d.life, address: inner.address}
	d.mu.Unlock()
	code := d.act(Op{Kind: Open}, path, h.life, func(Fault) int32 {
		code := do()
		if code != sqlite3.SQLITE_OK {
			return code
		}
		var err error
		if h.file, err = d.follow(path); err != nil {
			_ = inner.close()
			return sqlite3.SQLITE_CANTOPEN
		}
		return code
	})
	return h, code
}

// remove deletes a file by the real file system.
func (d *Disk) remove(path string, synced bool, do func() int32) int32 {
	d.mu.Lock()
	life := d.life
	d.mu.Unlock()
	return d.act(Op{Kind: Delete}, path, life, func(Fault) int32 {
		content, named := d.durable(path)
		code := do()
		if code != sqlite3.SQLITE_OK {
			return code
		}
		delete(d.files, path)
		delete(d.before, path)
		if named {
			d.gone[path] = content
		}
		if synced {
			d.nameAll(filepath.Dir(path))
		}
		return code
	})
}

// walk visits the folder's files, but for the shared memory of WALs.
func (d *Disk) walk(visit func(path string, info os.FileInfo) error) error {
	return filepath.WalkDir(d.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "-shm") {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return visit(path, info)
	})
}
