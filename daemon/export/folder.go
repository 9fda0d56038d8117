package export

import (
	"io"
	"os"
	"path/filepath"
	"slices"
)

// OpenFolder reads an export that was unpacked into a folder. It returns
// ErrNoExport where the folder has no manifest, and an error that is a
// sentence for an export that can't be read. Nothing outside the folder is
// read, whatever links lead there.
func OpenFolder(folder string) (*File, error) {
	f := &File{members: map[string]member{}}
	if !f.takeFile(folder, ManifestName) {
		return nil, ErrNoExport
	}
	if err := f.readManifest(); err != nil {
		return nil, err
	}
	for _, name := range ourNames {
		f.takeFile(folder, name)
	}
	for _, o := range f.Manifest.Originals {
		if _, ok := sumOf(o.SHA256); ok && plainFormat(o.Format) {
			f.takeFile(folder, originalName(o.SHA256, o.Format))
		}
	}
	return f, nil
}

// ourNames are the members that are no originals.
var ourNames = []string{readmeName, HistoryName, runsName, treatmentsName, checkInsName, verdictsName}

// takeFile takes a file in a folder as a member, if it is there.
func (f *File) takeFile(folder, name string) bool {
	info, err := os.Stat(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f.members[name] = member{info.Size(), info.Size(), func() (io.ReadCloser, error) {
		return os.OpenInRoot(folder, filepath.FromSlash(name))
	}}
	return true
}

// Holds says whether a file, by its path within the folder, is one of the
// export's own: others may lie beside them.
func (f *File) Holds(name string) bool {
	name = filepath.ToSlash(name)
	if _, ok := f.members[name]; !ok {
		return false
	}
	_, listed := f.listed[name]
	return listed || name == ManifestName || !slices.Contains(ourNames, name)
}
