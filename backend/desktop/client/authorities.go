package client

import (
	"crypto/x509"
	"os"

	"filodiretto/backend/support"
)

// authorities are the system's and those of the PEM file; nil without a file: the system's alone. A file that cannot be
// read is unknown, one without a single certificate of a bad type.
func authorities(file string) (*x509.CertPool, *support.Error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, support.Invalid("caFile", support.ReasonUnknown)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		// A system without authorities of its own still has the file's.
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(b) {
		return nil, support.Invalid("caFile", support.ReasonBadType)
	}
	return pool, nil
}
