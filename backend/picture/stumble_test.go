package picture

import (
	"errors"
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
