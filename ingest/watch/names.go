package watch

import (
	"path/filepath"
	"slices"
	"strings"
)

// unfinished are the endings that downloads and copies bear until they are
// done; then they get their name.
var unfinished = []string{".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".opdownload", ".aria2"}

// housekeeping are folders of file systems, some of which nobody may read.
var housekeeping = []string{"lost+found", "system volume information", "$recycle.bin"}

// passedOver says whether a file or folder of this name is not looked at:
// it is hidden, or of a name that will change, or no one's.
func passedOver(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || strings.HasSuffix(name, "~") ||
		slices.Contains(unfinished, strings.ToLower(filepath.Ext(name))) ||
		slices.Contains(housekeeping, strings.ToLower(name))
}
