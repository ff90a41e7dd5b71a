package uploads

import (
	"context"
	"log/slog"

	experimental "golang.org/x/exp/slog"
)

// quiet hands what tusd logs to the server's log, all of it for debugging: tusd calls a line that broke an error.
type quiet struct{ log *slog.Logger }

func (q quiet) Enabled(ctx context.Context, _ experimental.Level) bool {
	return q.log.Enabled(ctx, slog.LevelDebug)
}

func (q quiet) Handle(ctx context.Context, r experimental.Record) error {
	var attributes []slog.Attr
	r.Attrs(func(a experimental.Attr) bool {
		attributes = append(attributes, slog.Any(a.Key, a.Value.Any()))
		return true
	})
	q.log.LogAttrs(ctx, slog.LevelDebug, "tusd: "+r.Message, attributes...)
	return nil
}

func (q quiet) WithAttrs(attributes []experimental.Attr) experimental.Handler {
	all := make([]any, len(attributes))
	for i, a := range attributes {
		all[i] = slog.Any(a.Key, a.Value.Any())
	}
	return quiet{q.log.With(all...)}
}

func (q quiet) WithGroup(string) experimental.Handler { return q }
