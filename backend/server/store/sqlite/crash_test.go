package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/server/store/sqlite"
	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/support"
)

// crashDir tells the test binary that it is the program to be killed, and where it keeps its store.
const crashDir = "FILODIRETTO_TEST_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		writeUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// TestStore_KeepsWhatItAcknowledgedThroughAKill kills a writing program again and again, and holds what it had
// acknowledged by then against what is there.
func TestStore_KeepsWhatItAcknowledgedThroughAKill(t *testing.T) {
	dir := t.TempDir()
	var acknowledged []string
	for range 3 {
		acknowledged = append(acknowledged, killOne(t, dir)...)
		s, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
		storetest.Must(t, err)
		storetest.Must(t, s.Read(t.Context(), func(r store.Reader) error {
			for _, id := range acknowledged {
				if _, err := r.Act(t.Context(), id); err != nil {
					return fmt.Errorf("an acknowledged act: %w", err)
				}
			}
			return nil
		}))
		storetest.Sound(t, s)
		storetest.Must(t, s.Close())
	}
	if len(acknowledged) < 100 {
		t.Errorf("only %d acts were acknowledged in all", len(acknowledged))
	}
}

// killOne lets a program write until a random number of acts are acknowledged, kills it, and returns their ids.
func killOne(t *testing.T, dir string) (acknowledged []string) {
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), crashDir+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	storetest.Must(t, err)
	storetest.Must(t, child.Start())
	enough := 40 + rand.IntN(200)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == enough {
			storetest.Must(t, child.Process.Kill())
		}
	}
	if err := child.Wait(); err == nil || len(acknowledged) < enough {
		t.Fatalf("the program ended by itself after %d acts: %v", len(acknowledged), err)
	}
	return acknowledged
}

// writeUntilKilled replies from eight writers and says each reply's id once it is acknowledged.
func writeUntilKilled(dir string) {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, dir, sqlite.Options{})
	exitOn(err)
	house := storetest.NewHouse(1)
	exitOn(s.Write(ctx, func(w store.Writer) error { return house.Put(ctx, w) }))
	var tickets [4]string
	for i := range tickets {
		exitOn(s.Write(ctx, func(w store.Writer) error {
			t, err := house.Open(ctx, w, house.Operators[0], storetest.Sentence(i), storetest.Day)
			tickets[i] = t.ID
			return err
		}))
	}
	var writers sync.WaitGroup
	var out sync.Mutex
	for n := range 8 {
		writers.Go(func() {
			for i := 0; ; i++ {
				id := storetest.NewID()
				exitOn(reply(ctx, s, house.Technicians[n%2], tickets[(n+i)%4], id, storetest.Sentence(i)))
				out.Lock()
				_, err := fmt.Println(id)
				out.Unlock()
				exitOn(err)
			}
		})
	}
	writers.Wait()
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err, support.CodeOf(err))
		os.Exit(3)
	}
}
