// Package forgetful is a file system that forgets, when its power is cut, what was not synced. Real programs are tested on
// it: it lies in the memory of a process of its own, and is mounted as any other by FUSE (which needs Linux, /dev/fuse, and
// root or fusermount3).
//
// It is as strict as a journalling file system (ext4 with data=ordered, XFS) may be:
//
//   - What was written to a file, or cut off it, is durable after an fsync or fdatasync of that file. Until then any part
//     may be on the disk, sector by sector; also of a file that was closed, or renamed over another.
//   - Names (files made, renamed and removed, and folders) are durable in the order in which they were changed. An fsync of
//     a folder, or the first of a new file, makes all of them durable that were changed by then; an fsync of a file that has
//     a name already, none: not even one more name of it. Of the others a power cut leaves the first few, as many as it likes.
//
// Permissions and times are not forgotten. There are no symbolic links and no extended attributes, and it is not told how many
// names a file has.
package forgetful
