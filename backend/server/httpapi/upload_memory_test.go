package httpapi_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"testing"
	"time"
)

// mapped is how much memory the process has of the system.
func mapped() int64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64() - samples[1].Value.Uint64()) //nolint:gosec // less than a machine has
}

// most is the most memory that the process has while do runs, over what it had before.
func most(do func()) int64 {
	// What pools hold goes at the second time.
	debug.FreeOSMemory()
	debug.FreeOSMemory()
	before := mapped()
	peak := before
	stop := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		ticker := time.NewTicker(2 * time.Millisecond)
		defer ticker.Stop()
		for {
			peak = max(peak, mapped())
			select {
			case <-stop:
				return
			case <-ticker.C:
			}
		}
	})
	do()
	close(stop)
	watching.Wait()
	return peak - before
}

func TestAttachment_TakesTheSameMemoryWhateverItsSize(t *testing.T) {
	if testing.Short() {
		t.Skip("a large file, left out of short runs")
	}
	const size, budget = 160 << 20, 16 << 20
	content := func() io.Reader { return io.LimitReader(rand.NewChaCha8([32]byte{7}), size) }
	hash := sha256.New()
	if _, err := io.Copy(hash, content()); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	f := &attachment{id: newID(), name: "Registro.log", size: size, digest: hex.EncodeToString(hash.Sum(nil))}
	w.anna.attach(w.anna.open(), "reply", f)
	w.anna.begin(f).want(http.StatusCreated)
	grown := most(func() {
		w.anna.ask("PATCH", "/v1/uploads/"+f.id, partHeader(0), content()).want(http.StatusNoContent).wantOffset(size)
	})
	t.Logf("bringing %d MiB takes %.1f MiB", size>>20, float64(grown)/(1<<20))
	if grown > budget {
		t.Errorf("more than %d MiB", budget>>20)
	}
	grown = most(func() {
		req, err := http.NewRequestWithContext(t.Context(), "GET", w.url+"/v1/attachments/"+f.id, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+w.luca.token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		hash.Reset()
		_, err = io.Copy(hash, res.Body)
		if err = errors.Join(err, res.Body.Close()); err != nil || hex.EncodeToString(hash.Sum(nil)) != f.digest {
			t.Errorf("other bytes came: %v", err)
		}
	})
	t.Logf("fetching them takes %.1f MiB", float64(grown)/(1<<20))
	if grown > budget {
		t.Errorf("more than %d MiB", budget>>20)
	}
}
