package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// A terminal can't show a PDF: the reader is told what to write instead.
func TestAPDFIsNotWrittenToATerminal(t *testing.T) {
	for _, args := range [][]string{{"--format", "pdf"}, {"--format", "pdf", "-o", "-"}} {
		var out bytes.Buffer
		a := &app{machine: machine{out: &out, outTTY: true}}
		cmd := a.reportCommand()
		cmd.SetArgs(args)
		cmd.SetOut(io.Discard)
		cmd.SetErr(io.Discard)
		err := cmd.ExecuteContext(t.Context())
		if _, wrong := errors.AsType[*usageError](err); !wrong || !strings.Contains(err.Error(), "needled report -o recovery.pdf") {
			t.Errorf("%q: got %v", args, err)
		}
		if out.Len() > 0 {
			t.Errorf("%q wrote %d bytes to the terminal", args, out.Len())
		}
	}
}

func TestTheEndingOfAFileNamesItsFormat(t *testing.T) {
	for _, tt := range []struct {
		output string
		json   bool
		want   string
	}{
		{"", false, "text"},
		{"", true, "json"},
		{"-", false, "text"},
		{"a.pdf", false, "pdf"},
		{"a.PDF", false, "pdf"},
		{"march/a.b.html", false, "html"},
		{"a.csv", false, "csv"},
		{"a.json", false, "json"},
		{"a.txt", false, "text"},
		{"a.text", false, "text"},
		{"pdf", false, "text"},
		{"a.pdf", true, "json"},
	} {
		if got := formatOf(tt.output, tt.json); got != tt.want {
			t.Errorf("%q (--json %v): %s, want %s", tt.output, tt.json, got, tt.want)
		}
	}
}
