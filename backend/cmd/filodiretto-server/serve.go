package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"filodiretto/backend/api"
	"filodiretto/backend/phone"
	"filodiretto/backend/server"
	"filodiretto/backend/server/httpapi"
	"filodiretto/backend/server/service"
	"filodiretto/backend/server/upkeep"
	"filodiretto/backend/support"
)

type serveCommand struct {
	Listen         string        `help:"Address to listen on; port 0 picks one." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	TLSCert        string        `name:"tls-cert" help:"Certificate chain, PEM." placeholder:"FILE"`
	TLSKey         string        `name:"tls-key" help:"Private key, PEM." placeholder:"FILE"`
	BehindTLSProxy bool          `name:"behind-tls-proxy" help:"A proxy in front does TLS: listen without on any address."`
	TrustedProxy   []string      `help:"Addresses or networks whose X-Forwarded-For counts." placeholder:"CIDR"`
	Metrics        string        `help:"Address for Prometheus, a listener of its own." placeholder:"HOST:PORT"`
	Name           string        `help:"What this server is called where people sign in." default:"Filo Diretto"`
	SupportPhone   string        `help:"The support's telephone number, in E.164." placeholder:"+39…"`
	SupportHours   string        `help:"The support's hours, as people should read them."`
	MaxBody        int64         `help:"Bytes that a request's body may have." default:"1048576"`
	MaxAttachment  int64         `help:"Bytes that an attachment may have, at most 500 MiB." default:"524288000" placeholder:"BYTES"`
	UploadReserve  uint64        `help:"Free bytes that attachments leave on the disk: below that they wait." default:"67108864" placeholder:"BYTES"`
	RequestRate    int           `help:"Requests a minute of one session." default:"600"`
	SignInFailures int           `help:"Failed sign-ins a minute from one address." default:"60"`
	WrongPasswords int           `help:"Wrong passwords in a row that lock a login." default:"5"`
	FirstLock      time.Duration `help:"How long the first lock lasts; each further one twice as long." default:"1m"`
	LongestLock    time.Duration `help:"How long a lock lasts at most." default:"15m"`
	SessionLife    time.Duration `help:"How long a session lives after its last use." default:"2160h"`
	Backup         string        `help:"Folder for backups, made while the server runs: a folder of their own, best on another disk." placeholder:"DIR"`
	BackupEvery    time.Duration `help:"How often a backup is made." default:"24h"`
	Keep           int           `help:"How many backups are kept." default:"14"`
	DiskLow        uint64        `help:"Free bytes below which a disk is called low, in log and metrics." default:"1073741824" placeholder:"BYTES"`
	Drain          time.Duration `help:"How long requests under way may take when the server goes down." default:"20s"`
}

// Run serves until the context ends.
func (c *serveCommand) Run(ctx context.Context, g *Globals, t terminal) (err error) {
	log := g.logger(t)
	config, err := c.config(g.Data, log)
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	config.Log, config.Metrics = log, registry
	s, err := g.open(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return err
	}
	if config.TLS == nil && !c.BehindTLSProxy && !isLoopback(listener.Addr()) {
		return errors.Join(listener.Close(), errors.New("without TLS the server listens on a loopback address alone: "+
			"give --tls-cert and --tls-key, or --behind-tls-proxy if a proxy in front does TLS"))
	}
	stopMetrics, err := c.serveMetrics(ctx, registry)
	if err != nil {
		return errors.Join(listener.Close(), err)
	}
	defer stopMetrics()
	scheme := "http"
	if config.TLS != nil {
		scheme = "https"
	}
	config.Log.InfoContext(ctx, "serving", "version", api.Version, "data", g.Data, "address", listener.Addr().String(), "tls", config.TLS != nil)
	fmt.Fprintf(t.out, "listening on %s://%s\n", scheme, listener.Addr())
	err = s.Serve(ctx, listener)
	config.Log.InfoContext(context.WithoutCancel(ctx), "ended", "error", err)
	return err
}

func (c *serveCommand) config(data string, log *slog.Logger) (server.Config, error) {
	config := server.Config{
		Name: c.Name, Support: api.Contact{Hours: c.SupportHours}, SessionLife: c.SessionLife, MaxAttachment: c.MaxAttachment, Drain: c.Drain,
		SignIn: service.SignInLimits{
			Wrong: c.WrongPasswords, FirstLock: c.FirstLock, LongestLock: c.LongestLock, PerAddress: c.SignInFailures,
		},
		Limits:  httpapi.Limits{Body: c.MaxBody, RequestsPerMinute: c.RequestRate},
		Backups: upkeep.Backups{Dir: c.Backup, Every: c.BackupEvery, Keep: c.Keep},
		DiskLow: c.DiskLow,
		Uploads: server.Uploads{Reserve: c.UploadReserve},
	}
	if c.MaxAttachment < 1 || c.MaxAttachment > support.MaxAttachmentSize {
		return config, fmt.Errorf("--max-attachment must be between 1 and %d bytes, not %d", support.MaxAttachmentSize, c.MaxAttachment)
	}
	if c.UploadReserve < 1 || c.UploadReserve > math.MaxInt64 {
		return config, fmt.Errorf("--upload-reserve must be between 1 and %d bytes, not %d", int64(math.MaxInt64), c.UploadReserve)
	}
	if err := config.Backups.Check(data); err != nil {
		return config, err
	}
	if c.SupportPhone != "" {
		number, err := phone.Parse(c.SupportPhone, "")
		if err != nil {
			return config, fmt.Errorf("--support-phone %q is not a telephone number with its international prefix", c.SupportPhone)
		}
		config.Support.Phone = number
	}
	for _, text := range c.TrustedProxy {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			address, err := netip.ParseAddr(text)
			if err != nil {
				return config, fmt.Errorf("--trusted-proxy %q is neither an address nor a network", text)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		config.TrustedProxies = append(config.TrustedProxies, prefix)
	}
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return config, errors.New("--tls-cert and --tls-key go together")
	case c.TLSCert != "":
		certificate, err := loadCertificate(c.TLSCert, c.TLSKey, time.Now, log)
		if err != nil {
			return config, err
		}
		config.TLS = &tls.Config{GetCertificate: certificate.get, MinVersion: tls.VersionTLS12}
	}
	return config, nil
}

func isLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// serveMetrics serves Prometheus on a listener of its own, until the returned function is called.
func (c *serveCommand) serveMetrics(ctx context.Context, registry *prometheus.Registry) (stop func(), err error) {
	if c.Metrics == "" {
		return func() {}, nil
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", c.Metrics)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	web := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(listener) }()
	return func() { _ = web.Close() }, nil
}
