package cache_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/support"
	"filodiretto/internal/faultdisk"
)

// aFirstSync is what a cache takes while it is filled and live changes come between, and when it is begun anew.
func aFirstSync(t *testing.T) faultdisk.Story[*cache.Cache] {
	ctx := context.WithoutCancel(t.Context())
	var steps []func(*cache.Cache) error
	apply := func(b cache.Batch) {
		steps = append(steps, func(c *cache.Cache) error { _, err := c.Apply(ctx, b); return err })
	}
	var lines []*line
	page := func(walk cache.Walk, forward, backward string) {
		l := newLine(anna, len(lines)+1, anna, "Perde olio dal cilindro "+strings.Repeat("sinistro ", 40))
		lines = append(lines, l)
		l.reply(t, luca, "Mi manda una foto?")
		l.photos(t, anna, 2)
		apply(cache.Batch{Walk: walk, Changes: l.all(), Forward: forward, Backward: backward})
	}
	page(cache.Backward, "head", "b1")
	page(cache.Forward, "f1", "")
	page(cache.Backward, "", "b2")
	for n := range 3 {
		lines[n].reply(t, luca, "Arrivo")
		apply(cache.Batch{Walk: cache.Forward, Changes: lines[n].all(), Forward: fmt.Sprint("g", n)})
		arrived := messageChange(lines[n].arrive(n % 2))
		apply(cache.Batch{Walk: cache.Forward, Changes: []api.Change{arrived}, Forward: fmt.Sprint("a", n)})
	}
	page(cache.Backward, "", "")
	steps = append(steps, func(c *cache.Cache) error { return c.Reset(ctx) })
	page(cache.Backward, "head2", "c1")
	page(cache.Forward, "h1", "")
	return faultdisk.Story[*cache.Cache]{
		Steps:       steps,
		MayLoseLast: true,
		Storage:     func(err error) bool { return support.CodeOf(err) == support.CodeStorage },
		Open: func(folder string) (*cache.Cache, error) {
			c, notice, err := cache.Open(ctx, cache.Options{Dir: folder, Me: anna})
			if err == nil && notice != (cache.Notice{}) {
				err = fmt.Errorf("it was taken for damaged: %+v", notice)
			}
			return c, err
		},
		State: func(c *cache.Cache) (string, error) {
			feed, err := c.Feed(ctx)
			if err != nil {
				return "", err
			}
			state := fmt.Sprintf("%+v", feed)
			err = c.Read(ctx, func(r *cache.Reader) error {
				counts, err := r.Counts()
				if err != nil {
					return err
				}
				hits, _, err := r.Search(cache.ParseQuery("olio"), 0, 50)
				if err != nil {
					return err
				}
				state += fmt.Sprintf("\n%+v, %d hits", counts, len(hits))
				for _, l := range lines {
					row, there, err := r.Ticket(l.ticket.ID)
					if err != nil {
						return err
					}
					messages, err := r.Messages(l.ticket.ID, cache.Place{}, 50)
					if err != nil {
						return err
					}
					for _, m := range messages {
						for _, a := range m.Attachments {
							of, there, err := r.AttachedTo(a.ID)
							if err != nil {
								return err
							}
							state += fmt.Sprintf("\n%s %q of %v %v", a.Name, a.Type, there, of.ID == m.ID)
						}
					}
					state += fmt.Sprintf("\n%v %s %d unread, last %q, of %d", there, row.Status, row.Unread, row.Last.Text, len(messages))
				}
				return nil
			})
			return state, err
		},
		Sound: func(folder string) error {
			db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, cache.FileName))
			if err != nil {
				return err
			}
			defer db.Close()
			var verdict string
			if err := db.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
				return fmt.Errorf("integrity_check: %s: %w", verdict, err)
			}
			return nil
		},
	}
}

func TestCache_StaysSoundAndAtOnePlaceOfTheFeedThroughAPowerCut(t *testing.T) {
	stride := faultdisk.Stride(40)
	cuts, sum := aFirstSync(t).CutPower(t, 1, stride)
	t.Logf("figures: %d power cuts under the cache forgot %d writes and tore %d: what was left was sound, and of one place in the feed", cuts, sum.Lost, sum.Torn)
	if cuts < 200/stride {
		t.Errorf("only %d instants were tried", cuts)
	}
}

func TestCache_AppliesNothingByHalfWhenTheDiskFailsAtAnyWrite(t *testing.T) {
	stride := faultdisk.Stride(90)
	for i, fault := range []faultdisk.Fault{faultdisk.Full, faultdisk.Failed, faultdisk.Short} {
		t.Run(fault.String(), func(t *testing.T) {
			// Each fault hits every third of the operations that are tried; together they hit all.
			faults := aFirstSync(t).Spoil(t, fault, 1+i*stride, 3*stride)
			t.Logf("figures: %d operations of the cache's disk failed: each was told, nothing was applied by half, and it went on with room again", faults)
		})
	}
}
