package cache_test

import (
	"database/sql"
	"strings"
	"testing"
	"unicode/utf16"

	_ "modernc.org/sqlite" // tests reach into files

	"filodiretto/backend/desktop/cache"
)

func execIn(t testing.TB, file, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func TestSearch_FindsWordsAndCodes(t *testing.T) {
	c := open(t, t.TempDir(), luca)
	l := newLine(luca, 42, anna, "La pressa è ferma, perché perde olio dal cilindro SINISTRO.")
	l.reply(t, luca, "Allarme E42 asse 3, poi 700.1 sul quadro VS-40; tubo nord-est.")
	l.reply(t, anna, "Scheda montata il 14/03, lotto AB12-99/7; temperatura 182,4")
	forward(t, c, l.all()...)
	found := map[string]int{
		"pressa": 1, "PRESSA": 1, "perche": 1, "PERCHÉ": 1, "p": 2, "pre": 1, "press": 1, "ressa": 0, "olio perde": 1,
		"olio zucchero": 0, "sinistr": 1,
		"E42": 1, "e4": 1, "42": 2, "700.1": 1, "00.1": 1, "700": 1, "7001": 1, "7.001": 0, "VS-40": 1, "vs 40": 1,
		"s-4": 1, "40": 1, "VS-": 1, "nord": 1, "est": 1, "nord-est": 1,
		"24-0117": 1, "0117": 1, "4-01": 1, "240117": 1, "24 0117": 1, "1042": 1, "#1042": 1, "PX-200": 1, "px": 1,
		"AB12": 1, "99/7": 1, "b12-9": 1, "182": 1, "anna": 1, "Rossi Anna": 1,
		"": 0, "   ": 0, `"`: 0, `a" OR "b`: 0, "pressa*": 1, "NOT olio": 0, "terms:olio": 0, "(": 0, "olio AND perde": 0,
		"-olio": 1, "^pressa": 1, "a\x00b": 0, "'; DROP TABLE tickets; --": 0, strings.Repeat("x", 5000): 0, "\xff\xfe": 0,
	}
	for text, want := range found {
		if got := len(search(t, c, text)); got != want {
			t.Errorf("%q: %d hits, want %d", text, got, want)
		}
	}
}

func TestSearch_ACodeDoesNotFallApartIntoCommonplaceTerms(t *testing.T) {
	c := open(t, t.TempDir(), luca)
	l := newLine(luca, 1, anna, "Ferma")
	l.reply(t, luca, "Sono 700 pezzi, 1 scatola, e VS ne vuole 40")
	l.reply(t, luca, "Allarme 700.1 sul VS-40")
	forward(t, c, l.all()...)
	for _, code := range []string{"700.1", "VS-40"} {
		if hits := search(t, c, code); len(hits) != 1 || hits[0].Message.Text != "Allarme 700.1 sul VS-40" {
			t.Errorf("%q: %+v", code, hits)
		}
	}
}

func TestSearch_AnswersNewestFirstInPages(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	for range 30 {
		l.reply(t, luca, "olio")
	}
	// Older ones come later, as the backward walk brings them.
	changes := l.all()
	forward(t, c, changes[15:]...)
	forward(t, c, changes[:15]...)
	var seen []int
	after := int64(0)
	for {
		var page []cache.Hit
		after = read(t, c, func(r *cache.Reader) (next int64, err error) {
			page, next, err = r.Search(cache.ParseQuery("ol"), after, 7)
			return next, err
		})
		for _, h := range page {
			seen = append(seen, h.Message.Index)
		}
		if after == 0 {
			break
		}
	}
	if len(seen) != 30 {
		t.Fatalf("%d hits", len(seen))
	}
	for i := 1; i < len(seen); i++ {
		if seen[i] >= seen[i-1] {
			t.Fatalf("not newest first: %v", seen)
		}
	}
}

func TestSearch_ManyInOneSecondKeepTheirOrder(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	l := newLine(anna, 1, anna, "Ferma")
	for range 100 {
		l.now = began // all at the same minute
		l.reply(t, luca, "olio")
	}
	forward(t, c, l.all()...)
	if err := c.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	hits := searchUpTo(t, c, "olio", 200)
	if len(hits) != 100 || hits[0].Message.Index <= hits[99].Message.Index {
		t.Errorf("%d hits", len(hits))
	}
}

func TestSnippet_MarksWhatWasFoundInUTF16(t *testing.T) {
	text := strings.Repeat("parola 🙂 ", 40) + "Perché l’Àncora perde\nsul VS-40 e poi " + strings.Repeat("basta ", 60)
	for query, want := range map[string][]string{
		"ancor": {"Àncor"}, "s-4": {"S-4"}, "perc": {"Perc"}, "per 40": {"Per", "per", "40"}, "zzz": nil, "vs40": {"VS-40"},
	} {
		s := cache.ParseQuery(query).Snippet(text)
		units := utf16.Encode([]rune(s.Text))
		var got []string
		for _, m := range s.Marks {
			got = append(got, string(utf16.Decode(units[m[0]:m[1]])))
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q: marked %q in %q", query, got, s.Text)
		}
		if strings.ContainsAny(s.Text, "\n\t") || len([]rune(s.Text)) > 190 {
			t.Errorf("%q: snippet %q", query, s.Text)
		}
	}
}

func FuzzParseQuery_NothingTypedIsWrong(f *testing.F) {
	for _, s := range []string{"", "olio", `"`, "a* OR b", "700.1", "É̀", "\xf0\x28", "ﬁ½Ⅷ", "--..--", "1.", ".1"} {
		f.Add(s)
	}
	c := open(f, f.TempDir(), anna)
	l := newLine(anna, 1, anna, "Perde olio 700.1")
	forward(f, c, l.all()...)
	f.Fuzz(func(t *testing.T, s string) {
		q := cache.ParseQuery(s)
		searchUpTo(t, c, s, 5)
		snippet := q.Snippet(s)
		for _, m := range snippet.Marks {
			if m[0] >= m[1] || m[1] > len(utf16.Encode([]rune(snippet.Text))) {
				t.Errorf("mark %v of %q", m, snippet.Text)
			}
		}
		if !q.Empty() && !q.Matches(s) && len([]rune(s)) < 20 {
			t.Errorf("%q does not match itself", s)
		}
	})
}
