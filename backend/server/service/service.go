// Package service is what can be done on the server: every use case, the same for every store and every way in. It asks
// package support who may and what follows, and decides which feeds learn of it: that is where tenants are kept apart.
package service

import (
	"context"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"log/slog"
	"runtime"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// Config is what a Service is made of. Zero fields get what a real server uses.
type Config struct {
	Now   func() time.Time
	NewID func() string
	Log   *slog.Logger
	// Password is the cost of hashing a password.
	Password *argon2id.Params
	// Hashing bounds how many passwords are hashed at once.
	Hashing int
	SignIn  SignInLimits
	// SessionLife is how long a session lives after its last use.
	SessionLife time.Duration
	// MaxAttachment is how many bytes an attachment may have; at most, and by default, support.MaxAttachmentSize.
	MaxAttachment int64
	// SessionsEnded is told of sessions that were ended: those of a person but the kept one, or a single one.
	SessionsEnded func(EndedSessions)
}

// EndedSessions says whose sessions ended: the one with the hash, or, with the zero hash, all of the person but Kept.
type EndedSessions struct {
	PersonID string
	One      [32]byte
	Kept     [32]byte
}

// Service does what people ask for. It is safe for use by many goroutines.
type Service struct {
	store    store.Store
	identity store.Identity
	sealer   cipher.AEAD
	config   Config
	hasher   *hasher
	guard    *guard
}

// New makes the service over a store.
func New(st store.Store, c Config) (*Service, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.NewID == nil {
		c.NewID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Password == nil {
		c.Password = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	}
	if c.Hashing <= 0 {
		c.Hashing = max(2, runtime.GOMAXPROCS(0))
	}
	if c.SessionLife <= 0 {
		c.SessionLife = 90 * 24 * time.Hour
	}
	if c.MaxAttachment <= 0 || c.MaxAttachment > support.MaxAttachmentSize {
		c.MaxAttachment = support.MaxAttachmentSize
	}
	if c.SessionsEnded == nil {
		c.SessionsEnded = func(EndedSessions) {}
	}
	h, err := newHasher(c.Password, c.Hashing)
	if err != nil {
		return nil, err
	}
	identity := st.Identity()
	sealer, err := newSealer(identity.Key)
	if err != nil {
		return nil, err
	}
	return &Service{
		store: st, identity: identity, sealer: sealer, config: c, hasher: h, guard: newGuard(c.SignIn, c.Now),
	}, nil
}

// Epoch names the store; it is another after a restore.
func (s *Service) Epoch() string { return hex.EncodeToString(s.identity.Epoch[:]) }

// Ready is nil while the store answers.
func (s *Service) Ready(ctx context.Context) error {
	return s.store.Read(ctx, func(r store.Reader) error {
		_, err := r.Head(ctx)
		return err
	})
}

func (s *Service) now() time.Time { return support.Instant(s.config.Now()) }

// act is the act of somebody now.
func (s *Service) act(by support.Person) support.Act {
	return support.Act{By: by, At: s.now(), NewID: s.config.NewID}
}

// Page is a page of a list; Next leads on and is empty at the end.
type Page[T any] struct {
	Items []T
	Next  string
}

// pageOf makes a page of items of which one more than the limit was asked for.
func pageOf[T any](items []T, limit int, next func(last T) string) Page[T] {
	if len(items) <= limit {
		return Page[T]{Items: items}
	}
	items = items[:limit]
	return Page[T]{Items: items, Next: next(items[limit-1])}
}

// missing reports whether err says that something is not there.
func missing(err error) bool { return support.CodeOf(err) == support.CodeNotFound }

// invalid is all that several checks found wrong, told at once.
func invalid(checks ...error) error {
	var wrong support.Fields
	for _, err := range checks {
		var e *support.Error
		if errors.As(err, &e) {
			wrong.Check(e)
		}
	}
	return wrong.Err()
}

// unknown turns "not there" into a wrong field, so that unknown and foreign ids in a body read the same.
func unknown(wrong *support.Fields, location string, err error) error {
	if missing(err) {
		wrong.Add(location, support.ReasonUnknown)
		return nil
	}
	return err
}

var errNotFound = support.Errorf(support.CodeNotFound, "there is no such thing here")
