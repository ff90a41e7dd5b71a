package desktop_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// execIn works on a file that the program does not have open.
func execIn(t *testing.T, file, query string) {
	t.Helper()
	// The program's last connection may still be on its way out: a context that ends rolls back behind the scenes.
	db, err := sql.Open("sqlite", file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestProfile_WhoseCacheIsToBeFetchedAnewShowsWhatIsThereUntilTheServerAnswers(t *testing.T) {
	w := newWorld(t)
	anna := newWorkstation(t)
	anna.signIn(w, "anna")
	anna.online()
	ticket := anna.opens(w, "Pinza usurata.")
	anna.shows(ticket, "Pinza usurata. sent")
	anna.closed()
	// A migration that makes room for what this program has passed over ends so.
	execIn(t, anna.file("cache.db"), `UPDATE feed SET renewing = 1`)
	w.down()
	anna.start()
	anna.shows(ticket, "Pinza usurata. sent")
	anna.replies(ticket, "Ancora ferma.")
	anna.restart()
	anna.shows(ticket, "Pinza usurata. sent", "Ancora ferma. waiting")
	anna.closed()
	w.up()
	anna.start()
	anna.online()
	anna.until("all is fetched", func() bool { return !anna.front().State().Filling })
	anna.shows(ticket, "Pinza usurata. sent", "Ancora ferma. sent")
	anna.closed()
	var renewing bool
	db, err := sql.Open("sqlite", anna.file("cache.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), `SELECT renewing FROM feed`).Scan(&renewing); err != nil || renewing {
		t.Errorf("it is still to be fetched anew: %v", err)
	}
}

func TestLine_AWordOfALaterServerThatNobodyKnowsKeepsTheActAndPeopleAreToldOfIt(t *testing.T) {
	w := newWorld(t)
	line := newBadLine()
	anna := newWorkstationOn(t, line)
	anna.signIn(w, "anna")
	anna.online()
	ticket, other := anna.opens(w, "Lama spuntata."), anna.opens(w, "Pinza usurata.")
	anna.shows(ticket, "Lama spuntata. sent")
	anna.shows(other, "Pinza usurata. sent")
	said := []string{"Lama spuntata. sent"}
	for i, m := range []meddler{
		page(http.StatusConflict, "application/problem+json", `{"code":"too_many_words","status":409,"errors":[{"location":"body.text","reason":"later"}]}`),
		page(http.StatusTeapot, "application/problem+json", `{"code":"later","status":418}`),
		page(http.StatusBadRequest, "application/problem+json", `{"code":"malformed","status":400}`),
	} {
		line.set(func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
			if r.Method == http.MethodPost && strings.Contains(r.URL.Path, ticket) {
				return m(r, real)
			}
			return real.RoundTrip(r)
		})
		text := fmt.Sprint("parola ", i)
		anna.replies(ticket, text)
		anna.replies(other, text)
		anna.until("the other ticket's act is sent", func() bool { return anna.front().Counts().Waiting == 1 })
		anna.until("after many tries people are told of this one", func() bool {
			if err := anna.front().RetryNow(t.Context()); err != nil {
				t.Fatal(err)
			}
			return anna.front().Counts().Stuck == 1
		})
		if got := anna.said(ticket); got[len(got)-1] != text+" stuck" && got[len(got)-1] != text+" waiting" {
			t.Errorf("it is shown as %q", got[len(got)-1])
		}
		line.set(nil)
		if err := anna.front().RetryNow(t.Context()); err != nil {
			t.Fatal(err)
		}
		said = append(said, text+" sent")
		anna.shows(ticket, said...)
	}
}
