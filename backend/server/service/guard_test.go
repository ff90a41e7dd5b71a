package service

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alexedwards/argon2id"

	"filodiretto/backend/support"
)

func TestGuard_JudgesNoMoreThanFiveOfManyGuessesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(SignInLimits{}, time.Now)
		var judged, refused atomic.Int32
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				guess, err := g.begin(t.Context(), "anna", "")
				if support.CodeOf(err) == support.CodeRateLimited {
					refused.Add(1)
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(50 * time.Millisecond) // the hashing
				judged.Add(1)
				guess.end(wrong)
			})
		}
		all.Wait()
		if judged.Load() != 5 || refused.Load() != 35 {
			t.Errorf("%d judged, %d refused", judged.Load(), refused.Load())
		}
	})
}

func TestGuard_ForgivesAfterAnHourAndAfterTheRightPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(SignInLimits{}, time.Now)
		guess := func(v verdict) error {
			tried, err := g.begin(t.Context(), "anna", "")
			if err == nil {
				tried.end(v)
			}
			return err
		}
		for range 4 {
			if err := guess(wrong); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour + time.Second)
		for range 4 {
			if err := guess(wrong); err != nil {
				t.Fatal(err)
			}
		}
		if err := guess(right); err != nil || len(g.logins) != 0 {
			t.Errorf("%v, %d logins remembered after the right password", err, len(g.logins))
		}
	})
}

func TestGuard_RemembersWithinBounds(t *testing.T) {
	g := newGuard(SignInLimits{Remembered: 10}, time.Now)
	for i := range 100 {
		tried, err := g.begin(t.Context(), fmt.Sprint("login", i), fmt.Sprint("address", i))
		if err != nil {
			t.Fatal(err)
		}
		tried.end(wrong)
	}
	if len(g.logins) > 10 || len(g.addresses) > 10 {
		t.Errorf("%d logins and %d addresses are remembered", len(g.logins), len(g.addresses))
	}
}

func TestGuard_LeavesNobodyWaitingForWhoGaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(SignInLimits{}, time.Now)
		first, err := g.begin(t.Context(), "anna", "")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := g.begin(ctx, "anna", ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting ended with %v", err)
		}
		first.end(abandoned)
		if len(g.logins) != 0 {
			t.Errorf("%d logins remembered of tries that were none", len(g.logins))
		}
	})
}

func TestHasher_IsBoundedAndRespectsWhoGivesUp(t *testing.T) {
	h, err := newHasher(&argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := h.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.enter(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a third at once: %v", err)
	}
	if _, err := h.hash(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("hashing: %v", err)
	}
	h.leave()
	kept, err := h.hash(t.Context(), "una-parola-lunga")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"una-parola-lunga": true, "una-parola": false, "": false} {
		if got, err := h.matches(password, kept); err != nil || got != want {
			t.Errorf("%q matches: %v, %v", password, got, err)
		}
	}
	if got, err := h.matches("a password that nobody has", ""); err != nil || got {
		t.Errorf("nobody's password lets in: %v, %v", got, err)
	}
}
