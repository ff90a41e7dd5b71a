package app

// PersonRef names a person.
type PersonRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// SupportContact is how the maker's support is reached by telephone.
type SupportContact struct {
	Phone string `json:"phone"`
	Hours string `json:"hours"`
}

// Credentials are typed at sign-in.
type Credentials struct {
	Address  string `json:"address"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Remember bool   `json:"remember"`
}

// PasswordChange is one's own.
type PasswordChange struct {
	Current string `json:"current"`
	Next    string `json:"next"`
}

// ServerFound says who answers at an address.
type ServerFound struct {
	Address string         `json:"address"`
	Name    string         `json:"name"`
	Version string         `json:"version"`
	Support SupportContact `json:"support"`
}

// SessionState is where the program stands. Screen is signIn, changePassword or desk.
type SessionState struct {
	Screen  string          `json:"screen"`
	Me      *Me             `json:"me,omitempty"`
	Known   []KnownPerson   `json:"known"`
	Support *SupportContact `json:"support,omitempty"`
	Address string          `json:"address"`
	Version string          `json:"version"`
}

// Me is who is in front.
type Me struct {
	ID            string `json:"id"`
	Login         string `json:"login"`
	Name          string `json:"name"`
	Role          string `json:"role"`
	CompanyName   string `json:"companyName"`
	Country       string `json:"country"`
	ServerName    string `json:"serverName"`
	ServerAddress string `json:"serverAddress"`
	// Remembered across restarts.
	Remembered bool `json:"remembered"`
}

// KnownPerson signed in on this workstation before.
type KnownPerson struct {
	Address    string `json:"address"`
	ServerName string `json:"serverName"`
	Login      string `json:"login"`
	Name       string `json:"name"`
	Waiting    int    `json:"waiting"`
}

// Connection is the state of the line. Phase is online, connecting, offline or unauthenticated.
type Connection struct {
	Phase   string `json:"phase"`
	Since   int64  `json:"since"`
	FreshAt int64  `json:"freshAt"`
	RetryAt int64  `json:"retryAt"`
	Reason  string `json:"reason,omitempty"`
	Filling bool   `json:"filling"`
	// ClockAhead is in milliseconds, 0 when the clock is about right.
	ClockAhead int64 `json:"clockAhead"`
	Waiting    int   `json:"waiting"`
	Stuck      int   `json:"stuck"`
	Refused    int   `json:"refused"`
	// FilesGoing and FilesFailed are of messages that have reached the server without them.
	FilesGoing  int `json:"filesGoing"`
	FilesFailed int `json:"filesFailed"`
	// SessionKept: what waits leaves by itself also after the program has been ended.
	SessionKept bool `json:"sessionKept"`
}

// TicketQuery asks for a page of a section, open or closed.
type TicketQuery struct {
	Section string `json:"section"`
	After   string `json:"after"`
	Limit   int    `json:"limit"`
}

// TicketCounts are of the whole list; Unread is the same number as title bar and badge.
type TicketCounts struct {
	Open   int `json:"open"`
	Closed int `json:"closed"`
	Unread int `json:"unread"`
	// UnreadClosed are those of Unread that are in closed tickets, which are not in sight.
	UnreadClosed int `json:"unreadClosed"`
}

// TicketPage is a page of the list.
type TicketPage struct {
	Items []TicketRow `json:"items"`
	Next  string      `json:"next"`
}

// LastReply is the newest reply of a ticket.
type LastReply struct {
	Own    bool   `json:"own"`
	Author string `json:"author"`
	Text   string `json:"text"`
	At     int64  `json:"at"`
	// Pictures and Files are how many it has, FileName what a single file that is no picture is called.
	Pictures int    `json:"pictures"`
	Files    int    `json:"files"`
	FileName string `json:"fileName"`
}

// TicketRow is a ticket in the list. Number is 0 until it has reached the server.
type TicketRow struct {
	ID            string    `json:"id"`
	Number        int64     `json:"number"`
	Kind          string    `json:"kind"`
	Title         string    `json:"title"`
	Severity      string    `json:"severity"`
	Status        string    `json:"status"`
	Person        string    `json:"person"`
	Company       string    `json:"company"`
	MachineName   string    `json:"machineName"`
	MachineModel  string    `json:"machineModel"`
	MachineSerial string    `json:"machineSerial"`
	Phone         string    `json:"phone"`
	Assignee      string    `json:"assignee"`
	CreatedAt     int64     `json:"createdAt"`
	UpdatedAt     int64     `json:"updatedAt"`
	Last          LastReply `json:"last"`
	Unread        int       `json:"unread"`
	Outbox        string    `json:"outbox"`
}

// CallWindow is when the customer wants to be called.
type CallWindow struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Follows is the closed ticket that another goes on from, or the one of which another is a duplicate.
type Follows struct {
	ID     string `json:"id"`
	Number int64  `json:"number"`
	Title  string `json:"title"`
}

// May is what whoever is signed in may do with a ticket now.
type May struct {
	Reply     bool     `json:"reply"`
	Note      bool     `json:"note"`
	Take      bool     `json:"take"`
	Assign    bool     `json:"assign"`
	SetStatus []string `json:"setStatus"`
	Close     bool     `json:"close"`
	Reopen    bool     `json:"reopen"`
	LogCall   bool     `json:"logCall"`
	Judge     bool     `json:"judge"`
	Join      bool     `json:"join"`
	FollowUp  bool     `json:"followUp"`
}

// StatusStep is a status that a ticket has been through.
type StatusStep struct {
	Status string `json:"status"`
	At     int64  `json:"at"`
	By     string `json:"by"`
}

// TicketDetail is a ticket opened.
type TicketDetail struct {
	TicketRow

	Description   string       `json:"description"`
	Category      string       `json:"category"`
	MachineID     string       `json:"machineId"`
	MachineSite   string       `json:"machineSite"`
	OpenedBy      PersonRef    `json:"openedBy"`
	OpenedFor     *PersonRef   `json:"openedFor"`
	AssigneeID    string       `json:"assigneeId"`
	CallWindow    *CallWindow  `json:"callWindow"`
	Follows       *Follows     `json:"follows"`
	CompanyID     string       `json:"companyId"`
	Resolution    string       `json:"resolution"`
	Cause         string       `json:"cause"`
	Verdict       string       `json:"verdict"`
	JudgeUntil    int64        `json:"judgeUntil"`
	DuplicateOf   *Follows     `json:"duplicateOf"`
	Clock         Clock        `json:"clock"`
	CallAt        int64        `json:"callAt"`
	PhoneNumber   string       `json:"phoneNumber"`
	ClosedAt      int64        `json:"closedAt"`
	NoteCount     int          `json:"noteCount"`
	WrittenAt     int64        `json:"writtenAt"`
	FirstUnreadID string       `json:"firstUnreadId"`
	May           May          `json:"may"`
	Record        string       `json:"record"`
	History       []StatusStep `json:"history"`
}

// MessageQuery asks for the messages before a place, the newest first of all.
type MessageQuery struct {
	TicketID string `json:"ticketId"`
	Before   string `json:"before"`
	Limit    int    `json:"limit"`
}

// MessagePage is a stretch of a conversation, oldest first.
type MessagePage struct {
	Items []MessageItem `json:"items"`
	Next  string        `json:"next"`
}

// Author of a message.
type Author struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role"`
}

// MessageItem is one message of a conversation.
type MessageItem struct {
	ID          string       `json:"id"`
	Kind        string       `json:"kind"`
	Author      Author       `json:"author"`
	Own         bool         `json:"own"`
	Ours        bool         `json:"ours"`
	Text        string       `json:"text"`
	Attachments []Attached   `json:"attachments"`
	Event       *TicketEvent `json:"event"`
	At          int64        `json:"at"`
	WrittenAt   int64        `json:"writtenAt"`
	State       string       `json:"state"`
	Refusal     *Refusal     `json:"refusal"`
}

// Refusal is why an act was refused, and what can be done about it.
type Refusal struct {
	Code   string       `json:"code"`
	Fields []FieldFault `json:"fields"`
	Ways   []string     `json:"ways"`
}

// FieldFault names a wrong field.
type FieldFault struct {
	Location string `json:"location"`
	Reason   string `json:"reason"`
}

// TicketEvent is the record of a change.
type TicketEvent struct {
	Type    string `json:"type"`
	From    string `json:"from"`
	To      string `json:"to"`
	Outcome string `json:"outcome"`
	Text    string `json:"text"`
}

// SearchQuery asks for what contains a text.
type SearchQuery struct {
	Text  string `json:"text"`
	After string `json:"after"`
	Limit int    `json:"limit"`
}

// SearchPage is a page of hits, newest first.
type SearchPage struct {
	Items []SearchHit `json:"items"`
	Next  string      `json:"next"`
}

// SearchHit is a message or ticket that matched. Marks are [start, end) offsets in UTF-16 units of the snippet.
type SearchHit struct {
	Ticket    TicketRow `json:"ticket"`
	MessageID string    `json:"messageId"`
	Snippet   string    `json:"snippet"`
	Marks     [][]int   `json:"marks"`
	At        int64     `json:"at"`
}

// MachineCard is one machine with its tickets, newest first.
type MachineCard struct {
	ID                string          `json:"id"`
	Name              string          `json:"name"`
	Model             string          `json:"model"`
	Serial            string          `json:"serial"`
	Site              string          `json:"site"`
	Company           string          `json:"company"`
	LinkedPerson      string          `json:"linkedPerson"`
	DefaultTechnician string          `json:"defaultTechnician"`
	Tickets           []MachineTicket `json:"tickets"`
}

// MachineTicket is a ticket in a machine's history.
type MachineTicket struct {
	ID         string `json:"id"`
	Number     int64  `json:"number"`
	Title      string `json:"title"`
	Status     string `json:"status"`
	At         int64  `json:"at"`
	Resolution string `json:"resolution"`
	Cause      string `json:"cause"`
}

// ReplyDraft is what somebody is writing in a ticket. Kind is reply or note.
type ReplyDraft struct {
	TicketID string `json:"ticketId"`
	Kind     string `json:"kind"`
	Text     string `json:"text"`
}

// WorkDraft is what is being written beside replies and notes. Kind is resolution, call or verdict. The cause is of a
// resolution, outcome and time of a call.
type WorkDraft struct {
	TicketID string `json:"ticketId"`
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	CauseID  string `json:"causeId"`
	Outcome  string `json:"outcome"`
	AgainAt  int64  `json:"againAt"`
}

// NewTicketDraft is a request as far as it is filled in.
type NewTicketDraft struct {
	Kind            string      `json:"kind"`
	CategoryID      string      `json:"categoryId"`
	MachineID       string      `json:"machineId"`
	MachineLabel    string      `json:"machineLabel"`
	Severity        string      `json:"severity"`
	Description     string      `json:"description"`
	Phone           string      `json:"phone"`
	CallWindow      *CallWindow `json:"callWindow"`
	FollowsTicketID string      `json:"followsTicketId"`
	CompanyID       string      `json:"companyId"`
	OpenedForID     string      `json:"openedForId"`
}

// Category is one entry of the maker's list.
type Category struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MachineQuery looks machines up.
type MachineQuery struct {
	Text  string `json:"text"`
	Limit int    `json:"limit"`
}

// MachineChoices are the machines that match, and how many there are.
type MachineChoices struct {
	Items    []MachineChoice `json:"items"`
	Matching int             `json:"matching"`
	Total    int             `json:"total"`
}

// MachineChoice is one machine to choose.
type MachineChoice struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Model    string `json:"model"`
	Serial   string `json:"serial"`
	Site     string `json:"site"`
	Company  string `json:"company"`
	LastUsed bool   `json:"lastUsed"`
}

// PhoneCheck says what a typed number is.
type PhoneCheck struct {
	Valid     bool   `json:"valid"`
	E164      string `json:"e164"`
	Formatted string `json:"formatted"`
	Reason    string `json:"reason"`
}

// Made names what a call made.
type Made struct {
	ID string `json:"id"`
}

// WaitingAct is an act that has not reached the server with all that is attached to it, or was refused. Attachments are its
// files that have not arrived, Failed of which cannot. TicketID is empty of filters and canned replies, and
// TicketTitle what they are called.
type WaitingAct struct {
	ID           string       `json:"id"`
	Kind         string       `json:"kind"`
	TicketID     string       `json:"ticketId"`
	TicketNumber int64        `json:"ticketNumber"`
	TicketTitle  string       `json:"ticketTitle"`
	Text         string       `json:"text"`
	Attachments  int          `json:"attachments"`
	Failed       int          `json:"failed"`
	Event        *TicketEvent `json:"event"`
	WrittenAt    int64        `json:"writtenAt"`
	Attempts     int          `json:"attempts"`
	RetryAt      int64        `json:"retryAt"`
	State        string       `json:"state"`
	Refusal      *Refusal     `json:"refusal"`
}

// CallAttempt is how a call to the customer ended.
type CallAttempt struct {
	TicketID string `json:"ticketId"`
	Outcome  string `json:"outcome"`
	Text     string `json:"text"`
	// AgainAt is when to try again; 0 for nobody said.
	AgainAt int64 `json:"againAt"`
}

// Preferences are the workstation's.
type Preferences struct {
	Language     string `json:"language"`
	Theme        string `json:"theme"`
	Contrast     string `json:"contrast"`
	TextSize     int    `json:"textSize"`
	Sound        bool   `json:"sound"`
	EnterSends   bool   `json:"enterSends"`
	FileRoom     int64  `json:"fileRoom"`
	Proxy        string `json:"proxy"`
	ProxyAddress string `json:"proxyAddress"`
	CAFile       string `json:"caFile"`
}

// About is what runs here, and where it keeps what it keeps.
type About struct {
	Version       string `json:"version"`
	ServerName    string `json:"serverName"`
	ServerVersion string `json:"serverVersion"`
	WebView       string `json:"webView"`
	DataFolder    string `json:"dataFolder"`
	LogFolder     string `json:"logFolder"`
	SessionKept   string `json:"sessionKept"`
}

// Asked is the ticket that somebody asked for from outside the window.
type Asked struct {
	TicketID  string `json:"ticketId"`
	MessageID string `json:"messageId"`
	Missing   int64  `json:"missing"`
}

// Notice is something that happened to this workstation's files or people.
type Notice struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Person string `json:"person"`
	Count  int    `json:"count"`
	File   string `json:"file"`
	// Tickets are the numbers of tickets that it is about.
	Tickets []int64 `json:"tickets"`
}
