package attachments

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"filodiretto/backend/support"
)

// fetches are the files that are being fetched; whoever asks for one of them waits for the same bytes.
type fetches struct {
	mu    sync.Mutex
	under map[support.Digest]*fetch
	all   sync.WaitGroup
}

// fetch is one of them.
type fetch struct {
	done    chan struct{}
	err     error
	waiting int
	cancel  context.CancelFunc
}

// How often a fetch that gets nothing at all is tried again, and how long it waits at most in between. One that gets on goes
// on for as long as it takes.
const (
	fruitless    = 5
	longestPause = 8 * time.Second
)

// Fetch brings the bytes of a message's file to this disk, from where they are here already. It gives up when the line brings
// nothing at all for a while, or when ctx ends; what has come is kept for the next time. support.CodeNotFound says that the
// server has not got them yet, support.CodeHashMismatch that it gave others, support.CodeStorage that they have no room here.
func (a *Attachments) Fetch(ctx context.Context, id string) error {
	f, err := a.Desk.Attachment(ctx, id)
	if err != nil {
		return err
	}
	return a.fetch(ctx, f.Attachment)
}

func (a *Attachments) fetch(ctx context.Context, what support.Attachment) error {
	if a.Folder.Has(what.SHA256) {
		return nil
	}
	if !what.Arrived() {
		return support.Errorf(support.CodeNotFound, "the file has not arrived at the server")
	}
	if what.Size > support.MaxAttachmentSize {
		// No server takes that much: it would fill the disk with whatever comes.
		return support.Errorf(support.CodeTooLarge, "the file is said to be larger than any may be")
	}
	mine, err := a.fetching.join(a.open, what, a.bring)
	if err != nil {
		return err
	}
	defer a.fetching.leave(what.SHA256, mine)
	select {
	case <-mine.done:
		return mine.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// join waits with who fetches the file already, or has it fetched.
func (f *fetches) join(
	open context.Context, what support.Attachment, bring func(context.Context, support.Attachment) error,
) (*fetch, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if there, ok := f.under[what.SHA256]; ok {
		there.waiting++
		return there, nil
	}
	if open.Err() != nil {
		return nil, support.Errorf(support.CodeUnavailable, "the program is ending")
	}
	// It goes on for whoever else waits when the one who began it gives up.
	ctx, cancel := context.WithCancel(open)
	mine := &fetch{done: make(chan struct{}), waiting: 1, cancel: cancel}
	f.under[what.SHA256] = mine
	f.all.Go(func() {
		defer close(mine.done)
		mine.err = bring(ctx, what)
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.under[what.SHA256] == mine {
			delete(f.under, what.SHA256)
		}
	})
	return mine, nil
}

// leave ends a fetch that nobody waits for any more.
func (f *fetches) leave(digest support.Digest, mine *fetch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if mine.waiting--; mine.waiting == 0 {
		mine.cancel()
		if f.under[digest] == mine {
			delete(f.under, digest)
		}
	}
}

// bring fetches a file until it is here.
func (a *Attachments) bring(ctx context.Context, what support.Attachment) error {
	err := a.bringAll(ctx, what)
	a.progress.settle(what.ID, func(p *Progress) {
		if err == nil {
			p.Received = what.Size
		}
	})
	if err == nil {
		a.makeRoom(ctx)
	}
	return err
}

func (a *Attachments) bringAll(ctx context.Context, what support.Attachment) error {
	for tries := 0; ; {
		got, err := a.bringSome(ctx, what)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case got > 0:
			tries = 0
		}
		if code := support.CodeOf(err); !mayGoOn(code) || tries+1 >= fruitless {
			return err
		}
		tries++
		slog.InfoContext(ctx, "the line does not bring a file", "tries", tries, "err", err)
		pause := time.Duration(rand.Int64N(int64(min(time.Second<<tries, longestPause)))) //nolint:gosec // jitter needs no secrecy
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// mayGoOn reports whether trying again may bring more.
func mayGoOn(code support.Code) bool {
	switch code {
	case support.CodeUnreachable, support.CodeNotAServer, support.CodeUnavailable, support.CodeRateLimited, support.CodeProxy,
		support.CodeInternal:
		return true
	default:
		return false
	}
}

// bringSome goes on with a file where it is, and returns how many bytes have come.
func (a *Attachments) bringSome(ctx context.Context, what support.Attachment) (int64, error) {
	part, err := a.Folder.Part(what.SHA256, what.Size)
	if err != nil {
		return 0, err
	}
	from := part.Size()
	counted := &counting{to: part, at: from, told: func(n int64) {
		a.progress.change(what.ID, func(p *Progress) { p.Received = n })
	}}
	if from < what.Size {
		err = a.Client.Download(ctx, what, from, counted)
	}
	if err == nil {
		err = part.Finish(ctx)
	}
	// One that is finished is closed.
	return counted.at - from, errors.Join(err, part.Close())
}

// counting tells how far a file is.
type counting struct {
	to   io.Writer
	at   int64
	told func(int64)
}

func (c *counting) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.at += int64(n)
	c.told(c.at)
	return n, err
}
