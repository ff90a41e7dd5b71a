package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// killing is a body in the middle of which the server is killed.
type killing struct {
	io.Reader
	p    *process
	left int
}

func (k *killing) Read(b []byte) (int, error) {
	if k.left <= 0 {
		_ = k.p.cmd.Process.Kill()
	}
	n, err := k.Reader.Read(b[:min(len(b), max(k.left, 1))])
	k.left -= n
	return n, err
}

func (p *process) carry(method, path, token string, body io.Reader, size int, header map[string]string) (status, offset int, err error) {
	req, err := http.NewRequest(method, p.url+path, body)
	if err != nil {
		return 0, 0, err
	}
	req.ContentLength = int64(size)
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	_, _ = fmt.Sscan(res.Header.Get("Upload-Offset"), &offset)
	return res.StatusCode, offset, err
}

// TestServe_LosesNoUploadThroughKills kills the server in the middle of an upload again and again, also while it finishes
// one: each goes on where it was, and in the end all bytes are there, once.
func TestServe_LosesNoUploadThroughKills(t *testing.T) {
	data := populated(t)
	photo := make([]byte, 24<<20)
	_, _ = rand.NewChaCha8([32]byte{6}).Read(photo)
	sum := sha256.Sum256(photo)
	ticket, attachment, token := newID(), newID(), ""
	path := "/v1/uploads/" + attachment
	const kills = 12
	last, arrived := 0, false
	for round := 0; !arrived; round++ {
		p := start(t, data)
		if round == 0 {
			token = p.signIn("anna")
			status, answer, err := p.ask("POST", "/v1/tickets", token, map[string]any{
				"id": ticket, "kind": "callback", "severity": "stopped", "description": "Ferma.", "phone": "059 123456",
				"attachments": []map[string]any{{"id": attachment, "name": "Foto.bin", "size": len(photo), "sha256": hex.EncodeToString(sum[:])}},
			})
			if err != nil || status != http.StatusCreated {
				t.Fatal(status, answer, err)
			}
		}
		status, at, err := p.carry("POST", "/v1/uploads", token, nil, 0, map[string]string{
			"Upload-Length": fmt.Sprint(len(photo)), "Upload-Metadata": "attachmentId " + base64.StdEncoding.EncodeToString([]byte(attachment)),
		})
		if err != nil || status != http.StatusCreated || at < last {
			t.Fatalf("round %d: the upload was at %d and is at %d, %d %v", round, last, at, status, err)
		}
		last = at
		rest := len(photo) - at
		var body io.Reader = bytes.NewReader(photo[at:])
		switch {
		case rest == 0:
		case round >= kills:
		case round >= kills-3:
			// All of it goes, and the server dies while it finishes.
			body = &killing{body, p, rest}
		default:
			body = &killing{body, p, rand.IntN(min(rest, len(photo)/kills))}
		}
		if rest > 0 {
			status, at, err = p.carry("PATCH", path, token, body, rest, map[string]string{
				"Upload-Offset": fmt.Sprint(at), "Content-Type": "application/offset+octet-stream",
			})
			if err == nil && (status != http.StatusNoContent || at != len(photo)) {
				t.Fatalf("round %d: answered %d at %d", round, status, at)
			}
		}
		if arrived = err == nil; arrived {
			req, _ := http.NewRequest("GET", p.url+"/v1/attachments/"+attachment, nil)
			req.Header.Set("Authorization", "Bearer "+token)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(res.Body)
			if err = errors.Join(err, res.Body.Close()); err != nil || !bytes.Equal(got, photo) {
				t.Errorf("%d bytes arrived, and not those that were sent: %v", len(got), err)
			}
		}
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	}
	if code, said, errs := command(t, "", "check", "--data", data); code != 0 {
		t.Errorf("check: exit %d, %s %s", code, said, errs)
	}
	unfinished, err := os.ReadDir(filepath.Join(data, "uploads"))
	if err != nil || len(unfinished) > 0 {
		t.Errorf("left behind: %v, %v", unfinished, err)
	}
	// What a killed server leaves of a blob goes with the next one's start.
	p := start(t, data)
	defer func() { _ = p.cmd.Process.Kill() }()
	alone := func() bool {
		var files []string
		err := filepath.WalkDir(filepath.Join(data, "blobs"), func(path string, e os.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				files = append(files, path)
			}
			return err
		})
		return err == nil && len(files) == 1 && strings.HasSuffix(files[0], hex.EncodeToString(sum[:]))
	}
	for deadline := time.Now().Add(time.Minute); !alone(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("more than the blob is left")
		}
	}
}
