package desktop

import (
	"context"
	"log/slog"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/support"
)

// reportAgain is how long a server has that did not take a report, while the line is up.
const reportAgain = time.Minute

// watchRecord tells the person of tickets whose record does not hold, and the server, which may be another's victim too.
// What a program that died has left untold is told by the next.
func (p *Profile) watchRecord(ctx context.Context) {
	p.tellBreaks(ctx)
	var again <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.cache.Broke():
			p.tellBreaks(ctx)
		case <-p.lineUp:
		case <-again:
		}
		again = nil
		if !p.reportBreaks(ctx) {
			again = time.After(reportAgain)
		}
	}
}

// tellBreaks notes what nobody was told of yet. The tickets' own sentences come by the cache.
func (p *Profile) tellBreaks(ctx context.Context) {
	untold, err := p.cache.Untold(ctx)
	if err != nil || len(untold) == 0 {
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "nobody can be told which records do not hold", "err", err)
		}
		return
	}
	all, err := p.cache.Breaks(ctx)
	if err != nil {
		slog.ErrorContext(ctx, "nobody can be told which records do not hold", "err", err)
		return
	}
	ids := make([]string, 0, len(untold))
	kinds := map[NoticeKind]bool{}
	for _, b := range untold {
		ids = append(ids, b.TicketID)
		kinds[noticeOf(b.Kind)] = true
	}
	for kind := range kinds {
		p.note(ctx, noticeAbout(kind, p.key, all))
	}
	p.tell(p, Event{Kind: EventTickets, IDs: ids})
	// Also where the program is closed just now: somebody may have read it already.
	if err := p.cache.Told(context.WithoutCancel(ctx), untold); err != nil {
		slog.WarnContext(ctx, "what was told of records will be told again", "err", err)
	}
}

func noticeOf(kind cache.BreakKind) NoticeKind {
	if kind == cache.BreakRestored {
		return NoticeRecordRestored
	}
	return NoticeRecordBroken
}

// namedTickets is how many tickets a notice names.
const namedTickets = 5

// noticeAbout is one notice about all tickets of its kind.
func noticeAbout(kind NoticeKind, key string, all []cache.Break) Notice {
	n := Notice{ID: about(kind, key), Kind: kind, Key: key}
	for _, b := range all {
		if noticeOf(b.Kind) != kind {
			continue
		}
		n.Count++
		if b.Number > 0 && len(n.Tickets) < namedTickets {
			n.Tickets = append(n.Tickets, b.Number)
		}
	}
	return n
}

// reportBreaks tells the server. It reports false when that is to be tried again; what a server does not know to take is
// tried when the line comes up the next time.
func (p *Profile) reportBreaks(ctx context.Context) (done bool) {
	if p.syncer.State().Phase != syncer.PhaseOnline {
		return true
	}
	unreported, err := p.cache.Unreported(ctx)
	if err != nil {
		return ctx.Err() != nil
	}
	for _, b := range unreported {
		err := p.client.ReportBreak(ctx, api.RecordBreak{
			TicketID: b.TicketID, Kind: string(b.Kind), Notes: b.Notes, Index: b.Index, Kept: b.Kept.String(), Came: b.Came.String(),
			Lost: b.Lost,
		})
		switch code := support.CodeOf(err); {
		case err == nil:
			err = p.cache.Reported(ctx, []cache.Break{b})
		case code == support.CodeNotFound || code == support.CodeMethodNotAllowed:
			slog.WarnContext(ctx, "the server takes no reports of broken records", "err", err)
			return true
		case code.JudgesAct():
			// The others are to be known all the same.
			slog.WarnContext(ctx, "the server does not take the report of a broken record", "ticket", b.TicketID, "err", err)
			continue
		}
		if err != nil {
			return false
		}
	}
	return true
}
