package app

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/sirupsen/logrus"
	logrusslog "github.com/sirupsen/logrus/hooks/slog"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"gopkg.in/natefinch/lumberjack.v2"
)

// logsDir is where logs go, in the profile's folder.
const logsDir = "logs"

// openLog makes logrus the sink of everything logged through slog: a file in the profile's folder, at most four of
// 5 MB, 0600 in a 0700 folder, and warnings to stderr as well.
func openLog(folder string) (io.Closer, error) {
	dir := filepath.Join(folder, logsDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	file := &lumberjack.Logger{Filename: filepath.Join(dir, "filodiretto.log"), MaxSize: 5, MaxBackups: 3}
	sink := logrus.New()
	sink.SetOutput(file)
	sink.SetLevel(logrus.InfoLevel)
	if os.Getenv("FILODIRETTO_LOG") == "debug" {
		sink.SetLevel(logrus.DebugLevel)
	}
	sink.SetFormatter(&logrus.JSONFormatter{})
	sink.AddHook(warningsTo{os.Stderr})
	slog.SetDefault(slog.New(logrusslog.NewHandler(sink, nil)))
	return file, nil
}

// warningsTo shows whoever started the program from a terminal what went wrong.
type warningsTo struct{ w io.Writer }

func (warningsTo) Levels() []logrus.Level {
	return []logrus.Level{logrus.PanicLevel, logrus.FatalLevel, logrus.ErrorLevel, logrus.WarnLevel}
}

func (t warningsTo) Fire(e *logrus.Entry) error {
	_, err := fmt.Fprintf(t.w, "%s: %s %v\n", e.Level, e.Message, e.Data)
	return err
}

// wailsLogger passes what Wails logs on to slog, without what the page and the program say to each other: that is what
// people write, and their passwords.
type wailsLogger struct{}

// WailsLogger is what Wails logs to.
func (p *Program) WailsLogger() logger.Logger { return wailsLogger{} }

func (wailsLogger) Print(message string)   { slog.Info(withoutWords(message)) }
func (wailsLogger) Info(message string)    { slog.Info(withoutWords(message)) }
func (wailsLogger) Warning(message string) { slog.Warn(withoutWords(message)) }
func (wailsLogger) Error(message string)   { slog.Error(withoutWords(message)) }
func (wailsLogger) Fatal(message string) {
	slog.Error(withoutWords(message))
	os.Exit(1)
}

// Trace and Debug log whole calls and answers.
func (wailsLogger) Trace(string) {}
func (wailsLogger) Debug(string) {}

// calledMethod is where a call names what it calls.
var calledMethod = regexp.MustCompile(`"name":"([\w.]+)"`)

// withoutWords leaves out of a message the JSON in it, but for the name of what was called.
func withoutWords(message string) string {
	from, to := strings.IndexAny(message, "{["), strings.LastIndexAny(message, "}]")
	if from < 0 {
		return message
	}
	method := ""
	if named := calledMethod.FindStringSubmatch(message); named != nil {
		method = named[1]
	}
	rest := ""
	if to > from {
		rest = message[to+1:]
	}
	return message[:from] + "{" + method + "…}" + rest
}
