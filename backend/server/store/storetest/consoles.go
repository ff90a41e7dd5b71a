package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

func consoles(t *testing.T, place func(testing.TB) Place) {
	t.Run("causes are put, replaced and listed by name", func(t *testing.T) { causesKept(t, begin(t, place)) })
	t.Run("a filter is kept whole, and by its place among its owner's", func(t *testing.T) { filtersKept(t, begin(t, place)) })
	t.Run("a canned reply is kept, and by its name among its owner's", func(t *testing.T) { cannedKept(t, begin(t, place)) })
	t.Run("names of canned replies are unique without regard to case", func(t *testing.T) { cannedUnique(t, begin(t, place)) })
	t.Run("response times are kept whole", func(t *testing.T) { responseKept(t, begin(t, place)) })
	t.Run("what was taken away is gone from feeds", func(t *testing.T) { takenAway(t, begin(t, place)) })
}

// Furnish puts what a technician's console keeps into a store, one of each, and into the feeds of those who may see it: a
// cause, a filter, a canned reply of their own and a shared one, response times.
func Furnish(ctx context.Context, w store.Writer, of support.Person) error {
	cause := support.Cause{ID: NewID(), Name: "Usura"}
	filter := aFilter(of)
	own := support.CannedReply{ID: NewID(), Name: "foto", Text: "Mi manda una foto?", OwnerID: of.ID}
	shared := support.CannedReply{ID: NewID(), Name: "foto", Text: "Buongiorno {operatore}."}
	for _, one := range []struct {
		kind     store.ObjectType
		id       string
		put      error
		audience support.Audience
	}{
		{store.ObjectCause, cause.ID, w.PutCause(ctx, cause), support.AudienceSupport()},
		{store.ObjectFilter, filter.ID, w.PutFilter(ctx, filter), support.AudiencePerson(of.ID)},
		{store.ObjectCannedReply, own.ID, w.PutCannedReply(ctx, own), own.Audience()},
		{store.ObjectCannedReply, shared.ID, w.PutCannedReply(ctx, shared), shared.Audience()},
		{store.ObjectResponseTimes, store.ResponseTimesID, w.PutResponseTimes(ctx, support.UsualResponseTimes(time.UTC)), support.AudienceSupport()},
	} {
		if one.put != nil {
			return one.put
		}
		if err := w.Touch(ctx, store.Object{Type: one.kind, ID: one.id}, one.audience); err != nil {
			return err
		}
	}
	return nil
}

// aFilter has something in every field.
func aFilter(of support.Person) support.Filter {
	return support.Filter{ID: NewID(), PersonID: of.ID, Name: "Le ferme «Ω»", Place: 7, Criteria: support.Criteria{
		Statuses: []support.Status{support.StatusNew, support.StatusWaiting}, Severities: []support.Severity{support.SeverityStopped},
		Kind: support.KindCallback, CompanyIDs: []string{NewID(), NewID()}, Models: []string{`PX-200 "S"`, "FX,9"}, CategoryIDs: []string{NewID()},
		Assignees: []string{support.AssigneeMe, support.AssigneeNobody, NewID()}, OlderThan: 3 * time.Hour, YoungerThan: 500 * time.Hour,
		Text: "olio perché",
	}}
}

func causesKept(t *testing.T, s store.Store) {
	ctx := t.Context()
	worn, wrong := support.Cause{ID: NewID(), Name: "Usura"}, support.Cause{ID: NewID(), Name: "Errore di montaggio", Disabled: true}
	write(t, s, func(w store.Writer) {
		Must(t, w.PutCause(ctx, worn))
		Must(t, w.PutCause(ctx, wrong))
	})
	all := func() []support.Cause {
		return read(t, s, func(r store.Reader) ([]support.Cause, error) { return r.Causes(ctx) })
	}
	same(t, "causes", all(), []support.Cause{wrong, worn})
	worn.Name, worn.Disabled = "Consumo", true
	write(t, s, func(w store.Writer) { Must(t, w.PutCause(ctx, worn)) })
	same(t, "replaced", read(t, s, func(r store.Reader) (support.Cause, error) { return r.Cause(ctx, worn.ID) }), worn)
	same(t, "causes", all(), []support.Cause{worn, wrong})
}

func filtersKept(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	me, other := h.Technicians[0], h.Technicians[1]
	full, bare, foreign := aFilter(me), support.Filter{ID: NewID(), PersonID: me.ID, Name: "Zeta"}, aFilter(other)
	of := func(p support.Person) []support.Filter {
		return read(t, s, func(r store.Reader) ([]support.Filter, error) { return r.Filters(ctx, p.ID) })
	}
	write(t, s, func(w store.Writer) {
		for _, f := range []support.Filter{full, bare, foreign} {
			Must(t, w.PutFilter(ctx, f))
		}
		got, err := w.Filter(ctx, full.ID)
		Must(t, err)
		same(t, "in a writer", got, full)
	})
	same(t, "mine", of(me), []support.Filter{bare, full})
	same(t, "another's", of(other), []support.Filter{foreign})
	bare.Place, bare.Criteria, full.Criteria = 8, full.Criteria, support.Criteria{}
	write(t, s, func(w store.Writer) {
		Must(t, w.PutFilter(ctx, bare))
		Must(t, w.PutFilter(ctx, full))
	})
	same(t, "changed", of(me), []support.Filter{full, bare})
	write(t, s, func(w store.Writer) { Must(t, w.DeleteFilter(ctx, full.ID)) })
	same(t, "one taken away", of(me), []support.Filter{bare})
}

func cannedKept(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	me := h.Technicians[0]
	shared := support.CannedReply{ID: NewID(), Name: "foto", Text: "Mi manda\nuna foto, {operatore}?"}
	own := support.CannedReply{ID: NewID(), Name: "foto", Text: "Foto!", OwnerID: me.ID}
	first := support.CannedReply{ID: NewID(), Name: "attesa", Text: "Un momento.", OwnerID: me.ID}
	of := func(id string) []support.CannedReply {
		return read(t, s, func(r store.Reader) ([]support.CannedReply, error) { return r.CannedReplies(ctx, id) })
	}
	write(t, s, func(w store.Writer) {
		for _, c := range []support.CannedReply{shared, own, first} {
			Must(t, w.PutCannedReply(ctx, c))
		}
	})
	same(t, "shared", of(""), []support.CannedReply{shared})
	same(t, "mine", of(me.ID), []support.CannedReply{first, own})
	same(t, "nobody's", of(h.Technicians[1].ID), []support.CannedReply{})
	same(t, "one", read(t, s, func(r store.Reader) (support.CannedReply, error) { return r.CannedReply(ctx, own.ID) }), own)
	first.OwnerID, first.Text = "", "Un momento, per favore."
	write(t, s, func(w store.Writer) {
		Must(t, w.PutCannedReply(ctx, first))
		Must(t, w.DeleteCannedReply(ctx, own.ID))
	})
	same(t, "shared", of(""), []support.CannedReply{first, shared})
	same(t, "mine", of(me.ID), []support.CannedReply{})
}

func cannedUnique(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	for _, owner := range []string{"", h.Technicians[0].ID, h.Technicians[1].ID} {
		kept := support.CannedReply{ID: NewID(), Name: "foto", Text: "x", OwnerID: owner}
		other := support.CannedReply{ID: NewID(), Name: "altro", Text: "x", OwnerID: owner}
		write(t, s, func(w store.Writer) {
			Must(t, w.PutCannedReply(ctx, kept))
			Must(t, w.PutCannedReply(ctx, other))
			Must(t, w.PutCannedReply(ctx, kept))
			again := support.CannedReply{ID: NewID(), Name: strings.ToUpper(kept.Name), Text: "x", OwnerID: owner}
			wantCode(t, "another of the name", w.PutCannedReply(ctx, again), support.CodeConflict)
			other.Name = kept.Name
			wantCode(t, "one that takes the name", w.PutCannedReply(ctx, other), support.CodeConflict)
		})
	}
}

func responseKept(t *testing.T, s store.Store) {
	ctx := t.Context()
	rome, err := time.LoadLocation("Europe/Rome")
	Must(t, err)
	for _, times := range []support.ResponseTimes{support.UsualResponseTimes(rome), {
		Targets: map[support.Severity]support.Target{support.SeverityStopped: {First: time.Minute, Next: 90 * time.Minute}},
		Hours:   [7]support.Hours{time.Saturday: {Open: 8*time.Hour + 30*time.Minute, Close: 24 * time.Hour}}, Zone: time.UTC,
	}} {
		write(t, s, func(w store.Writer) { Must(t, w.PutResponseTimes(ctx, times)) })
		got := read(t, s, func(r store.Reader) (support.ResponseTimes, error) { return r.ResponseTimes(ctx) })
		if got.Zone.String() != times.Zone.String() {
			t.Errorf("the zone is %v, want %v", got.Zone, times.Zone)
		}
		same(t, "targets", got.Targets, times.Targets)
		same(t, "hours", got.Hours, times.Hours)
	}
}

func takenAway(t *testing.T, s store.Store) {
	ctx := t.Context()
	h := Settle(t, s, 1)
	me, other := h.Technicians[0], h.Technicians[1]
	write(t, s, func(w store.Writer) { Must(t, Furnish(ctx, w, me)) })
	count := func(p support.Person) map[store.ObjectType]int {
		entries, _ := forwards(t, s, p, 0, 3)
		n := map[store.ObjectType]int{}
		for _, e := range entries {
			if e.Object.Type >= store.ObjectCause && !e.Removed {
				n[e.Object.Type]++
			}
		}
		return n
	}
	same(t, "the owner's", count(me), map[store.ObjectType]int{
		store.ObjectCause: 1, store.ObjectFilter: 1, store.ObjectCannedReply: 2, store.ObjectResponseTimes: 1,
	})
	same(t, "another technician's", count(other), map[store.ObjectType]int{
		store.ObjectCause: 1, store.ObjectCannedReply: 1, store.ObjectResponseTimes: 1,
	})
	same(t, "an operator's", count(h.Operators[0]), map[store.ObjectType]int{})
	write(t, s, func(w store.Writer) {
		filters, err := w.Filters(ctx, me.ID)
		Must(t, err)
		shared, err := w.CannedReplies(ctx, "")
		Must(t, err)
		Must(t, w.DeleteFilter(ctx, filters[0].ID))
		Must(t, w.Remove(ctx, store.Object{Type: store.ObjectFilter, ID: filters[0].ID}, support.AudiencePerson(me.ID)))
		Must(t, w.DeleteCannedReply(ctx, shared[0].ID))
		Must(t, w.Remove(ctx, store.Object{Type: store.ObjectCannedReply, ID: shared[0].ID}, support.AudienceSupport()))
	})
	same(t, "the owner's", count(me), map[store.ObjectType]int{store.ObjectCause: 1, store.ObjectCannedReply: 1, store.ObjectResponseTimes: 1})
	same(t, "another technician's", count(other), map[store.ObjectType]int{store.ObjectCause: 1, store.ObjectResponseTimes: 1})
}
