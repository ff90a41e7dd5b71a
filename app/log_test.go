package app

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestWailsLogger_LeavesOutWhatPeopleSay(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	l := (&Program{}).WailsLogger()
	// As Wails says it of a call whose arguments it cannot read, and of every call and answer below that.
	const call = `C{"name":"app.Session.SignIn","args":[{"login":"zorro","password":"zorro {[ 24"}],"callbackID":"1"}`
	l.Error("process message error: " + call + " -> error parsing arguments: json: cannot unmarshal string")
	l.Info("Unknown message returned from dispatcher: [zorro]")
	l.Warning(`cut off: {"text":"zorro`)
	l.Debug(call)
	l.Trace("json call result data: " + call)
	l.Error("WebView process failed with kind 2")
	said := log.String()
	if strings.Contains(said, "zorro") {
		t.Errorf("the log repeats what was said:\n%s", said)
	}
	for _, want := range []string{"app.Session.SignIn", "error parsing arguments", "failed with kind 2", "Unknown message", "cut off"} {
		if !strings.Contains(said, want) {
			t.Errorf("the log does not say %q:\n%s", want, said)
		}
	}
}
