package cache_test

import "testing"

func TestSearch_IsMergedIntoOneRunOnceMuchWasIndexed(t *testing.T) {
	c := open(t, t.TempDir(), anna)
	const lines, replies = 3, 100
	for i := range lines {
		l := newLine(anna, i+1, anna, "Perde olio")
		for range replies {
			l.reply(t, luca, "Quanto olio?")
		}
		forward(t, c, l.all()...)
		if err := c.IndexAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	runs := func() int {
		t.Helper()
		n, err := c.Runs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if runs() < 2 {
		t.Fatal("there is nothing to merge")
	}
	before := searchUpTo(t, c, "olio", 1000)
	c.TakeForMany()
	if err := c.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := runs(); n != 1 {
		t.Errorf("it lies in %d runs", n)
	}
	after := searchUpTo(t, c, "olio", 1000)
	if len(before) < lines*replies || len(after) != len(before) {
		t.Errorf("%d were found before, %d after", len(before), len(after))
	}
}
