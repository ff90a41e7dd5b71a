package desktop_test

import (
	"errors"
	"path/filepath"
	"testing"

	"filodiretto/backend/desktop/cache"
)

func TestProfile_WhoseCursorIsDamagedFetchesEverythingAnew(t *testing.T) {
	w := newWorld(t)
	anna, luca := w.at("anna"), w.at("luca")
	id := anna.opens(w, "Ferma.")
	luca.shows(id, "Ferma. ")
	who := luca.front().Card().Person
	luca.closed()
	c, _, err := cache.Open(t.Context(), cache.Options{Dir: filepath.Dir(luca.file(cache.FileName)), Me: who})
	if err == nil {
		_, err = c.Apply(t.Context(), cache.Batch{Forward: "AAAA"})
		err = errors.Join(err, c.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	anna.replies(id, "Ancora.")
	luca.start()
	luca.shows(id, "Ferma. ", "Ancora. ")
	luca.online()
}
