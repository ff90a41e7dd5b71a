//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"filodiretto/backend/support"
)

// journal is what everybody in a test wrote, and what became of it as far as they were told. It is kept by the test, which
// nobody kills, at the moment of the answer: what it holds as acknowledged, its writer believes to be safe.
type journal struct {
	// long makes all words long.
	long string

	mu     sync.Mutex
	words  []*words
	drafts map[string]drafts          // by login, as acknowledged
	maybe  map[string]drafts          // by login: a save that was never answered
	marks  map[string]map[string]mark // by login and ticket
}

// words are something that somebody wrote. No two are alike, so they are known again wherever they arrive.
type words struct {
	by, kind, ticket, text string
	n                      int
	fate                   fate
	code                   support.Code // with refusedAtOnce
}

// mark is how far somebody has read, and whether a later reading was never answered.
type mark struct {
	index int
	maybe bool
}

// A fate is what the writer was told.
type fate int

const (
	unanswered fate = iota
	acknowledged
	refusedAtOnce
)

func newJournal() *journal {
	return &journal{drafts: map[string]drafts{}, maybe: map[string]drafts{}, marks: map[string]map[string]mark{}}
}

// write takes down that somebody is about to say something, and makes the words for it.
func (j *journal) write(by, kind, ticket string) *words {
	j.mu.Lock()
	defer j.mu.Unlock()
	w := &words{by: by, kind: kind, ticket: ticket, n: len(j.words) + 1}
	w.text = fmt.Sprintf("%s di %s, numero %d.", kind, by, w.n)
	if kind == "note" {
		w.text += " " + noteWord
	}
	w.text += j.long
	j.words = append(j.words, w)
	return w
}

// told takes down what the writer was told.
func (j *journal) told(w *words, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var coded *support.Error
	switch {
	case err == nil:
		w.fate = acknowledged
	case errors.As(err, &coded):
		w.fate, w.code = refusedAtOnce, coded.Code
	case errors.Is(err, errNotRunning):
		w.fate = refusedAtOnce // nobody was asked
	}
	if w.fate == acknowledged && w.kind == "reply" {
		// What is sent is no draft any more.
		delete(j.draftsOf(w.by), w.ticket)
	}
}

// opened takes down which ticket an opening made.
func (j *journal) opened(w *words, ticket string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	w.ticket = ticket
	delete(j.draftsOf(w.by), newTicket)
}

// draftsOf are the drafts that somebody was told are kept. The caller holds the lock.
func (j *journal) draftsOf(login string) drafts {
	if j.drafts[login] == nil {
		j.drafts[login], j.maybe[login] = drafts{}, drafts{}
	}
	return j.drafts[login]
}

// typing takes down a draft that is about to be saved, and returns what takes down the answer.
func (j *journal) typing(login, of, text string) (answered func(error)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.draftsOf(login)
	j.maybe[login][of] = text
	return func(err error) {
		j.mu.Lock()
		defer j.mu.Unlock()
		if err == nil {
			j.draftsOf(login)[of] = text
		}
		if !errors.Is(err, errDied) {
			delete(j.maybe[login], of)
		}
	}
}

// read takes down how far somebody read a ticket, or that nobody knows.
func (j *journal) read(login, ticket string, index int, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.marks[login] == nil {
		j.marks[login] = map[string]mark{}
	}
	m := j.marks[login][ticket]
	switch {
	case err == nil && index >= m.index:
		m = mark{index: index}
	case errors.Is(err, errDied):
		m.maybe = true
	}
	j.marks[login][ticket] = m
}

// acknowledged counts what is believed to be safe.
func (j *journal) acknowledged() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := 0
	for _, w := range j.words {
		if w.fate == acknowledged {
			n++
		}
	}
	return n
}

// said are all words so far.
func (j *journal) said() []*words {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.words)
}

// checkDrafts wants every draft that was acknowledged, or the one that was being saved when the program died, and none of
// what was sent.
func (j *journal) checkDrafts(t *testing.T, login string, kept drafts, f *figures) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	acknowledged, maybe := j.draftsOf(login), j.maybe[login]
	of := slices.Collect(maps.Keys(acknowledged))
	for key := range kept {
		if _, known := acknowledged[key]; !known {
			of = append(of, key)
		}
	}
	for _, of := range of {
		later, saving := maybe[of]
		switch {
		case kept[of] == acknowledged[of], saving && kept[of] == later, kept[of] == "" && j.mayHaveSent(login, of):
		case acknowledged[of] == "":
			f.doubled++
			t.Errorf("%s's draft for %s is there again: %q", login, of, kept[of])
		default:
			f.lost++
			t.Errorf("%s's draft for %s was %q and is %q", login, of, acknowledged[of], kept[of])
		}
	}
	f.drafts += len(kept)
	// From here on it is what it is.
	j.drafts[login], j.maybe[login] = maps.Clone(kept), drafts{}
	if j.drafts[login] == nil {
		j.drafts[login] = drafts{}
	}
}

// mayHaveSent reports whether the last thing that somebody did was to send what that draft is for, and they do not know
// whether it was done.
func (j *journal) mayHaveSent(login, of string) bool {
	for _, w := range slices.Backward(j.words) {
		if w.by == login {
			return w.fate == unanswered && (w.kind == "reply" && w.ticket == of || w.kind == "open" && of == newTicket)
		}
	}
	return false
}
