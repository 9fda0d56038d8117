package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"needled/daemon/export"
)

// besideStart begins the names of the files that an export is written to
// before it takes its place.
const besideStart = ".needled-export-"

// place is the file that an export goes to: output itself, or what it links
// to. Only an export is replaced, unless force is set.
func place(output string, force bool) (string, error) {
	target, err := filepath.EvalSymlinks(output)
	if errors.Is(err, fs.ErrNotExist) {
		if link, linked := os.Lstat(output); linked == nil && link.Mode()&fs.ModeSymlink != 0 {
			return "", usage("%s is a link to a file that is not there; give that file", output)
		}
		return output, nil
	}
	if err != nil {
		return "", cantWrite(output, err)
	}
	info, err := os.Stat(target)
	switch {
	case err != nil:
		return "", cantWrite(output, err)
	case info.IsDir():
		return "", usage("%s is a folder; give a file", output)
	case !info.Mode().IsRegular():
		return "", usage("%s is a device or a pipe; give a file, or - for standard output", output)
	case force || info.Size() == 0 || isExport(target, info.Size()):
		return target, nil
	}
	return "", usage("%s is there already and is no export of needled; give another file, or --force to replace it", output)
}

func isExport(path string, size int64) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = export.Open(f, size)
	return !errors.Is(err, export.ErrNoExport)
}

// cantWrite says why an export can't be written, without the name it has
// before it takes its place.
func cantWrite(output string, err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return usage("the export can't be written to %s: %v", output, err)
}

// sweep removes what exports left in a folder when they were killed. One that
// is under way was written to of late.
func sweep(folder string, now time.Time) {
	left, _ := os.ReadDir(folder)
	for _, entry := range left {
		info, err := entry.Info()
		if err == nil && strings.HasPrefix(entry.Name(), besideStart) && info.Mode().IsRegular() && now.Sub(info.ModTime()) > time.Hour {
			_ = os.Remove(filepath.Join(folder, entry.Name()))
		}
	}
}

// writing remembers what went wrong with the disk, apart from what may go
// wrong with the store.
type writing struct {
	to      io.Writer
	err     error
	written func(n int)
}

func (w *writing) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.written(n)
	if err != nil {
		w.err = err
	}
	return n, err
}
