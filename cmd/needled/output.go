package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
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

// besidePattern names such a file by the process that writes it.
func besidePattern() string { return fmt.Sprintf("%s%d-*", besideStart, os.Getpid()) }

// sweep removes what exports left in a folder when they were killed. One that
// is under way was written to of late.
func sweep(folder string, now time.Time) {
	left, _ := os.ReadDir(folder)
	for _, entry := range left {
		rest, ours := strings.CutPrefix(entry.Name(), besideStart)
		info, err := entry.Info()
		if err != nil || !ours || !info.Mode().IsRegular() {
			continue
		}
		age := now.Sub(info.ModTime())
		if age > time.Hour || age > time.Minute && writerGone(rest) {
			_ = os.Remove(filepath.Join(folder, entry.Name()))
		}
	}
}

// writerGone says whether the process is gone that a file is named by.
func writerGone(rest string) bool {
	number, _, _ := strings.Cut(rest, "-")
	pid, err := strconv.Atoi(number)
	if err != nil || pid <= 0 {
		return false // of a needled that named no process
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return true
	}
	defer p.Release()
	return errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
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
