package desktop_test

import (
	"database/sql"
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
