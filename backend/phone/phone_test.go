package phone

import (
	"errors"
	"strings"
	"testing"

	"filodiretto/backend/support"
)

func TestParse_ReadsWhatPeopleOfTheCountryWrite(t *testing.T) {
	for _, c := range []struct{ text, country, want string }{
		{"059 123456", "IT", "+39059123456"},
		{" 059/12.34.56 ", "it", "+39059123456"},
		{"+39 059 123456", "IT", "+39059123456"},
		{"0039 059 123456", "IT", "+39059123456"},
		{"347 1234567", "IT", "+393471234567"},
		{"(030) 901820", "DE", "+4930901820"},
		{"+49 30 901820", "IT", "+4930901820"},
		{"202-456-1111", "US", "+12024561111"},
		{"+39 059 123456", "", "+39059123456"},
		{"３４７ １２３４５６７", "IT", "+393471234567"},
	} {
		got, err := Parse(c.text, c.country)
		if err != nil || got != c.want {
			t.Errorf("Parse(%q, %q) = %q, %v; want %q", c.text, c.country, got, err, c.want)
		}
		if again, err := Parse(got, "DE"); err != nil || again != got {
			t.Errorf("Parse(%q) = %q, %v; E.164 must read as itself anywhere", got, again, err)
		}
	}
}

func TestParse_SaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		text, country string
		want          support.Reason
	}{
		{"", "IT", support.ReasonRequired},
		{" \t ", "IT", support.ReasonRequired},
		{"5", "IT", support.ReasonTooShort},
		{"0591", "IT", support.ReasonTooShort},
		{"347 1234567 1234567", "IT", support.ReasonTooLong},
		{strings.Repeat("1", 300), "IT", support.ReasonTooLong},
		{"+", "IT", support.ReasonBadPhone},
		{"chiamatemi", "IT", support.ReasonBadPhone},
		{"1-800-FLOWERS", "US", support.ReasonBadPhone},
		{"059 123456 int. 12", "IT", support.ReasonBadPhone},
		{"+999 123456789", "IT", support.ReasonBadPhone},
		{"059 123456", "ZZ", support.ReasonBadPhone},
		{"\x00059123456", "IT", support.ReasonBadPhone},
		{"112", "IT", support.ReasonTooShort},
		{"000 000000", "IT", support.ReasonBadPhone},
	} {
		got, err := Parse(c.text, c.country)
		var e *support.Error
		if !errors.As(err, &e) || e.Code != support.CodeInvalid || len(e.Fields) != 1 {
			t.Errorf("Parse(%q, %q) = %q, %v; want one field", c.text, c.country, got, err)
			continue
		}
		if f := e.Fields[0]; f.Location != Location || f.Reason != c.want {
			t.Errorf("Parse(%q, %q): %v, want %s", c.text, c.country, f, c.want)
		}
	}
}

func TestNational_IsNationalAtHomeAndInternationalAbroad(t *testing.T) {
	for _, c := range []struct{ e164, country, want string }{
		{"+39059123456", "IT", "059 123456"},
		{"+39059123456", "DE", "+39 059 123456"},
		{"+393471234567", "it", "347 123 4567"},
		{"nothing", "IT", "nothing"},
		{"", "IT", ""},
	} {
		if got := National(c.e164, c.country); got != c.want {
			t.Errorf("National(%q, %q) = %q, want %q", c.e164, c.country, got, c.want)
		}
	}
}

func TestAsYouType_GroupsAndLosesNothing(t *testing.T) {
	for _, c := range []struct{ text, country, want string }{
		{"3471234567", "IT", "347 123 4567"},
		{"+393471234567", "DE", "+39 347 123 4567"},
		{"347 12", "IT", "347 12"},
		{"", "IT", ""},
		{"059 tel", "IT", "059 tel"},
		{"(", "IT", "("},
	} {
		if got := AsYouType(c.text, c.country); got != c.want {
			t.Errorf("AsYouType(%q, %q) = %q, want %q", c.text, c.country, got, c.want)
		}
	}
}

func TestKnownCountry_IsWhereNumbersCanBeRead(t *testing.T) {
	for country, want := range map[string]bool{"IT": true, "DE": true, "it": false, "": false, "ZZ": false, "Italia": false, "001": false} {
		if got := KnownCountry(country); got != want {
			t.Errorf("KnownCountry(%q) = %v", country, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"059 123456", "+39 347 1234567", "112", "++39", "0039", "", "int. 12", "\xff"} {
		f.Add(seed, "IT")
	}
	f.Fuzz(func(t *testing.T, text, country string) {
		AsYouType(text, country)
		National(text, country)
		e164, err := Parse(text, country)
		if err != nil {
			return
		}
		if again, err := Parse(e164, ""); err != nil || again != e164 {
			t.Errorf("Parse(%q, %q) = %q, which reads as %q, %v", text, country, e164, again, err)
		}
	})
}
