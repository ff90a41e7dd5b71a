package board_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/support"
)

// said is a closed ticket of a model.
func said(n int, description, model string) board.Row {
	return board.Row{Ticket: support.Ticket{
		ID: id(1, n), Status: support.StatusClosed, Severity: support.SeverityDegraded, Description: description,
		Machine: support.MachineThen{Model: model}, ClosedAt: began.Add(time.Duration(n) * time.Minute),
	}}
}

// alike are the tickets that are alike, by their numbers.
func alike(b *board.Board, laid *board.Laid, t *support.Ticket, looked ...board.Sign) []int {
	var out []int
	b.Read(laid, func(v *board.View) {
		for _, item := range v.Alike(t, looked, 5) {
			var n int
			_, _ = fmt.Sscanf(item.ID[len(item.ID)-12:], "%x", &n)
			out = append(out, n)
		}
	})
	return out
}

func TestBoard_AlikeAreTheSameModelThenTheRarestWordsThenTheNewest(t *testing.T) {
	b := board.New(strings.ToLower, strings.Fields)
	rows := []board.Row{
		said(1, "olio pressa cilindro", "PX-200"), said(2, "olio pressa", "PX-100"), said(3, "olio pressa", "PX-100"),
		said(4, "pressa cilindro", "PX-100"), said(5, "olio", "PX-100"), said(6, "guarnizione", "PX-300"), said(7, "olio pressa", "PX-100"),
		said(8, "olio pressa", "PX-100"),
	}
	rows[6].Status = support.StatusInProgress
	rows[7].DuplicateOf = support.TicketRef{ID: id(1, 1), Number: 1}
	for n := range 100 {
		rows = append(rows, said(100+n, "olio", ""), said(300+n, "pressa", ""))
	}
	b.Load(rows, 1)
	own := said(9, "pressa olio cilindro guarnizione", "PX-200").Ticket
	b.Change(board.Change{Put: []board.Row{{Ticket: own}}}, 2)
	none := &board.Laid{}
	if got, want := alike(b, none, &own), []int{1, 4, 6, 3, 2}; !slices.Equal(got, want) {
		t.Errorf("alike are %v, not %v", got, want)
	}
	looked := board.Sign{Word: "guarnizione", Tickets: []string{id(1, 5), id(1, 9), id(1, 77)}, Often: 2}
	if got, want := alike(b, none, &own, looked), []int{1, 5, 4, 6, 3}; !slices.Equal(got, want) {
		t.Errorf("with what was said later, alike are %v, not %v", got, want)
	}

	// What waits counts as it will be.
	opened, closed := rows[5], rows[6]
	opened.Status, closed.Status = support.StatusInProgress, support.StatusClosed
	laid := &board.Laid{Instead: []string{id(1, 6), id(1, 7)}, Rows: []board.Row{opened, closed}}
	if got, want := alike(b, laid, &own), []int{1, 4, 7, 3, 2}; !slices.Equal(got, want) {
		t.Errorf("laid over, alike are %v, not %v", got, want)
	}
}

func TestBoard_WhoComesInThePlaceOfATicketThatWentSaysNoneOfItsWords(t *testing.T) {
	b := board.New(strings.ToLower, strings.Fields)
	own := said(0, "guarnizione", "").Ticket
	var gone []string
	for n := range 1500 {
		b.Change(board.Change{Put: []board.Row{said(1+n, fmt.Sprint("guarnizione parola", n), "")}}, 2)
		gone = append(gone, id(1, 1+n))
	}
	b.Change(board.Change{Gone: gone}, 3)
	for n := range 1500 {
		b.Change(board.Change{Put: []board.Row{said(5001+n, "cilindro", "")}}, 4)
	}
	if got := alike(b, &board.Laid{}, &own); len(got) != 0 {
		t.Errorf("alike are %v", got)
	}
	b.Change(board.Change{Put: []board.Row{said(1, "guarnizione", "")}}, 5)
	// Of those that went some are still counted, and a word that is met often takes another beside it.
	own.Description = "guarnizione cilindro"
	b.Change(board.Change{Put: []board.Row{said(2, "cilindro guarnizione", "")}}, 5)
	if got := alike(b, &board.Laid{}, &own); !slices.Equal(got, []int{2}) {
		t.Errorf("alike are %v", got)
	}
}
