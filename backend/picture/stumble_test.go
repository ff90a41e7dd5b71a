package picture

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestAlone_WhateverADecoderStumblesOverIsDamage(t *testing.T) {
	for name, stumble := range map[string]func(){
		"an index": func() { _ = make([]int, 1)[len(name())] },
		"a word":   func() { panic("unreachable") },
	} {
		err := alone(t.Context(), 1, func() error {
			stumble()
			return nil
		})
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("over %s: %v", name, err)
		}
	}
}

func name() string { return "long" }

// stumbling is a file over which one stumbles, once it was gone back in so often.
type stumbling struct {
	io.ReadSeeker
	left int
}

func (s *stumbling) Seek(at int64, whence int) (int64, error) {
	s.left--
	return s.ReadSeeker.Seek(at, whence)
}

func (s *stumbling) Read(b []byte) (int, error) {
	if s.left < 0 {
		panic("made up")
	}
	return s.ReadSeeker.Read(b)
}

func TestStrip_AndPrepareCallDamageWhateverTheyStumbleOver(t *testing.T) {
	file := "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x00meta"
	for name, do := range map[string]func(context.Context, io.ReadSeeker, io.Writer) (bool, error){"Strip": Strip, "Prepare": Prepare} {
		damaged := 0
		for seeks := range 5 {
			changed, err := do(t.Context(), &stumbling{strings.NewReader(file), seeks}, io.Discard)
			if changed || err != nil && !errors.Is(err, ErrDamaged) {
				t.Errorf("%s after going back %d times: %t, %v", name, seeks, changed, err)
			}
			if err != nil {
				damaged++
			}
		}
		if damaged == 0 {
			t.Errorf("%s stumbled over nothing", name)
		}
	}
}
