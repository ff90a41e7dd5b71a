package desktop

import (
	"path/filepath"
	"testing"
	"testing/synctest"
)

// onDisk is a change that stays on its way to the disk until it is let go.
func onDisk(change func(still func())) (arrived chan struct{}, let func()) {
	arrived, on := make(chan struct{}), make(chan struct{})
	go change(func() {
		close(arrived)
		<-on
	})
	return arrived, func() { close(on) }
}

func TestRegister_IsReadWhileItIsBeingWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &register{file: filepath.Join(t.TempDir(), registerFile)}
		arrived, let := onDisk(func(still func()) {
			if err := r.change(func(c *registerContent) { c.Settings.Theme = "dark"; still() }); err != nil {
				t.Error(err)
			}
		})
		<-arrived
		if theme := r.read().Settings.Theme; theme != "" {
			t.Errorf("reads %q before it is kept", theme)
		}
		let()
		synctest.Wait()
		if theme := r.read().Settings.Theme; theme != "dark" {
			t.Errorf("reads %q", theme)
		}
	})
}

func TestCard_IsReadWhileItIsBeingWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &Profile{dir: t.TempDir()}
		arrived, let := onDisk(func(still func()) {
			if err := p.changeCard(func(c *card) { c.Disabled = true; still() }); err != nil {
				t.Error(err)
			}
		})
		<-arrived
		if p.readCard().Disabled {
			t.Error("reads what is not kept")
		}
		let()
		synctest.Wait()
		if !p.readCard().Disabled {
			t.Error("does not read what is kept")
		}
	})
}
