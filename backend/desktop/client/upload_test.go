package client

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tus/tusd/v2/pkg/filestore"
	tusd "github.com/tus/tusd/v2/pkg/handler"

	"filodiretto/backend/support"
)

// uploads is a server that takes files by tusd, as the product's does, and nothing else.
type uploads struct {
	t      *testing.T
	dir    string
	origin string
	// taken are the bytes that came over all connections.
	taken atomic.Int64
	// cutAfter is how many bytes a connection carries before it is cut; 0 for no end.
	cutAfter atomic.Int64
}

func newUploads(t *testing.T) *uploads {
	t.Helper()
	u := &uploads{t: t, dir: t.TempDir()}
	composer := tusd.NewStoreComposer()
	filestore.New(u.dir).UseIn(composer)
	handler, err := tusd.NewUnroutedHandler(tusd.Config{
		StoreComposer: composer, BasePath: uploadsPath, Cors: &tusd.CorsConfig{Disable: true},
		PreUploadCreateCallback: func(hook tusd.HookEvent) (tusd.HTTPResponse, tusd.FileInfoChanges, error) {
			return tusd.HTTPResponse{}, tusd.FileInfoChanges{ID: hook.Upload.MetaData["attachmentId"]}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+uploadsPath, func(w http.ResponseWriter, r *http.Request) {
		if _, err := os.Stat(filepath.Join(u.dir, attachmentID+".info")); err == nil {
			w.Header().Set("Location", uploadsPath+"/"+attachmentID)
			w.WriteHeader(http.StatusCreated)
			return
		}
		handler.PostFile(w, r)
	})
	below := func(h http.HandlerFunc) http.Handler { return http.StripPrefix(uploadsPath, h) }
	mux.Handle("HEAD "+uploadsPath+"/{id}", below(handler.HeadFile))
	mux.Handle("PATCH "+uploadsPath+"/{id}", below(handler.PatchFile))
	server := httptest.NewUnstartedServer(handler.Middleware(mux))
	server.Listener = cutting{server.Listener, u}
	server.Start()
	t.Cleanup(server.Close)
	u.origin = server.URL
	return u
}

const attachmentID = "0192f3a0-0000-7000-8000-00000000a001"

// cutting cuts each connection after some bytes.
type cutting struct {
	net.Listener

	u *uploads
}

func (c cutting) Accept() (net.Conn, error) {
	made, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &cut{Conn: made, u: c.u}, nil
}

type cut struct {
	net.Conn

	u    *uploads
	read int64
}

func (c *cut) Read(b []byte) (int, error) {
	if after := c.u.cutAfter.Load(); after > 0 {
		if c.read >= after {
			_ = c.Close()
			return 0, net.ErrClosed
		}
		b = b[:min(int64(len(b)), after-c.read)]
	}
	n, err := c.Conn.Read(b)
	c.read += int64(n)
	c.u.taken.Add(int64(n))
	return n, err
}

func randomFile(size int64) (support.Attachment, *bytes.Reader) {
	content := make([]byte, size)
	source := rand.NewChaCha8([32]byte{7})
	_, _ = source.Read(content)
	return support.Attachment{ID: attachmentID, Name: "registro.log", Size: size, SHA256: sha256.Sum256(content)}, bytes.NewReader(content)
}

func (u *uploads) holds(what support.Attachment) {
	u.t.Helper()
	content, err := os.ReadFile(filepath.Join(u.dir, what.ID))
	if err != nil {
		u.t.Fatal(err)
	}
	if sha256.Sum256(content) != what.SHA256 {
		u.t.Errorf("the server has %d bytes that are not the file's", len(content))
	}
}

func TestUpload_GoesOnWhereItWasCutAndSendsLittleTwice(t *testing.T) {
	server := newUploads(t)
	what, content := randomFile(20 << 20)
	c := New(Options{Address: server.origin})
	server.cutAfter.Store(1500 << 10)
	cuts := 0
	for {
		err := c.Acts("").Upload(t.Context(), what, content, func(int64) {}, always)
		if err == nil {
			break
		}
		if code := support.CodeOf(err); code != support.CodeUnreachable {
			t.Fatalf("a cut is %v", err)
		}
		if cuts++; cuts > 100 {
			t.Fatal("it never gets through")
		}
	}
	server.holds(what)
	if cuts < 5 {
		t.Errorf("cut only %d times", cuts)
	}
	if extra := float64(server.taken.Load())/float64(what.Size) - 1; extra > 0.05 {
		t.Errorf("%.1f %% more than the file came over the line", 100*extra)
	}
}

// Behind a proxy, and on the open network, the server speaks HTTP/2.
func TestUpload_GoesByHTTP2AsWell(t *testing.T) {
	inner := newUploads(t)
	origin, err := url.Parse(inner.origin)
	if err != nil {
		t.Fatal(err)
	}
	versions := make(chan int, 100)
	pass := httputil.NewSingleHostReverseProxy(origin)
	outer := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		versions <- r.ProtoMajor
		if r.Method == http.MethodPatch && r.ContentLength <= 0 {
			t.Errorf("a part comes without its length: %d", r.ContentLength)
		}
		pass.ServeHTTP(w, r)
	}))
	outer.EnableHTTP2 = true
	outer.StartTLS()
	defer outer.Close()
	what, content := randomFile(5 << 20)
	c := New(Options{Address: outer.URL, Transport: outer.Client().Transport})
	if err := c.Acts("").Upload(t.Context(), what, content, func(int64) {}, always); err != nil {
		t.Fatal(err)
	}
	inner.holds(what)
	if version := <-versions; version != 2 {
		t.Errorf("it went by HTTP/%d", version)
	}
}

func TestUpload_TellsHowFarItIsAndOfTheSameAgainSendsNothing(t *testing.T) {
	server := newUploads(t)
	what, content := randomFile(3 << 20)
	c := New(Options{Address: server.origin})
	var told []int64
	if err := c.Acts("").Upload(t.Context(), what, content, func(sent int64) { told = append(told, sent) }, always); err != nil {
		t.Fatal(err)
	}
	server.holds(what)
	if len(told) < 3 || told[0] != 0 || told[len(told)-1] != what.Size {
		t.Errorf("told %v", told)
	}
	before := server.taken.Load()
	if err := c.Acts("").Upload(t.Context(), what, content, func(int64) {}, always); err != nil {
		t.Fatal(err)
	}
	if again := server.taken.Load() - before; again > 4096 {
		t.Errorf("the same again took %d bytes", again)
	}
}

func always() bool { return true }

func TestUpload_YieldsBetweenTwoRequestsAndGoesOnLater(t *testing.T) {
	server := newUploads(t)
	what, content := randomFile(3 << 20)
	c := New(Options{Address: server.origin})
	var sent int64
	told := func(n int64) { sent = n }
	if err := c.Acts("").Upload(t.Context(), what, content, told, func() bool { return false }); !errors.Is(err, ErrYielded) {
		t.Fatalf("asked to yield: %v", err)
	}
	if sent != firstPart {
		t.Errorf("it yielded after %d bytes", sent)
	}
	if err := c.Acts("").Upload(t.Context(), what, content, told, always); err != nil {
		t.Fatal(err)
	}
	server.holds(what)
	if server.taken.Load() > what.Size+what.Size/20 {
		t.Errorf("%d bytes came of %d", server.taken.Load(), what.Size)
	}
}

// gone is a file that cannot be read any more from some place on.
type gone struct {
	*bytes.Reader

	from int64
}

func (g gone) ReadAt(b []byte, at int64) (int, error) {
	if at+int64(len(b)) > g.from {
		return 0, errors.New("input/output error")
	}
	return g.Reader.ReadAt(b, at)
}

func TestUpload_SaysThatItsOwnFileCannotBeRead(t *testing.T) {
	what, content := randomFile(3 << 20)
	for name, broken := range map[string]io.ReaderAt{
		"a disk that fails": gone{content, 1 << 20},
		"a shorter file":    bytes.NewReader(make([]byte, 2<<20)),
	} {
		err := New(Options{Address: newUploads(t).origin}).Acts("").Upload(t.Context(), what, broken, func(int64) {}, always)
		if support.CodeOf(err) != support.CodeStorage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUpload_TakesNobodyElsesWordForAnArrival(t *testing.T) {
	what, content := randomFile(1000)
	for name, portal := range map[string]http.HandlerFunc{
		"a page":          func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<h1>Benvenuti</h1>") },
		"nothing, gladly": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
		"made, elsewhere": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/x")
			w.WriteHeader(http.StatusCreated)
		},
		"too large for them": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) },
	} {
		server := httptest.NewServer(portal)
		err := New(Options{Address: server.URL}).Acts("").Upload(t.Context(), what, content, func(int64) {}, always)
		if code := support.CodeOf(err); code != support.CodeNotAServer {
			t.Errorf("%s: %v", name, err)
		}
		server.Close()
	}
}

// stuck takes what is small and never a part of a file.
type stuck struct{ id string }

func (s stuck) RoundTrip(r *http.Request) (*http.Response, error) {
	h := http.Header{"Tus-Resumable": {tusVersion}, "Location": {uploadsPath + "/" + s.id}, "Upload-Offset": {"0"}}
	if r.Method == http.MethodPost {
		return &http.Response{StatusCode: http.StatusCreated, Header: h, Body: http.NoBody, Request: r}, nil
	}
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestUpload_GivesUpALineThatTakesNothingAndTriesASmallerPartNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		what, content := randomFile(1 << 20)
		c := New(Options{Address: "http://127.0.0.1", Transport: stuck{what.ID}})
		began, before := time.Now(), c.pace.next(what.Size)
		err := c.Acts("").Upload(t.Context(), what, content, func(int64) {}, always)
		if took := time.Since(began); support.CodeOf(err) != support.CodeUnreachable || took != silenceLimit {
			t.Errorf("after %v: %v", took, err)
		}
		if next := c.pace.next(what.Size); next >= before {
			t.Errorf("a part was %d bytes, and is %d", before, next)
		}
	})
}

func TestUpload_SendsLargePartsOnAFastLineAndSmallOnesOnASlowOne(t *testing.T) {
	var p pace
	for range 10 {
		n := p.next(1 << 40)
		p.went(n, time.Duration(n)*time.Second/(1<<30))
	}
	if n := p.next(1 << 40); n != largestPart {
		t.Errorf("on a fast line a part is %d bytes", n)
	}
	p.went(17, time.Second)
	if n := p.next(1 << 40); n != largestPart {
		t.Errorf("a short last part makes the next %d bytes", n)
	}
	for range 10 {
		n := p.next(1 << 40)
		p.went(n, time.Duration(n)*time.Second/(12<<10))
	}
	if n := p.next(1 << 40); n != 12<<10*8 {
		t.Errorf("at 12 KiB a second a part is %d bytes", n)
	}
}

func TestDownload_GoesOnWhereItWasCutAndKnowsItsServer(t *testing.T) {
	what, content := randomFile(1 << 20)
	whole, _ := io.ReadAll(content)
	ranges, lies := true, false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !lies {
			w.Header().Set("ETag", `"`+what.SHA256.String()+`"`)
		}
		if !ranges {
			r.Header.Del("Range")
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(whole))
	}))
	defer server.Close()
	c := New(Options{Address: server.URL})
	for _, knows := range []bool{true, false} {
		ranges = knows
		got := bytes.NewBuffer(bytes.Clone(whole[:700_000]))
		if err := c.Download(t.Context(), what, 700_000, got); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), whole) {
			t.Errorf("with ranges %v: %d bytes that are not the file's", knows, got.Len())
		}
	}
	lies = true
	if err := c.Download(t.Context(), what, 0, io.Discard); support.CodeOf(err) != support.CodeNotAServer {
		t.Errorf("somebody else's bytes: %v", err)
	}
}

type fullDisk struct{ err error }

func (f fullDisk) Write([]byte) (int, error) { return 0, f.err }

func TestDownload_TellsADiskFromALine(t *testing.T) {
	what, _ := randomFile(1 << 20)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"`+what.SHA256.String()+`"`)
		w.Header().Set("Content-Length", "1048576")
		_, _ = w.Write(make([]byte, 1000))
	}))
	defer server.Close()
	c := New(Options{Address: server.URL})
	full := errors.New("no space left")
	if err := c.Download(t.Context(), what, 0, fullDisk{full}); !errors.Is(err, full) || support.CodeOf(err) != support.CodeInternal {
		t.Errorf("a full disk: %v", err)
	}
	if err := c.Download(t.Context(), what, 0, io.Discard); support.CodeOf(err) != support.CodeUnreachable {
		t.Errorf("a line that is cut: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Download(ctx, what, 0, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}
