package watch

import "syscall"

// What statfs(2) calls file systems whose inodes are made up anew with each
// mount, or sooner.
const (
	msdos = 0x4d44
	exfat = 0x2011bab0
	fuse  = 0x65735546
)

// lastingInodes says whether files in a folder keep their inodes.
func lastingInodes(folder string) bool {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(folder, &stat); err != nil {
		return false
	}
	switch uint32(stat.Type) {
	case msdos, exfat, fuse:
		return false
	}
	return true
}
