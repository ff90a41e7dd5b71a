package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"filodiretto/backend/disk"
)

// certificateLook is how often it is looked whether a certificate was renewed: while nobody comes, never.
const certificateLook = time.Minute

// certificate is that of the server, from two files. It is read again once they have changed: whoever renews it need not know
// that the server has to be told. As long as what is in them does not go together, such as between the writing of the one and of
// the other, the one before is shown.
type certificate struct {
	cert, key string
	now       func() time.Time
	log       *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	written [2]disk.Stamp
	looked  time.Time
}

// loadCertificate reads the files for the first time.
func loadCertificate(cert, key string, now func() time.Time, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, now: now, log: log, looked: now()}
	written, err := c.stamps()
	if err != nil {
		return nil, err
	}
	return c, c.load(written)
}

// get is for [tls.Config].
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if since := c.now().Sub(c.looked); since >= 0 && since < certificateLook {
		return c.current, nil
	}
	c.looked = c.now()
	written, err := c.stamps()
	if err == nil && written != c.written {
		err = c.load(written)
	}
	if err != nil {
		c.log.Error("the certificate was changed and cannot be read; the one before is shown", "error", err)
	}
	return c.current, nil
}

// load reads both, and remembers what it has read, also where that is no certificate: it is read once.
func (c *certificate) load(written [2]disk.Stamp) error {
	c.written = written
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("TLS certificate: %w", err)
	}
	if c.current != nil {
		c.log.Info("the certificate was renewed", "until", pair.Leaf.NotAfter)
	}
	c.current = &pair
	return nil
}

func (c *certificate) stamps() (written [2]disk.Stamp, err error) {
	for i, file := range []string{c.cert, c.key} {
		if written[i], err = disk.StampOf(file); err != nil {
			return written, fmt.Errorf("TLS certificate: %w", err)
		}
	}
	return written, nil
}
