package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"filodiretto/backend/api"
	"filodiretto/backend/support"
)

func TestActs_ForAnotherEpochOfTheStoreAreNotDone(t *testing.T) {
	w := newWorld(t)
	ticket := w.anna.open()
	epoch := w.anna.do("GET", "/v1/server", nil).want(http.StatusOK).text("epoch")
	if epoch == "" {
		t.Fatal("the server does not say its epoch")
	}
	body := object{"id": newID(), "kind": "reply", "text": "Ancora."}
	path := "/v1/tickets/" + ticket + "/messages"
	for _, other := range []string{"00", epoch + "0", strings.Repeat("f", len(epoch)), strings.Repeat("x", 20_000)} {
		w.anna.saying(api.HeaderEpoch, other).do("POST", path, body).wantProblem(http.StatusGone, support.CodeCursorReset)
	}
	w.anna.saying(api.HeaderEpoch, epoch).do("POST", path, body).want(http.StatusCreated)
	w.anna.do("POST", path, body).want(http.StatusOK)
}

// saying is the user with a header in all that they ask.
func (u *user) saying(header, value string) *user {
	with := *u
	with.header = http.Header{header: {value}}
	return &with
}
