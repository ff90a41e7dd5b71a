package support

import (
	"reflect"
	"testing"
)

func TestAudiences_KeepCompaniesApart(t *testing.T) {
	s := opened(t, anna, Parties{})
	replied := s.reply(luca)[0]
	note := s.note(luca)
	for _, c := range []struct {
		who   Person
		in    []Audience
		reach bool
		what  string
	}{
		{anna, s.ticket.Audiences(), true, "own ticket"},
		{piero, s.ticket.Audiences(), false, "foreign ticket"},
		{luca, s.ticket.Audiences(), true, "any ticket"},
		{anna, replied.Audiences(acme), true, "reply to own ticket"},
		{piero, replied.Audiences(acme), false, "reply to a foreign ticket"},
		{anna, note.Audiences(acme), false, "note on own ticket"},
		{mara, note.Audiences(acme), true, "note"},
		{anna, piero.SeenIn(), false, "person of another company"},
		{anna, luca.SeenIn(), true, "technician"},
		{luca, anna.SeenIn(), true, "operator"},
		{anna, []Audience{AudiencePerson(luca.ID)}, false, "somebody else's mark"},
		{luca, []Audience{AudiencePerson(luca.ID)}, true, "own mark"},
	} {
		reached := false
		for _, a := range c.who.Audiences() {
			for _, b := range c.in {
				reached = reached || a == b
			}
		}
		if reached != c.reach {
			t.Errorf("%s, %s: reached %v, want %v", c.who.Name, c.what, reached, c.reach)
		}
	}
}

func TestSees_IsOnesOwnCompanyOrAll(t *testing.T) {
	s := opened(t, anna, Parties{})
	for who, want := range map[*Person]bool{&anna: true, &piero: false, &luca: true, &mara: true} {
		if got := who.Sees(&s.ticket); got != want {
			t.Errorf("%s sees the ticket: %v", who.Name, got)
		}
	}
	nobody := Person{Role: RoleOperator}
	if nobody.SeesCompany(acme) {
		t.Error("an operator without a company sees one")
	}
	if anna.SeesPerson(piero) || !anna.SeesPerson(luca) || !luca.SeesPerson(anna) {
		t.Error("who sees whom")
	}
	if anna.MayAdminister() == nil || luca.MayAdminister() == nil || mara.MayAdminister() != nil {
		t.Error("who administers")
	}
}

func TestConcerns_IsOnesOwnOrNobodysForTechnicians(t *testing.T) {
	s := opened(t, anna, Parties{})
	if !luca.Concerns(&s.ticket) || !mara.Concerns(&s.ticket) || !anna.Concerns(&s.ticket) || piero.Concerns(&s.ticket) {
		t.Error("an unassigned ticket")
	}
	s.reply(luca)
	if !luca.Concerns(&s.ticket) || mara.Concerns(&s.ticket) || !anna.Concerns(&s.ticket) {
		t.Error("luca's ticket")
	}
}

func TestCodeOf_FindsTheCodeOrCallsItInternal(t *testing.T) {
	got := []Code{CodeOf(nil), CodeOf(Errorf(CodeConflict, "used")), CodeOf(Wrap(CodeStorage, nil)), CodeOf(errPlain{})}
	if want := []Code{"", CodeConflict, CodeStorage, CodeInternal}; !reflect.DeepEqual(got, want) {
		t.Errorf("codes %v, want %v", got, want)
	}
	for code, judges := range map[Code]bool{
		CodeTicketClosed: true, CodeConflict: true, CodeInvalid: true, CodeForbidden: true, CodeNotFound: true, CodeTooLarge: true,
		CodeUnauthenticated: false, CodeRateLimited: false, CodeUnavailable: false, CodeInternal: false, CodeCursorReset: false, CodeUnreachable: false,
	} {
		if code.JudgesAct() != judges {
			t.Errorf("%s judges an act: %v", code, !judges)
		}
	}
}

type errPlain struct{}

func (errPlain) Error() string { return "plain" }
