package app

import "testing"

func TestTicketOf_ReadsALinkAndRefusesNonsense(t *testing.T) {
	for link, want := range map[string]int64{
		"filodiretto://ticket/1042":                 1042,
		"filodiretto://ticket/1042/":                1042,
		"FiloDiretto://Ticket/1042":                 1042,
		"":                                          0,
		"1042":                                      0,
		"https://ticket/1042":                       0,
		"filodiretto://ticket":                      0,
		"filodiretto://ticket/":                     0,
		"filodiretto://ticket/0":                    0,
		"filodiretto://ticket/-1":                   0,
		"filodiretto://ticket/+1":                   0,
		"filodiretto://ticket/10/42":                0,
		"filodiretto://machine/1042":                0,
		"filodiretto://ticket/%31%30":               0,
		"filodiretto://ticket/%zz":                  0,
		"filodiretto://ticket/1042?x=1":             0,
		"filodiretto://ticket/1042#x":               0,
		"filodiretto://ticket/9999999999999999999":  0,
		"filodiretto://ticket/1042\" --data \"/tmp": 0,
	} {
		got, ok := ticketOf(link)
		if ok != (want != 0) || ok && got != want {
			t.Errorf("%q: %d, %v, want %d", link, got, ok, want)
		}
	}
}
