package api_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"image/jpeg"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"filodiretto/backend/desktop/client"
	"filodiretto/backend/support"
)

func isThumbnail(e exchange) bool { return strings.HasSuffix(e.Path, "/thumbnail") }

// compareBytes holds an answer that is not JSON to the recorded one: to the byte, but a thumbnail by its measures.
func (p *replay) compareBytes(what string, was exchange, answer *http.Response) {
	p.t.Helper()
	is, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if !isThumbnail(was) {
		if !bytes.Equal(is, was.AnswerBytes) {
			p.t.Errorf("%s is answered %d bytes that are not the %d that were", what, len(is), len(was.AnswerBytes))
		}
		return
	}
	before, now := measures(p.t, was.AnswerBytes), measures(p.t, is)
	if before != now {
		p.t.Errorf("%s is %d by %d, was %d by %d", what, now[0], now[1], before[0], before[1])
	}
	if length := answer.Header.Get("Content-Length"); length != strconv.Itoa(len(is)) {
		p.t.Errorf("%s says that it has %s bytes and has %d", what, length, len(is))
	}
}

// measures are a JPEG's width and height.
func measures(t testing.TB, content []byte) [2]int {
	t.Helper()
	drawn, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		t.Errorf("what is answered is no JPEG: %v", err)
		return [2]int{}
	}
	return [2]int{drawn.Bounds().Dx(), drawn.Bounds().Dy()}
}

// callAt are the exchanges of the call that the first of these began.
func callAt(exchanges []exchange) []exchange {
	n := 1
	for exchanges[0].Call == "Upload" && n < len(exchanges) && exchanges[n].Call == "Upload" && exchanges[n].Method != http.MethodPost {
		n++
	}
	return slices.Clone(exchanges[:n])
}

// ready has these exchanges asked for next, and returns those that were not.
func (p *playback) ready(coming []exchange) (left []exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	left, p.coming = p.coming, coming
	return left
}

// takesPart takes what an upload brings, and reports whether that is as much as was brought then: how large the parts are is the
// version's own. Of less it says where it is, as the server does.
func (p *playback) takesPart(w http.ResponseWriter, body []byte) bool {
	e := &p.coming[0]
	n := min(len(body), len(e.BodyBytes))
	if !bytes.Equal(body[:n], e.BodyBytes[:n]) {
		p.t.Errorf("%s %s sends other bytes than it did", e.Method, e.Path)
	}
	if n == len(e.BodyBytes) {
		return true
	}
	at := strconv.Itoa(offsetOf(p.t, *e) + n)
	e.BodyBytes, e.Header = e.BodyBytes[n:], maps.Clone(e.Header)
	e.Header["Upload-Offset"] = at
	w.Header().Set("Tus-Resumable", e.Header["Tus-Resumable"])
	w.Header().Set("Upload-Offset", at)
	w.WriteHeader(http.StatusNoContent)
	return false
}

func offsetOf(t testing.TB, e exchange) int {
	t.Helper()
	at, err := strconv.Atoi(e.Header["Upload-Offset"])
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// upload makes the recorded upload, of a file that has at each place what was brought from there.
func (p *playback) upload(c *client.Client, begun exchange) error {
	size, err := strconv.ParseInt(begun.Header["Upload-Length"], 10, 64)
	if err != nil {
		p.t.Fatal(err)
	}
	_, encoded, _ := strings.Cut(begun.Header["Upload-Metadata"], " ")
	id, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		p.t.Fatal(err)
	}
	content := make([]byte, size)
	p.mu.Lock()
	for _, e := range p.coming[1:] {
		copy(content[offsetOf(p.t, e):], e.BodyBytes)
	}
	p.mu.Unlock()
	var gone int64
	err = c.Acts("").Upload(context.Background(), support.Attachment{ID: string(id), Size: size}, bytes.NewReader(content),
		func(sent int64) { gone = sent }, func() bool { return true })
	if err == nil && gone != size {
		p.t.Errorf("the upload of %s ends after %d of %d bytes", id, gone, size)
	}
	return err
}

// download makes the recorded download, of a file that is what the answer says.
func (p *playback) download(c *client.Client, e exchange, id string) ([]byte, error) {
	what := support.Attachment{ID: id}
	digest := e.AnswerHeader["ETag"]
	if digest == "" {
		digest = e.Header["If-Range"]
	}
	if digest != "" {
		sum, err := support.ParseDigest(strings.Trim(digest, `"`))
		if err != nil {
			p.t.Fatal(err)
		}
		what.SHA256 = sum
	}
	from, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(e.Header["Range"], "bytes="), "-"), 10, 64)
	what.Size = from + int64(len(e.AnswerBytes))
	var content bytes.Buffer
	err := c.Download(context.Background(), what, from, &content)
	return content.Bytes(), err
}
