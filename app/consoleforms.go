package app

// Present is somebody else who is in a ticket at this moment. Role is empty where it is not told here.
type Present struct {
	Person PersonRef `json:"person"`
	Role   string    `json:"role"`
	State  string    `json:"state"`
}

// VerdictGiven says whether the machine of a closed ticket runs.
type VerdictGiven struct {
	TicketID string `json:"ticketId"`
	Verdict  string `json:"verdict"`
	Text     string `json:"text"`
}

// SendThen is what follows once a reply has gone. Status is waiting or closed.
type SendThen struct {
	Status     string `json:"status"`
	Resolution string `json:"resolution"`
	CauseID    string `json:"causeId"`
}

// Clock is for how long the support has owed the customer a word. Since is 0 where nothing is owed, PausedSince where it does
// not wait for the customer.
type Clock struct {
	Since       int64 `json:"since"`
	Half        int64 `json:"half"`
	Due         int64 `json:"due"`
	PausedSince int64 `json:"pausedSince"`
}

// QueueCounts are how many tickets are in each queue.
type QueueCounts struct {
	ToTake  int `json:"toTake"`
	Mine    int `json:"mine"`
	ToCall  int `json:"toCall"`
	Waiting int `json:"waiting"`
	Open    int `json:"open"`
	Closed  int `json:"closed"`
}

// Queues are what the console lists.
type Queues struct {
	Counts  QueueCounts     `json:"counts"`
	Filters []CountedFilter `json:"filters"`
}

// Criteria select tickets; what is empty selects all.
type Criteria struct {
	Statuses         []string `json:"statuses"`
	Severities       []string `json:"severities"`
	Kind             string   `json:"kind"`
	CompanyIDs       []string `json:"companyIds"`
	Models           []string `json:"models"`
	CategoryIDs      []string `json:"categoryIds"`
	Assignees        []string `json:"assignees"`
	OlderThanHours   int      `json:"olderThanHours"`
	YoungerThanHours int      `json:"youngerThanHours"`
	Text             string   `json:"text"`
}

// SavedFilter is a selection that somebody keeps.
type SavedFilter struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Place    int      `json:"place"`
	Criteria Criteria `json:"criteria"`
}

// CountedFilter is one with how many tickets it selects.
type CountedFilter struct {
	SavedFilter

	Count int `json:"count"`
}

// ConsoleQuery asks for a page of a queue.
type ConsoleQuery struct {
	Queue      string   `json:"queue"`
	Criteria   Criteria `json:"criteria"`
	Sort       string   `json:"sort"`
	Descending bool     `json:"descending"`
	Grouped    bool     `json:"grouped"`
	After      string   `json:"after"`
	Limit      int      `json:"limit"`
}

// Groups are how many tickets there are of each severity.
type Groups struct {
	Stopped  int `json:"stopped"`
	Degraded int `json:"degraded"`
	Question int `json:"question"`
}

// ConsolePage is a page of a queue.
type ConsolePage struct {
	Items  []ConsoleRow `json:"items"`
	Next   string       `json:"next"`
	Total  int          `json:"total"`
	Groups Groups       `json:"groups"`
}

// ConsoleRow is a ticket in the console's lists.
type ConsoleRow struct {
	ID         string `json:"id"`
	Number     int64  `json:"number"`
	Kind       string `json:"kind"`
	Title      string `json:"title"`
	Severity   string `json:"severity"`
	Status     string `json:"status"`
	Company    string `json:"company"`
	Person     string `json:"person"`
	Assignee   string `json:"assignee"`
	AssigneeID string `json:"assigneeId"`
	CreatedAt  int64  `json:"createdAt"`
	UpdatedAt  int64  `json:"updatedAt"`
	ClosedAt   int64  `json:"closedAt"`
	Clock      Clock  `json:"clock"`
	CallAt     int64  `json:"callAt"`
	Unread     int    `json:"unread"`
	Fails      bool   `json:"fails"`
	Outbox     string `json:"outbox"`
}

// Loosened is how many tickets there would be without a criterion.
type Loosened struct {
	Criterion string `json:"criterion"`
	Count     int    `json:"count"`
}

// CompanyRef names a company.
type CompanyRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// FilterChoices are what can be chosen in filters.
type FilterChoices struct {
	Companies   []CompanyRef `json:"companies"`
	Models      []string     `json:"models"`
	Categories  []Category   `json:"categories"`
	Technicians []PersonRef  `json:"technicians"`
}

// BatchAct is what is done to many tickets. Kind is take, assign, setStatus or close, and says which of the others count.
type BatchAct struct {
	Kind       string `json:"kind"`
	PersonID   string `json:"personId"`
	Status     string `json:"status"`
	Resolution string `json:"resolution"`
	CauseID    string `json:"causeId"`
}

// Batch is something done to many tickets.
type Batch struct {
	TicketIDs []string `json:"ticketIds"`
	Act       BatchAct `json:"act"`
}

// BatchLeft is a ticket to which nothing was done.
type BatchLeft struct {
	TicketID string `json:"ticketId"`
	Number   int64  `json:"number"`
	Reason   string `json:"reason"`
}

// BatchResult is to how many it was done.
type BatchResult struct {
	Done int         `json:"done"`
	Left []BatchLeft `json:"left"`
}

// EarlierTicket is a ticket beside another.
type EarlierTicket struct {
	ID            string  `json:"id"`
	Number        int64   `json:"number"`
	Title         string  `json:"title"`
	Severity      string  `json:"severity"`
	Status        string  `json:"status"`
	Company       string  `json:"company"`
	MachineModel  string  `json:"machineModel"`
	MachineSerial string  `json:"machineSerial"`
	At            int64   `json:"at"`
	Cause         string  `json:"cause"`
	Resolution    string  `json:"resolution"`
	Marks         [][]int `json:"marks"`
}

// OpenTicket is an open ticket of a company.
type OpenTicket struct {
	ID       string `json:"id"`
	Number   int64  `json:"number"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
}

// PersonOpen is somebody with how many open tickets they have.
type PersonOpen struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Open int    `json:"open"`
}

// CallMade is a call to a company.
type CallMade struct {
	TicketID string `json:"ticketId"`
	Number   int64  `json:"number"`
	Outcome  string `json:"outcome"`
	By       string `json:"by"`
	At       int64  `json:"at"`
	Text     string `json:"text"`
	AgainAt  int64  `json:"againAt"`
}

// TicketContext is what is known around a ticket.
type TicketContext struct {
	Earlier          []EarlierTicket `json:"earlier"`
	EarlierCount     int             `json:"earlierCount"`
	In90Days         int             `json:"in90Days"`
	CompanyOpen      []OpenTicket    `json:"companyOpen"`
	CompanyOpenCount int             `json:"companyOpenCount"`
	People           []PersonOpen    `json:"people"`
	Calls            []CallMade      `json:"calls"`
	Duplicates       []Follows       `json:"duplicates"`
}

// TextQuery looks for a text.
type TextQuery struct {
	Text  string `json:"text"`
	Limit int    `json:"limit"`
}

// FoundMachine is a machine that was found.
type FoundMachine struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Model   string `json:"model"`
	Serial  string `json:"serial"`
	Company string `json:"company"`
}

// FoundCompany is a company that was found.
type FoundCompany struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Open int    `json:"open"`
}

// FoundPerson is somebody who was found.
type FoundPerson struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Company   string `json:"company"`
	CompanyID string `json:"companyId"`
	Role      string `json:"role"`
	Open      int    `json:"open"`
}

// Found is what the palette finds.
type Found struct {
	Tickets   []ConsoleRow   `json:"tickets"`
	Machines  []FoundMachine `json:"machines"`
	Companies []FoundCompany `json:"companies"`
	People    []FoundPerson  `json:"people"`
}

// CannedReply is a text kept for what is answered often.
type CannedReply struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Text   string `json:"text"`
	Shared bool   `json:"shared"`
}

// Cause is what can be behind a request.
type Cause struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}
