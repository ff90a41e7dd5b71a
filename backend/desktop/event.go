package desktop

// EventKind says what may have changed.
type EventKind int

// The kinds of event.
const (
	// EventTickets: something of the tickets named by IDs, or of any when All.
	EventTickets EventKind = iota
	// EventConnection: how the line stands.
	EventConnection
	// EventOutbox: what waits to be sent.
	EventOutbox
	// EventUnread: how much is unread.
	EventUnread
	// EventSession: who is in front, or what they must do.
	EventSession
	// EventPresence: who is in the tickets named by IDs.
	EventPresence
	// EventAttachment: how far the files named by IDs have come.
	EventAttachment
	// EventConsole: filters, canned replies, causes or response times.
	EventConsole
)

// Event says that something of whoever is in front changed. It carries no contents: ask again for those.
type Event struct {
	Kind EventKind
	IDs  []string
	All  bool
}
