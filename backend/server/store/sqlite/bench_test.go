package sqlite_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/support"
)

// BenchmarkRawInsert is what the disk allows: one row, one commit, one sync.
func BenchmarkRawInsert(b *testing.B) {
	dsn := "file:" + filepath.Join(b.TempDir(), "raw.db") +
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE raw (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT`); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := db.Exec(`INSERT INTO raw (text) VALUES (?)`, storetest.Sentence(0)); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, b.N)
}

// BenchmarkReplies measures durable replies with all the work that a reply does, each of the writers in its own ticket.
func BenchmarkReplies(b *testing.B) {
	for _, writers := range []int{1, 8, 32} {
		b.Run(strconv.Itoa(writers), func(b *testing.B) {
			s := open(b)
			house := storetest.Settle(b, s, 2)
			tickets := make([]support.Ticket, 4*writers)
			for i := range tickets {
				tickets[i] = house.OpenTicket(b, s, house.Operators[i%2])
			}
			var left atomic.Int64
			left.Store(int64(b.N))
			b.ResetTimer()
			var all sync.WaitGroup
			for n := range writers {
				all.Go(func() {
					for i := 0; left.Add(-1) >= 0; i++ {
						ticket := tickets[n*4+i%4].ID
						if err := reply(b.Context(), s, house.Technicians[0], ticket, storetest.NewID(), storetest.Sentence(i)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
			perSecond(b, b.N)
		})
	}
}

// reply is what the service does for a reply.
func reply(ctx context.Context, s store.Store, by support.Person, ticket, id, text string) error {
	return s.Write(ctx, func(w store.Writer) error {
		t, err := w.Ticket(ctx, ticket)
		if err != nil {
			return err
		}
		if _, err := w.Act(ctx, id); support.CodeOf(err) != support.CodeNotFound {
			return fmt.Errorf("act: %v", err)
		}
		recorded, err := t.Reply(support.Act{By: by, At: time.Now(), NewID: storetest.NewID}, support.Words{ID: id, Text: text})
		if err != nil {
			return err
		}
		return storetest.Keep(ctx, w, by, &t, recorded, sha256.Sum256([]byte(text)))
	})
}

// BenchmarkBulk fills a store the way demonstration data does: some thousand messages a Write.
func BenchmarkBulk(b *testing.B) {
	s := open(b)
	house := storetest.Settle(b, s, 8)
	b.ResetTimer()
	for done := 0; done < b.N; {
		done += house.Fill(b, s, 500, 10)
	}
	perSecond(b, b.N)
}

// BenchmarkFeed reads a whole feed, page by page.
func BenchmarkFeed(b *testing.B) {
	s := open(b)
	house := storetest.Settle(b, s, 2)
	for range 20 {
		house.Fill(b, s, 50, 10)
	}
	me := house.Technicians[0]
	b.ResetTimer()
	for read := 0; read < b.N; {
		q := store.FeedQuery{Audiences: me.Audiences(), PersonID: me.ID, Backward: true, Limit: 500}
		for more := true; more && read < b.N; {
			var page store.FeedPage
			err := s.Read(b.Context(), func(r store.Reader) (err error) {
				page, err = r.Feed(b.Context(), q)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			read += len(page.Entries)
			q.Before, more = page.Last, page.More
		}
	}
	perSecond(b, b.N)
}

func open(tb testing.TB) *sqlite.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), tb.TempDir(), sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func perSecond(b *testing.B, n int) {
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "/s")
}
