package feed

import (
	"testing"

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

var (
	anna  = support.Person{ID: "anna", Role: support.RoleOperator, CompanyID: "acme"}
	piero = support.Person{ID: "piero", Role: support.RoleOperator, CompanyID: "foundry"}
	luca  = support.Person{ID: "luca", Role: support.RoleTechnician}
)

func woken(s *Subscription) bool {
	select {
	case <-s.Wake():
		return true
	default:
		return false
	}
}

func ended(s *Subscription) bool {
	select {
	case <-s.Ended():
		return true
	default:
		return false
	}
}

func TestHub_WakesWhomACommitConcerns(t *testing.T) {
	h := New()
	a, p, l := h.Subscribe(anna, [32]byte{1}), h.Subscribe(piero, [32]byte{2}), h.Subscribe(luca, [32]byte{3})
	for name, c := range map[string]struct {
		touched []support.Audience
		want    [3]bool
	}{
		"a ticket of acme":  {[]support.Audience{support.AudienceSupport(), support.AudienceCompany("acme")}, [3]bool{true, false, true}},
		"a note":            {[]support.Audience{support.AudienceSupport()}, [3]bool{false, false, true}},
		"a category":        {[]support.Audience{support.AudienceSupport(), support.AudienceCustomers()}, [3]bool{true, true, true}},
		"piero's mark":      {[]support.Audience{support.AudiencePerson("piero")}, [3]bool{false, true, false}},
		"nothing":           {nil, [3]bool{}},
		"nobody's audience": {[]support.Audience{support.AudienceCompany("other")}, [3]bool{}},
	} {
		for range 3 {
			h.Committed(store.Commit{Audiences: c.touched})
		}
		if got := [3]bool{woken(a), woken(p), woken(l)}; got != c.want {
			t.Errorf("%s woke %v, want %v", name, got, c.want)
		}
		if woken(a) || woken(p) || woken(l) {
			t.Errorf("%s woke more than once", name)
		}
	}
}

func TestHub_EndsSessionsAtOnce(t *testing.T) {
	h := New()
	one, two, other := h.Subscribe(anna, [32]byte{1}), h.Subscribe(anna, [32]byte{2}), h.Subscribe(piero, [32]byte{1})
	h.EndSession("anna", [32]byte{1})
	if !ended(one) || ended(two) || ended(other) || one.Reason() != Revoked {
		t.Error("ending one session")
	}
	h.EndPerson("anna", [32]byte{2})
	if ended(two) {
		t.Error("the kept session was ended")
	}
	h.EndPerson("anna", [32]byte{})
	if !ended(two) || ended(other) {
		t.Error("ending a person's sessions")
	}
	h.Shutdown()
	h.Shutdown()
	late := h.Subscribe(luca, [32]byte{9})
	if !ended(other) || other.Reason() != Shutdown || !ended(late) || one.Reason() != Revoked {
		t.Error("shutting down")
	}
	for _, s := range []*Subscription{one, two, other, late} {
		s.Close()
	}
	if h.Count() != 0 || len(h.audiences) != 0 || len(h.people) != 0 {
		t.Errorf("%d left, %d audiences, %d people", h.Count(), len(h.audiences), len(h.people))
	}
}

func TestHub_TellsApartWhatOnlyOnePersonGets(t *testing.T) {
	h := New()
	a := h.Subscribe(anna, [32]byte{1})
	take := func(wantOwn bool, wantUpTo int64) {
		t.Helper()
		if own, upTo := a.Take(); own != wantOwn || upTo != wantUpTo {
			t.Errorf("own %v up to %d, want %v up to %d", own, upTo, wantOwn, wantUpTo)
		}
	}
	take(false, 0)
	h.Committed(store.Commit{Position: 4, Audiences: []support.Audience{support.AudienceCompany("acme"), support.AudiencePerson("piero")}})
	take(false, 4)
	h.Committed(store.Commit{Position: 5, Audiences: []support.Audience{support.AudiencePerson("anna")}})
	h.Committed(store.Commit{Position: 6, Audiences: []support.Audience{support.AudienceCompany("acme")}})
	take(true, 6)
	take(false, 6)
}
