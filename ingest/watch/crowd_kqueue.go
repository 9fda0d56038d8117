//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package watch

import "os"

// crowded says whether a folder has too many files for the system to tell of
// their changes: here each takes a file descriptor, of which a process has few.
func crowded(folder string) bool {
	const most = 256
	entries, err := os.ReadDir(folder)
	return err == nil && len(entries) > most
}
