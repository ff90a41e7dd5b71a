package httpapi_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filodiretto/backend/server"
)

// uploadSize is that of the file that is brought again and again, each time another.
const uploadSize = 128 << 20

// BenchmarkUpload brings a large file over loopback until it is checked, kept and recorded, and in turn another by a plain
// HTTP request whose body is copied to a file, until that is on the disk.
func BenchmarkUpload(b *testing.B) {
	w := newWorld(b, func(c *server.Config) { c.Limits.RequestsPerMinute, c.Limits.AttachmentsPerMinute = 1<<30, 1<<30 })
	ticket := w.anna.open()
	plain := copying(b)
	uploaded := func(size int) time.Duration {
		f := w.anna.attach(ticket, "reply", aFile("Registro.log", size))
		w.anna.begin(f).want(http.StatusCreated)
		began := time.Now()
		w.anna.bring(f, 0, f.size).want(http.StatusNoContent)
		return time.Since(began)
	}
	copied := func(size int) time.Duration {
		f := aFile("Registro.log", size)
		began := time.Now()
		res, err := http.Post(plain+"/"+f.id, "application/octet-stream", bytes.NewReader(f.content))
		if err != nil || res.StatusCode != http.StatusNoContent {
			b.Fatal(res, err)
		}
		if err := res.Body.Close(); err != nil {
			b.Fatal(err)
		}
		return time.Since(began)
	}
	// Connections and folders are made.
	uploaded(1 << 20)
	copied(1 << 20)
	var upload, copy time.Duration
	for range b.N {
		upload += uploaded(uploadSize)
		copy += copied(uploadSize)
	}
	perSecond := func(took time.Duration) float64 { return float64(b.N) * uploadSize / took.Seconds() / (1 << 20) }
	b.ReportMetric(perSecond(upload), "MiB/s")
	b.ReportMetric(perSecond(copy), "copy-MiB/s")
	b.ReportMetric(0, "ns/op")
}

// copying serves the plainest upload there is, and returns where.
func copying(b *testing.B) (url string) {
	dir := b.TempDir()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, err := os.Create(filepath.Join(dir, filepath.Base(r.URL.Path)))
		if err != nil {
			b.Error(err)
			return
		}
		_, err = io.Copy(file, r.Body)
		if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
			b.Error(err)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	b.Cleanup(web.Close)
	return web.URL
}
