package board

import (
	"time"

	"filodiretto/backend/support"
)

// Around are the tickets around one.
type Around struct {
	// Earlier are those opened before of the same serial, the newest first; EarlierCount is how many there are, and
	// Since how many of them were opened since then.
	Earlier             []Item
	EarlierCount, Since int
	// Company are other open tickets of the company, by urgency; OpenOf is how many of them each person has.
	Company      []Item
	CompanyCount int
	OpenOf       map[string]int
	// Called are the company's tickets that may have calls, by their last change, the newest first: those of which the board was
	// told, and all that are laid over it.
	Called []Item
	// Duplicates are those that were closed as duplicates of this one.
	Duplicates []Item
}

// Bounds of what stands around a ticket.
const (
	mostEarlier    = 20
	mostCompany    = 10
	mostCalled     = 300
	mostDuplicates = 50
)

// Around finds what stands around a ticket. Since is from when on earlier tickets are counted apart.
func (v *View) Around(t *support.Ticket, since time.Time) Around {
	key, _ := idOf(t.ID)
	var out Around
	out.Earlier, out.EarlierCount, out.Since = v.earlier(t, key, since)
	out.Company, out.CompanyCount, out.OpenOf = v.openBeside(t, key)
	itsCompany := v.b.companies.byID(t.CompanyID)
	called := v.selection(updated, true, false, mostCalled)
	for i := range v.laidHot {
		if h := &v.laidHot[i]; h.company == itsCompany {
			called.take(^int32(i), h)
		}
	}
	for _, c := range v.b.calledOf[itsCompany] {
		if called.full() && c.updated < called.best[0].updated {
			continue // most have changed before those
		}
		if !v.isHidden(c.i) {
			called.take(c.i, v.hot(c.i))
		}
	}
	out.Called = called.items()
	duplicates := v.selection(number, false, false, mostDuplicates)
	v.eachIn(v.b.duplicatesOf[key], func(i int32, h *hot) {
		if c := v.cold(i); h.is(duplicate) && c.duplicateOf == key && c.id != key {
			duplicates.take(i, h)
		}
	})
	out.Duplicates = duplicates.items()
	return out
}

// earlier are the tickets of its serial that were opened before a ticket.
func (v *View) earlier(t *support.Ticket, key id, since time.Time) (newest []Item, all, lately int) {
	serial := v.b.serials.of(t.Machine.Serial, "")
	if serial == none {
		return nil, 0, 0
	}
	opened, from := millis(t.CreatedAt), millis(since)
	s := v.selection(created, true, false, mostEarlier)
	v.eachIn(v.b.ofSerial[serial], func(i int32, h *hot) {
		if h.serial != serial || h.created > opened || v.cold(i).id == key {
			return
		}
		s.take(i, h)
		all++
		if h.created > from {
			lately++
		}
	})
	return s.items(), all, lately
}

// openBeside are the other open tickets of its company, and how many of them each person has.
func (v *View) openBeside(t *support.Ticket, key id) (urgent []Item, all int, of map[string]int) {
	company := v.b.companies.byID(t.CompanyID)
	s := v.selection(wait, false, true, mostCompany)
	ofPerson := map[int32]int{}
	v.each(true, false, nil, 0, func(i int32, h *hot) {
		if h.company != company || v.cold(i).id == key {
			return
		}
		s.take(i, h)
		all++
		ofPerson[h.person]++
	})
	return s.items(), all, byID(v.b.people, ofPerson)
}

// byID are numbers by id of what goes by these places, of which several may have one id.
func byID(n *names, of map[int32]int) map[string]int {
	out, all := make(map[string]int, len(of)), n.all()
	for at, number := range of {
		out[all[at].id] += number
	}
	return out
}

// OpenOf are how many open tickets companies, and people, have.
func (v *View) OpenOf() (companies, people map[string]int) {
	ofCompany, ofPerson := map[int32]int{}, map[int32]int{}
	v.each(true, false, nil, 0, func(_ int32, h *hot) {
		ofCompany[h.company]++
		ofPerson[h.person]++
	})
	return byID(v.b.companies, ofCompany), byID(v.b.people, ofPerson)
}
