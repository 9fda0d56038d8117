//go:build !linux

package watch

// lastingInodes says whether files in a folder keep their inodes. What can't
// be told is taken to be no.
func lastingInodes(string) bool { return false }
