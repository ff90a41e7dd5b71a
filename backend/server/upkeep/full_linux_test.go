package upkeep_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/server/upkeep"
)

// TestBackups_LeaveNoHalfFileOnAFullDisk has the disk fill up under the copy: nobody has foreseen it.
func TestBackups_LeaveNoHalfFileOnAFullDisk(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	dir := t.TempDir()
	if said, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size=512k,mode=0700", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v %s", err, said)
	}
	t.Cleanup(func() {
		if said, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, said)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, func(c *upkeep.Config) { c.Backups.Dir = filepath.Join(dir, "backups") })
		k.holds(day(1))
		k.house.Fill(t, k.store, 60, 6)
		k.goOn(24 * time.Hour)
		k.holds(day(1))
		k.measures("filodiretto_backups_total", "failed", 1)
		if k.log.count("disk is full") != 1 {
			t.Error("it did not fail because the disk is full")
		}
		// The store goes on, and so do backups once there is room.
		k.house.OpenTicket(t, k.store, k.house.Operators[0])
		if said, err := exec.CommandContext(t.Context(), "mount", "-o", "remount,size=64m", dir).CombinedOutput(); err != nil {
			t.Fatalf("remount: %v %s", err, said)
		}
		k.goOn(15 * time.Minute)
		k.holds(day(1), day(2, 15*time.Minute))
		storetest.Sound(t, k.store)
	})
}
