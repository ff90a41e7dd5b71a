package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// issue writes a certificate of that number with its key.
func issue(t *testing.T, number int64) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(number), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
}

func TestServe_ShowsACertificateThatWasRenewedWithoutBeingToldOfIt(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	cert, key := issue(t, 1)
	certFile, keyFile := write("cert.pem", cert), write("key.pem", key)
	now, log := time.Now(), &bytes.Buffer{}
	c, err := loadCertificate(certFile, keyFile, func() time.Time { return now }, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	shown := func() int64 {
		near, far := net.Pipe()
		served := make(chan error, 1)
		go func() {
			served <- tls.Server(near, &tls.Config{GetCertificate: c.get, MinVersion: tls.VersionTLS12, SessionTicketsDisabled: true}).Handshake()
		}()
		client := tls.Client(far, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // which it is is what is asked
		if err := errors.Join(client.HandshakeContext(t.Context()), <-served); err != nil {
			t.Fatal(err)
		}
		return client.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	wants := func(when string, number int64) {
		t.Helper()
		now = now.Add(certificateLook)
		if is := shown(); is != number {
			t.Errorf("%s it shows number %d", when, is)
		}
	}
	wants("at first", 1)
	// One after the other, as they are written where somebody renews them; the new ones are as long as the old ones at times.
	later := time.Now().Add(time.Hour)
	cert, key = issue(t, 2)
	write("cert.pem", cert)
	_ = os.Chtimes(certFile, later, later)
	wants("between the two files", 1)
	if n := strings.Count(log.String(), "cannot be read"); n != 1 {
		t.Errorf("between the two files the log says %q", log)
	}
	wants("still between them", 1)
	write("key.pem", key)
	_ = os.Chtimes(keyFile, later, later)
	wants("renewed", 2)
	if err := os.Remove(certFile); err != nil {
		t.Fatal(err)
	}
	wants("without its file", 2)
	if _, err := loadCertificate(certFile, keyFile, time.Now, slog.Default()); err == nil || !strings.Contains(err.Error(), "TLS certificate") {
		t.Errorf("a server without its certificate begins: %v", err)
	}
}
