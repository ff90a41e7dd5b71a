package diagnosis

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"filodiretto/backend/disk"
)

// Archive is what goes into one.
type Archive struct {
	Facts Facts
	// Settings are the workstation's, without what a proxy is told, written as JSON.
	Settings any
	// Stores looks at the profiles' files.
	Stores func(ctx context.Context) []Store
	// Logs is the folder of the logs; empty when there is none.
	Logs    string
	Private Private
}

// readme says to whoever opens an archive what is in it.
const readme = `Filo Diretto: diagnosi / diagnosis

Qui dentro c'è come stanno il programma e i suoi file su questo computer. Non c'è niente di quello che le persone hanno
scritto: nessun messaggio, nessuna nota, nessuna bozza, nessun nome, nessun numero di telefono, nessuna password.

This is how the program and its files stand on this computer. Nothing that people wrote is in it: no message, no note,
no draft, no name, no telephone number, no password.

diagnosis.json   connection, people by key, waiting acts by ticket number, disk, versions
settings.json    the settings, without what a proxy is told
stores.json      schema, quick check and rows by table of the profiles' files
logs/            the program's logs
goroutines.txt, heap.txt   what the program is doing, and what its memory holds, by function
problems.txt     what could not be found out, if anything
`

// Save writes an archive. The file is there whole or not at all, and one that was there stays until then.
// support.CodeStorage: it cannot be written there. What cannot be read is left out and said in the archive, since an
// archive is wanted most where something is wrong.
func (a Archive) Save(ctx context.Context, file string) error {
	err := disk.PutAll(file, func(to io.Writer) error { return a.write(ctx, to) })
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// write puts the parts into an archive. It fails where that cannot be written; a part that cannot be read is a problem.
func (a Archive) write(ctx context.Context, to io.Writer) error {
	into := &writer{to: to}
	archive := zip.NewWriter(into)
	cleaner := newCleaner(a.Private)
	var problems []string
	part := func(name string, modified time.Time, write func(io.Writer) error) {
		if into.err != nil || ctx.Err() != nil {
			return
		}
		w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: modified})
		if err == nil {
			err = write(w)
		}
		if err != nil && into.err == nil {
			problems = append(problems, cleaner.clean(name+": "+err.Error()))
		}
	}
	part("README.txt", a.Facts.At, text(readme))
	part("diagnosis.json", a.Facts.At, asJSON(a.Facts))
	part("settings.json", a.Facts.At, asJSON(a.Settings))
	if a.Stores != nil {
		part("stores.json", a.Facts.At, func(w io.Writer) error {
			stores := a.Stores(ctx)
			for i := range stores {
				stores[i].Failed = cleaner.clean(stores[i].Failed)
			}
			return asJSON(stores)(w)
		})
	}
	part("goroutines.txt", a.Facts.At, profile("goroutine"))
	part("heap.txt", a.Facts.At, profile("heap"))
	for _, log := range logs(a.Logs) {
		part("logs/"+log.Name(), modified(log), func(w io.Writer) error {
			return cleaned(ctx, filepath.Join(a.Logs, log.Name()), w, cleaner)
		})
	}
	if len(problems) > 0 {
		part("problems.txt", a.Facts.At, text(strings.Join(problems, "\n")+"\n"))
	}
	return errors.Join(ctx.Err(), into.err, archive.Close())
}

// writer remembers that it could not write: the archive is at fault then, not the part.
type writer struct {
	to  io.Writer
	err error
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}

func text(words string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, words)
		return err
	}
}

func asJSON(what any) func(io.Writer) error {
	return func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "\t")
		return encoder.Encode(what)
	}
}

func profile(name string) func(io.Writer) error {
	return func(w io.Writer) error {
		found := pprof.Lookup(name)
		if found == nil {
			return fmt.Errorf("there is no profile of %s", name)
		}
		return found.WriteTo(w, 1)
	}
}

// logs are the files in the logs' folder, by name.
func logs(dir string) []fs.DirEntry {
	if dir == "" {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return !e.Type().IsRegular() || filepath.Ext(e.Name()) != ".log"
	})
}

func modified(e fs.DirEntry) time.Time {
	info, err := e.Info()
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// cleaned copies a log without what is private, line by line. One that has gone meanwhile is empty.
func cleaned(ctx context.Context, file string, to io.Writer, c *cleaner) error {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadString('\n')
		if _, writeErr := io.WriteString(to, c.clean(line)); writeErr != nil {
			return writeErr
		}
		if errors.Is(err, io.EOF) {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
