package cache

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	_ "time/tzdata" // response times name a zone, and not every workstation has the zones

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/outbox"
	"filodiretto/backend/support"
)

func (w *write) cause(c *api.Cause) error {
	if gone, err := w.wasRemoved(api.TypeCause, c.ID); err != nil || gone {
		return err
	}
	n, err := w.exec(`INSERT INTO causes (id, name, disabled) VALUES (?,?,?)`+
		w.orOnlyNew(`name = excluded.name, disabled = excluded.disabled`), key(c.ID), c.Name, c.Disabled)
	w.applied.Console = w.applied.Console || n > 0
	return err
}

func (w *write) filter(f *api.Filter) error {
	if gone, err := w.wasRemoved(api.TypeFilter, f.ID); err != nil || gone {
		return err
	}
	criteria, err := json.Marshal(f.Criteria)
	if err != nil {
		return err
	}
	n, err := w.exec(`INSERT INTO filters (id, name, place, criteria, brought, gone) VALUES (?,?,?,?,?,0)`+
		w.orOnlyNew(`name = excluded.name, place = excluded.place, criteria = excluded.criteria, brought = excluded.brought, gone = 0`),
		key(f.ID), f.Name, f.Place, string(criteria), w.revision)
	w.applied.Console = w.applied.Console || n > 0
	return err
}

func (w *write) cannedReply(c *api.CannedReply) error {
	if gone, err := w.wasRemoved(api.TypeCannedReply, c.ID); err != nil || gone {
		return err
	}
	n, err := w.exec(`INSERT INTO canned_replies (id, name, text, shared, brought, gone) VALUES (?,?,?,?,?,0)`+
		w.orOnlyNew(`name = excluded.name, text = excluded.text, shared = excluded.shared, brought = excluded.brought, gone = 0`),
		key(c.ID), c.Name, c.Text, c.Shared, w.revision)
	w.applied.Console = w.applied.Console || n > 0
	return err
}

func (w *write) responseTimes(r *api.ResponseTimes) error {
	content, err := json.Marshal(r)
	if err != nil {
		return err
	}
	overwrite := ` ON CONFLICT (only_one) DO UPDATE SET content = excluded.content`
	if w.walk == Backward {
		overwrite = ` ON CONFLICT (only_one) DO NOTHING`
	}
	n, err := w.exec(`INSERT INTO response_times (only_one, content) VALUES (1, ?)`+overwrite, string(content))
	if err != nil || n == 0 {
		return err
	}
	w.applied.Console = true
	times, err := api.ResponseTimesIn(*r)
	if support.CodeOf(err) == support.CodeInvalid {
		// A later server's words.
		times, err = usualTimes(), nil
	}
	w.board.times(times)
	return err
}

const (
	goneFilter = `INSERT INTO filters (id, name, place, criteria, brought, gone) VALUES (?, '', 0, '{}', ?, 1)
		ON CONFLICT (id) DO UPDATE SET gone = 1, brought = excluded.brought`
	goneCannedReply = `INSERT INTO canned_replies (id, name, text, shared, brought, gone) VALUES (?, '', '', 0, ?, 1)
		ON CONFLICT (id) DO UPDATE SET gone = 1, brought = excluded.brought`
)

// removeOwn removes a filter or a canned reply, by one of the two. Its row stays and says when, also of one that was never
// here: an act that put it there is known by that to have been overtaken.
func (w *write) removeOwn(gone, id string) error {
	w.applied.Console = true
	_, err := w.exec(gone, key(id), w.revision)
	return err
}

// neverSeen keeps of a filter or a canned reply, of which there is nothing here, that it is gone.
func (w *write) neverSeen(r api.Removed) error {
	var known, gone string
	switch r.Type {
	case api.TypeFilter:
		known, gone = `SELECT 1 FROM filters WHERE id = ?`, goneFilter
	case api.TypeCannedReply:
		known, gone = `SELECT 1 FROM canned_replies WHERE id = ?`, goneCannedReply
	default:
		return nil
	}
	var one int
	if there, err := w.look(known, []any{key(r.ID)}, &one); err != nil || there {
		return err
	}
	return w.removeOwn(gone, r.ID)
}

const (
	ownFilter      = `SELECT gone, brought, name FROM filters WHERE id = ?`
	ownCannedReply = `SELECT gone, brought, name FROM canned_replies WHERE id = ?`
)

// own is what the feed brought last of a filter or a canned reply: whether it is there, the revision with which that came (0
// if the feed never said anything of it), and what it is or was called.
func (r *Reader) own(query, id string) (there bool, brought int64, name string, err error) {
	var gone bool
	known, err := found(r.row(query, []any{key(id)}, &gone, &brought, &name))
	return known && !gone, brought, name, err
}

// FilterName is what a filter is called, or was that has gone; empty for one that was never here.
func (r *Reader) FilterName(id string) (string, error) {
	_, _, name, err := r.own(ownFilter, id)
	return name, err
}

// CannedReplyName is what a canned reply is called, or was that has gone; empty for one that was never here.
func (r *Reader) CannedReplyName(id string) (string, error) {
	_, _, name, err := r.own(ownCannedReply, id)
	return name, err
}

// broughtOwn reports whether the feed has brought what a sent act made of a filter or a canned reply, or what came after it.
func (r *Reader) broughtOwn(a outbox.Act, query string, removal bool) (bool, error) {
	if a.State != outbox.StateSent {
		return false, nil
	}
	there, brought, _, err := r.own(query, a.TicketID)
	return brought > a.Answer.Seen || removal && !there, err
}

// Filters are the person's, in their order.
func (r *Reader) Filters() ([]support.Filter, error) {
	var out []support.Filter
	err := r.each(func(scan func(...any) error) error {
		f := support.Filter{PersonID: r.c.me.ID}
		var id []byte
		var content string
		if err := scan(&id, &f.Name, &f.Place, &content); err != nil {
			return err
		}
		var criteria api.Criteria
		if err := readBack(content, &criteria); err != nil {
			return err
		}
		f.ID, f.Criteria = idOf(id), api.CriteriaIn(criteria)
		out = append(out, f)
		return nil
	}, `SELECT id, name, place, criteria FROM filters WHERE NOT gone`)
	SortFilters(out)
	return out, err
}

// SortFilters brings filters into their order: by place, then by name.
func SortFilters(filters []support.Filter) {
	slices.SortFunc(filters, func(a, b support.Filter) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), strings.Compare(Folded(a.Name), Folded(b.Name)), strings.Compare(a.ID, b.ID))
	})
}

// CannedReplies are the person's and the shared ones, by name; of the same name one's own first.
func (r *Reader) CannedReplies() ([]support.CannedReply, error) {
	var out []support.CannedReply
	err := r.each(func(scan func(...any) error) error {
		var c support.CannedReply
		var id []byte
		var shared bool
		if err := scan(&id, &c.Name, &c.Text, &shared); err != nil {
			return err
		}
		c.ID = idOf(id)
		if !shared {
			c.OwnerID = r.c.me.ID
		}
		out = append(out, c)
		return nil
	}, `SELECT id, name, text, shared FROM canned_replies WHERE NOT gone`)
	SortCannedReplies(out)
	return out, err
}

// SortCannedReplies brings canned replies into their order.
func SortCannedReplies(replies []support.CannedReply) {
	shared := func(c support.CannedReply) int {
		if c.OwnerID == "" {
			return 1
		}
		return 0
	}
	slices.SortFunc(replies, func(a, b support.CannedReply) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(shared(a), shared(b)), strings.Compare(a.ID, b.ID))
	})
}

// Causes are the causes in use, by name.
func (r *Reader) Causes() ([]support.Cause, error) {
	var out []support.Cause
	err := r.each(func(scan func(...any) error) error {
		var c support.Cause
		var id []byte
		if err := scan(&id, &c.Name); err != nil {
			return err
		}
		c.ID = idOf(id)
		out = append(out, c)
		return nil
	}, `SELECT id, name FROM causes WHERE NOT disabled`)
	slices.SortFunc(out, func(a, b support.Cause) int { return strings.Compare(Folded(a.Name), Folded(b.Name)) })
	return out, err
}

// Cause is the cause; false when it is not in the cache.
func (r *Reader) Cause(id string) (support.Cause, bool, error) {
	c := support.Cause{ID: id}
	ok, err := found(r.row(`SELECT name, disabled FROM causes WHERE id = ?`, []any{key(id)}, &c.Name, &c.Disabled))
	return c, ok, err
}

// ResponseTimes are the maker's; false where none were set, or none that this program can read.
func (r *Reader) ResponseTimes() (support.ResponseTimes, bool, error) {
	var content string
	ok, err := found(r.row(`SELECT content FROM response_times`, nil, &content))
	if err != nil || !ok {
		return support.ResponseTimes{}, false, err
	}
	var times api.ResponseTimes
	if err := readBack(content, &times); err != nil {
		return support.ResponseTimes{}, false, err
	}
	out, err := api.ResponseTimesIn(times)
	if support.CodeOf(err) == support.CodeInvalid {
		// A later server's words: the usual times serve.
		return support.ResponseTimes{}, false, nil
	}
	return out, err == nil, err
}
