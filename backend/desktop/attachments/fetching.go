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
	// kept: all of it is here, and stays until the last one who waits for it has left.
	kept bool
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
	return a.fetch(ctx, f.Attachment, justHere)
}

// justHere is for whom it is enough that a file is here.
func justHere() error { return nil }

// fetch brings a file here, and calls then: until that returns the file stays, however little room there is.
func (a *Attachments) fetch(ctx context.Context, what support.Attachment, then func() error) error {
	if a.Folder.Hold(what.SHA256) {
		defer a.Folder.Release(what.SHA256)
		return then()
	}
	if !what.Arrived() {
		return support.Errorf(support.CodeNotFound, "the file has not arrived at the server")
	}
	if what.Size > support.MaxAttachmentSize {
		// No server takes that much: it would fill the disk with whatever comes.
		return support.Errorf(support.CodeTooLarge, "the file is said to be larger than any may be")
	}
	mine, err := a.join(what)
	if err != nil {
		return err
	}
	defer a.leave(what.SHA256, mine)
	select {
	case <-mine.done:
		if mine.err != nil {
			return mine.err
		}
		return then()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// join waits with who fetches the file already, or has it fetched.
func (a *Attachments) join(what support.Attachment) (*fetch, error) {
	f := &a.fetching
	f.mu.Lock()
	defer f.mu.Unlock()
	if there, ok := f.under[what.SHA256]; ok {
		there.waiting++
		return there, nil
	}
	if a.open.Err() != nil {
		return nil, support.Errorf(support.CodeUnavailable, "the program is ending")
	}
	// It goes on for whoever else waits when the one who began it gives up.
	ctx, cancel := context.WithCancel(a.open)
	mine := &fetch{done: make(chan struct{}), waiting: 1, cancel: cancel}
	f.under[what.SHA256] = mine
	f.all.Go(func() {
		mine.err = a.bring(ctx, what)
		f.mu.Lock()
		if f.under[what.SHA256] == mine {
			delete(f.under, what.SHA256)
		}
		mine.kept = mine.err == nil
		leftAlone := mine.kept && mine.waiting == 0
		f.mu.Unlock()
		close(mine.done)
		if leftAlone {
			a.letGo(what.SHA256)
		}
	})
	return mine, nil
}

// leave ends a fetch that nobody waits for any more, and lets go of what it has brought.
func (a *Attachments) leave(digest support.Digest, mine *fetch) {
	f := &a.fetching
	f.mu.Lock()
	mine.waiting--
	last := mine.waiting == 0
	if last {
		mine.cancel()
		if f.under[digest] == mine {
			delete(f.under, digest)
		}
	}
	letGo := last && mine.kept && a.open.Err() == nil // a program that ends makes no room
	if letGo {
		f.all.Add(1)
	}
	f.mu.Unlock()
	if letGo {
		defer f.all.Done()
		a.letGo(digest)
	}
}

// letGo says that a file that was brought may make room for others, and others for it.
func (a *Attachments) letGo(digest support.Digest) {
	a.Folder.Release(digest)
	a.makeRoom(a.open)
}

// bring fetches a file until it is here. It stays until it is let go.
func (a *Attachments) bring(ctx context.Context, what support.Attachment) error {
	err := a.bringAll(ctx, what)
	a.progress.settle(what.ID, func(p *Progress) {
		if err == nil {
			p.Received = what.Size
		}
	})
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
