package httpapi

import (
	"net/http"
	"strings"

	"filodiretto/backend/api"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

func getServer(r *request) (answer, error) { return ok(r.api.config.Server) }

func signIn(r *request) (answer, error) {
	var body api.SignIn
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	address := clientAddress(r.Request, r.api.config.TrustedProxies)
	s, err := r.api.service.SignIn(r.Context(), body.Login, body.Password, body.Device, address)
	if err != nil {
		return answer{}, err
	}
	return answer{http.StatusCreated, api.Session{
		Token: s.Token, User: api.MeFor(s.Person, s.Company), ExpiresAt: api.At(s.ExpiresAt), MustChangePassword: s.MustChange,
	}}, nil
}

func signOut(r *request) (answer, error) {
	return nothing, r.api.service.SignOut(r.Context(), r.session)
}

func getMe(r *request) (answer, error) {
	person, company, err := r.api.service.Me(r.Context(), r.by())
	if err != nil {
		return answer{}, err
	}
	return ok(api.MeFor(person, company))
}

func changePassword(r *request) (answer, error) {
	var body api.PasswordChange
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	address := clientAddress(r.Request, r.api.config.TrustedProxies)
	return nothing, r.api.service.ChangePassword(r.Context(), r.session, body.Current, body.New, address)
}

func listCategories(r *request) (answer, error) {
	all, err := r.api.service.Categories(r.Context())
	if err != nil {
		return answer{}, err
	}
	return ok(pageFor(service.Page[support.Category]{Items: all}, api.CategoryFor))
}

func listMachines(r *request) (answer, error) {
	q := r.URL.Query()
	limit, err := limitOf(q, usualLimit)
	if err != nil {
		return answer{}, err
	}
	if err := checkQuery(q, "query"); err != nil {
		return answer{}, err
	}
	page, err := r.api.service.Machines(r.Context(), r.by(), service.MachineQuery{Query: q.Get("query"), After: q.Get("after"), Limit: limit})
	if err != nil {
		return answer{}, err
	}
	return ok(pageFor(page, func(m support.Machine) api.Machine { return api.MachineFor(&m) }))
}

func getMachine(r *request) (answer, error) {
	card, err := r.api.service.Machine(r.Context(), r.by(), r.id)
	if err != nil {
		return answer{}, err
	}
	return ok(api.MachineCard{Machine: api.MachineFor(&card.Machine), OpenTickets: card.OpenTickets, ClosedTickets: card.ClosedTickets})
}

func listTickets(r *request) (answer, error) {
	q := r.URL.Query()
	limit, err := limitOf(q, usualLimit)
	if err != nil {
		return answer{}, err
	}
	if err := checkQuery(q, "query"); err != nil {
		return answer{}, err
	}
	var statuses []support.Status
	for _, s := range q["status"] {
		if s != "" {
			statuses = append(statuses, support.Status(s))
		}
	}
	page, err := r.api.service.Tickets(r.Context(), r.by(), service.TicketQuery{
		Statuses: statuses, MachineID: strings.ToLower(q.Get("machineId")), CompanyID: strings.ToLower(q.Get("companyId")),
		AssigneeID: strings.ToLower(q.Get("assigneeId")), Query: q.Get("query"), After: q.Get("after"), Limit: limit,
	})
	if err != nil {
		return answer{}, err
	}
	return ok(pageFor(page, func(t support.Ticket) api.Ticket { return api.TicketFor(r.by(), &t) }))
}

func openTicket(r *request) (answer, error) {
	var body api.NewTicket
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	t, created, err := r.api.service.OpenTicket(r.Context(), r.by(), support.Opening{
		ID: strings.ToLower(body.ID), Kind: support.Kind(body.Kind), CategoryID: strings.ToLower(body.CategoryID),
		MachineID: strings.ToLower(body.MachineID), Severity: support.Severity(body.Severity), Description: body.Description,
		Phone: body.Phone, CallWindow: api.WindowIn(body.CallWindow), FollowsTicketID: strings.ToLower(body.FollowsTicketID),
		CompanyID: strings.ToLower(body.CompanyID), OpenedForID: strings.ToLower(body.OpenedForID), WrittenAt: body.WrittenAt.Instant(),
		Attachments: declaredIn(body.Attachments),
	})
	if err != nil {
		return answer{}, err
	}
	return createdOrRepeated(created, api.TicketFor(r.by(), &t))
}

func getTicket(r *request) (answer, error) {
	t, err := r.api.service.Ticket(r.Context(), r.by(), r.id)
	if err != nil {
		return answer{}, err
	}
	return ok(api.TicketFor(r.by(), &t))
}

func changeTicket(r *request) (answer, error) {
	var body api.TicketChange
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	change := service.TicketChange{
		ID: strings.ToLower(body.ChangeID), SeenStatus: support.Status(body.Seen.Status), SeenAssigneeID: strings.ToLower(body.Seen.AssigneeID),
		Status: given(support.Status(body.Status)), Severity: given(support.Severity(body.Severity)),
		CategoryID: given(strings.ToLower(body.CategoryID)), Resolution: given(body.Resolution),
		CauseID: given(strings.ToLower(body.CauseID)), DuplicateOfID: given(strings.ToLower(body.DuplicateOfID)),
	}
	if body.AssigneeID.Set {
		assignee := strings.ToLower(body.AssigneeID.Value)
		change.AssigneeID = &assignee
	}
	t, err := r.api.service.ChangeTicket(r.Context(), r.by(), r.id, change)
	if err != nil {
		return answer{}, err
	}
	return ok(api.TicketFor(r.by(), &t))
}

func listMessages(r *request) (answer, error) {
	q := r.URL.Query()
	limit, err := limitOf(q, usualLimit)
	if err != nil {
		return answer{}, err
	}
	page, err := r.api.service.Messages(r.Context(), r.by(), r.id, q.Get("after"), limit)
	if err != nil {
		return answer{}, err
	}
	return ok(pageFor(page, func(m support.Message) api.Message { return api.MessageFor(&m) }))
}

func postMessage(r *request) (answer, error) {
	var body api.NewMessage
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	m, created, err := r.api.service.PostMessage(r.Context(), r.by(), r.id, service.NewMessage{
		ID: strings.ToLower(body.ID), Kind: support.MessageKind(body.Kind), Text: body.Text, WrittenAt: body.WrittenAt.Instant(),
		Attachments: declaredIn(body.Attachments),
	})
	if err != nil {
		return answer{}, err
	}
	return createdOrRepeated(created, api.MessageFor(&m))
}

// declaredIn reads declared attachments, whose ids may be written in either case as all ids may.
func declaredIn(all []api.NewAttachment) []support.Attachment {
	for i := range all {
		all[i].ID = strings.ToLower(all[i].ID)
	}
	return api.DeclaredIn(all)
}

func logCall(r *request) (answer, error) {
	var body api.NewCallAttempt
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	body.ID = strings.ToLower(body.ID)
	m, created, err := r.api.service.LogCall(r.Context(), r.by(), r.id, api.CallIn(body))
	if err != nil {
		return answer{}, err
	}
	return createdOrRepeated(created, api.MessageFor(&m))
}

func judge(r *request) (answer, error) {
	var body api.NewVerdict
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	m, created, err := r.api.service.Judge(r.Context(), r.by(), r.id, service.NewVerdict{
		ID: strings.ToLower(body.ID), Verdict: support.Verdict(body.Verdict), Text: body.Text,
	})
	if err != nil {
		return answer{}, err
	}
	return createdOrRepeated(created, api.MessageFor(&m))
}

func markRead(r *request) (answer, error) {
	var body api.ReadUpTo
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	return nothing, r.api.service.Read(r.Context(), r.by(), r.id, strings.ToLower(body.MessageID))
}

func reportBreak(r *request) (answer, error) {
	// Each leaves a line in the log, and sessions can be had without end.
	if err := r.api.reports.allow(r.by().ID); err != nil {
		return answer{}, err
	}
	var body api.RecordBreak
	if err := r.body(&body); err != nil {
		return answer{}, err
	}
	b := service.RecordBreak{
		TicketID: strings.ToLower(body.TicketID), Kind: body.Kind, Notes: body.Notes, Index: body.Index, Lost: body.Lost,
	}
	var wrong support.Fields
	for _, hash := range []struct {
		location, text string
		into           *support.Hash
	}{{"body.kept", body.Kept, &b.Kept}, {"body.came", body.Came, &b.Came}} {
		var err error
		if *hash.into, err = support.ParseHash(hash.text); err != nil {
			wrong.Add(hash.location, support.ReasonWrong)
		}
	}
	if err := wrong.Err(); err != nil {
		return answer{}, err
	}
	if err := r.api.service.ReportBreak(r.Context(), r.by(), b); err != nil {
		return answer{}, err
	}
	r.api.metrics.broken(body.Kind)
	return nothing, nil
}

// pageFor shows a page's items.
func pageFor[From, To any](page service.Page[From], show func(From) To) api.Page[To] {
	items := make([]To, len(page.Items))
	for i, item := range page.Items {
		items[i] = show(item)
	}
	return api.Page[To]{Items: items, Next: page.Next}
}

// given is nil for a field that was not sent.
func given[T ~string](v T) *T {
	if v == "" {
		return nil
	}
	return &v
}
