// Package diagnosis is what a workstation can say of itself to whoever helps from afar: how it stands, and an archive
// of it. Neither has anything that people wrote, or a name, a number or a secret of theirs.
package diagnosis

import (
	"time"

	"filodiretto/backend/sqlitedb"
	"filodiretto/backend/support"
)

// Facts are how a workstation stands. People and tickets are in it by ids and numbers.
type Facts struct {
	At      time.Time `json:"at"`
	Program Program   `json:"program"`
	// Line is that of whoever is in front; nil when nobody is.
	Line *Line `json:"line,omitempty"`
	Way  Way   `json:"way"`
	// People have signed in here before, whoever is in front first.
	People []Person `json:"people"`
	// Acts are those of whoever is in front that have not reached the server, in the order of writing.
	Acts []Act `json:"acts"`
	// Attachments are those of whoever is in front whose bytes have not reached the server, with their messages in order.
	Attachments []Attachment `json:"attachments"`
	Disk        Disk         `json:"disk"`
	// SetAside are files that could not be used, the last first.
	SetAside []SetAside `json:"setAside"`
	// Notices are the kinds of those that nobody has read.
	Notices []string `json:"notices"`
}

// Program is what runs, and on what.
type Program struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	// Window and WebView are what make and draw the window; Window is Wails' version.
	Window  string `json:"wails"`
	WebView string `json:"webView"`
	// System is the operating system, with its version as far as it tells.
	System string `json:"system"`
	// Started is when the program did.
	Started time.Time `json:"started"`
}

// Line is how the line to a server stands, by the workstation's clock.
type Line struct {
	Phase   string       `json:"phase"`
	Since   time.Time    `json:"since"`
	FreshAt time.Time    `json:"freshAt,omitzero"`
	RetryAt time.Time    `json:"retryAt,omitzero"`
	Reason  support.Code `json:"reason,omitempty"`
	// LastFailure is what last kept it from carrying since the program began, also while it is up again.
	LastFailure   support.Code `json:"lastFailure,omitempty"`
	LastFailureAt time.Time    `json:"lastFailureAt,omitzero"`
	// ClockAhead is in seconds, as far as the server's answers tell; 0 when it is no more than two minutes.
	ClockAhead    int    `json:"clockAheadSeconds"`
	Address       string `json:"address"`
	ServerName    string `json:"-"`
	ServerVersion string `json:"serverVersion"`
	// Epoch names the life of the server's store; another one says that it was restored.
	Epoch       string `json:"epoch,omitempty"`
	SessionKept string `json:"sessionKept"`
}

// Way is how the network is reached.
type Way struct {
	// Proxy is system, none or address.
	Proxy string `json:"proxy"`
	// Through is the proxy that the last request went through, by host and port; empty when it went straight.
	Through string `json:"through,omitempty"`
	// Authorities: a file of authorities is trusted besides the system's.
	Authorities bool `json:"authorities"`
}

// Person is somebody who signed in here, by the key of their profile.
type Person struct {
	Key   string `json:"key"`
	Front bool   `json:"front"`
	// Open: their profile is at work. Of one that is not, only Waiting and Sizes are known.
	Open     bool   `json:"open"`
	Role     string `json:"role,omitempty"`
	Phase    string `json:"phase,omitempty"`
	Leaving  bool   `json:"leaving,omitempty"`
	Disabled bool   `json:"disabled,omitempty"`
	// Begun, Filled and Renewing are how far their feed has come: something was fetched, the first sync is done, all is
	// being fetched anew.
	Begun    bool `json:"begun"`
	Filled   bool `json:"filled"`
	Renewing bool `json:"renewing,omitempty"`
	// OpenTickets and ClosedTickets are how many are here.
	OpenTickets   int `json:"openTickets"`
	ClosedTickets int `json:"closedTickets"`
	// NewestAt is when the newest change that is here was made, by the server's clock.
	NewestAt time.Time `json:"newestAt,omitzero"`
	FreshAt  time.Time `json:"freshAt,omitzero"`
	Waiting  int       `json:"waiting"`
	Stuck    int       `json:"stuck"`
	Refused  int       `json:"refused"`
	// FilesGoing and FilesFailed are files of messages that have gone without them.
	FilesGoing  int `json:"filesGoing,omitempty"`
	FilesFailed int `json:"filesFailed,omitempty"`
	// OldestAt is when what waits longest was written.
	OldestAt     time.Time `json:"oldestAt,omitzero"`
	CacheSchema  int64     `json:"cacheSchema,omitempty"`
	OutboxSchema int64     `json:"outboxSchema,omitempty"`
	CacheBytes   int64     `json:"cacheBytes"`
	OutboxBytes  int64     `json:"outboxBytes"`
	// Failed is why something of this could not be found out.
	Failed support.Code `json:"failed,omitempty"`
}

// Why is what an act waits for.
type Why string

// What acts wait for. WhyRefused is what the server refused, WhyNeeds what needs such a one; WhyBehind waits for an
// earlier one of its ticket, WhyStuck and WhyRetry for the next try of what the server itself failed, WhyLine and
// WhySession for those; WhyLeaving is on its way.
const (
	WhyRefused Why = "refused"
	WhyNeeds   Why = "needs"
	WhyStuck   Why = "stuck"
	WhyBehind  Why = "behind"
	WhySession Why = "session"
	WhyLine    Why = "line"
	WhyRetry   Why = "retry"
	WhyLeaving Why = "leaving"
)

// Act is one that has not reached the server.
type Act struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	TicketID string `json:"ticketId"`
	// TicketNumber is 0 until the ticket has reached the server.
	TicketNumber int64     `json:"ticketNumber"`
	WrittenAt    time.Time `json:"writtenAt"`
	Why          Why       `json:"why"`
	Attempts     int       `json:"attempts"`
	RetryAt      time.Time `json:"retryAt,omitzero"`
	// Refusal and Fields are why the server refused it.
	Refusal support.Code `json:"refusal,omitempty"`
	Fields  []string     `json:"fields,omitempty"`
}

// Attachment is a file of a message whose bytes are to go, or cannot.
type Attachment struct {
	ID string `json:"id"`
	// ActID is its message's.
	ActID    string    `json:"actId"`
	Bytes    int64     `json:"bytes"`
	State    string    `json:"state"`
	Attempts int       `json:"attempts"`
	RetryAt  time.Time `json:"retryAt,omitzero"`
	// Reason is why they cannot.
	Reason support.Code `json:"reason,omitempty"`
}

// Disk is the one that the profiles lie on, and what they take of it, in bytes.
type Disk struct {
	// Free is what may still be written, Total how large it is; -1 where nobody knows.
	Free   int64 `json:"free"`
	Total  int64 `json:"total"`
	Cache  int64 `json:"cache"`
	Outbox int64 `json:"outbox"`
	Files  int64 `json:"files"`
	Logs   int64 `json:"logs"`
}

// SetAside is a file that could not be used and lies under another name now.
type SetAside struct {
	// What is cache, outbox or settings; Why is corrupt, newer or unreadable.
	What  string    `json:"what"`
	Why   string    `json:"why"`
	At    time.Time `json:"at"`
	Bytes int64     `json:"bytes"`
}

// Store is what one of a profile's files says of itself.
type Store struct {
	Person string `json:"person"`
	File   string `json:"file"`
	sqlitedb.Inspection
	// Failed is why not all of it could be looked at.
	Failed string `json:"failed,omitempty"`
}
