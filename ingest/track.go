package ingest

import (
	"path"
	"strings"
)

// IsTrack says whether a name, of a file or a member of an archive, is that of
// an activity's recording.
func IsTrack(name string) bool {
	switch path.Ext(strings.TrimSuffix(strings.ToLower(name), ".gz")) {
	case ".fit", ".gpx", ".tcx":
		return true
	}
	return false
}
