package cache

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// statements keeps the readers' queries prepared, each once. A query that is not prepared yet takes a connection beside
// the one that its reader holds, so there is always one that no reader holds: readers would wait for each other
// otherwise, for ever.
type statements struct {
	db    *sql.DB
	mu    sync.Mutex
	ready map[string]*sql.Stmt
}

func (s *statements) in(ctx context.Context, tx *sql.Tx, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	stmt, ok := s.ready[query]
	s.mu.Unlock()
	if ok {
		return tx.StmtContext(ctx, stmt), nil
	}
	// It outlives the call, and so its context.
	stmt, err := s.db.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	if earlier, ok := s.ready[query]; ok {
		_ = stmt.Close()
		stmt = earlier
	} else {
		s.ready[query] = stmt
	}
	s.mu.Unlock()
	return tx.StmtContext(ctx, stmt), nil
}

// exec runs a statement, prepared once a transaction, and reports how many rows it changed.
func (w *write) exec(query string, args ...any) (int64, error) {
	stmt, err := w.prepared(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(w.ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// look reads one row; false when there is none.
func (w *write) look(query string, args []any, targets ...any) (bool, error) {
	stmt, err := w.prepared(query)
	if err != nil {
		return false, err
	}
	err = stmt.QueryRowContext(w.ctx, args...).Scan(targets...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (w *write) prepared(query string) (*sql.Stmt, error) {
	if stmt, ok := w.stmts[query]; ok {
		return stmt, nil
	}
	if kept, ok := w.c.ready[query]; ok {
		w.stmts[query] = w.tx.StmtContext(w.ctx, kept)
		return w.stmts[query], nil
	}
	stmt, err := w.tx.PrepareContext(w.ctx, query)
	if err != nil {
		return nil, err
	}
	w.stmts[query], w.unprepared = stmt, append(w.unprepared, query)
	return stmt, nil
}

// mostReady bounds what is kept prepared.
const mostReady = 100

// keepReady prepares what the transaction needed, for the next ones: of a single message's commit, preparing takes a third. It is
// called after the transaction, which holds the only connection that writes.
func (w *write) keepReady() {
	for _, query := range w.unprepared {
		if len(w.c.ready) >= mostReady {
			return
		}
		// It outlives the call, and so its context.
		stmt, err := w.c.db.Writer.PrepareContext(context.WithoutCancel(w.ctx), query)
		if err != nil {
			return // the next transaction prepares it itself
		}
		w.c.ready[query] = stmt
	}
}
