package main

import (
	"bytes"
	"io"
	"os"
)

// reportsBegin are the first bytes of what report writes, in lower case.
var reportsBegin = []string{
	"recovery after dry needling", "no treatment is recorded for this time", // text
	`{"runner":`, "runner,treatment,", "%pdf-", "<!doctype html>",
}

// mayReplace says whether a report may take the place of a file: of none, of
// one that is empty or begins as a report does, of a device or a pipe.
func mayReplace(file string) bool {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return true // what can't be written says so when it is
	}
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(f, head)
	head = bytes.ToLower(head[:n])
	for _, begin := range reportsBegin {
		if bytes.HasPrefix(head, []byte(begin)) {
			return true
		}
	}
	return false
}

// holdsSomething says whether a file is there and not empty.
func holdsSomething(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Size() > 0
}
