package store

import (
	"slices"
	"testing"
)

func TestFold_TakesAwayCaseAndDiacriticsAlone(t *testing.T) {
	for in, want := range map[string]string{
		"Pressa 3": "pressa 3", "PERCHÉ": "perche", "perche\u0301": "perche", "Ünïcode": "unicode", "ЁЛКА": "елка", "ß": "ß", "日本": "日本", "": "",
		"24-0117/B": "24-0117/b", "한국": "한국",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
		if twice := Fold(Fold(in)); twice != want {
			t.Errorf("folding %q twice is %q", in, twice)
		}
	}
}

func TestPhrases_AreWhatStandsBetweenBlanks(t *testing.T) {
	for in, want := range map[string][][]string{
		"olio cilindro": {{"olio"}, {"cilindro"}}, " 24-0117\tL'asse ": {{"24", "0117"}, {"l", "asse"}}, `"AND" *`: {{"and"}}, "!!!": nil, "": nil,
	} {
		if got := Phrases(in); !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("Phrases(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSays_FindsAPhraseWhoseLastWordIsBegun(t *testing.T) {
	words := Words("Allarme 700.1 sull'asse, s/n 24-0117")
	for phrase, want := range map[string]bool{
		"700.1": true, "700": true, "1": true, "700.2": false, "70": true, "0.1": false, "24-01": true, "24-0117": true, "2-0117": false,
		"0117": true, "117": false, "ass": true, "0117-24": false, "s/n": true, "0117-x": false,
	} {
		if got := Says(words, Phrases(phrase)[0]); got != want {
			t.Errorf("%q is said: %v, want %v", phrase, got, want)
		}
	}
	if Says(nil, []string{"x"}) {
		t.Error("nothing says something")
	}
}
