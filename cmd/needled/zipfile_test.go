package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// extractZip is the script command
//
//	extract FILE.zip FOLDER
func extractZip(ts *testscript.TestScript, _ bool, args []string) {
	z, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer z.Close()
	for _, m := range z.File {
		path := filepath.Join(ts.MkAbs(args[1]), filepath.FromSlash(m.Name))
		ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
		r, err := m.Open()
		ts.Check(err)
		b, err := io.ReadAll(r)
		ts.Check(err)
		ts.Check(os.WriteFile(path, b, 0o600))
	}
}

// spoilZip is the script command
//
//	spoil FILE.zip MEMBER OTHER.zip
//
// It copies a zip file with a byte of a member changed.
func spoilZip(ts *testscript.TestScript, _ bool, args []string) {
	b, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	ts.Check(err)
	for _, m := range z.File {
		if m.Name == args[1] {
			at, err := m.DataOffset()
			ts.Check(err)
			b[at+int64(m.CompressedSize64)/2] ^= 0x55
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), b, 0o600))
}
