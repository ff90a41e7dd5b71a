// Package uploads takes in the bytes of attachments by the tus protocol (https://tus.io), in as many pieces as the line makes of
// them. The upload of an attachment has the attachment's id: nobody has to remember where it was. What has come is in a file
// until it is whole; then it is checked, kept as a blob, looked at, and recorded.
package uploads

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/tus/tusd/v2/pkg/handler"
	experimental "golang.org/x/exp/slog"

	"filodiretto/backend/disk"
	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Version is that of the protocol.
const Version = "1.0.0"

// Service knows which attachments there are, and whose.
type Service interface {
	// UploadOf is the attachment whose bytes a person wants to bring: support.CodeNotFound for whoever does not see it,
	// support.CodeForbidden for whoever did not write it.
	UploadOf(ctx context.Context, by support.Person, id string) (store.Attachment, error)
	// Arrived records that all bytes are on the disk; a second time changes nothing.
	Arrived(ctx context.Context, id string, found support.Attachment) error
	// Abandon records that they will not arrive: for whoever may bring them, support.CodeArrived if they are there; a second
	// time changes nothing.
	Abandon(ctx context.Context, by support.Person, id string) error
}

// Config says how uploads are taken. Zero fields get what a real server uses.
type Config struct {
	// Dir is where unfinished ones are.
	Dir        string
	Service    Service
	Blobs      *blobs.Blobs
	Thumbnails *blobs.Thumbnails
	// Silence is for how long a line may bring nothing.
	Silence time.Duration
	// Patience is for how long a request waits until the one before it at the same upload has let go.
	Patience time.Duration
	// Keep is for how long an upload is kept to which nothing comes any more.
	Keep time.Duration
	// Reserve is how many bytes must stay free on the disk: what people write comes before what they attach.
	Reserve uint64
	Now     func() time.Time
	Log     *slog.Logger
	// Metrics is where it is measured; nil measures nothing.
	Metrics prometheus.Registerer
	// Free is how many bytes are free where a folder is; nil asks the system.
	Free func(dir string) (uint64, error)
}

func (c Config) orUsual() Config {
	if c.Silence <= 0 {
		c.Silence = time.Minute
	}
	if c.Patience <= 0 {
		c.Patience = 20 * time.Second
	}
	if c.Keep <= 0 {
		c.Keep = 7 * 24 * time.Hour
	}
	if c.Reserve == 0 {
		c.Reserve = 64 << 20
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Free == nil {
		c.Free = func(dir string) (uint64, error) {
			free, _, err := disk.Space(dir)
			return free, err
		}
	}
	return c
}

// Uploads takes uploads in. It is safe for use by many goroutines.
type Uploads struct {
	config   Config
	folder   folder
	turns    turns
	tus      *handler.UnroutedHandler
	measures measures
	opened   time.Time
	swept    atomic.Bool

	// working ends when nobody waits any more for what is being finished.
	working context.Context
	giveUp  context.CancelFunc
}

// Open makes the folder if it is missing. It must be closed.
func Open(c Config) (*Uploads, error) {
	c = c.orUsual()
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, support.Wrap(support.CodeStorage, err)
	}
	u := &Uploads{config: c, turns: turns{at: map[string]*turn{}}, opened: time.Now()}
	u.measures = newMeasures(c.Metrics, u.unfinished)
	space := &room{reserve: c.Reserve, free: func() (uint64, error) { return c.Free(c.Dir) }}
	u.folder = folder{dir: c.Dir, room: space, digests: &digests{of: map[string]*digest{}}}
	u.working, u.giveUp = context.WithCancel(context.Background())
	composer := handler.NewStoreComposer()
	composer.UseCore(u.folder)
	var err error
	u.tus, err = handler.NewUnroutedHandler(handler.Config{
		StoreComposer: composer, BasePath: "/v1/uploads/", DisableDownload: true, DisableTermination: true, DisableConcatenation: true,
		Cors: &handler.CorsConfig{Disable: true}, NetworkTimeout: c.Silence, Logger: experimental.New(quiet{c.Log}),
		// Nothing here asks tusd's context whether to go on, so it need not outlive its request.
		GracefulRequestCompletionTimeout: time.Nanosecond,
		PreUploadCreateCallback: func(event handler.HookEvent) (handler.HTTPResponse, handler.FileInfoChanges, error) {
			v, _ := event.Context.Value(visitKey{}).(*visit)
			return handler.HTTPResponse{}, handler.FileInfoChanges{ID: v.attachment.ID, MetaData: handler.MetaData{}}, nil
		},
	})
	return u, err
}

// Shutdown ends what is under way, so that a server that goes down waits for nobody's line; what has come is kept.
func (u *Uploads) Shutdown() { u.turns.end() }

// Close waits until nothing is being finished any more; what was, is finished when its author asks again.
func (u *Uploads) Close() {
	u.turns.end()
	u.giveUp()
	u.turns.wait()
}

var errNoRoom = &support.Error{
	Code: support.CodeUnavailable, Detail: "the server has no room for attachments at the moment", RetryAfter: time.Minute,
}

// room is how much of the disk is promised to requests that are writing: each has looked before, and none of them sees what the others
// are about to write.
type room struct {
	free    func() (uint64, error)
	reserve uint64

	mu       sync.Mutex
	promised uint64
}

// promise exchanges a promise, of which everything has been written or nothing more is to be, for one of more bytes, or is
// an error while the disk has less than is to stay free.
func (r *room) promise(was, more uint64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.promised -= was
	free, err := r.free()
	if err == nil && free < r.reserve+r.promised+more {
		return errNoRoom
	}
	// Where nobody knows how much there is, writing tells.
	r.promised += more
	return nil
}

// release gives a promise back.
func (r *room) release(was uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.promised -= was
}
