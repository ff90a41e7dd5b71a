package httpapi

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"filodiretto/backend/support"
)

// limiter bounds how much each of many asks in a minute: a session, or a person. It forgets whose allowance is full again.
type limiter[Key comparable] struct {
	perMinute int
	now       func() time.Time

	mu    sync.Mutex
	each  map[Key]*rate.Limiter
	swept time.Time
}

func newLimiter[Key comparable](perMinute int, now func() time.Time) *limiter[Key] {
	return &limiter[Key]{perMinute: perMinute, now: now, each: map[Key]*rate.Limiter{}, swept: now()}
}

// allow takes one request off somebody's allowance, or is CodeRateLimited.
func (l *limiter[Key]) allow(who Key) error {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) > 2*time.Minute {
		l.swept = now
		for key, s := range l.each {
			if s.TokensAt(now) >= float64(l.perMinute) {
				delete(l.each, key)
			}
		}
	}
	s := l.each[who]
	if s == nil {
		s = rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.perMinute)
		l.each[who] = s
	}
	if s.AllowN(now, 1) {
		return nil
	}
	e := support.Errorf(support.CodeRateLimited, "more than %d requests a minute", l.perMinute)
	e.RetryAfter = time.Duration((1 - s.TokensAt(now)) / float64(s.Limit()) * float64(time.Second))
	return e
}
