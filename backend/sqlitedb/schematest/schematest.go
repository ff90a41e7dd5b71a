// Package schematest holds every SQLite file of the product to what people who upgrade rely on. A schema that has landed
// is frozen, as a dump of a file that the program of that day wrote. Each frozen file comes up to date, whatever the
// program dies of on the way, and is the same then as one made today, with all that was in it. What a later version
// wrote is not touched.
package schematest

import (
	"context"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"
)

// File is one of the product's SQLite files, as its package keeps it.
type File[O io.Closer] struct {
	// Migrations are the package's, in its variable: tests put further ones in their place.
	Migrations *fs.FS
	// Name is the file's in its folder.
	Name string
	// Fill makes a file of today's schema with something of everything in it. It may be changed: what is frozen stays.
	Fill func(t testing.TB, dir string)
	// Open opens it as the program does.
	Open func(ctx context.Context, dir string, now time.Time) (O, error)
	// Tell is what is in it, through the package's own interface, as JSON holds it. What it told of a frozen schema it must
	// go on telling; it may tell more.
	Tell func(t testing.TB, o O) any
	// Refetched is whether all in it can be fetched again: it is migrated without a copy, and set aside where a later version
	// wrote it.
	Refetched bool
}

// Run holds the file to all of it; with -freeze it freezes the newest schema before.
func Run[O io.Closer](t *testing.T, f File[O]) {
	all := migrationsOf(t, *f.Migrations)
	if *freeze {
		f.freezeNewest(t, all)
	}
	t.Run("every migration is frozen", func(t *testing.T) { everyMigrationIsFrozen(t, all) })
	for _, m := range all {
		t.Run("from "+m.name, func(t *testing.T) { f.upgrades(t, m, m != all[len(all)-1]) })
	}
	t.Run("from today's on", func(t *testing.T) {
		f.withFurther(t, all)
		f.upgrades(t, all[len(all)-1], true)
	})
	t.Run("of a later version", func(t *testing.T) { f.laterVersion(t, all) })
}

// further are migrations as later versions may bring them: a table, a column with what follows for each row, a table made
// anew because a column cannot be changed.
var further = []string{
	`CREATE TABLE further (n INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT;
	INSERT INTO further VALUES (1, 'uno'), (2, 'due');`,
	`ALTER TABLE further ADD COLUMN length INTEGER NOT NULL DEFAULT 0;
	UPDATE further SET length = length(word);`,
	`CREATE TABLE further_anew (n INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, length INTEGER NOT NULL) STRICT;
	INSERT INTO further_anew SELECT n, word, length FROM further;
	DROP TABLE further;
	ALTER TABLE further_anew RENAME TO further;
	CREATE INDEX further_length ON further (length);`,
}

// withFurther is the program of a later version, until the test ends.
func (f File[O]) withFurther(t *testing.T, all []migration) {
	ours := *f.Migrations
	t.Cleanup(func() { *f.Migrations = ours })
	later := fstest.MapFS{}
	for _, m := range all {
		content, err := fs.ReadFile(ours, m.name)
		if err != nil {
			t.Fatal(err)
		}
		later[m.name] = &fstest.MapFile{Data: content}
	}
	for i, script := range further {
		later[nameOf(all[len(all)-1].version+1+int64(i))] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + script + "\n")}
	}
	*f.Migrations = later
}

// fresh is the schema of a file made today.
func (f File[O]) fresh(t *testing.T) map[string]string {
	dir := t.TempDir()
	o, err := f.Open(t.Context(), dir, day)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	return schema(t, filepath.Join(dir, f.Name))
}

// upgrades brings a frozen file up to date: undisturbed, and with every fault at every step.
func (f File[O]) upgrades(t *testing.T, from migration, changes bool) {
	script, err := os.ReadFile(from.fixture())
	if err != nil {
		t.Fatal(err)
	}
	told, err := os.ReadFile(from.told())
	if err != nil {
		t.Fatal(err)
	}
	u := upgrade[O]{File: f, from: from, changes: changes, script: string(script), told: told, fresh: f.fresh(t)}
	u.was = u.made(t)
	dir := u.frozen(t)
	u.isUpToDate(t, dir)
	u.hasItsCopy(t, dir)
	if !changes {
		return
	}
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) { u.atEveryStep(t, fault) })
	}
}

// upgrade is the way of one frozen file to today's schema.
type upgrade[O io.Closer] struct {
	File[O]

	from    migration
	changes bool
	script  string
	was     []byte
	told    []byte
	fresh   map[string]string
}

// made is the file of the dump.
func (u upgrade[O]) made(t testing.TB) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), u.Name)
	load(t, u.script, file)
	was, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return was
}

// frozen is a folder with the file as it was.
func (u upgrade[O]) frozen(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, u.Name), u.was, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// isUpToDate opens the file, and holds it to what was in it and to a fresh one's form.
func (u upgrade[O]) isUpToDate(t testing.TB, dir string) {
	t.Helper()
	for _, what := range missing(t, u.told, u.whatIsIn(t, dir)) {
		t.Error(what)
	}
	is := schema(t, filepath.Join(dir, u.Name))
	for name, want := range u.fresh {
		if is[name] != want {
			t.Errorf("%s is\n%s\nand of a fresh file\n%s", name, is[name], want)
		}
	}
	for name := range is {
		if _, there := u.fresh[name]; !there {
			t.Errorf("a fresh file has no %s", name)
		}
	}
	if aside := u.beside(t, dir, ".corrupt-", ".newer-"); len(aside) > 0 {
		t.Errorf("it was given up for %s", aside)
	}
}

// hasItsCopy holds that a file was copied as it was before anything was done to it, if it exists nowhere else.
func (u upgrade[O]) hasItsCopy(t *testing.T, dir string) {
	copies := u.beside(t, dir, ".schema-")
	if !u.changes || u.Refetched {
		if len(copies) > 0 {
			t.Errorf("copied to %s without need", copies)
		}
		return
	}
	if len(copies) == 0 {
		t.Fatal("there is no copy of what it was")
	}
	oldest := filepath.Join(dir, copies[0])
	if got := dump(t, oldest); got != u.script {
		t.Errorf("the copy is not what the file was:\n%s", got)
	}
	if st, err := os.Stat(oldest); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the copy's mode is %v, %v", st.Mode(), err)
	}
}

// beside are the names of files in the folder that go on from the file's own in one of these ways.
func (u upgrade[O]) beside(t testing.TB, dir string, ways ...string) []string {
	t.Helper()
	var found []string
	for _, way := range ways {
		matches, err := filepath.Glob(filepath.Join(dir, u.Name+way+"*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range matches {
			found = append(found, filepath.Base(m))
		}
	}
	slices.Sort(found)
	return found
}

// content is every file of a folder but SQLite's shared memory, which says nothing that the others do not.
func content(t testing.TB, dir, name string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, name+suffix))
		if err == nil {
			all[suffix] = string(b)
		} else if !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return all
}

func sameFiles(a, b map[string]string) bool { return maps.Equal(a, b) }
