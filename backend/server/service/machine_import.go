package service

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// maxImport is how many bytes of a file are read.
const maxImport = 64 << 20

// ImportLine says what becomes of one line of a file; the header is line 1.
type ImportLine struct {
	Line    int
	Outcome MachineOutcome
	Serial  string
	// What is wrong, in words, for MachineWrong.
	What string
}

// ImportReport says what an import did, or would do.
type ImportReport struct {
	Lines                     []ImportLine
	New, Changed, Same, Wrong int
}

func (r *ImportReport) add(l ImportLine) {
	r.Lines = append(r.Lines, l)
	switch l.Outcome {
	case MachineNew:
		r.New++
	case MachineChanged:
		r.Changed++
	case MachineSame:
		r.Same++
	case MachineWrong:
		r.Wrong++
	}
}

// errNothingKept rolls an import back; it never leaves this file.
var errNothingKept = errors.New("nothing is to be kept")

// ImportMachines reads a table of machines (columns company, name, model, serial, site and optionally linkedPerson and
// defaultTechnician, in any order) and adds or changes all of them, or none if a line is wrong or dryRun is set. The
// error is about the file as a whole, or the store; what is wrong with a line is in the report.
func (s *Service) ImportMachines(ctx context.Context, file io.Reader, dryRun bool) (ImportReport, error) {
	content, err := io.ReadAll(io.LimitReader(file, maxImport+1))
	if err != nil {
		return ImportReport{}, err
	}
	if len(content) > maxImport {
		return ImportReport{}, support.Errorf(support.CodeTooLarge, "the file is larger than %d bytes", maxImport)
	}
	var report ImportReport
	err = s.store.Write(ctx, func(w store.Writer) error {
		report = ImportReport{}
		if err := s.importLines(ctx, w, tableText(content), &report); err != nil {
			return err
		}
		if dryRun || report.Wrong > 0 {
			return errNothingKept
		}
		return nil
	})
	if errors.Is(err, errNothingKept) {
		err = nil
	}
	return report, err
}

func (s *Service) importLines(ctx context.Context, w store.Writer, text string, report *ImportReport) error {
	table := csv.NewReader(strings.NewReader(text))
	table.Comma = separator(text)
	table.FieldsPerRecord = -1
	header, err := table.Read()
	if err != nil {
		report.add(ImportLine{Line: 1, Outcome: MachineWrong, What: "the header is missing"})
		return nil //nolint:nilerr // it is reported
	}
	columns, what := columnsOf(header)
	if what != "" {
		report.add(ImportLine{Line: 1, Outcome: MachineWrong, What: what})
		return nil
	}
	seen := map[string]int{}
	for {
		record, err := table.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			report.add(ImportLine{Line: bad.StartLine, Outcome: MachineWrong, What: bad.Err.Error()})
			continue
		}
		if err != nil {
			return err
		}
		line, _ := table.FieldPos(0)
		outcome, err := s.importLine(ctx, w, columns, record, line, len(header), seen)
		if err != nil {
			return err
		}
		report.add(outcome)
	}
}

func (s *Service) importLine(ctx context.Context, w store.Writer, columns map[string]int, record []string, line, width int, seen map[string]int) (ImportLine, error) {
	field := func(name string) string {
		if at, ok := columns[name]; ok && at < len(record) {
			return record[at]
		}
		return ""
	}
	_, withLinked := columns["linkedperson"]
	_, withTechnician := columns["defaulttechnician"]
	entry := MachineEntry{
		Company: field("company"), Name: field("name"), Model: field("model"), Serial: field("serial"), Site: field("site"),
		LinkedPerson: field("linkedperson"), DefaultTechnician: field("defaulttechnician"),
		WithLinkedPerson: withLinked, WithDefaultTechnician: withTechnician,
	}
	out := ImportLine{Line: line, Outcome: MachineWrong, Serial: support.NormalText(entry.Serial)}
	if len(record) != width {
		out.What = fmt.Sprintf("%d fields where the header has %d", len(record), width)
		return out, nil
	}
	if first, again := seen[strings.ToLower(out.Serial)]; again && out.Serial != "" {
		out.What = fmt.Sprintf("serial %q stands in line %d already", out.Serial, first)
		return out, nil
	}
	seen[strings.ToLower(out.Serial)] = line
	_, outcome, err := s.putMachine(ctx, w, entry)
	var e *support.Error
	if errors.As(err, &e) && len(e.Fields) > 0 {
		out.What = wordsFor(e.Fields, field)
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Outcome = outcome
	return out, nil
}

func wordsFor(fields []support.FieldError, value func(string) string) string {
	said := make([]string, len(fields))
	for i, f := range fields {
		words := map[support.Reason]string{
			support.ReasonRequired: "is missing",
			support.ReasonTooLong:  "is too long",
			support.ReasonBadText:  "has characters that cannot be kept",
			support.ReasonUnknown:  "is unknown",
			support.ReasonNotAllow: "does not fit there",
		}[f.Reason]
		said[i] = f.Location + " " + words
		if v := value(strings.ToLower(f.Location)); v != "" && len(v) < 100 {
			said[i] = fmt.Sprintf("%s %q %s", f.Location, v, words)
		}
	}
	return strings.Join(said, "; ")
}

// columnsOf finds the columns by name, or says what is wrong with the header.
func columnsOf(header []string) (columns map[string]int, what string) {
	columns = map[string]int{}
	known := map[string]bool{
		"company": true, "name": true, "model": true, "serial": true, "site": true,
		"linkedperson": false, "defaulttechnician": false,
	}
	for i, name := range header {
		key := strings.ToLower(strings.TrimSpace(name))
		if _, ok := known[key]; !ok {
			return nil, fmt.Sprintf("column %q is unknown", name)
		}
		if _, twice := columns[key]; twice {
			return nil, fmt.Sprintf("column %q stands twice", name)
		}
		columns[key] = i
	}
	for _, name := range []string{"company", "name", "model", "serial", "site"} {
		if _, ok := columns[name]; !ok {
			return nil, fmt.Sprintf("column %q is missing", name)
		}
	}
	return columns, ""
}

// separator is the one of the header's.
func separator(text string) rune {
	header, _, _ := strings.Cut(text, "\n")
	if strings.Count(header, ";") >= strings.Count(header, ",") {
		return ';'
	}
	return ','
}

// tableText reads UTF-8, with or without a byte order mark, and what is not UTF-8 as Windows-1252, which spreadsheets
// save by default.
func tableText(content []byte) string {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if utf8.Valid(content) {
		return string(content)
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(content)
	if err != nil {
		return string(content)
	}
	return string(decoded)
}
