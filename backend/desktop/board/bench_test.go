package board_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"filodiretto/backend/desktop/board"
	"filodiretto/backend/support"
)

// BenchmarkPage lists 100,000 tickets, by each column in turn.
func BenchmarkPage(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	on := board.New(strings.ToLower, strings.Fields)
	words := strings.Fields("perde la il pressa olio allarme non parte errore asse film taglierina sensore vibra rumore dosatore")
	var rows []board.Row
	for n := range 100_000 {
		at := began.Add(time.Duration(n) * time.Minute)
		status := support.StatusClosed
		if n > 98_000 {
			status = support.StatusInProgress
		}
		rows = append(rows, board.Row{Ticket: support.Ticket{
			ID: id(1, n), Number: int64(n), Title: words[random.IntN(len(words))] + " " + words[random.IntN(len(words))] + " " + words[random.IntN(len(words))], Status: status,
			Severity: board.Severities[n%3], CompanyID: id(5, n%200), Machine: support.MachineThen{Model: fmt.Sprint(n % 9)},
			OpenedBy: support.PersonRef{ID: id(9, n%900), Name: fmt.Sprint("Anna ", n%900)}, CreatedAt: at, UpdatedAt: at.Add(time.Hour),
		}})
	}
	on.Load(rows, 1)
	columns := []board.Column{
		board.ByWait, board.ByUpdated, board.ByNumber, board.ByTitle, board.ByCompany, board.ByPerson, board.ByStatus, board.ByAssignee,
	}
	var took []time.Duration
	laid := &board.Laid{}
	after := ""
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		on.Read(laid, func(v *board.View) {
			page, err := v.Page(board.Choice{Queue: board.Closed, Now: began},
				board.Order{By: columns[i/4%len(columns)], Descending: i/2%2 == 0, Grouped: i%3 == 0}, after, 50)
			if err != nil {
				b.Fatal(err)
			}
			if after = page.Next; i%4 == 0 {
				after = ""
			}
		})
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
}
