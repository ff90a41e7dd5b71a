// Filodiretto-server is the ticket server of Filo Diretto: `serve` runs it, the other commands set it up.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"filodiretto/backend/support"
)

// commands are all that the program does.
type commands struct {
	Globals

	Serve    serveCommand    `cmd:"" help:"Run the server."`
	Company  companyCommand  `cmd:"" help:"Companies: add, list."`
	Person   personCommand   `cmd:"" help:"People: add, disable, password, list."`
	Machine  machineCommand  `cmd:"" help:"Machines: add, import, list."`
	Category categoryCommand `cmd:"" help:"Categories: add, list."`
	Cause    causeCommand    `cmd:"" help:"Causes, to be chosen at closing: add, disable, list."`
	Response responseCommand `cmd:"" help:"Response times: show, set."`
	Demo     demoCommand     `cmd:"" help:"Fill an empty store with demonstration data; prints who can sign in, a JSON object a line."`
	Backup   backupCommand   `cmd:"" help:"Write a consistent, verified copy of the store to a file; the server may be running."`
	Restore  restoreCommand  `cmd:"" help:"Fill an empty store from a backup; every program fetches its cache anew."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the store's schema up to date."`
	Check    checkCommand    `cmd:"" help:"Show the configuration, secrets redacted, and verify the store."`
	Version  versionCommand  `cmd:"" help:"Say which version this is."`
}

// Globals are the flags of all commands.
type Globals struct {
	Data   string     `help:"Folder of the store." placeholder:"DIR"`
	Config configFile `help:"File of settings: a JSON object by flag name." placeholder:"FILE"`
	Log    string     `help:"How to log to standard error: text or json." enum:"text,json" default:"text"`
	Level  string     `help:"What to log from: debug, info, warn or error." enum:"debug,info,warn,error" default:"info"`
}

func main() {
	privateFiles()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr}))
}

// terminal is where the program reads and writes.
type terminal struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// run is the whole program but for the process around it; it returns the exit code.
func run(ctx context.Context, args []string, t terminal) int {
	var c commands
	settings, err := newSettings(os.LookupEnv)
	if err != nil {
		fmt.Fprintf(t.err, "filodiretto-server: %v\n", err)
		return 2
	}
	exited := -1
	parser, err := newParser(ctx, &c, settings, kong.Writers(t.out, t.err), kong.Exit(func(code int) { exited = code }), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(t.err, err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintf(t.err, "filodiretto-server: %v\n", err)
		return 2
	}
	if err := parsed.Run(&c.Globals, t, settings); err != nil {
		fmt.Fprintf(t.err, "filodiretto-server: %s\n", inWords(err))
		return 1
	}
	return 0
}

func newParser(ctx context.Context, c *commands, s *settings, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(c, append([]kong.Option{
		kong.Name("filodiretto-server"), kong.Description("The ticket server of Filo Diretto."),
		kong.Resolvers(s), kong.Bind(s), kong.BindTo(ctx, (*context.Context)(nil)),
	}, more...)...)
}

// inWords is an error as whoever runs the command should read it.
func inWords(err error) string {
	var e *support.Error
	if errors.As(err, &e) && e.Detail != "" {
		return e.Detail
	}
	return err.Error()
}
