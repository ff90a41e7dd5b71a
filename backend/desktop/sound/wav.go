package sound

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"
)

// rate is how many samples a second has.
const rate = 22050

// tone is one note of the call, in hertz.
type tone struct {
	at    time.Duration
	hertz float64
}

// call is two tones a fourth apart, rising, each struck softly and left to fade: heard over a hall's hum, and no alarm.
var call = []tone{{0, 587.33}, {220 * time.Millisecond, 783.99}}

const (
	lasts  = 1100 * time.Millisecond
	attack = 0.012 // seconds
	fade   = 0.22  // seconds until a tone has lost two thirds
	loud   = 0.42  // of the highest level; two tones sound together for a while
)

// wav is the call as a WAV file: one channel, 16 bits.
func wav() []byte {
	samples := make([]int16, int(lasts.Seconds()*rate))
	for i := range samples {
		at := float64(i) / rate
		level := 0.0
		for _, t := range call {
			since := at - t.at.Seconds()
			if since < 0 {
				continue
			}
			// A little of the octave makes it a bell more than a whistle.
			wave := math.Sin(2*math.Pi*t.hertz*since) + 0.25*math.Sin(4*math.Pi*t.hertz*since)
			level += loud * wave / 1.25 * min(since/attack, 1) * math.Exp(-since/fade)
		}
		// The end is faded out whole, or it would click.
		level *= min((lasts.Seconds()-at)/0.05, 1)
		samples[i] = int16(level * math.MaxInt16)
	}
	size := uint32(2 * len(samples)) //nolint:gosec // a second of sound
	var b bytes.Buffer
	for _, part := range []any{
		[]byte("RIFF"), 36 + size, []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate),
		uint16(2), uint16(16), []byte("data"), size, samples,
	} {
		_ = binary.Write(&b, binary.LittleEndian, part) // a buffer takes everything
	}
	return b.Bytes()
}
