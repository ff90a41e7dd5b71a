package upkeep

import (
	"context"
	"path/filepath"
)

// The disks that are looked at.
const (
	diskOfStore   = "store"
	diskOfBackups = "backups"
)

// lookAtDisks says when a disk becomes low, once, and when it is no longer.
func (u *Upkeep) lookAtDisks(ctx context.Context) {
	u.lookAt(ctx, diskOfStore, filepath.Dir(u.File), u.DiskLow)
	if u.Backups.Dir != "" {
		// There must be room for one more.
		u.lookAt(ctx, diskOfBackups, u.Backups.Dir, max(u.DiskLow, u.size()))
	}
}

func (u *Upkeep) lookAt(ctx context.Context, disk, dir string, limit uint64) {
	room, err := u.Free(dir)
	if err != nil {
		// Of a folder that is not there the backup says so.
		u.Log.DebugContext(ctx, "nobody knows how much room there is", "disk", disk, "folder", dir, "error", err)
		return
	}
	// What is just above the limit is neither: a log must not say it again and again.
	enough := limit + limit/4
	switch low := u.low[disk]; {
	case !low && room < limit:
		u.low[disk] = true
		u.Log.ErrorContext(ctx, "the disk is low: make room before nothing can be written", "disk", disk, "folder", dir, "free", room, "limit", limit)
	case low && room >= enough:
		u.low[disk] = false
		u.Log.InfoContext(ctx, "the disk has room again", "disk", disk, "folder", dir, "free", room)
	}
	u.measures.disk(disk, room, u.low[disk])
}
