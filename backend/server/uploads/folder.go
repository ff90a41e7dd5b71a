package uploads

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tus/tusd/v2/pkg/handler"

	"filodiretto/backend/support"
)

const (
	// block is how much is read and written at a time, whatever comes.
	block = 128 << 10
	// stretch is for how many bytes at a time it is looked whether the disk has room.
	stretch = 8 << 20
)

// folder keeps the bytes of uploads that are under way for tusd, each in a file that is called like the attachment. How many
// there are to be the attachment says: there is no second file that could say something else.
type folder struct {
	dir     string
	room    *room
	digests *digests
}

func (f folder) file(id string) string { return filepath.Join(f.dir, id) }

// size is how many bytes of an upload are here, and whether it was begun at all.
func (f folder) size(id string) (bytes int64, begun bool, err error) {
	st, err := os.Stat(f.file(id))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, support.Wrap(support.CodeStorage, err)
	}
	return st.Size(), true, nil
}

// drop forgets an upload. Should the power bring it back, it expires.
func (f folder) drop(id string) error {
	f.digests.take(id, -1)
	if err := os.Remove(f.file(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return support.Wrap(support.CodeStorage, err)
	}
	return nil
}

// NewUpload begins an upload, or finds the one that is under way and takes nothing from it.
func (f folder) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	if err := f.room.promise(0, 0); err != nil {
		return nil, noted(ctx, err)
	}
	file, err := os.OpenFile(f.file(info.ID), os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return nil, noted(ctx, support.Wrap(support.CodeStorage, err))
	}
	return f.GetUpload(ctx, info.ID)
}

// GetUpload is the one that the context's visit is about.
func (f folder) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	at, begun, err := f.size(id)
	if err != nil {
		return nil, noted(ctx, err)
	}
	v, ok := ctx.Value(visitKey{}).(*visit)
	if !begun || !ok || v.attachment.ID != id {
		return nil, handler.ErrNotFound
	}
	return &upload{folder: f, info: handler.FileInfo{ID: id, Size: v.attachment.Size, Offset: at}}, nil
}

// upload is one of the folder's.
type upload struct {
	folder folder
	info   handler.FileInfo
}

func (u *upload) GetInfo(context.Context) (handler.FileInfo, error) { return u.info, nil }

// WriteChunk appends what comes. What has been written stays, whatever ends the rest.
func (u *upload) WriteChunk(ctx context.Context, offset int64, from io.Reader) (written int64, err error) {
	file, err := os.OpenFile(u.folder.file(u.info.ID), os.O_WRONLY, 0)
	if err == nil {
		_, err = file.Seek(offset, io.SeekStart)
	}
	if err != nil {
		return 0, noted(ctx, support.Wrap(support.CodeStorage, err))
	}
	known := u.folder.digests.take(u.info.ID, offset)
	follower := follow(known)
	written, err = u.folder.take(file, from, u.info.Size-offset, follower)
	follower.end()
	u.folder.digests.give(u.info.ID, known)
	if closed := file.Close(); err == nil && closed != nil {
		err = support.Wrap(support.CodeStorage, closed)
	}
	if err != nil {
		return written, noted(ctx, err)
	}
	return written, nil
}

// take copies until the end, of which at most so many bytes are left, having room on the disk promised for each stretch.
func (f folder) take(to *os.File, from io.Reader, left int64, follower *follower) (written int64, err error) {
	var promised, upTo int64
	defer func() { f.room.release(uint64(promised)) }() //nolint:gosec // it is not negative
	for {
		buffer := follower.buffer()
		n, err := from.Read(buffer)
		if need := written + int64(n); need > upTo {
			more := max(min(stretch, left-written), int64(n))
			was := promised
			promised = 0
			if err := f.room.promise(uint64(was), uint64(more)); err != nil { //nolint:gosec // nor are these
				return written, err
			}
			promised, upTo = more, written+more
		}
		done, failed := to.Write(buffer[:n])
		written += int64(done)
		follower.add(buffer[:done])
		switch {
		case failed != nil:
			return written, support.Wrap(support.CodeStorage, failed)
		case errors.Is(err, io.EOF):
			return written, nil
		case err != nil:
			return written, err
		}
	}
}

// GetReader is what tusd's downloads would read, which are off.
func (u *upload) GetReader(context.Context) (io.ReadCloser, error) { return nil, handler.ErrNotFound }

// FinishUpload has nothing to do: an upload is finished by whoever has the turn.
func (u *upload) FinishUpload(context.Context) error { return nil }
