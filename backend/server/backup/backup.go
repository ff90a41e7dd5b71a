// Package backup is what a server keeps, taken as a whole: its store, and the bytes of attachments, which lie beside it. It
// makes backups of both, brings both back, and holds the one against the other.
package backup

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Folder is beside a backup's file and has the bytes of its attachments. All backups of a folder share it: each file is in it
// once, and nothing is ever taken out of it, as nothing is ever taken out of a store.
const Folder = "filodiretto-attachments"

// Kept is what a server keeps.
type Kept struct {
	Store store.Store
	Blobs *blobs.Blobs
	Log   *slog.Logger
}

// Backup writes a verified copy of the store to a file that must not exist yet, once all bytes of its attachments are in
// [Folder] beside it. Only what is not there yet is brought, and read. Bytes that the server itself has lost are said in the
// log, and cost nobody their backup.
func (k Kept) Backup(ctx context.Context, file string) error {
	to := filepath.Join(filepath.Dir(file), Folder)
	var pool *blobs.Blobs
	missing, settled := gathered{}, map[string]bool{}
	along := func(ctx context.Context, a store.Attachment) (err error) {
		if pool == nil {
			// Where nothing has arrived there is no such folder.
			if pool, err = blobs.Open(to); err != nil {
				return err
			}
			// Nobody writes to one that old.
			if err := pool.Sweep(ctx, time.Now().Add(-time.Hour)); err != nil {
				k.Log.WarnContext(ctx, "what a backup that was killed left could not be removed", "folder", to, "error", err)
			}
		}
		there, err := pool.Has(a.CompanyID, a.SHA256, a.Size)
		if err != nil {
			return err
		}
		if like := a.CompanyID + a.SHA256.String()[:2]; there && !settled[like] {
			// By a backup that was killed, perhaps.
			settled[like] = true
			return pool.Settle(a.CompanyID, a.SHA256)
		}
		if there {
			return nil
		}
		if err := k.Blobs.Verify(ctx, a.CompanyID, a.SHA256); err != nil {
			missing.add(a.ID)
			return ctx.Err()
		}
		return pool.Bring(ctx, k.Blobs, a.CompanyID, a.SHA256, a.Size)
	}
	err := k.Store.Backup(ctx, file, along)
	if pool != nil {
		_ = pool.Close() // a folder has nothing to lose by it
	}
	if err == nil && len(missing.ids) > 0 {
		k.Log.ErrorContext(ctx, "a backup has attachments without their bytes, which the server has lost or cannot read: see what check says",
			"file", file, "attachments", missing.String())
	}
	return err
}

// Check verifies the store, and then that the bytes of all attachments are there and hold. It returns what is wrong, empty if
// nothing is.
func (k Kept) Check(ctx context.Context) ([]string, error) {
	wrong, err := k.Store.Check(ctx)
	if err != nil {
		return nil, err
	}
	var lost, damaged gathered
	for after := ""; ; {
		// A snapshot for each step: reading all files may take long, and what has arrived stays.
		var some []store.Attachment
		err := k.Store.Read(ctx, func(r store.Reader) (err error) {
			some, err = r.Arrived(ctx, after, checkStep)
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(some) == 0 {
			break
		}
		for _, a := range some {
			switch err := k.Blobs.Verify(ctx, a.CompanyID, a.SHA256); {
			case err == nil:
			case ctx.Err() != nil:
				return nil, ctx.Err()
			case support.CodeOf(err) == support.CodeNotFound:
				lost.add(a.ID)
			default:
				damaged.add(a.ID)
			}
		}
		after = some[len(some)-1].ID
	}
	wrong = append(wrong, lost.finding("attachments that have arrived and whose bytes are not there")...)
	return append(wrong, damaged.finding("attachments whose bytes are not those that arrived, or cannot be read")...), nil
}

// checkStep is how many attachments are read of the store at a time.
const checkStep = 200
