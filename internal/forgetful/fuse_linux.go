package forgetful

import (
	"context"
	"io/fs"
	"maps"
	"slices"
	"syscall"
	"time"

	fusefs "github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// view is a node as FUSE has it.
type view struct {
	fusefs.Inode
	tree *tree
	node *node
}

var _ interface {
	fusefs.NodeLookuper
	fusefs.NodeGetattrer
	fusefs.NodeSetattrer
	fusefs.NodeCreater
	fusefs.NodeLinker
	fusefs.NodeMkdirer
	fusefs.NodeUnlinker
	fusefs.NodeRmdirer
	fusefs.NodeRenamer
	fusefs.NodeReaddirer
	fusefs.NodeOpener
	fusefs.NodeReader
	fusefs.NodeWriter
	fusefs.NodeFsyncer
	fusefs.NodeStatfser
} = (*view)(nil)

// noReplace is the flag of renameat2(2) that a name must not be taken from another.
const noReplace = 1

// forLong is for how long the kernel may take for granted what it knows: nobody else changes anything.
const forLong = time.Hour

func (v *view) child(ctx context.Context, n *node, out *fuse.EntryOut) *fusefs.Inode {
	n.describe(&out.Attr)
	out.SetEntryTimeout(forLong)
	out.SetAttrTimeout(forLong)
	return v.NewInode(ctx, &view{tree: v.tree, node: n}, fusefs.StableAttr{Mode: out.Mode & syscall.S_IFMT, Ino: n.ino})
}

func (n *node) describe(out *fuse.Attr) {
	out.Ino, out.Nlink, out.Blksize = n.ino, 1, 4096
	out.Mode = uint32(n.mode) | n.kind()
	out.Size = uint64(len(n.content))
	out.Blocks = (out.Size + 511) / 512
	out.SetTimes(&n.modified, &n.modified, &n.modified)
}

func (n *node) kind() uint32 {
	if n.folder {
		return syscall.S_IFDIR
	}
	return syscall.S_IFREG
}

func (v *view) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fusefs.Inode, syscall.Errno) {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	n := v.node.names[name]
	if n == nil {
		return nil, syscall.ENOENT
	}
	return v.child(ctx, n, out), 0
}

func (v *view) Getattr(_ context.Context, _ fusefs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	v.node.describe(&out.Attr)
	out.SetTimeout(forLong)
	return 0
}

func (v *view) Setattr(_ context.Context, _ fusefs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	if size, ok := in.GetSize(); ok {
		v.node.truncate(int64(size))
	}
	if mode, ok := in.GetMode(); ok {
		v.node.mode = fs.FileMode(mode).Perm()
	}
	if modified, ok := in.GetMTime(); ok {
		v.node.modified = modified
	}
	v.node.describe(&out.Attr)
	out.SetTimeout(forLong)
	return 0
}

func (v *view) Create(ctx context.Context, name string, _, mode uint32, out *fuse.EntryOut) (*fusefs.Inode, fusefs.FileHandle, uint32, syscall.Errno) {
	child, errno := v.put(ctx, name, false, mode, out)
	return child, nil, fuse.FOPEN_KEEP_CACHE, errno
}

func (v *view) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (*fusefs.Inode, syscall.Errno) {
	return v.put(ctx, name, true, mode, out)
}

func (v *view) put(ctx context.Context, of string, folder bool, mode uint32, out *fuse.EntryOut) (*fusefs.Inode, syscall.Errno) {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	if v.node.names[of] != nil {
		return nil, syscall.EEXIST
	}
	n := v.tree.make(folder, fs.FileMode(mode))
	v.tree.rename(name{v.node, of, n})
	return v.child(ctx, n, out), 0
}

// Link gives a file one more name.
func (v *view) Link(ctx context.Context, target fusefs.InodeEmbedder, as string, out *fuse.EntryOut) (*fusefs.Inode, syscall.Errno) {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	of, ok := target.(*view)
	switch {
	case !ok:
		return nil, syscall.EXDEV
	case of.node.folder:
		return nil, syscall.EPERM
	case v.node.names[as] != nil:
		return nil, syscall.EEXIST
	}
	v.tree.rename(name{v.node, as, of.node})
	return v.child(ctx, of.node, out), 0
}

func (v *view) Unlink(_ context.Context, of string) syscall.Errno { return v.remove(of, false) }

func (v *view) Rmdir(_ context.Context, of string) syscall.Errno { return v.remove(of, true) }

func (v *view) remove(of string, folder bool) syscall.Errno {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	n := v.node.names[of]
	switch {
	case n == nil:
		return syscall.ENOENT
	case n.folder && !folder:
		return syscall.EISDIR
	case !n.folder && folder:
		return syscall.ENOTDIR
	case len(n.names) > 0:
		return syscall.ENOTEMPTY
	}
	v.tree.rename(name{v.node, of, nil})
	return 0
}

func (v *view) Rename(_ context.Context, of string, into fusefs.InodeEmbedder, as string, flags uint32) syscall.Errno {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	to, ok := into.(*view)
	if !ok {
		return syscall.EXDEV
	}
	n, there := v.node.names[of], to.node.names[as]
	switch {
	case flags&^noReplace != 0:
		return syscall.EINVAL
	case n == nil:
		return syscall.ENOENT
	case there == n:
		return 0
	case there != nil && flags != 0:
		return syscall.EEXIST
	case there != nil && len(there.names) > 0:
		return syscall.ENOTEMPTY
	}
	v.tree.rename(name{to.node, as, n}, name{v.node, of, nil})
	return 0
}

func (v *view) Readdir(context.Context) (fusefs.DirStream, syscall.Errno) {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	var all []fuse.DirEntry
	for _, of := range slices.Sorted(maps.Keys(v.node.names)) {
		n := v.node.names[of]
		all = append(all, fuse.DirEntry{Name: of, Ino: n.ino, Mode: n.kind()})
	}
	return fusefs.NewListDirStream(all), 0
}

// Open lets the kernel keep what it knows of the content, which also makes the shared memory of SQLite's WAL work.
func (v *view) Open(context.Context, uint32) (fusefs.FileHandle, uint32, syscall.Errno) {
	return nil, fuse.FOPEN_KEEP_CACHE, 0
}

func (v *view) Read(_ context.Context, _ fusefs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	size := int64(len(v.node.content))
	n := copy(into, v.node.content[min(at, size):])
	return fuse.ReadResultData(into[:n]), 0
}

func (v *view) Write(_ context.Context, _ fusefs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	v.node.write(at, data)
	return uint32(len(data)), 0
}

func (v *view) Fsync(context.Context, fusefs.FileHandle, uint32) syscall.Errno {
	v.tree.mu.Lock()
	defer v.tree.mu.Unlock()
	v.tree.sync(v.node)
	return 0
}

// Statfs says that there is room.
func (v *view) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	out.Bsize, out.Frsize, out.NameLen = 4096, 4096, 255
	out.Blocks, out.Bfree, out.Bavail = 1<<22, 1<<21, 1<<21
	out.Files, out.Ffree = 1<<20, 1<<20
	return 0
}
