package desktop_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"filodiretto/backend/support"
)

// A server of before the console has no calls for filters, canned replies and verdicts, and answers that they are not there.
// That is no word on what somebody keeps: it waits until the server is a newer one.
func TestLine_WhatAnOlderServerHasNoCallForWaitsForANewerOne(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	var asked atomic.Int32
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		for _, later := range []string{"/v1/causes", "/v1/filters/", "/v1/canned-replies/", "/verdict"} {
			if strings.Contains(r.URL.Path, later) {
				asked.Add(1)
				return page(http.StatusNotFound, "application/problem+json", `{"status":404,"code":"not_found"}`)(r, real)
			}
		}
		return real.RoundTrip(r)
	})
	luca, anna := w.over(line, "luca"), w.over(line, "anna")
	ctx := t.Context()
	done := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ticket := anna.opens(w, "Astucci storti.")
	luca.until("the ticket is here", func() bool { return slices.Contains(luca.open(), "Astucci storti.") })
	done(nil, luca.front().Desk().CloseTicket(ctx, ticket, "Guide registrate.", ""))
	anna.until("it is closed", func() bool { return len(anna.open()) == 0 })
	done(nil, anna.front().Desk().Judge(ctx, ticket, support.VerdictFails, "Storti ancora."))
	done(luca.front().Desk().SaveFilter(ctx, support.Filter{Name: "Ferme"}))
	done(luca.front().Desk().SaveCannedReply(ctx, support.CannedReply{Name: "foto", Text: "Mi mandi una foto."}, true))
	tried := func() bool {
		anna.retries()
		luca.retries()
		return asked.Load() > 6
	}
	luca.until("it was tried again and again", tried)
	if counts := luca.front().Counts(); counts.Waiting != 2 || counts.Refused != 0 {
		t.Fatalf("the technician's filter and canned reply: %+v", counts)
	}
	if counts := anna.front().Counts(); counts.Waiting != 1 || counts.Refused != 0 {
		t.Fatalf("the customer's verdict: %+v", counts)
	}

	line.set(nil)
	luca.until("all has reached the newer server", func() bool {
		anna.retries()
		luca.retries()
		return luca.front().Counts().Waiting+anna.front().Counts().Waiting == 0
	})
	elsewhere := w.at("luca")
	elsewhere.until("it is at another workstation", func() bool {
		canned, err := elsewhere.front().Desk().CannedReplies(ctx)
		queues, queuesErr := elsewhere.front().Desk().Queues(ctx)
		return err == nil && queuesErr == nil && len(canned) == 1 && len(queues.Filters) == 1
	})
}

// A server of before attachments would take a message and leave out, without a word, what it does not know: its files. The message
// waits with them until the server is a newer one.
func TestLine_AMessageWithFilesIsNotGivenToAServerThatWouldLeaveThemOut(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna, luca := w.over(line, "anna"), w.at("luca")
	id := anna.opens(w, "Perde olio.")
	luca.shows(id, "Perde olio. ")
	anna.shows(id, "Perde olio. sent")
	w.down()
	anna.offline()
	content := noise(1, 1000)
	anna.attaches(id, "a.bin", content)
	anna.replies(id, "Ecco il registro.")
	var posted atomic.Int32
	line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/messages") && r.Method == http.MethodPost {
			posted.Add(1)
		}
		return withoutAttachments(r, real)
	})
	w.up()
	anna.until("it was tried again and again", func() bool {
		anna.retries()
		return anna.front().Counts().Stuck == 1
	})
	if posted.Load() != 0 {
		t.Errorf("it was sent %d times, and its files with nobody", posted.Load())
	}
	w.down()
	anna.offline()
	line.set(nil)
	w.up()
	anna.retries()
	luca.shows(id, "Perde olio. ", "Ecco il registro. ")
	luca.holds(luca.hasArrived(id, 1)[0].File, content)
}
