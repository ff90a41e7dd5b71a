//go:build e2e

package e2e

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/outbox"
)

// seenFile is a file of a ticket as its person sees it.
type seenFile struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	State  string `json:"state"`
}

// attach puts a file with the reply that is being written.
func attach(ctx context.Context, p *desktop.Profile, ticket, path string) (string, error) {
	f, err := p.Attachments().AddFile(ctx, outbox.ReplyDraft(ticket), path)
	return f.ID, err
}

func seeFiles(ctx context.Context, p *desktop.Profile, ticket string) ([]seenFile, error) {
	files, err := p.Desk().TicketFiles(ctx, ticket)
	var out []seenFile
	for i := range files {
		f := &files[i]
		out = append(out, seenFile{ID: f.ID, Name: f.Name, Size: f.Size, SHA256: f.SHA256.String(), State: string(f.State)})
	}
	return out, err
}

// fetch brings a file to this disk, and says what is there by its SHA-256.
func fetch(ctx context.Context, p *desktop.Profile, id string) (string, error) {
	if err := p.Attachments().Fetch(ctx, id); err != nil {
		return "", err
	}
	_, f, err := p.Attachments().Open(ctx, id)
	if err != nil {
		return "", err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
