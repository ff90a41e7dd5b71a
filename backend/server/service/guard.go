package service

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"filodiretto/backend/support"
)

// SignInLimits bound guessing. Zero fields get what a real server uses.
type SignInLimits struct {
	// Wrong is how many wrong passwords in a row lock a login.
	Wrong int
	// FirstLock doubles with each further wrong password, up to LongestLock.
	FirstLock   time.Duration
	LongestLock time.Duration
	// PerAddress is how many sign-ins from one address may fail within AddressWindow.
	PerAddress    int
	AddressWindow time.Duration
	// Remembered bounds how many logins, and how many addresses, are remembered.
	Remembered int
}

func (l SignInLimits) orUsual() SignInLimits {
	usual := SignInLimits{
		Wrong: 5, FirstLock: time.Minute, LongestLock: 15 * time.Minute,
		PerAddress: 60, AddressWindow: time.Minute, Remembered: 50_000,
	}
	if l.Wrong > 0 {
		usual.Wrong = l.Wrong
	}
	if l.FirstLock > 0 {
		usual.FirstLock = l.FirstLock
	}
	if l.LongestLock > 0 {
		usual.LongestLock = l.LongestLock
	}
	if l.PerAddress > 0 {
		usual.PerAddress = l.PerAddress
	}
	if l.AddressWindow > 0 {
		usual.AddressWindow = l.AddressWindow
	}
	if l.Remembered > 0 {
		usual.Remembered = l.Remembered
	}
	return usual
}

// forgetAfter is how long after its last wrong password a login is forgiven all of them.
const forgetAfter = time.Hour

// guard remembers failed sign-ins, in memory and within bounds. Logins are remembered whether they exist or not, so that
// locking tells nobody which do.
type guard struct {
	limits SignInLimits
	now    func() time.Time

	mu        sync.Mutex
	logins    map[[32]byte]*loginState
	addresses map[string]*addressState
}

type loginState struct {
	wrong       int
	lockedUntil time.Time
	lastWrong   time.Time
	// turn lets one try at a login be judged at a time: parallel guesses would all be judged before the first is counted.
	turn   chan struct{}
	trying int
}

type addressState struct {
	began  time.Time
	failed int
}

func newGuard(limits SignInLimits, now func() time.Time) *guard {
	return &guard{
		limits: limits.orUsual(), now: now,
		logins: map[[32]byte]*loginState{}, addresses: map[string]*addressState{},
	}
}

// A try is one sign-in under way: it must be ended, once.
type try struct {
	guard   *guard
	key     [32]byte
	state   *loginState
	address string
}

// begin waits for its turn at the login, and is CodeRateLimited where login or address are to wait; such tries count
// for nothing. An empty address is not counted.
func (g *guard) begin(ctx context.Context, login, address string) (*try, error) {
	key := sha256.Sum256([]byte(login))
	g.mu.Lock()
	state := g.logins[key]
	if state == nil {
		g.makeRoom()
		state = &loginState{turn: make(chan struct{}, 1)}
		g.logins[key] = state
	}
	state.trying++
	g.mu.Unlock()
	t := &try{guard: g, key: key, state: state, address: address}
	select {
	case state.turn <- struct{}{}:
	case <-ctx.Done():
		g.mu.Lock()
		t.letGo()
		g.mu.Unlock()
		return nil, ctx.Err()
	}
	if err := t.check(); err != nil {
		t.end(abandoned)
		return nil, err
	}
	return t, nil
}

// check is asked again once the try has its place to hash: others from the address may have failed meanwhile.
func (t *try) check() error {
	g := t.guard
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := t.state.lockedUntil.Sub(now); wait > 0 {
		return tooMany(wait)
	}
	if a := g.addresses[t.address]; t.address != "" && a != nil && a.failed >= g.limits.PerAddress {
		if wait := a.began.Add(g.limits.AddressWindow).Sub(now); wait > 0 {
			return tooMany(wait)
		}
	}
	return nil
}

func tooMany(wait time.Duration) error {
	e := support.Errorf(support.CodeRateLimited, "too many failed sign-ins; wait before the next")
	e.RetryAfter = wait
	return e
}

type verdict int

const (
	abandoned verdict = iota
	right
	wrong
)

func (t *try) end(v verdict) {
	g := t.guard
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	switch v {
	case right:
		t.state.wrong, t.state.lockedUntil = 0, time.Time{}
	case wrong:
		if now.Sub(t.state.lastWrong) > forgetAfter {
			t.state.wrong = 0
		}
		t.state.wrong++
		t.state.lastWrong = now
		if over := t.state.wrong - g.limits.Wrong; over >= 0 {
			lock := g.limits.LongestLock
			if over < 20 {
				lock = min(lock, g.limits.FirstLock<<over)
			}
			t.state.lockedUntil = now.Add(lock)
		}
		g.failedFrom(t.address, now)
	}
	<-t.state.turn
	t.letGo()
}

// letGo forgets a login that nothing speaks against; the caller holds the lock.
func (t *try) letGo() {
	t.state.trying--
	if t.state.trying == 0 && t.state.wrong == 0 && t.guard.logins[t.key] == t.state {
		delete(t.guard.logins, t.key)
	}
}

func (g *guard) failedFrom(address string, now time.Time) {
	if address == "" {
		return
	}
	a := g.addresses[address]
	if a == nil {
		g.makeRoomForAddress(now)
		a = &addressState{began: now}
		g.addresses[address] = a
	}
	if now.Sub(a.began) >= g.limits.AddressWindow {
		a.began, a.failed = now, 0
	}
	a.failed++
}

// makeRoom drops what is forgiven, and of the rest the one that failed longest ago.
func (g *guard) makeRoom() {
	if len(g.logins) < g.limits.Remembered {
		return
	}
	now := g.now()
	var oldest [32]byte
	var oldestState *loginState
	for key, s := range g.logins {
		if s.trying > 0 {
			continue
		}
		if now.Sub(s.lastWrong) > forgetAfter && !now.Before(s.lockedUntil) {
			delete(g.logins, key)
			continue
		}
		if oldestState == nil || s.lastWrong.Before(oldestState.lastWrong) {
			oldest, oldestState = key, s
		}
	}
	if oldestState != nil && len(g.logins) >= g.limits.Remembered {
		delete(g.logins, oldest)
	}
}

func (g *guard) makeRoomForAddress(now time.Time) {
	if len(g.addresses) < g.limits.Remembered {
		return
	}
	var oldest string
	var oldestState *addressState
	for address, a := range g.addresses {
		if now.Sub(a.began) >= g.limits.AddressWindow {
			delete(g.addresses, address)
			continue
		}
		if oldestState == nil || a.began.Before(oldestState.began) {
			oldest, oldestState = address, a
		}
	}
	if len(g.addresses) >= g.limits.Remembered {
		delete(g.addresses, oldest)
	}
}
