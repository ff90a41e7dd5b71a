package httpapi

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"filodiretto/backend/support"
)

// limiter bounds each session's requests. It forgets sessions whose allowance is full again.
type limiter struct {
	perMinute int
	now       func() time.Time

	mu       sync.Mutex
	sessions map[[32]byte]*rate.Limiter
	swept    time.Time
}

func newLimiter(perMinute int, now func() time.Time) *limiter {
	return &limiter{perMinute: perMinute, now: now, sessions: map[[32]byte]*rate.Limiter{}, swept: now()}
}

// allow takes one request off a session's allowance, or is CodeRateLimited.
func (l *limiter) allow(session [32]byte) error {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) > 2*time.Minute {
		l.swept = now
		for key, s := range l.sessions {
			if s.TokensAt(now) >= float64(l.perMinute) {
				delete(l.sessions, key)
			}
		}
	}
	s := l.sessions[session]
	if s == nil {
		s = rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.perMinute)
		l.sessions[session] = s
	}
	if s.AllowN(now, 1) {
		return nil
	}
	e := support.Errorf(support.CodeRateLimited, "more than %d requests a minute", l.perMinute)
	e.RetryAfter = time.Duration((1 - s.TokensAt(now)) / float64(s.Limit()) * float64(time.Second))
	return e
}
