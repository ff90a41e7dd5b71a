package upkeep_test

import (
	"testing"
	"testing/synctest"
	"time"

	"filodiretto/backend/server/store/storetest"
	"filodiretto/backend/server/upkeep"
	"filodiretto/internal/smalldisk"
)

// TestBackups_LeaveNoHalfFileOnAFullDisk has the disk fill up under the copy: nobody has foreseen it.
func TestBackups_LeaveNoHalfFileOnAFullDisk(t *testing.T) {
	d := smalldisk.Mount(t, "512k")
	synctest.Test(t, func(t *testing.T) {
		k := keepUp(t, func(c *upkeep.Config) { c.Backups.Dir = d.In("backups") })
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
		d.Grow("64m")
		k.goOn(15 * time.Minute)
		k.holds(day(1), day(2, 15*time.Minute))
		storetest.Sound(t, k.store)
	})
}
