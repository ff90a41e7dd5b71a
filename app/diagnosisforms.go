package app

// DiagnosisFacts are how a workstation stands, without anything that people wrote or are called.
type DiagnosisFacts struct {
	At       int64             `json:"at"`
	Line     *DiagnosisLine    `json:"line,omitempty"`
	Way      DiagnosisWay      `json:"way"`
	People   []DiagnosisPerson `json:"people"`
	Acts     []DiagnosisAct    `json:"acts"`
	Disk     DiagnosisDisk     `json:"disk"`
	Program  DiagnosisProgram  `json:"program"`
	SetAside []DiagnosisAside  `json:"setAside"`
	Notices  []string          `json:"notices"`
}

// DiagnosisLine is the line of whoever is in front.
type DiagnosisLine struct {
	Phase         string `json:"phase"`
	Since         int64  `json:"since"`
	FreshAt       int64  `json:"freshAt"`
	RetryAt       int64  `json:"retryAt"`
	Reason        string `json:"reason"`
	LastFailure   string `json:"lastFailure"`
	LastFailureAt int64  `json:"lastFailureAt"`
	ClockAhead    int64  `json:"clockAhead"`
	Address       string `json:"address"`
	ServerName    string `json:"serverName"`
	ServerVersion string `json:"serverVersion"`
	Epoch         string `json:"epoch"`
	SessionKept   string `json:"sessionKept"`
}

// DiagnosisWay is how the network is reached.
type DiagnosisWay struct {
	Proxy       string `json:"proxy"`
	Through     string `json:"through"`
	Authorities bool   `json:"authorities"`
}

// DiagnosisPerson is somebody who signed in here, by the key of their profile.
type DiagnosisPerson struct {
	Key           string `json:"key"`
	Front         bool   `json:"front"`
	Open          bool   `json:"open"`
	Phase         string `json:"phase"`
	Disabled      bool   `json:"disabled"`
	Begun         bool   `json:"begun"`
	Filled        bool   `json:"filled"`
	Renewing      bool   `json:"renewing"`
	OpenTickets   int    `json:"openTickets"`
	ClosedTickets int    `json:"closedTickets"`
	NewestAt      int64  `json:"newestAt"`
	Waiting       int    `json:"waiting"`
	Stuck         int    `json:"stuck"`
	Refused       int    `json:"refused"`
	FilesGoing    int    `json:"filesGoing"`
	FilesFailed   int    `json:"filesFailed"`
	OldestAt      int64  `json:"oldestAt"`
	CacheSchema   int64  `json:"cacheSchema"`
	OutboxSchema  int64  `json:"outboxSchema"`
	Failed        string `json:"failed"`
}

// DiagnosisAct is an act that has not reached the server.
type DiagnosisAct struct {
	ID           string `json:"id"`
	Kind         string `json:"kind"`
	TicketNumber int64  `json:"ticketNumber"`
	WrittenAt    int64  `json:"writtenAt"`
	Why          string `json:"why"`
	Attempts     int    `json:"attempts"`
	RetryAt      int64  `json:"retryAt"`
	Refusal      string `json:"refusal"`
}

// DiagnosisDisk is in bytes; -1 is what nobody knows.
type DiagnosisDisk struct {
	Free   int64 `json:"free"`
	Total  int64 `json:"total"`
	Cache  int64 `json:"cache"`
	Outbox int64 `json:"outbox"`
	Files  int64 `json:"files"`
	Logs   int64 `json:"logs"`
}

// DiagnosisProgram is what runs, and on what.
type DiagnosisProgram struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	Wails   string `json:"wails"`
	WebView string `json:"webView"`
	System  string `json:"system"`
	Started int64  `json:"started"`
}

// DiagnosisAside is a file that could not be used and was set aside.
type DiagnosisAside struct {
	What string `json:"what"`
	Why  string `json:"why"`
	At   int64  `json:"at"`
}

// SavedDiagnosis is where an archive was written; empty when that was given up.
type SavedDiagnosis struct {
	File string `json:"file"`
}
