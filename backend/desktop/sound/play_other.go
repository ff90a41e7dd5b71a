//go:build !linux && !windows

package sound

import (
	"context"

	"github.com/gen2brain/beeep"
)

func play(context.Context, []byte) error { return beeep.Beep(beeep.DefaultFreq, beeep.DefaultDuration) }
