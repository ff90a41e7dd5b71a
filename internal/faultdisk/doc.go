// Package faultdisk is a disk that fails as a test wants it to: it is full, it gives errors, its program dies, its power
// is cut. It stands between SQLite and the operating system, for files below the folders that a test holds; whatever
// opens SQLite files there does not know of it, and all other files go their way untouched. It is for tests alone.
//
// What it knows of a power cut: a write is durable once SQLite has synced its file. Of what was written since, any part
// may be on the disk, sector by sector, an earlier write of a sector as well as a later one. A new file's name is durable
// once something in its folder that is new was synced, which on Linux SQLite does for every journal and WAL; until then
// the file may be missing, and one that was deleted may be back. Syncs are only remembered, not carried out: nothing that
// lies in a test's folder has to outlive the machine.
//
// What it does not know: the shared memory of a WAL (the -shm file), which no power cut and no death leaves anything of;
// files that SQLite does not write, which a cut leaves as they are; a disk that says that it has synced and has not.
package faultdisk
