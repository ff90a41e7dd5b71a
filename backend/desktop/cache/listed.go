package cache

import "sync/atomic"

// listed keeps in memory all that there is of something that is little beside tickets, and changes rarely.
type listed[T any] struct {
	kept atomic.Pointer[list[T]]
	// at is the revision at which it last changed.
	at atomic.Int64
}

type list[T any] struct {
	revision int64
	all      []T
}

// of is all there is, as it is kept or as load reads it.
func (l *listed[T]) of(r *Reader, load func() ([]T, error)) ([]T, error) {
	revision, err := r.Revision()
	if err != nil {
		return nil, err
	}
	if kept := l.kept.Load(); kept != nil && kept.revision <= revision {
		return kept.all, nil
	}
	fresh := &list[T]{revision: revision}
	if fresh.all, err = load(); err != nil {
		return nil, err
	}
	// A batch that changed something takes the kept list away after its commit. Where that came before this list was kept,
	// the list takes itself away.
	l.kept.Store(fresh)
	if l.at.Load() > fresh.revision {
		l.kept.CompareAndSwap(fresh, nil)
	}
	return fresh.all, nil
}

// changed takes the list away that is kept.
func (l *listed[T]) changed(revision int64) {
	l.at.Store(revision)
	l.kept.Store(nil)
}
