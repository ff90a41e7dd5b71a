package picture

import (
	"math/rand/v2"
	"testing"
)

// A picture in a mirror becomes small as the small picture in a mirror: nothing is moved, to no side.
func TestScaled_MovesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // it must fail again
	for range 50 {
		step := []int{1, 4}[rng.IntN(2)]
		p := plane{w: 1 + rng.IntN(90), h: 1 + rng.IntN(90), step: step}
		p.pix = make([]uint8, p.w*p.h*step)
		for i := range p.pix {
			p.pix[i] = uint8(rng.Uint32())
		}
		w, h := 1+rng.IntN(p.w), 1+rng.IntN(p.h)
		for mirror := turn(2); mirror <= 5; mirror++ {
			dw, dh := w, h
			if mirror.swaps() {
				dw, dh = h, w
			}
			got, want := small(t, mirror.turned(p), dw, dh), mirror.turned(small(t, p, w, h))
			for i := range want.pix {
				if d := int(got.pix[i]) - int(want.pix[i]); d < -2 || d > 2 {
					t.Fatalf("%d × %d to %d × %d, turned by %d: sample %d is %d, want %d", p.w, p.h, w, h, mirror, i, got.pix[i], want.pix[i])
				}
			}
		}
	}
}

func small(t *testing.T, p plane, w, h int) plane {
	t.Helper()
	s, err := scaled(t.Context(), rowsOf(p.pix, p.w*p.step), p.w, p.h, p.step, w, h)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScaled_LeavesAPlainAreaAsItIs(t *testing.T) {
	for _, level := range []uint8{0, 1, 127, 254, 255} {
		p := plane{pix: make([]uint8, 101*97), w: 101, h: 97, step: 1}
		for i := range p.pix {
			p.pix[i] = level
		}
		for side := 1; side < 97; side += 7 {
			for i, got := range small(t, p, side, side).pix {
				if got != level {
					t.Fatalf("%d became %d at %d of %d", level, got, i, side)
				}
			}
		}
	}
}
