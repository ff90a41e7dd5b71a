package demo_test

import (
	"context"
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func TestFill_GivesTheConsoleSomethingOfEverything(t *testing.T) {
	st := emptyStore(t)
	fill(t, st, options(1))
	var times support.ResponseTimes
	read(t, st, func(ctx context.Context, r store.Reader) {
		var err error
		if times, err = r.ResponseTimes(ctx); err != nil || times.Check() != nil {
			t.Fatalf("the response times are %+v, %v", times, err)
		}
		replies, err := r.CannedReplies(ctx, "")
		if err != nil || len(replies) < 12 {
			t.Errorf("%d canned replies, %v", len(replies), err)
		}
		for _, c := range replies {
			if err := c.Check(); err != nil {
				t.Errorf("/%s: %v", c.Name, err)
			}
		}
	})
	seen, closedWith, causes, closed := map[string]int{}, map[string]int{}, 0, 0
	numbers := map[string]int64{}
	allTickets(t, st, func(_ context.Context, _ store.Reader, k support.Ticket) { numbers[k.ID] = k.Number })
	allTickets(t, st, func(_ context.Context, _ store.Reader, k support.Ticket) {
		if k.Cause.ID != "" {
			causes++
			closedWith[k.Cause.Name]++
		}
		switch k.Verdict {
		case support.VerdictRuns, support.VerdictFails:
			seen["says that it "+string(k.Verdict)]++
		}
		if k.DuplicateOf.ID != "" {
			seen["duplicate"]++
			if k.DuplicateOf.Number != numbers[k.DuplicateOf.ID] || k.Open() {
				t.Errorf("ticket %d is a duplicate of %+v", k.Number, k.DuplicateOf)
			}
		}
		if !k.Open() {
			closed++
			return
		}
		switch clock := k.Clock(times); {
		case clock.Since.IsZero():
			seen["owes nothing"]++
		case clock.Paused:
			seen["paused"]++
		case noon.Before(clock.Half):
			seen["in time"]++
		case noon.Before(clock.Due):
			seen["past half"]++
		default:
			seen["late"]++
		}
		if k.Kind == support.KindCallback && k.SpokenAt.IsZero() {
			seen["to call"]++
		}
		if !k.CallAgainAt.IsZero() {
			seen["to call again"]++
		}
	})
	t.Logf("%v", seen)
	for what, least := range map[string]int{
		"says that it runs": 50, "says that it fails": 2, "duplicate": 3, "owes nothing": 3, "in time": 2, "past half": 1, "late": 1,
		"to call": 2, "to call again": 1,
	} {
		if seen[what] < least {
			t.Errorf("%d tickets: %s; want at least %d", seen[what], what, least)
		}
	}
	if causes < closed*7/10 || len(closedWith) < 9 || closedWith["Altro"] > causes/8 {
		t.Errorf("%d of %d closed tickets have a cause: %v", causes, closed, closedWith)
	}
}
