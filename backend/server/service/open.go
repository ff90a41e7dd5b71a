package service

import (
	"context"

	"filodiretto/backend/phone"
	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// OpenTicket opens a ticket; o.Phone is as it was typed. A repeat answers the ticket as it is now, with created false.
func (s *Service) OpenTicket(ctx context.Context, by support.Person, o support.Opening) (t support.Ticket, created bool, err error) {
	o.Description = support.NormalText(o.Description)
	o.Phone = support.NormalText(o.Phone)
	if err := invalid(o.Check(), checkAttachments(o.Attachments)); err != nil {
		return t, false, err
	}
	err = s.store.Write(ctx, func(w store.Writer) error {
		t, created, err = s.open(ctx, w, by, o)
		return err
	})
	if err != nil {
		return support.Ticket{}, false, err
	}
	return t, created, nil
}

func (s *Service) open(ctx context.Context, w store.Writer, by support.Person, o support.Opening) (support.Ticket, bool, error) {
	if _, err := w.Act(ctx, o.ID); err == nil {
		return repeatOpening(ctx, w, by, o)
	} else if !missing(err) {
		return support.Ticket{}, false, err
	}
	if err := s.takes(o.Attachments); err != nil {
		return support.Ticket{}, false, err
	}
	parties, country, err := s.parties(ctx, w, by, o)
	if err != nil {
		return support.Ticket{}, false, err
	}
	asked := o
	if o.Phone != "" {
		if o.Phone, err = phone.Parse(o.Phone, country); err != nil {
			return support.Ticket{}, false, err
		}
	}
	t, first := support.Open(o, by, parties, s.now())
	if t.Number, err = w.NextNumber(ctx); err != nil {
		return t, false, err
	}
	if err := w.InsertTicket(ctx, t); err != nil {
		return t, false, err
	}
	asked.Phone = o.Phone
	if err := w.InsertAct(ctx, store.Act{ID: o.ID, PersonID: by.ID, Fingerprint: printOpening(asked)}); err != nil {
		return t, false, err
	}
	if err := keep(ctx, w, by, &t, []support.Message{first}, o.ID); err != nil {
		return t, false, err
	}
	return t, true, nil
}

// repeatOpening answers an opening whose id was used. Its phone is read as it was then: by the company of the ticket,
// wherever the machine stands now.
func repeatOpening(ctx context.Context, w store.Writer, by support.Person, o support.Opening) (support.Ticket, bool, error) {
	t, err := seenTicket(ctx, w, by, o.ID)
	if missing(err) {
		return support.Ticket{}, false, errIDUsed
	}
	if err != nil {
		return support.Ticket{}, false, err
	}
	if o.Phone != "" {
		company, err := w.Company(ctx, t.CompanyID)
		if err != nil {
			return support.Ticket{}, false, err
		}
		if o.Phone, err = phone.Parse(o.Phone, company.Country); err != nil {
			return support.Ticket{}, false, err
		}
	}
	if _, err := done(ctx, w, by, o.ID, printOpening(o)); err != nil {
		return support.Ticket{}, false, err
	}
	return t, false, nil
}

func printOpening(o support.Opening) [32]byte {
	return fingerprint(append([]string{
		"open", string(o.Kind), o.CategoryID, o.MachineID, string(o.Severity), o.Description, o.Phone,
		instantText(o.CallWindow.From), instantText(o.CallWindow.To), o.FollowsTicketID, o.CompanyID, o.OpenedForID,
	}, declared(o.Attachments)...)...)
}

// parties looks up all that an opening names. Machines and categories that went out of use are taken: the ticket may
// have been written before, offline.
func (s *Service) parties(ctx context.Context, r store.Reader, by support.Person, o support.Opening) (support.Parties, string, error) {
	var p support.Parties
	var wrong support.Fields
	p.CompanyID = o.CompanyID
	if own := boundTo(by); own != "" {
		if o.CompanyID != "" && o.CompanyID != own {
			wrong.Add("body.companyId", support.ReasonUnknown)
		}
		if o.OpenedForID != "" {
			wrong.Add("body.openedForId", support.ReasonNotAllow)
		}
		p.CompanyID = own
	}
	if o.MachineID != "" {
		m, err := r.Machine(ctx, o.MachineID)
		if err == nil && (!by.SeesCompany(m.CompanyID) || p.CompanyID != "" && p.CompanyID != m.CompanyID) {
			err = errNotFound
		}
		if err := unknown(&wrong, "body.machineId", err); err != nil {
			return p, "", err
		}
		if err == nil {
			p.Machine, p.CompanyID = &m, m.CompanyID
			technician, err := r.Person(ctx, m.DefaultTechnician.ID)
			switch {
			case err == nil:
				p.Technician = &technician
			case !missing(err):
				return p, "", err
			}
		}
	}
	if p.CompanyID == "" && len(wrong) == 0 {
		wrong.Add("body.companyId", support.ReasonRequired)
	}
	if o.CategoryID != "" {
		_, err := r.Category(ctx, o.CategoryID)
		if err := unknown(&wrong, "body.categoryId", err); err != nil {
			return p, "", err
		}
	}
	company, err := s.opener(ctx, r, by, o, &p, &wrong)
	if err != nil {
		return p, "", err
	}
	return p, company.Country, wrong.Err()
}

// opener looks up the company, for whom the ticket is, and what it follows; all of one company.
func (s *Service) opener(ctx context.Context, r store.Reader, by support.Person, o support.Opening, p *support.Parties, wrong *support.Fields) (support.Company, error) {
	var company support.Company
	var err error
	if p.CompanyID != "" {
		company, err = r.Company(ctx, p.CompanyID)
		if err := unknown(wrong, "body.companyId", err); err != nil {
			return company, err
		}
	}
	if o.OpenedForID != "" && by.Role.Side() == support.SideSupport {
		person, err := r.Person(ctx, o.OpenedForID)
		if err == nil && (person.Role.Side() != support.SideCustomer || person.CompanyID != p.CompanyID) {
			err = errNotFound
		}
		if err := unknown(wrong, "body.openedForId", err); err != nil {
			return company, err
		}
		p.OpenedFor = person.Ref()
	}
	if o.FollowsTicketID != "" {
		followed, err := seenTicket(ctx, r, by, o.FollowsTicketID)
		if err == nil && followed.CompanyID != p.CompanyID {
			err = errNotFound
		}
		if err := unknown(wrong, "body.followsTicketId", err); err != nil {
			return company, err
		}
	}
	return company, nil
}
