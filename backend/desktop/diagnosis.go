package desktop

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"filodiretto/backend/desktop/cache"
	"filodiretto/backend/desktop/client"
	"filodiretto/backend/desktop/diagnosis"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/desktop/syncer"
	"filodiretto/backend/disk"
	"filodiretto/backend/support"
)

// Diagnosis is how the workstation stands, whoever is in front and before anybody is. program is what the door knows of
// what runs. What cannot be found out is left out.
func (d *Desktop) Diagnosis(ctx context.Context, program diagnosis.Program, logs string) diagnosis.Facts {
	content := d.register.read()
	d.mu.Lock()
	profiles, asleep, front := maps.Clone(d.profiles), maps.Clone(d.asleep), d.front
	d.mu.Unlock()
	facts := diagnosis.Facts{
		At: d.o.Now(), Program: program, Acts: []diagnosis.Act{}, Attachments: []diagnosis.Attachment{}, Notices: []string{}, People: []diagnosis.Person{},
		Way: diagnosis.Way{
			Proxy:       cmp.Or(content.Settings.Proxy, client.ProxySystem),
			Through:     d.way.Through(),
			Authorities: content.Settings.CAFile != "",
		},
	}
	if front != nil {
		facts.Line = front.diagnoseLine()
		facts.Acts, facts.Attachments = front.diagnoseActs(ctx, d.o.Now()), front.diagnoseAttachments()
	}
	folders := []string{d.o.Dir}
	for _, key := range d.keysHere(content, profiles) {
		person := diagnosis.Person{Key: key, Waiting: asleep[key]}
		if p, open := profiles[key]; open {
			person = p.diagnose(ctx)
			if bytes, err := p.files.Size(ctx); err == nil {
				facts.Disk.Files += bytes
			}
			person.Front = p == front
		}
		dir := d.folder(key)
		folders = append(folders, dir)
		person.CacheBytes, person.OutboxBytes = sizeOf(dir, cache.FileName), sizeOf(dir, outbox.FileName)
		facts.Disk.Cache += person.CacheBytes
		facts.Disk.Outbox += person.OutboxBytes
		facts.People = append(facts.People, person)
	}
	slices.SortStableFunc(facts.People, func(a, b diagnosis.Person) int {
		return cmp.Compare(rank(a), rank(b))
	})
	facts.Disk.Free, facts.Disk.Total = -1, -1
	if free, total, err := disk.Space(d.o.Dir); err == nil {
		facts.Disk.Free, facts.Disk.Total = int64(free), int64(total) //nolint:gosec // no disk is that large
	}
	if files, err := filepath.Glob(filepath.Join(logs, "*.log")); err == nil && logs != "" {
		facts.Disk.Logs = diagnosis.Size(files...)
	}
	facts.SetAside = diagnosis.Aside(folders...)
	for _, n := range content.Notices {
		facts.Notices = append(facts.Notices, string(n.Kind))
	}
	return facts
}

// rank puts whoever is in front first, and whose profiles are not open last.
func rank(p diagnosis.Person) int {
	switch {
	case p.Front:
		return 0
	case p.Open:
		return 1
	default:
		return 2
	}
}

// keysHere are the keys of everybody who signed in here, and of the profiles that are open all the same.
func (d *Desktop) keysHere(content registerContent, profiles map[string]*Profile) []string {
	var keys []string
	for _, known := range content.Known {
		keys = append(keys, known.Key)
	}
	for _, key := range slices.Sorted(maps.Keys(profiles)) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// sizeOf is what a file of SQLite's takes, with what it keeps beside it.
func sizeOf(dir, name string) int64 {
	file := filepath.Join(dir, name)
	return diagnosis.Size(file, file+"-wal", file+"-shm")
}

func (p *Profile) diagnoseLine() *diagnosis.Line {
	state, card, last := p.State(), p.Card(), p.syncer.LastFailure()
	return &diagnosis.Line{
		Phase: string(state.Phase), Since: state.Since, FreshAt: state.FreshAt, RetryAt: state.RetryAt, Reason: state.Reason,
		LastFailure: last.Code, LastFailureAt: last.At, ClockAhead: int(state.ClockAhead.Seconds()),
		Address: card.Address, ServerName: card.Server.Name, ServerVersion: card.Server.Version, Epoch: shortEpoch(card.Server.Epoch),
		SessionKept: string(p.SessionKept()),
	}
}

func (p *Profile) diagnose(ctx context.Context) diagnosis.Person {
	state, counts, c := p.State(), p.Counts(), p.readCard()
	out := diagnosis.Person{
		Key: p.key, Open: true, Role: c.Me.Role, Phase: string(state.Phase), Leaving: c.Leaving, Disabled: c.Disabled,
		FreshAt: state.FreshAt, Waiting: counts.Waiting, Stuck: counts.Stuck, Refused: counts.Refused,
		FilesGoing: counts.FilesGoing, FilesFailed: counts.FilesFailed,
	}
	for _, a := range p.outbox.Snapshot().Acts() {
		if a.Kind != outbox.KindMark && a.State != outbox.StateSent && (out.OldestAt.IsZero() || a.WrittenAt.Before(out.OldestAt)) {
			out.OldestAt = a.WrittenAt
		}
	}
	glance, err := p.cache.Glance(ctx)
	out.Begun, out.Filled, out.Renewing = glance.Begun, glance.Filled, glance.Renewing
	out.OpenTickets, out.ClosedTickets, out.NewestAt = glance.Open, glance.Closed, glance.Newest
	if err == nil {
		out.CacheSchema, err = p.cache.Schema(ctx)
	}
	if err == nil {
		out.OutboxSchema, err = p.outbox.Schema(ctx)
	}
	if err != nil {
		slog.WarnContext(ctx, "not all of a profile can be told", "key", p.key, "err", err)
		out.Failed = support.CodeOf(err)
	}
	return out
}

// diagnoseActs are the acts that have not reached the server, and what each waits for.
func (p *Profile) diagnoseActs(ctx context.Context, now time.Time) []diagnosis.Act {
	numbers := map[string]int64{}
	shown, err := p.desk.Waiting(ctx)
	if err != nil {
		// Of what a damaged cache says nothing, the acts are known all the same.
		slog.WarnContext(ctx, "the numbers of waiting tickets cannot be told", "key", p.key, "err", err)
	}
	for _, w := range shown {
		numbers[w.TicketID] = w.TicketNumber
	}
	phase, snapshot := p.State().Phase, p.outbox.Snapshot()
	out, earlier := []diagnosis.Act{}, map[string]bool{}
	for _, a := range snapshot.Acts() {
		if a.Kind == outbox.KindMark || a.State == outbox.StateSent {
			continue
		}
		told := diagnosis.Act{
			ID: a.ID, Kind: string(a.Kind), TicketID: a.TicketID, TicketNumber: numbers[a.TicketID], WrittenAt: a.WrittenAt,
			Attempts: a.Attempts, RetryAt: a.RetryAt, Refusal: a.Refusal.Code,
		}
		for _, f := range a.Refusal.Fields {
			told.Fields = append(told.Fields, f.Location+" "+string(f.Reason))
		}
		need, waits := snapshot.Act(a.Needs)
		switch {
		case a.State == outbox.StateRefused:
			told.Why = diagnosis.WhyRefused
		case snapshot.Parked(a):
			told.Why = diagnosis.WhyNeeds
		case a.Stuck():
			told.Why = diagnosis.WhyStuck
		case earlier[a.TicketID], waits && need.State == outbox.StateWaiting:
			told.Why = diagnosis.WhyBehind
		case phase == syncer.PhaseUnauthenticated:
			told.Why = diagnosis.WhySession
		case phase != syncer.PhaseOnline:
			told.Why = diagnosis.WhyLine
		case a.RetryAt.After(now):
			told.Why = diagnosis.WhyRetry
		default:
			told.Why = diagnosis.WhyLeaving
		}
		earlier[a.TicketID] = earlier[a.TicketID] || a.State == outbox.StateWaiting && told.Why != diagnosis.WhyNeeds
		out = append(out, told)
	}
	return out
}

// diagnoseAttachments are the files of messages that have not reached the server.
func (p *Profile) diagnoseAttachments() []diagnosis.Attachment {
	out, snapshot := []diagnosis.Attachment{}, p.outbox.Snapshot()
	for _, act := range snapshot.Acts() {
		for _, a := range snapshot.Attachments(act.ID) {
			if a.State != outbox.FileSent && a.State != outbox.FileAbandoned {
				out = append(out, diagnosis.Attachment{
					ID: a.ID, ActID: act.ID, Bytes: a.Size, State: string(a.State), Attempts: a.Attempts, RetryAt: a.RetryAt, Reason: a.Reason,
				})
			}
		}
	}
	return out
}

// shortEpoch is as much of an epoch as two people on the telephone compare.
func shortEpoch(epoch string) string { return epoch[:min(8, len(epoch))] }
