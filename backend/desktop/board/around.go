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
	// Changed are the company's tickets by their last change, the newest first.
	Changed []Item
	// Duplicates are those that were closed as duplicates of this one.
	Duplicates []Item
}

// Bounds of what stands around a ticket.
const (
	mostEarlier    = 20
	mostCompany    = 10
	mostChanged    = 300
	mostDuplicates = 50
)

// Around finds what stands around a ticket. Since is from when on earlier tickets are counted apart.
func (v *View) Around(t *support.Ticket, since time.Time) Around {
	key, _ := idOf(t.ID)
	itsCompany := v.b.companies.byID(t.CompanyID)
	serial := v.b.serials.of(t.Machine.Serial, "")
	opened, from := millis(t.CreatedAt), millis(since)
	out := Around{OpenOf: map[string]int{}}
	earlier := v.selection(created, true, false, mostEarlier)
	urgent := v.selection(wait, false, true, mostCompany)
	changed := v.selection(updated, true, false, mostChanged)
	duplicates := v.selection(number, false, false, mostDuplicates)
	people := v.b.people.all()
	v.each(true, true, nil, func(i int32, h *hot) {
		ofCompany, ofSerial := h.company == itsCompany, serial != none && h.serial == serial && h.created <= opened
		if ofCompany {
			changed.take(i, h)
		}
		if !ofCompany && !ofSerial && !h.is(duplicate) || v.cold(i).id == key {
			return
		}
		if h.is(duplicate) && v.cold(i).duplicateOf == key {
			duplicates.take(i, h)
		}
		if ofSerial {
			earlier.take(i, h)
			out.EarlierCount++
			if h.created > from {
				out.Since++
			}
		}
		if ofCompany && h.section() == openSection {
			urgent.take(i, h)
			out.CompanyCount++
			if int(h.person) < len(people) {
				out.OpenOf[people[h.person].id]++
			}
		}
	})
	for into, from := range map[*[]Item]*selection{
		&out.Earlier: earlier, &out.Company: urgent, &out.Changed: changed, &out.Duplicates: duplicates,
	} {
		for _, row := range from.sorted() {
			*into = append(*into, v.item(row.i))
		}
	}
	return out
}

// OpenOf are how many open tickets companies, and people, have.
func (v *View) OpenOf() (companies, people map[string]int) {
	companies, people = map[string]int{}, map[string]int{}
	ofCompany, ofPerson := map[int32]int{}, map[int32]int{}
	v.each(true, false, nil, func(_ int32, h *hot) {
		ofCompany[h.company]++
		ofPerson[h.person]++
	})
	for at, n := range ofCompany {
		companies[v.b.companies.all()[at].id] += n
	}
	for at, n := range ofPerson {
		people[v.b.people.all()[at].id] += n
	}
	return companies, people
}
