package support

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTitleOf_IsTheFirstSentenceOfTheFirstLine(t *testing.T) {
	long := strings.Repeat("parola ", 30)
	for _, c := range []struct{ description, want string }{
		{"Perde olio", "Perde olio"},
		{"Perde olio. Da ieri", "Perde olio."},
		{"Si ferma! Subito.", "Si ferma!"},
		{"Cosa faccio? Aiuto", "Cosa faccio?"},
		{"Allarme 700.1 sulla pressa. Poi riparte", "Allarme 700.1 sulla pressa."},
		{"Prima riga\nseconda riga.", "Prima riga"},
		{"  \n Prima\r\nseconda", "Prima"},
		{"Finisce col punto.", "Finisce col punto."},
		{"Punti... e poi altro", "Punti..."},
		{"Tab.\tdopo", "Tab."},
		{"", ""},
		{strings.Repeat("a", 120), strings.Repeat("a", 120)},
		{strings.Repeat("a", 121), strings.Repeat("a", 119) + "…"},
		{strings.Repeat("è", 200), strings.Repeat("è", 119) + "…"},
		{long, strings.TrimSpace(strings.Repeat("parola ", 17)) + "…"},
	} {
		got := TitleOf(c.description)
		if got != c.want {
			t.Errorf("TitleOf(%q) = %q, want %q", c.description, got, c.want)
		}
		if n := utf8.RuneCountInString(got); n > 120 {
			t.Errorf("TitleOf(%q) has %d code points", c.description, n)
		}
	}
}

func TestNormalText_TrimsAndUnifiesLineEnds(t *testing.T) {
	for in, want := range map[string]string{
		" a \r\n b\rc\n": "a \n b\nc", "\t": "", "a": "a", "\r\n\r\n": "", "\u00a0x\u2003": "x",
	} {
		if got := NormalText(in); got != want || NormalText(got) != got {
			t.Errorf("NormalText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCheckText_BoundsAndCharacters(t *testing.T) {
	for _, c := range []struct {
		text string
		want Reason
	}{
		{"", ReasonRequired},
		{"a", ""},
		{strings.Repeat("𝄞", MaxText), ""},
		{strings.Repeat("a", MaxText+1), ReasonTooLong},
		{"riga\n\tin più", ""},
		{"\x00", ReasonBadText},
		{"a\x1bb", ReasonBadText},
		{"a\x7fb", ReasonBadText},
		{"a\u0085b", ReasonBadText},
		{"a\u009fb", ReasonBadText},
		{"a\rb", ReasonBadText},
		{"a\xffb", ReasonBadText},
		{"a\xed\xa0\x80b", ReasonBadText},
		{"a\u2028b\u200f\ufeff👩‍🔧", ""},
	} {
		err := CheckText("body.text", c.text, MaxText)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("CheckText(%.20q) = %v", c.text, err)
		case c.want != "" && (err == nil || err.Fields[0].Reason != c.want):
			t.Errorf("CheckText(%.20q) = %v, want %s", c.text, err, c.want)
		}
	}
}

func TestValidID_IsACanonicalUUID(t *testing.T) {
	for id, want := range map[string]bool{
		ticketID:                                 true,
		"":                                       false,
		strings.ToUpper(anna.ID):                 false,
		ticketID + "0":                           false,
		"00000000x0000-7000-8000-000000000100":   false,
		"{0000000-0000-7000-8000-000000000100":   false,
		"00000000-0000-7000-8000-00000000010g":   false,
		"00000000-0000-7000-8000-0000000001\xc3": false,
	} {
		if got := ValidID(id); got != want {
			t.Errorf("ValidID(%q) = %v", id, got)
		}
	}
}

func TestOpening_SaysAllThatIsWrongAtOnce(t *testing.T) {
	err := Opening{}.Check()
	for location, reason := range map[string]Reason{
		"body.id": ReasonRequired, "body.kind": ReasonRequired, "body.severity": ReasonRequired, "body.description": ReasonRequired,
	} {
		wantField(t, err, location, reason)
	}
	chat := Opening{ID: ticketID, Kind: KindChat, Severity: SeverityStopped, Description: "Perde olio"}
	wantField(t, chat.Check(), "body.machineId", ReasonRequired)
	wantField(t, chat.Check(), "body.categoryId", ReasonRequired)
	callback := Opening{ID: ticketID, Kind: KindCallback, Severity: SeverityQuestion, Description: "Richiamatemi"}
	wantField(t, callback.Check(), "body.phone", ReasonRequired)
	callback.Phone = "059 123456"
	if err := callback.Check(); err != nil {
		t.Errorf("a callback without a machine: %v", err)
	}
	callback.CallWindow = CallWindow{From: noon, To: noon.Add(-1)}
	wantField(t, callback.Check(), "body.callWindow.to", ReasonBadTime)
	callback.CallWindow = CallWindow{To: noon}
	wantField(t, callback.Check(), "body.callWindow.from", ReasonRequired)
	callback.CallWindow, callback.MachineID = CallWindow{}, "pressa"
	wantField(t, callback.Check(), "body.machineId", ReasonBadID)
	callback.Kind = "letter"
	wantField(t, callback.Check(), "body.kind", ReasonUnknown)
}
