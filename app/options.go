package app

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filodiretto/backend/api"
)

// Name is what the program is called, everywhere that a person sees it.
const Name = "Filo Diretto"

// Options are what the program is started with.
type Options struct {
	// Profile names one of several windows on a workstation; each has a folder, a lock and people of its own.
	Profile string
	// Data is the folder that holds the profiles.
	Data string
	// Server is the address to propose at sign-in.
	Server string
	// SignIn is a file with credentials in JSON, read once and removed.
	SignIn string
	// Link is a link to a ticket to open, filodiretto://ticket/1042, as it was given; empty when there is none.
	Link string
}

// ParseOptions reads the command line; flag.ErrHelp says that only help was asked for.
func ParseOptions(args []string) (Options, error) {
	var o Options
	flags := flag.NewFlagSet("filodiretto", flag.ContinueOnError)
	flags.StringVar(&o.Profile, "profile", "default", "which of this workstation's `profiles` to open; each has its own window")
	flags.StringVar(&o.Data, "data", "", "`folder` that holds the profiles (default: the user's configuration folder)")
	flags.StringVar(&o.Server, "server", "", "`address` to propose at sign-in")
	flags.StringVar(&o.SignIn, "sign-in", "", "`file` with {address, login, password, remember} in JSON: read once, then removed")
	version := flags.Bool("version", false, "print the version and exit")
	flags.Usage = func() {
		_, _ = fmt.Fprintln(flags.Output(), "Usage: filodiretto [options] [filodiretto://ticket/NUMBER]")
		flags.PrintDefaults()
	}
	if err := flags.Parse(withoutActivation(args)); err != nil {
		return o, err
	}
	if flags.NArg() > 1 {
		return o, fmt.Errorf("more than one link: %q", flags.Args())
	}
	o.Link = flags.Arg(0)
	if *version {
		_, err := os.Stdout.WriteString(Name + " " + api.Version + "\n")
		return o, errors.Join(flag.ErrHelp, err)
	}
	if o.Profile == "" || strings.ContainsAny(o.Profile, `/\:*?"<>|`) || strings.HasPrefix(o.Profile, ".") {
		return o, errors.New("--profile must be a plain name")
	}
	if o.Data == "" {
		config, err := os.UserConfigDir()
		if err != nil {
			return o, err
		}
		o.Data = filepath.Join(config, "FiloDiretto")
	}
	return o, nil
}

// withoutActivation leaves out what Windows adds when it starts the program for the click on a notification that is older
// than this start.
func withoutActivation(args []string) []string {
	return slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == "-Embedding" || arg == "%1" })
}

// folder is the profile's own.
func (o Options) folder() string { return filepath.Join(o.Data, o.Profile) }
