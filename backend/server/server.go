// Package server is the ticket server as one thing: it wires store, service, feed and HTTP together, for the program, the
// tests of the desktop in process, and the end-to-end tests alike.
package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/prometheus/client_golang/prometheus"

	"filodiretto/backend/api"
	"filodiretto/backend/server/backup"
	"filodiretto/backend/server/blobs"
	"filodiretto/backend/server/feed"
	"filodiretto/backend/server/httpapi"
	"filodiretto/backend/server/presence"
	"filodiretto/backend/server/service"
	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/upkeep"
	"filodiretto/backend/server/uploads"
	"filodiretto/backend/support"
)

// Config is how a server runs. Only Data must be set; zero fields get what a real server uses.
type Config struct {
	// Data is the folder of the store; it is made if it is missing.
	Data string
	// Beside opens the store also while another process serves it, for commands that do one thing and end.
	Beside bool
	// Existing refuses to make a store where there is none.
	Existing bool
	// Name and Support are shown to whoever signs in.
	Name    string
	Support api.Contact
	Log     *slog.Logger
	Now     func() time.Time
	NewID   func() string
	// Password is the cost of hashing a password; tests make it small.
	Password    *argon2id.Params
	Hashing     int
	SignIn      service.SignInLimits
	SessionLife time.Duration
	// MaxAttachment is how many bytes an attachment may have.
	MaxAttachment int64
	// TrustedProxies are those whose X-Forwarded-For counts.
	TrustedProxies []netip.Prefix
	Limits         httpapi.Limits
	Stream         httpapi.Stream
	// PresenceLasts is for how long it holds that somebody is in a ticket.
	PresenceLasts time.Duration
	// TLS serves HTTPS; nil serves HTTP.
	TLS *tls.Config
	// Drain is how long requests under way may take when the server goes down; streams are ended at once.
	Drain   time.Duration
	Metrics prometheus.Registerer
	// Backups are made while the server serves; none without a folder.
	Backups upkeep.Backups
	// DiskLow is how many free bytes on a disk are said to be too few.
	DiskLow uint64
	// Uploads say how the bytes of attachments are taken in.
	Uploads Uploads
}

// Uploads is what can be set of [uploads.Config].
type Uploads struct {
	// Silence is for how long a line may bring nothing; Keep for how long an unfinished upload is kept to which nothing comes.
	Silence, Keep time.Duration
	// Reserve is how many bytes uploads leave free on the disk.
	Reserve uint64
}

// Server is a ticket server over an open store.
type Server struct {
	config  Config
	store   store.Store
	kept    backup.Kept
	service *service.Service
	hub     *feed.Hub
	present *presence.Hub
	handler http.Handler
	upkeep  *upkeep.Upkeep
	files   httpapi.Files

	closing sync.Once
	closed  error
}

// Open opens the store, bringing its schema up to date, and makes the server ready to serve. It must be closed.
func Open(ctx context.Context, c Config) (*Server, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Drain <= 0 {
		c.Drain = 20 * time.Second
	}
	if c.Name == "" {
		c.Name = "Filo Diretto"
	}
	st, err := sqlite.Open(ctx, c.Data, sqlite.Options{Beside: c.Beside, Existing: c.Existing, Now: c.Now, Log: c.Log})
	if err != nil {
		return nil, err
	}
	s, err := over(st, c)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return s, nil
}

// over makes a server over a store.
func over(st store.Store, c Config) (*Server, error) {
	hub, present := feed.New(), presence.New(c.PresenceLasts)
	st.Listen(hub.Committed)
	svc, err := service.New(st, service.Config{
		Now: c.Now, NewID: c.NewID, Log: c.Log, Password: c.Password, Hashing: c.Hashing, SignIn: c.SignIn, SessionLife: c.SessionLife,
		MaxAttachment: c.MaxAttachment,
		SessionsEnded: func(e service.EndedSessions) {
			if e.One != ([32]byte{}) {
				hub.EndSession(e.PersonID, e.One)
				present.EndSession(e.One)
				return
			}
			hub.EndPerson(e.PersonID, e.Kept)
			present.EndPerson(e.PersonID, e.Kept)
		},
	})
	if err != nil {
		return nil, err
	}
	files, err := openFiles(svc, c)
	if err != nil {
		return nil, err
	}
	handler, err := httpapi.New(svc, hub, present, files, httpapi.Config{
		Server: api.Server{Name: c.Name, Support: c.Support, MaxAttachment: svc.MaxAttachment(), Epoch: svc.Epoch()},
		Log:    c.Log, Now: c.Now, TrustedProxies: c.TrustedProxies,
		Limits: c.Limits, Stream: c.Stream, Metrics: c.Metrics,
	})
	if err != nil {
		return nil, errors.Join(err, closeFiles(files))
	}
	kept := backup.Kept{Store: st, Blobs: files.Blobs, Log: c.Log}
	keep := upkeep.New(upkeep.Config{
		Store: kept, Uploads: files.Uploads, File: filepath.Join(c.Data, sqlite.FileName), Backups: c.Backups, DiskLow: c.DiskLow, Now: c.Now, Log: c.Log, Metrics: c.Metrics,
	})
	return &Server{config: c, store: st, kept: kept, service: svc, hub: hub, present: present, handler: handler, upkeep: keep, files: files}, nil
}

// The folders of attachments, beside the store.
const (
	blobsFolder      = "blobs"
	thumbnailsFolder = "thumbnails"
	uploadsFolder    = "uploads"
)

func openFiles(svc *service.Service, c Config) (f httpapi.Files, err error) {
	if f.Blobs, err = blobs.Open(filepath.Join(c.Data, blobsFolder)); err != nil {
		return f, err
	}
	thumbnails, err := blobs.OpenThumbnails(filepath.Join(c.Data, thumbnailsFolder))
	if err == nil {
		f.Uploads, err = uploads.Open(uploads.Config{
			Dir: filepath.Join(c.Data, uploadsFolder), Service: svc, Blobs: f.Blobs, Thumbnails: thumbnails,
			Silence: c.Uploads.Silence, Keep: c.Uploads.Keep, Reserve: c.Uploads.Reserve, Now: c.Now, Log: c.Log, Metrics: c.Metrics,
		})
	}
	if err != nil {
		return f, errors.Join(err, f.Blobs.Close())
	}
	return f, nil
}

func closeFiles(f httpapi.Files) error {
	f.Uploads.Close()
	return f.Blobs.Close()
}

// Service is what can be done on the server.
func (s *Server) Service() *service.Service { return s.service }

// Store is what the server keeps.
func (s *Server) Store() store.Store { return s.store }

// Keep keeps the bytes of a file for a company, where messages look for them.
func (s *Server) Keep(ctx context.Context, company string, digest support.Digest, content []byte) error {
	return s.files.Blobs.Put(ctx, company, digest, bytes.NewReader(content))
}

// Backup makes a verified backup while the server works: see [backup.Kept.Backup].
func (s *Server) Backup(ctx context.Context, file string) error { return s.kept.Backup(ctx, file) }

// Check verifies all that the server keeps, and returns what is wrong.
func (s *Server) Check(ctx context.Context) ([]string, error) { return s.kept.Check(ctx) }

// Restore fills an empty folder from a backup: see [backup.Restore].
func Restore(ctx context.Context, file, data string, incomplete bool) (missing int, err error) {
	return backup.Restore(ctx, file, filepath.Join(data, blobsFolder), incomplete, func(ctx context.Context, bring func(context.Context, store.Attachment) (bool, error)) error {
		return sqlite.Restore(ctx, file, data, bring)
	})
}

// Handler answers the contract's requests, without listening.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers on the listener, and keeps the store up, until ctx ends: then open streams are ended, requests under way are answered, and nil is
// returned. It closes the listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	web := &http.Server{
		Handler: s.handler, TLSConfig: s.config.TLS, ErrorLog: slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	web.RegisterOnShutdown(s.hub.Shutdown)
	web.RegisterOnShutdown(s.files.Uploads.Shutdown)
	working, stop := context.WithCancel(ctx)
	var aside sync.WaitGroup
	defer aside.Wait()
	defer stop()
	aside.Go(func() { s.upkeep.Run(working) })
	failed := make(chan error, 1)
	go func() {
		if s.config.TLS != nil {
			failed <- web.ServeTLS(listener, "", "")
			return
		}
		failed <- web.Serve(listener)
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.Drain)
	defer cancel()
	if err := web.Shutdown(drain); err != nil {
		s.config.Log.WarnContext(ctx, "some requests were cut off", "error", err)
		return errors.Join(web.Close())
	}
	return nil
}

// Close ends streams, waits for what is being written and closes the store. Closing twice is harmless.
func (s *Server) Close() error {
	s.closing.Do(func() {
		s.hub.Shutdown()
		s.present.Shutdown()
		s.closed = errors.Join(closeFiles(s.files), s.store.Close())
	})
	return s.closed
}
