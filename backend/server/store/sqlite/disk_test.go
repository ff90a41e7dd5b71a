package sqlite_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/support"
	"filodiretto/internal/faultdisk"
)

// quiet is a store that does not tell in the log what the disk does to it.
var quiet = sqlite.Options{Readers: 2, Log: slog.New(slog.DiscardHandler)}

// aMorning is what a store takes in a morning: a house, tickets, and what is said in them.
func aMorning(t *testing.T) faultdisk.Story[*sqlite.Store] {
	ctx := context.WithoutCancel(t.Context())
	house := storetest.NewHouse(2)
	steps := []func(*sqlite.Store) error{func(s *sqlite.Store) error {
		return s.Write(ctx, func(w store.Writer) error { return house.Put(ctx, w) })
	}}
	var acts []string
	for n := range 2 {
		var ticket string
		steps = append(steps, func(s *sqlite.Store) error {
			return s.Write(ctx, func(w store.Writer) error {
				opened, err := house.Open(ctx, w, house.Operators[n], storetest.Sentence(n), storetest.Day)
				ticket = opened.ID
				return err
			})
		})
		for i := range 4 {
			id := storetest.NewID()
			acts = append(acts, id)
			by := []support.Person{house.Technicians[0], house.Operators[n]}[i%2]
			steps = append(steps, func(s *sqlite.Store) error { return say(ctx, s, by, ticket, id, storetest.Sentence(i)) })
		}
	}
	return faultdisk.Story[*sqlite.Store]{
		Steps:   steps,
		Storage: func(err error) bool { return support.CodeOf(err) == support.CodeStorage },
		Open:    func(folder string) (*sqlite.Store, error) { return sqlite.Open(ctx, folder, quiet) },
		State: func(s *sqlite.Store) (string, error) {
			found, err := s.Check(ctx)
			if err != nil || len(found) > 0 {
				return "", fmt.Errorf("check: %q: %w", found, err)
			}
			var state strings.Builder
			err = s.Read(ctx, func(r store.Reader) error { return tellAll(ctx, &state, r, acts) })
			return state.String(), err
		},
	}
}

// tellAll tells all that was said in a store, in an order that is always the same, and which acts are known.
func tellAll(ctx context.Context, out *strings.Builder, r store.Reader, acts []string) error {
	head, err := r.Head(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "head", head)
	tickets, err := r.Tickets(ctx, store.TicketFilter{})
	if err != nil {
		return err
	}
	slices.SortFunc(tickets, func(a, b support.Ticket) int { return int(a.Number - b.Number) })
	for i := range tickets {
		t := &tickets[i]
		fmt.Fprintln(out, t.Number, t.Status, t.MessageCount, t.LastIndex)
		messages, err := r.Messages(ctx, store.MessageFilter{TicketID: t.ID, WithNotes: true})
		if err != nil {
			return err
		}
		for k := range messages {
			fmt.Fprintln(out, messages[k].Index, messages[k].Kind, messages[k].Text)
		}
	}
	for _, id := range acts {
		_, err := r.Act(ctx, id)
		if err != nil && support.CodeOf(err) != support.CodeNotFound {
			return err
		}
		fmt.Fprint(out, err == nil, " ")
	}
	return nil
}

// say replies as the service does, at a time that is always the same.
func say(ctx context.Context, s store.Store, by support.Person, ticket, id, text string) error {
	return s.Write(ctx, func(w store.Writer) error {
		t, err := w.Ticket(ctx, ticket)
		if err != nil {
			return err
		}
		recorded, err := t.Reply(support.Act{By: by, At: storetest.Day, NewID: storetest.NewID}, support.Words{ID: id, Text: text})
		if err != nil {
			return err
		}
		return storetest.Keep(ctx, w, by, &t, recorded, sha256.Sum256([]byte(text)))
	})
}

func TestStore_LosesNothingThatItTookByAPowerCut(t *testing.T) {
	stride := faultdisk.Stride(90)
	cuts, sum := aMorning(t).CutPower(t, 1, stride)
	t.Logf("figures: %d power cuts under the store forgot %d writes and tore %d: nothing that was taken is missing", cuts, sum.Lost, sum.Torn)
	if cuts < 200/stride {
		t.Errorf("only %d instants were tried", cuts)
	}
}

func TestStore_TakesNothingByHalfWhenTheDiskFailsAtAnyWrite(t *testing.T) {
	stride := faultdisk.Stride(120)
	for i, fault := range []faultdisk.Fault{faultdisk.Full, faultdisk.Failed, faultdisk.Short} {
		t.Run(fault.String(), func(t *testing.T) {
			// Each fault hits every third of the operations that are tried; together they hit all.
			faults := aMorning(t).Spoil(t, fault, 1+i*stride, 3*stride)
			t.Logf("figures: %d operations of the store's disk failed: each was told, nothing was taken by half, and it went on with room again", faults)
		})
	}
}

// TestStore_KeepsWhatWritersShareThroughAPowerCut has eight write at once, so that they share syncs, and cuts the power
// at random instants: what anybody was told is kept is there.
func TestStore_KeepsWhatWritersShareThroughAPowerCut(t *testing.T) {
	ctx := t.Context()
	const writers = 8
	each, instants := 30, 60/faultdisk.Stride(6)
	folder, copies := t.TempDir(), t.TempDir()
	faultdisk.Hold(t, copies)
	disk := faultdisk.Hold(t, folder)
	s, err := sqlite.Open(ctx, folder, quiet)
	storetest.Must(t, err)
	house := storetest.Settle(t, s, 2)
	var tickets [4]string
	for i := range tickets {
		tickets[i] = house.OpenTicket(t, s, house.Operators[i%2]).ID
	}

	var mu sync.Mutex
	var acknowledged []string
	var cuts []int // how many were acknowledged before each
	var sum faultdisk.Cut
	rng := rand.New(rand.NewPCG(1, 0))
	disk.Fail(func(faultdisk.Op) faultdisk.Fault {
		mu.Lock()
		defer mu.Unlock()
		if len(cuts) == instants || rng.IntN(8) != 0 {
			return faultdisk.None
		}
		cut, err := disk.PowerCut(filepath.Join(copies, strconv.Itoa(len(cuts))), rng)
		if err != nil {
			t.Error(err)
		}
		cuts = append(cuts, len(acknowledged))
		sum.Lost, sum.Torn = sum.Lost+cut.Lost, sum.Torn+cut.Torn
		return faultdisk.None
	})
	before := disk.Count().Done[faultdisk.Sync]
	var writing sync.WaitGroup
	for n := range writers {
		writing.Go(func() {
			for i := range each {
				id := storetest.NewID()
				if err := say(ctx, s, house.Technicians[n%2], tickets[(n+i)%4], id, storetest.Sentence(i)); err != nil {
					t.Error(err)
				}
				mu.Lock()
				acknowledged = append(acknowledged, id)
				mu.Unlock()
			}
		})
	}
	writing.Wait()
	disk.Fail(nil)
	syncs := disk.Count().Done[faultdisk.Sync] - before
	storetest.Must(t, s.Close())
	if syncs >= writers*each {
		t.Errorf("%d writes took %d syncs: none was shared, and nothing was tried", writers*each, syncs)
	}
	for n, known := range cuts {
		found, err := sqlite.Open(ctx, filepath.Join(copies, strconv.Itoa(n)), quiet)
		storetest.Must(t, err)
		storetest.Must(t, found.Read(ctx, func(r store.Reader) error {
			var missing error
			for _, id := range acknowledged[:known] {
				if _, err := r.Act(ctx, id); err != nil {
					missing = errors.Join(missing, fmt.Errorf("after cut %d an acknowledged act: %w", n, err))
				}
			}
			return missing
		}))
		storetest.Sound(t, found)
		storetest.Must(t, found.Close())
	}
	t.Logf("figures: %d writes of %d writers to the store shared %d syncs; %d power cuts forgot %d writes and tore %d: nothing that was acknowledged is missing",
		len(acknowledged), writers, syncs, len(cuts), sum.Lost, sum.Torn)
	if len(cuts) < instants {
		t.Errorf("only %d cuts", len(cuts))
	}
}
