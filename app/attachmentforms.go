package app

import (
	"context"

	"filodiretto/backend/desktop"
	"filodiretto/backend/desktop/desk"
)

// Attached is a file in a draft or of a message. State is draft, waiting, sending, arrived, failed or
// abandoned.
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

// AddResult is what became of files that were to be taken into a draft.
type AddResult struct {
	Added   []Attached    `json:"added"`
	Refused []RefusedFile `json:"refused"`
	// Limit is how many bytes a file may have.
	Limit int64 `json:"limit"`
}

// RefusedFile is one that could not be taken, and a stable word for why.
type RefusedFile struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// TicketFiles are all files of a ticket.
type TicketFiles struct {
	Items       []TicketFile `json:"items"`
	KeptOffline bool         `json:"keptOffline"`
}

// TicketFile is one of them, with its message. Kind is reply or note.
type TicketFile struct {
	Attached  Attached  `json:"attached"`
	MessageID string    `json:"messageId"`
	Kind      string    `json:"kind"`
	Author    PersonRef `json:"author"`
	At        int64     `json:"at"`
}

// Preview is the beginning of a text; Whole, that nothing is left out.
type Preview struct {
	Text  string `json:"text"`
	Whole bool   `json:"whole"`
}

// Room is how many bytes files take on this disk, and how many of those stay whatever the limit is.
type Room struct {
	Used int64 `json:"used"`
	Kept int64 `json:"kept"`
}

// sending is the state of a file whose bytes are on their way at this moment.
const sending = "sending"

// damaged is the reason of a picture that cannot be shown: it is not whole, or has too many pixels.
const damaged = "damaged"

// attachedForm is a file as it stands on this workstation.
func attachedForm(front *desktop.Profile, f *desk.File) Attached {
	stands := front.Attachments().Standing(f)
	out := Attached{
		ID: f.ID, Name: f.Name, Size: f.Size, Type: f.Type, Width: f.Width, Height: f.Height, State: string(f.State),
		Sent: stands.Sent, Here: stands.Here, Thumbnail: stands.Thumbnail, Reason: string(f.Reason),
	}
	switch {
	case f.State == desk.FileArrived:
		out.Sent = f.Size
	case f.State == desk.FileWaiting && stands.Sending:
		out.State = sending
	}
	if stands.Damaged {
		out.Reason = damaged
	}
	if sizes := front.Attachments().Sizes(context.Background(), f); sizes != nil {
		out.Sizes = &Sizes{Scaled: sizes.Scaled, Original: sizes.Original, SendOriginal: sizes.SendOriginal}
	}
	return out
}

func attachedForms(front *desktop.Profile, files []desk.File) []Attached {
	out := make([]Attached, 0, len(files))
	for i := range files {
		out = append(out, attachedForm(front, &files[i]))
	}
	return out
}
