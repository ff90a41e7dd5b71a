package service

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"filodiretto/backend/support"
)

// MinPassword and MaxPassword bound a new password, in code points.
const (
	MinPassword = 8
	MaxPassword = 500
)

// hasher hashes passwords, a few at a time: each takes memory, and a flood of sign-ins must not take it all.
type hasher struct {
	params *argon2id.Params
	slots  chan struct{}
	// nobody is compared with when there is no such login, so that the answer takes as long.
	nobody string
}

func newHasher(params *argon2id.Params, parallel int) (*hasher, error) {
	nobody, err := argon2id.CreateHash("a password that nobody has", params)
	if err != nil {
		return nil, err
	}
	return &hasher{params: params, slots: make(chan struct{}, parallel), nobody: nobody}, nil
}

// enter waits for a place; the caller must leave.
func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	default:
	}
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) leave() { <-h.slots }

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	return argon2id.CreateHash(password, h.params)
}

// matches compares within a place that the caller holds; an empty hash takes as long and never matches.
func (h *hasher) matches(password, hash string) (bool, error) {
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(password, h.nobody)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// HashPassword makes of a password what the store keeps, at the cost that sign-ins have here.
func (s *Service) HashPassword(ctx context.Context, password string) (string, error) {
	return s.hasher.hash(ctx, password)
}

func checkNewPassword(location, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case password == "":
		return support.Invalid(location, support.ReasonRequired)
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return support.Invalid(location, support.ReasonBadText)
	case n < MinPassword:
		return support.Invalid(location, support.ReasonTooShort)
	case n > MaxPassword:
		return support.Invalid(location, support.ReasonTooLong)
	}
	return nil
}
