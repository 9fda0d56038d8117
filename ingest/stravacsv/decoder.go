package stravacsv

import (
	"fmt"
	"strings"

	"needled/ingest"
)

// Decoder reads lists of activities for those that have no track; it
// implements ingest.Decoder. A list of a single activity, as Row.Document
// makes it, always gives that one. Its fields bound what a list may ask for.
type Decoder struct {
	MaxBytes int // size of a list; a larger one fails
	MaxRows  int // activities without a track; a list with more fails
}

var _ ingest.Decoder = Decoder{}

// New is a decoder with bounds far above any real list: 64 MiB, 100,000
// activities without a track.
func New() Decoder { return Decoder{MaxBytes: 64 << 20, MaxRows: 100_000} }

// Format implements ingest.Decoder.
func (Decoder) Format() string { return "csv" }

// Recognises implements ingest.Decoder.
func (Decoder) Recognises(name string) bool { return strings.HasSuffix(name, ".csv") }

// Sniff implements ingest.Decoder. Many a table looks like a list of a
// language that is not known; one is believed only under Strava's own name for
// it, which the walk over folders and archives knows.
func (dec Decoder) Sniff(b []byte) error {
	if len(b) > dec.MaxBytes {
		return nil
	}
	t, err := Read(b)
	if err == nil && t.columns.byPlace {
		return notATable
	}
	return err
}

// Decode implements ingest.Decoder.
func (dec Decoder) Decode(b []byte) ([]ingest.Decoded, error) {
	if len(b) > dec.MaxBytes {
		return nil, failed("it has %d bytes, and more than %d are not read", len(b), dec.MaxBytes)
	}
	t, err := Read(b)
	if err != nil {
		return nil, err
	}
	rows := t.withoutTrack()
	if len(rows) == 0 {
		return nil, &ingest.IgnoredError{Reason: "a list of activities of Strava, all of which have tracks; give the export that holds them"}
	}
	if len(rows) > dec.MaxRows {
		return nil, failed("it lists more than %d activities without a track, and no more are read", dec.MaxRows)
	}
	var all []ingest.Decoded
	var unread []error
	for _, row := range rows {
		run, err := row.run()
		if err != nil {
			unread = append(unread, err)
			continue
		}
		all = append(all, ingest.Decoded{Run: run})
	}
	switch {
	case len(all) == 0:
		return nil, unread[0]
	case len(unread) > 0:
		all[0].Run.Note += fmt.Sprintf(" Of its list %d others can't be read: %v.", len(unread), unread[0])
	}
	return all, nil
}

// withoutTrack are the rows of activities that have no track, or the only row.
func (t *Table) withoutTrack() []Row {
	var rows, only []Row
	for row := range t.Rows() {
		if len(only) < 2 {
			only = append(only, row)
		}
		if row.File() == "" {
			rows = append(rows, row)
		}
	}
	if len(only) == 1 {
		return only
	}
	return rows
}

func failed(format string, args ...any) error {
	return &ingest.FailedError{Reason: fmt.Sprintf(format, args...)}
}
