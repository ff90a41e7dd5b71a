package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // so that the support's zone is known on machines without a time zone data base

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

const (
	causeColumns       = `id, name, disabled`
	filterColumns      = `id, person, name, place, criteria`
	cannedReplyColumns = `id, owner, name, text`
)

func causeIn(r *row) support.Cause {
	return support.Cause{ID: r.id(), Name: r.text(), Disabled: r.flag()}
}

func (r *reader) Cause(ctx context.Context, id string) (c support.Cause, err error) {
	err = r.one(ctx, func(row *row) { c = causeIn(row) }, `SELECT `+causeColumns+` FROM causes WHERE id = ?`, key(id))
	return c, err
}

func (r *reader) Causes(ctx context.Context) (all []support.Cause, err error) {
	err = r.each(ctx, func(row *row) { all = append(all, causeIn(row)) }, `SELECT `+causeColumns+` FROM causes ORDER BY name, id`)
	return all, err
}

func (w *writer) PutCause(_ context.Context, c support.Cause) error {
	_, err := w.exec(`INSERT INTO causes (`+causeColumns+`) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, disabled = excluded.disabled`, key(c.ID), c.Name, flag(c.Disabled))
	return err
}

// criteria are a filter's as the file keeps them; ages in nanoseconds.
type criteria struct {
	Statuses    []support.Status   `json:"statuses,omitempty"`
	Severities  []support.Severity `json:"severities,omitempty"`
	Kind        support.Kind       `json:"kind,omitempty"`
	CompanyIDs  []string           `json:"companies,omitempty"`
	Models      []string           `json:"models,omitempty"`
	CategoryIDs []string           `json:"categories,omitempty"`
	Assignees   []string           `json:"assignees,omitempty"`
	OlderThan   time.Duration      `json:"olderThan,omitempty"`
	YoungerThan time.Duration      `json:"youngerThan,omitempty"`
	Text        string             `json:"text,omitempty"`
}

func filterIn(r *row) (*support.Filter, error) {
	f := support.Filter{ID: r.id(), PersonID: r.id(), Name: r.text(), Place: r.count()}
	var kept criteria
	if err := json.Unmarshal([]byte(r.text()), &kept); err != nil {
		return nil, fmt.Errorf("sqlite: the criteria of the filter %s: %w", f.ID, err)
	}
	f.Criteria = support.Criteria(kept)
	return &f, nil
}

func (r *reader) Filter(ctx context.Context, id string) (support.Filter, error) {
	all, err := r.filters(ctx, `SELECT `+filterColumns+` FROM filters WHERE id = ?`, id)
	if err != nil {
		return support.Filter{}, err
	}
	if len(all) == 0 {
		return support.Filter{}, errNotFound
	}
	return all[0], nil
}

func (r *reader) Filters(ctx context.Context, personID string) ([]support.Filter, error) {
	return r.filters(ctx, `SELECT `+filterColumns+` FROM filters WHERE person = ? ORDER BY place, name, id`, personID)
}

func (r *reader) filters(ctx context.Context, query, id string) (all []support.Filter, err error) {
	var unreadable error
	err = r.each(ctx, func(row *row) {
		f, err := filterIn(row)
		if err != nil {
			unreadable = err
			return
		}
		all = append(all, *f)
	}, query, key(id))
	if err == nil {
		err = unreadable
	}
	return all, err
}

func (w *writer) PutFilter(_ context.Context, f support.Filter) error {
	kept, err := json.Marshal(criteria(f.Criteria))
	if err != nil {
		return err
	}
	_, err = w.exec(`INSERT INTO filters (`+filterColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET person = excluded.person, name = excluded.name, place = excluded.place, criteria = excluded.criteria`,
		key(f.ID), key(f.PersonID), f.Name, int64(f.Place), string(kept))
	return err
}

func (w *writer) DeleteFilter(_ context.Context, id string) error {
	return w.change(`DELETE FROM filters WHERE id = ?`, key(id))
}

func cannedReplyIn(r *row) support.CannedReply {
	id, owner := r.id(), r.id()
	return support.CannedReply{ID: id, OwnerID: owner, Name: r.text(), Text: r.text()}
}

func (r *reader) CannedReply(ctx context.Context, id string) (c support.CannedReply, err error) {
	err = r.one(ctx, func(row *row) { c = cannedReplyIn(row) },
		`SELECT `+cannedReplyColumns+` FROM canned_replies WHERE id = ?`, key(id))
	return c, err
}

func (r *reader) CannedReplies(ctx context.Context, ownerID string) (all []support.CannedReply, err error) {
	// By the index's own terms, so that it answers.
	err = r.each(ctx, func(row *row) { all = append(all, cannedReplyIn(row)) },
		`SELECT `+cannedReplyColumns+` FROM canned_replies WHERE coalesce(owner, x'') = ? ORDER BY folded`, key(ownerID))
	return all, err
}

func (w *writer) PutCannedReply(_ context.Context, c support.CannedReply) error {
	return w.put("there is a canned reply of this name already", `INSERT INTO canned_replies (`+cannedReplyColumns+`, folded) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, name = excluded.name, folded = excluded.folded, text = excluded.text`,
		key(c.ID), optional(c.OwnerID), c.Name, c.Text, strings.ToLower(c.Name))
}

func (w *writer) DeleteCannedReply(_ context.Context, id string) error {
	return w.change(`DELETE FROM canned_replies WHERE id = ?`, key(id))
}

// responseTimes are those of support as the file keeps them.
type responseTimes struct {
	Targets map[support.Severity]support.Target `json:"targets"`
	Hours   [7]support.Hours                    `json:"hours"`
	Zone    string                              `json:"zone"`
}

func responseTimesIn(r *row) (*support.ResponseTimes, error) {
	var kept responseTimes
	if err := json.Unmarshal([]byte(r.text()), &kept); err != nil {
		return nil, fmt.Errorf("sqlite: the response times: %w", err)
	}
	zone, err := time.LoadLocation(kept.Zone)
	if err != nil {
		return nil, fmt.Errorf("sqlite: the response times: %w", err)
	}
	return &support.ResponseTimes{Targets: kept.Targets, Hours: kept.Hours, Zone: zone}, nil
}

func (r *reader) ResponseTimes(ctx context.Context) (support.ResponseTimes, error) {
	var kept *support.ResponseTimes
	var unreadable error
	err := r.one(ctx, func(row *row) { kept, unreadable = responseTimesIn(row) },
		`SELECT times FROM response_times WHERE id = ?`, key(store.ResponseTimesID))
	if err == nil {
		err = unreadable
	}
	if err != nil {
		return support.ResponseTimes{}, err
	}
	return *kept, nil
}

func (w *writer) PutResponseTimes(_ context.Context, r support.ResponseTimes) error {
	zone := time.UTC
	if r.Zone != nil {
		zone = r.Zone
	}
	kept, err := json.Marshal(responseTimes{Targets: r.Targets, Hours: r.Hours, Zone: zone.String()})
	if err != nil {
		return err
	}
	_, err = w.exec(`INSERT INTO response_times (id, times) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET times = excluded.times`,
		key(store.ResponseTimesID), string(kept))
	return err
}
