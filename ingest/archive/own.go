package archive

import (
	"path"
	"regexp"
	"strings"

	"needled/ingest"
)

// needled's own export is restored where it is given by name and sound. A walk
// meets one that lies in a folder or an archive, was unpacked, or is damaged;
// then its originals are taken like any other files, and what lies beside them
// is answered with what to do.

// ownManifest is the name of the list in needled's own export.
const ownManifest = "needled-export.json"

// ownBeside are the names of what lies beside the originals.
var ownBeside = map[string]bool{
	ownManifest: true, "history.json": true, "runs.csv": true, "treatments.csv": true, "checkins.csv": true,
	"verdicts.jsonl": true, "readme.txt": true,
}

// ownOriginal is what an original is called there; in a damaged export it is
// what tells.
var ownOriginal = regexp.MustCompile(`^(.*/)?originals/[0-9a-f]{64}\.[a-z]+$`)

// ownFolder is the folder, "" or ending in /, of an export of needled to which
// a member, in lower case, belongs for sure.
func ownFolder(name string) (folder string, ok bool) {
	folder, base := path.Split(name)
	if base == ownManifest {
		return folder, true
	}
	if m := ownOriginal.FindStringSubmatch(name); m != nil {
		return m[1], true
	}
	return "", false
}

// ownAnswer is the answer to what lies beside the originals.
func ownAnswer() error {
	return &ingest.IgnoredError{Reason: "written by needled export; give the whole .zip file by name, and its treatments, check-ins and what was said of runs come back, too"}
}

// isOwn says whether a member, in lower case, lies beside the originals in
// one of the folders.
func isOwn(folders map[string]bool, name string) bool {
	folder, base := path.Split(name)
	return folders[folder] && ownBeside[strings.ToLower(base)]
}
