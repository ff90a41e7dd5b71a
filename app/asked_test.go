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

func TestAsked_IsForWhoeverWasInFront(t *testing.T) {
	var a asked
	a.want(wish{number: 7, of: "anna"})
	w, there := a.open("anna")
	if !there || !a.grant(w, Asked{TicketID: "7"}, "anna") {
		t.Fatal("not looked for")
	}
	if got := a.take("marco"); got != (Asked{}) {
		t.Errorf("the next person is led to %v", got)
	}
	if got := a.take("anna"); got != (Asked{}) {
		t.Errorf("it came after somebody else had been in front: %v", got)
	}

	a.want(wish{number: 7, of: "anna"})
	if w, there := a.open("marco"); there {
		t.Errorf("looked for %v in another person's name", w)
	}
	if w, there := a.open("anna"); there {
		t.Errorf("looked for %v after another person", w)
	}
}

func TestAsked_WhileNobodyIsSignedInIsForWhoeverSignsInFirst(t *testing.T) {
	var a asked
	a.want(wish{number: 7})
	w, there := a.open("anna")
	if !there || !a.grant(w, Asked{TicketID: "7"}, "anna") {
		t.Fatal("not looked for")
	}
	if got := a.take("anna"); got.TicketID != "7" {
		t.Errorf("led to %v", got)
	}
	if got := a.take("anna"); got != (Asked{}) {
		t.Errorf("led there twice: %v", got)
	}
}

func TestAsked_WhatWasAskedForMeanwhileStays(t *testing.T) {
	var a asked
	a.want(wish{number: 7, of: "anna"})
	first, _ := a.open("anna")
	// The disk is being read without the lock.
	a.want(wish{number: 8, of: "anna"})
	if a.grant(first, Asked{TicketID: "7"}, "anna") {
		t.Error("the older wish took the place of the newer")
	}
	second, _ := a.open("anna")
	if !a.grant(second, Asked{TicketID: "8"}, "anna") {
		t.Error("the newer wish is lost")
	}
	if got := a.take("anna"); got.TicketID != "8" {
		t.Errorf("led to %v", got)
	}
}
