package support

// SeesCompany reports whether p may see what belongs to the company: its tickets, machines, people and itself.
func (p Person) SeesCompany(companyID string) bool {
	return p.Role.Side() == SideSupport || p.CompanyID == companyID
}

// Sees reports whether p may see the ticket.
func (p Person) Sees(t *Ticket) bool { return p.SeesCompany(t.CompanyID) }

// SeesMessage reports whether p may see a message of a ticket that they may see: notes are the support's alone.
func (p Person) SeesMessage(m *Message) bool {
	return m.Kind != MessageNote || p.Role.Side() == SideSupport
}

// SeesPerson reports whether p may see that other exists: operators see the people of their company and the maker's.
func (p Person) SeesPerson(other Person) bool {
	return other.Role.Side() == SideSupport || p.SeesCompany(other.CompanyID)
}

// MayWork is nil for technicians, and CodeForbidden for operators: changing a ticket, logging a call, writing a note.
func (p Person) MayWork() error {
	if p.Role.Side() == SideSupport {
		return nil
	}
	return Errorf(CodeForbidden, "only technicians do this")
}

// MayAdminister is nil for administrators.
func (p Person) MayAdminister() error {
	if p.Role == RoleAdmin {
		return nil
	}
	return Errorf(CodeForbidden, "only administrators do this")
}

// Concerns reports whether a ticket's unread replies count for p, and are notified: for technicians those of tickets
// assigned to them or to nobody, for operators all that they see.
func (p Person) Concerns(t *Ticket) bool {
	if p.Role.Side() == SideCustomer {
		return p.Sees(t)
	}
	return t.Assignee.ID == "" || t.Assignee.ID == p.ID
}

// An Audience is a set of people whose change feeds an object is in. What nobody may see reaches no feed because it was
// never put to the feed's audience.
type Audience struct {
	kind string
	id   string
}

// AudienceSupport is all technicians and administrators.
func AudienceSupport() Audience { return Audience{kind: "support"} }

// AudienceCustomers is all operators of all companies.
func AudienceCustomers() Audience { return Audience{kind: "customers"} }

// AudienceCompany is the operators of one company.
func AudienceCompany(id string) Audience { return Audience{kind: "company", id: id} }

// AudiencePerson is one person.
func AudiencePerson(id string) Audience { return Audience{kind: "person", id: id} }

// String is the audience's stable name, for keys in stores and between nodes.
func (a Audience) String() string {
	if a.id == "" {
		return a.kind
	}
	return a.kind + ":" + a.id
}

// Audiences are those whose changes make up p's feed.
func (p Person) Audiences() []Audience { return append(p.SharedAudiences(), AudiencePerson(p.ID)) }

// SharedAudiences are p's audiences but the one that is p alone: the same for all technicians, and for all operators of a
// company.
func (p Person) SharedAudiences() []Audience {
	if p.Role.Side() == SideSupport {
		return []Audience{AudienceSupport()}
	}
	return []Audience{AudienceCustomers(), AudienceCompany(p.CompanyID)}
}

// Audiences are those in whose feeds the ticket is.
func (t *Ticket) Audiences() []Audience {
	return []Audience{AudienceSupport(), AudienceCompany(t.CompanyID)}
}

// Audiences are those in whose feeds the message of a ticket of that company is.
func (m *Message) Audiences(companyID string) []Audience {
	if m.Kind == MessageNote {
		return []Audience{AudienceSupport()}
	}
	return []Audience{AudienceSupport(), AudienceCompany(companyID)}
}

// SeenIn are the audiences in whose feeds the person appears.
func (p Person) SeenIn() []Audience {
	if p.Role.Side() == SideSupport {
		return []Audience{AudienceSupport(), AudienceCustomers()}
	}
	return []Audience{AudienceSupport(), AudienceCompany(p.CompanyID)}
}
