package app

import "sync"

// asked keeps the ticket that somebody asked for from outside the window until the window takes it.
type asked struct {
	mu   sync.Mutex
	what Asked
}

func (a *asked) take() Asked {
	a.mu.Lock()
	defer a.mu.Unlock()
	what := a.what
	a.what = Asked{}
	return what
}
