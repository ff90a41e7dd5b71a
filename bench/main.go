// Command bench runs the project's benchmarks and prints one table: what was measured, against what named thing, and the
// budget. It writes the same as JSON. Absolute times mean little on shared machines; the ratios are taken in one run.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	messages := flag.Int("messages", 1_000_000, "how many messages the desktop's cache holds, ten a ticket")
	dir := flag.String("dir", "", "a `folder` for that cache, to be kept and used again (default: a temporary one)")
	only := flag.String("only", "", "measure only what has this in its name: a package, start, or keys")
	out := flag.String("out", filepath.Join("out", "bench.json"), "`file` for the results in JSON")
	flag.Parse()
	if err := run(ctx, plan{messages: *messages, dir: *dir, only: *only, out: *out}); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// suite is one package's benchmarks.
type suite struct {
	pkg, bench string
	args       []string
}

// plan is what to measure.
type plan struct {
	messages       int
	dir, only, out string
}

func run(ctx context.Context, p plan) error {
	if p.dir == "" {
		dir, err := os.MkdirTemp("", "filodiretto-bench")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		p.dir = dir
	}
	measured := results{}
	for _, s := range []suite{
		{"./backend/server/store/sqlite", "RawInsert|Replies", []string{"-benchtime", "3s"}},
		{"./backend/server/httpapi", "Stream_", []string{"-benchtime", "300x"}},
		{"./backend/server/httpapi", "Upload", []string{"-benchtime", "10x"}},
		{"./backend/desktop", "ReplyToTheOtherCache", []string{"-benchtime", "300x"}},
		{"./backend/desktop/desk", ".", []string{"-benchtime", "500x", "-bench.messages", strconv.Itoa(p.messages), "-bench.dir", p.dir}},
	} {
		if !strings.Contains(s.pkg, p.only) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring", s.pkg)
		if err := measured.take(ctx, s); err != nil {
			return err
		}
	}
	if strings.Contains("start", p.only) {
		fmt.Fprintln(os.Stderr, "measuring the start of the window")
		if err := measured.takeStart(ctx, filepath.Join(p.dir, "cache.db")); err != nil {
			return err
		}
	}
	if strings.Contains("keys", p.only) {
		fmt.Fprintln(os.Stderr, "measuring keys in a browser")
		if err := measured.takeKeys(ctx, filepath.Join(p.dir, "cache.db")); err != nil {
			return err
		}
	}
	rows := table(measured)
	if err := show(os.Stdout, rows); err != nil {
		return err
	}
	return write(p.out, rows)
}

// results are metrics by benchmark name and unit ("BenchmarkReplies/32 /s").
type results map[string]float64

func (r results) take(ctx context.Context, s suite) error {
	// The package stands before flags of its own, which go test passes on.
	args := append([]string{"test", "-run", "^$", "-bench", s.bench, "-timeout", "60m", s.pkg}, s.args...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(pipe)
	for lines.Scan() {
		r.read(lines.Text())
	}
	return errors.Join(lines.Err(), cmd.Wait())
}

// read takes a result line: name, rounds, then pairs of value and unit.
func (r results) read(line string) {
	fields := strings.Fields(line)
	if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
		return
	}
	name := fields[0]
	if i := strings.LastIndexByte(name, '-'); i > 0 {
		name = name[:i]
	}
	for i := 2; i+1 < len(fields); i += 2 {
		if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
			r[name+" "+fields[i+1]] = v
		}
	}
}

// row is one line of the table. Ratio is to the named thing, 0 where there is none.
type row struct {
	What    string  `json:"what"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Against string  `json:"against,omitempty"`
	Ratio   float64 `json:"ratio,omitempty"`
	Budget  string  `json:"budget,omitempty"`
}

func table(m results) []row {
	raw := m["BenchmarkRawInsert /s"]
	const alone = "a raw durable SQLite insert"
	rows := []row{
		{What: "a list page (50 of the cache's tickets)", Value: m["BenchmarkListPage p99-ms"], Unit: "ms p99", Budget: "5"},
		{What: "the same with acts laid over it", Value: m["BenchmarkListPageWithActs p99-ms"], Unit: "ms p99", Budget: "5"},
		{What: "a ticket with its messages", Value: m["BenchmarkTicketWithMessages p99-ms"], Unit: "ms p99", Budget: "5"},
		{What: "an act, on the disk", Value: m["BenchmarkAct p99-ms"], Unit: "ms p99", Budget: "5"},
		{What: "search, at each letter", Value: m["BenchmarkSearchEachLetter p99-ms"], Unit: "ms p99", Budget: "16"},
		{What: "a page of the console, any order", Value: m["BenchmarkConsolePage p99-ms"], Unit: "ms p99", Budget: "5"},
		{What: "a page of the console, by a text", Value: m["BenchmarkConsoleText p99-ms"], Unit: "ms p99", Budget: "16"},
		{What: "counts of queues and filters", Value: m["BenchmarkQueues p99-ms"], Unit: "ms p99", Budget: "5"},
		{What: "what is around a ticket", Value: m["BenchmarkContext p99-ms"], Unit: "ms p99", Budget: "5"},
		{What: "similar cases", Value: m["BenchmarkSimilar p99-ms"], Unit: "ms p99", Budget: "5"},
		{What: "the palette, at each letter", Value: m["BenchmarkFind p99-ms"], Unit: "ms p99", Budget: "16"},
		{What: "taking, answering, giving away", Value: m["BenchmarkWork p99-ms"], Unit: "ms p99", Budget: "5"},
		{What: "a key to the painted row, open tickets", Value: m["keys/open ms-p50"], Unit: "ms median", Budget: "50"},
		{What: "a key to the painted row, open tickets", Value: m["keys/open ms-p95"], Unit: "ms p95", Budget: "50"},
		{What: "a key to the painted row, closed tickets", Value: m["keys/closed ms-p50"], Unit: "ms median", Budget: "50"},
		{What: "a key to the painted row, closed tickets", Value: m["keys/closed ms-p95"], Unit: "ms p95", Budget: "50"},
		{What: "a first sync, to searchable", Value: m["BenchmarkFirstSync s-to-searchable"], Unit: "s"},
		{What: "a week offline, caught up", Value: m["BenchmarkWeekOffline s-caught-up"], Unit: "s", Budget: "0.3"},
	}
	for _, writers := range []string{"1", "8", "32"} {
		rate := m["BenchmarkReplies/"+writers+" /s"]
		r := row{What: "durable replies, writers: " + writers, Value: rate, Unit: "/s", Against: alone}
		if raw > 0 {
			r.Ratio = rate / raw
		}
		if writers == "32" {
			r.Budget = "5000"
		}
		rows = append(rows, r)
	}
	copied := m["BenchmarkUpload copy-MiB/s"]
	upload := row{What: "an upload, checked and kept", Value: m["BenchmarkUpload MiB/s"], Unit: "MiB/s", Against: "a plain HTTP copy to a file, synced", Budget: "0.5 ×"}
	if copied > 0 {
		upload.Ratio = upload.Value / copied
	}
	rows = append(rows, upload, row{What: upload.Against, Value: copied, Unit: "MiB/s"})
	const window = "an empty window of the same toolkit"
	start := row{What: "start to a usable list", Value: m[usableList], Unit: "ms", Against: window, Budget: "+100"}
	if m[emptyWindow] > 0 {
		start.Ratio = m[usableList] / m[emptyWindow]
	}
	return append(rows, start,
		row{What: window, Value: m[emptyWindow], Unit: "ms"},
		row{What: alone, Value: raw, Unit: "/s"},
		row{What: "reply to the other cache, 1,000 clients idle", Value: m["BenchmarkReplyToTheOtherCache ms-p99"], Unit: "ms p99"},
		row{What: "reply committed to watcher, 1,000 clients idle", Value: m["BenchmarkStream_ReplyToWatcher/others_idle ms-p99"], Unit: "ms p99", Budget: "6"},
		row{What: "reply committed to watcher, 1,000 clients concerned", Value: m["BenchmarkStream_ReplyToWatcher/others_concerned ms-p99"], Unit: "ms p99"},
		row{What: "memory for an idle client", Value: m["BenchmarkStream_MemoryOfAnIdleClient B/client"] / 1024, Unit: "KiB", Budget: "32"},
	)
}

func show(w io.Writer, rows []row) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tmeasured\t\tbudget\tagainst")
	for _, r := range rows {
		against := ""
		if r.Against != "" {
			against = fmt.Sprintf("%.2f × %s", r.Ratio, r.Against)
		}
		fmt.Fprintf(t, "%s\t%.2f\t%s\t%s\t%s\n", r.What, r.Value, r.Unit, r.Budget, against)
	}
	return t.Flush()
}

func write(file string, rows []row) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // results are for everybody
		return err
	}
	b, err := json.MarshalIndent(rows, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(b, '\n'), 0o644) //nolint:gosec // results are for everybody
}
