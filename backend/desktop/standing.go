package desktop

import (
	"maps"

	"filodiretto/backend/api"
)

// Stand is where the workstation stands.
type Stand struct {
	// Front is who is in front, nil when nobody is.
	Front *Card
	// MustChange: whoever is in front must change their password first.
	MustChange bool
	// Server is that of whoever is in front, or was last: how the support is reached also while nobody is signed in. Nil
	// on a new workstation.
	Server *api.Server
	Known  []KnownPerson
}

// KnownPerson signed in here before; Waiting are acts of theirs that have not left with all that is attached.
type KnownPerson struct {
	Known

	Waiting int
}

// Stand says where the workstation stands.
func (d *Desktop) Stand() Stand {
	content := d.register.read()
	d.mu.Lock()
	profiles, asleep, inFront := maps.Clone(d.profiles), maps.Clone(d.asleep), d.front
	d.mu.Unlock()
	var s Stand
	for _, k := range content.Known {
		person := KnownPerson{Known: k, Waiting: asleep[k.Key]}
		if p, ok := profiles[k.Key]; ok {
			person.Waiting = p.Counts().Leaving()
		}
		s.Known = append(s.Known, person)
	}
	if inFront != nil {
		front := inFront.Card()
		s.Front, s.Server, s.MustChange = &front, &front.Server, inFront.readCard().MustChange
	} else if len(content.Known) > 0 {
		if last, err := readCard(d.folder(content.Known[0].Key)); err == nil {
			s.Server = &last.Server
		}
	}
	return s
}
