// Command testrun runs every test of the repository, stage by stage, and counts.
//
// Each stage has a log of its own in out/test. What failed and what was skipped is named at the end, and the very last
// line is "N passed, N failed, N skipped". It ends with 0 only if something passed and nothing failed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// logs is where each stage leaves one.
const logs = "out/test"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	flags := flag.NewFlagSet("testrun", flag.ContinueOnError)
	only := flags.String("stages", "", "run these `stages` only, separated by commas")
	list := flags.Bool("list", false, "list the stages and exit")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	chosen, err := choose(stages, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testrun:", err)
		return 2
	}
	if *list {
		for _, s := range stages {
			fmt.Printf("%-10s %s\n", s.name, s.says)
		}
		return 0
	}
	if err := os.MkdirAll(logs, 0o750); err != nil {
		fmt.Fprintln(os.Stderr, "testrun:", err)
		return 1
	}

	var total tally
	begun := time.Now()
	for _, s := range chosen {
		if s.needs != "" {
			if found, err := filepath.Glob(s.needs); err != nil || len(found) == 0 {
				continue
			}
		}
		fmt.Printf("%-10s %s\n", s.name, s.says)
		at := time.Now()
		t := perform(ctx, s, logs)
		fmt.Printf("%-10s %s in %s\n", "", t.line(), time.Since(at).Round(time.Second))
		total.add(t)
		if ctx.Err() != nil {
			total.failures = append(total.failures, finding{stage: s.name, name: "interrupted", why: "what follows was not run"})
			total.failed++
			break
		}
	}
	report(os.Stdout, total, logs, time.Since(begun))
	if total.failed > 0 || total.passed == 0 {
		return 1
	}
	return 0
}

// choose picks the stages named in a list, in their own order; none named means all.
func choose(all []stage, list string) ([]stage, error) {
	if list == "" {
		return all, nil
	}
	names := strings.Split(list, ",")
	var chosen []stage
	for _, s := range all {
		if i := slices.Index(names, s.name); i >= 0 {
			chosen = append(chosen, s)
			names = slices.Delete(names, i, i+1)
		}
	}
	if len(names) > 0 {
		return nil, fmt.Errorf("no stage called %s", strings.Join(names, ", "))
	}
	return chosen, nil
}
