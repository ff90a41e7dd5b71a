package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/alecthomas/kong"
)

// environmentPrefix begins the names of all variables: --tls-key is FILODIRETTO_TLS_KEY, or the content of the file that
// FILODIRETTO_TLS_KEY_FILE names.
const environmentPrefix = "FILODIRETTO_"

// settings gives flags that were not typed their values: from the environment, else from the configuration file. Only
// the flags of all commands and of serve are set so; those of other commands say what one call is about.
type settings struct {
	environment func(string) (string, bool)
	file        map[string]any
	fileName    string
}

// newSettings reads the file that the environment names, if it names one.
func newSettings(environment func(string) (string, bool)) (*settings, error) {
	s := &settings{environment: environment}
	name, _ := environment(environmentPrefix + "CONFIG")
	return s, s.load(name)
}

// configFile is the --config flag; the file is read before other flags get their values.
type configFile string

// BeforeResolve reads the file that was named on the command line, before any flag has its value.
func (configFile) BeforeResolve(s *settings, c *kong.Context, trace *kong.Path) error {
	name, _ := c.FlagValue(trace.Flag).(configFile)
	return s.load(string(name))
}

func (s *settings) load(name string) error {
	if name == "" {
		return nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	values := map[string]any{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&values); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for key, v := range values {
		if number, is := v.(json.Number); is {
			values[key] = number.String()
		}
	}
	s.file, s.fileName = values, name
	return nil
}

// Validate refuses a file that sets what nobody reads.
func (s *settings) Validate(app *kong.Application) error {
	known := map[string]bool{}
	for _, flag := range append(app.Flags, flagsOf(app, "serve")...) {
		known[flag.Name] = true
	}
	var unknown []string
	for name := range s.file {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		return fmt.Errorf("%s sets %s, which is no flag of serve", s.fileName, strings.Join(unknown, ", "))
	}
	return nil
}

func flagsOf(app *kong.Application, command string) []*kong.Flag {
	for _, child := range app.Children {
		if child.Name == command {
			return child.Flags
		}
	}
	return nil
}

// Resolve is the value of a flag that was not typed, nil for its default.
func (s *settings) Resolve(_ *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	if parent.App == nil && (parent.Command == nil || parent.Command.Name != "serve") || flag.Name == "help" {
		return nil, nil
	}
	return s.lookUp(flag.Name)
}

// lookUp is a setting's value from the environment, else from the file, nil if neither has it.
func (s *settings) lookUp(flag string) (any, error) {
	name := environmentPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
	if v, ok := s.environment(name); ok {
		return v, nil
	}
	if file, ok := s.environment(name + "_FILE"); ok {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		return strings.TrimRight(string(b), "\r\n"), nil
	}
	if v, ok := s.file[flag]; ok {
		return v, nil
	}
	return nil, nil
}
