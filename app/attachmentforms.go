package app

// Attached is a file in a draft or of a message. State is draft, waiting, sending, arrived or failed.
type Attached struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size"`
	// Type is the media type by the content.
	Type string `json:"type"`
	// Width and Height are of a picture of which there is a thumbnail; else 0.
	Width  int    `json:"width"`
	Height int    `json:"height"`
	State  string `json:"state"`
	// Sent is how many bytes the server has.
	Sent int64 `json:"sent"`
	// Here: the bytes are on this disk.
	Here      bool `json:"here"`
	Thumbnail bool `json:"thumbnail"`
	// Reason is a stable word that a catalogue puts into a sentence.
	Reason string `json:"reason"`
	// Sizes are of a picture of a draft that was made smaller to be sent.
	Sizes *Sizes `json:"sizes"`
}

// Sizes are what a picture takes, in bytes, made smaller and as it was taken, and which of them is sent.
type Sizes struct {
	Scaled       int64 `json:"scaled"`
	Original     int64 `json:"original"`
	SendOriginal bool  `json:"sendOriginal"`
}
