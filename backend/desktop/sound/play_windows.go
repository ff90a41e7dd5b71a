package sound

import (
	"context"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

var playSound = windows.NewLazySystemDLL("winmm.dll").NewProc("PlaySoundW")

// The flags of PlaySound: from memory, and silence instead of the system's own sound where it cannot be played. Without
// SND_ASYNC it returns when the sound is over, so the file stays where it is until then.
const (
	sndNoDefault = 0x0002
	sndMemory    = 0x0004
)

func play(_ context.Context, file []byte) error {
	if err := playSound.Find(); err != nil {
		return err
	}
	//nolint:gosec // PlaySound takes a pointer to the file
	if ok, _, err := playSound.Call(uintptr(unsafe.Pointer(&file[0])), 0, sndNoDefault|sndMemory); ok == 0 {
		return fmt.Errorf("sound: PlaySound: %w", err)
	}
	return nil
}
