package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"filodiretto/backend/server/backup"
)

// bring opens a ticket with a file and uploads all of it; it returns the attachment's id.
func (p *process) bring(token, content string) string {
	p.t.Helper()
	id, _ := p.begin(token, content, http.StatusCreated)
	p.tus("PATCH", "/v1/uploads/"+id, token, content, http.StatusNoContent, map[string]string{
		"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream",
	})
	return id
}

// begin opens a ticket with a file, whose upload is answered so when it is begun.
func (p *process) begin(token, content string, want int) (id, answer string) {
	p.t.Helper()
	id = newID()
	status, problem, err := p.ask("POST", "/v1/tickets", token, map[string]any{
		"id": newID(), "kind": "callback", "severity": "stopped", "description": "Perde olio.", "phone": "059 123456", "attachments": []any{map[string]any{
			"id": id, "name": "allarmi.log", "size": len(content), "sha256": fmt.Sprintf("%x", sha256.Sum256([]byte(content))),
		}},
	})
	if err != nil || status != http.StatusCreated {
		p.t.Fatalf("declaring: %d %v %v", status, problem, err)
	}
	return id, p.tus("POST", "/v1/uploads", token, "", want, map[string]string{
		"Upload-Length": strconv.Itoa(len(content)), "Upload-Metadata": "attachmentId " + base64.StdEncoding.EncodeToString([]byte(id)),
	})
}

// tus is a request that must be answered so; it returns the answer's body.
func (p *process) tus(method, path, token, content string, want int, headers map[string]string) string {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, strings.NewReader(content))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != want {
		p.t.Fatalf("%s %s: %d %s, %v", method, path, res.StatusCode, body, err)
	}
	return string(body)
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// blob is the only file in a folder of blobs.
func blob(t *testing.T, folder string) string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(folder, "*", "*", "*"))
	if err != nil || len(all) != 1 {
		t.Fatalf("in %s are %q, %v", folder, all, err)
	}
	return all[0]
}

func TestBackup_TakesAttachmentsAlongAndRestoreAsksForThem(t *testing.T) {
	data, dir := populated(t), t.TempDir()
	file, content := filepath.Join(dir, "copy.backup"), strings.Repeat("E42 asse bloccato\n", 5000)
	p := start(t, data)
	id := p.bring(p.signIn("anna"), content)
	must(t, "", "backup", file, "--data", data)
	if out := must(t, "", "check", "--data", data); !strings.Contains(out, "the store is sound") {
		t.Errorf("check says %q", out)
	}
	p.kill()
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}

	// Without the folder nothing is restored, and it is said what to do.
	alone, other := filepath.Join(t.TempDir(), "copy.backup"), filepath.Join(t.TempDir(), "other")
	if err := os.Link(file, alone); err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(t, "", "restore", alone, "--data", other)
	if code != 1 || !strings.Contains(errs, id) || !strings.Contains(errs, "--incomplete") || !strings.Contains(errs, filepath.Join(filepath.Dir(alone), backup.Folder)) {
		t.Errorf("exit %d, says %q", code, errs)
	}
	if out := must(t, "", "restore", alone, "--incomplete", "--data", other); !strings.Contains(out, "1 attachments are missing") {
		t.Errorf("says %q", out)
	}
	if out := must(t, "", "check", "--data", other); !strings.Contains(out, "the store is sound") {
		t.Errorf("check says %q", out)
	}

	must(t, "", "restore", file, "--data", data)
	p = start(t, data)
	luca := p.signIn("luca")
	if got := p.tus("GET", "/v1/attachments/"+id, luca, "", http.StatusOK, nil); got != content {
		t.Errorf("%d bytes came back, of %d", len(got), len(content))
	}
	p.kill()
	if err := os.Remove(blob(t, filepath.Join(data, "blobs"))); err != nil {
		t.Fatal(err)
	}
	code, out, _ := command(t, "", "check", "--data", data)
	if code != 1 || !strings.Contains(out, "1 attachments that have arrived and whose bytes are not there: "+id) {
		t.Errorf("exit %d, check says %q", code, out)
	}
}

func TestServe_RefusesAMeasureOfAttachmentsThatMakesNoSense(t *testing.T) {
	for flag, all := range map[string][]string{
		"--max-attachment": {"0", "-1", "524288001", "500MB"}, "--upload-reserve": {"0", "-1", "18446744073709551615", "1GB"},
	} {
		for _, bytes := range all {
			data := filepath.Join(t.TempDir(), "data")
			code, _, errs := command(t, "", "serve", "--data", data, "--listen", "127.0.0.1:nowhere", flag, bytes)
			if code == 0 || !strings.Contains(errs, flag[2:]) {
				t.Errorf("%s %s: exit %d, says %q", flag, bytes, code, errs)
			}
		}
	}
}

// A disk that has less than is to stay free takes words, and no files.
func TestServe_LeavesAsMuchOfTheDiskFreeAsItIsTold(t *testing.T) {
	p := start(t, populated(t), "--upload-reserve", strconv.Itoa(1<<60))
	_, answer := p.begin(p.signIn("anna"), "E42", http.StatusServiceUnavailable)
	if !strings.Contains(answer, "no room for attachments") {
		t.Errorf("it answers %s", answer)
	}
}
