package ingest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"needled/analysis"
)

// Find lists what paths name: files as they are, folders recursively, in
// lexical order. What can't be opened comes as an Item whose Open says why,
// so that it gets its answer like everything else.
func Find(paths []string) []Item {
	var items []Item
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			items = append(items, unreadable(path, err, true))
			continue
		}
		if !info.IsDir() {
			items = append(items, fileItem(path, info.Size(), true))
			continue
		}
		items = append(items, findIn(path)...)
	}
	return items
}

// findIn lists the files of a folder.
func findIn(folder string) []Item {
	var items []Item
	walk := func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			items = append(items, unreadable(path, err, true))
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		info, err := os.Stat(path) // through a link
		switch {
		case err != nil:
			items = append(items, unreadable(path, err, false))
		case info.IsDir():
			items = append(items, Item{Path: path, Err: &IgnoredError{Reason: "a link to a folder, which is not followed"}})
		case !info.Mode().IsRegular():
			items = append(items, Item{Path: path, Err: &IgnoredError{Kind: "special"}})
		default:
			items = append(items, fileItem(path, info.Size(), false))
		}
		return nil
	}
	// A trailing separator makes a folder given as a link be entered.
	if err := filepath.WalkDir(strings.TrimRight(folder, `/\`)+string(filepath.Separator), walk); err != nil {
		items = append(items, unreadable(folder, err, true))
	}
	return items
}

func fileItem(path string, size int64, named bool) Item {
	return Item{Path: path, Provenance: analysis.WatchFile, Named: named, Size: size, Err: foreignArchive(path, named),
		Open: func() (io.ReadCloser, error) {
			f, err := os.Open(path)
			if err != nil {
				return nil, err // not f: a nil *os.File is no nil reader
			}
			return f, nil
		}}
}

// foreign are the endings of archives that needled doesn't open.
var foreign = []string{".rar", ".7z", ".bz2", ".tbz2", ".tbz", ".xz", ".txz", ".zst", ".lzma", ".ace", ".cab"}

// foreignArchive is the answer to an archive that needled doesn't open; nil
// for anything else.
func foreignArchive(path string, named bool) error {
	ending := strings.ToLower(filepath.Ext(path))
	if !slices.Contains(foreign, ending) {
		return nil
	}
	reason := "a " + ending + " archive, which needled doesn't open: unpack it first, and give the folder"
	if named {
		return &FailedError{Reason: reason}
	}
	return &IgnoredError{Reason: reason}
}

func unreadable(path string, err error, named bool) Item {
	return Item{Path: path, Named: named, Open: func() (io.ReadCloser, error) { return nil, err }}
}

// reasonFor turns a failure to open or read into a sentence.
func reasonFor(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file or folder"
	case errors.Is(err, fs.ErrPermission):
		return "it may not be read: permission denied; give needled's user the right to read it"
	}
	var failed *FailedError
	if errors.As(err, &failed) {
		return failed.Reason
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return fmt.Sprintf("it can't be read: %v", path.Err)
	}
	return err.Error()
}
