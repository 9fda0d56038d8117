package fit

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strings"

	"needled/ingest"
)

// Decoder reads FIT files; it implements ingest.Decoder. Its fields bound what
// a file may ask for: one beyond them fails.
type Decoder struct {
	MaxBytes    int // size of a file
	MaxRecords  int // records of a file
	MaxSessions int // sessions of a file
	MaxLaps     int // laps, stops and starts of the timer, in all
}

var _ ingest.Decoder = Decoder{}

// New is a decoder with bounds far above any real recording: 64 MiB, a million
// records (eleven days, one a second), a hundred sessions, 50,000 laps.
func New() Decoder {
	return Decoder{MaxBytes: 64 << 20, MaxRecords: 1_000_000, MaxSessions: 100, MaxLaps: 50_000}
}

// Format implements ingest.Decoder.
func (Decoder) Format() string { return "fit" }

// Recognises implements ingest.Decoder.
func (Decoder) Recognises(name string) bool { return strings.HasSuffix(name, ".fit") }

// Sniff implements ingest.Decoder. It looks at the first message of each file
// of a chain, so that no activity is overlooked behind settings.
func (Decoder) Sniff(b []byte) error {
	if !hasHeader(b) {
		return &ingest.FailedError{Reason: instead(b)}
	}
	l, rest := cutLink(b)
	first := sniff(l.data)
	if mayHoldActivity(first) {
		return nil
	}
	for hasHeader(rest) {
		if l, rest = cutLink(rest); isActivity(sniff(l.data)) {
			return nil
		}
	}
	return &ingest.IgnoredError{Kind: kindName(first)}
}

// Decode implements ingest.Decoder.
func (dec Decoder) Decode(b []byte) (all []ingest.Decoded, err error) {
	defer func() {
		// tormoder panics where its own checks fall short.
		if p := recover(); p != nil {
			all, err = nil, failed("the FIT decoder broke on it: %v", p)
		}
	}()
	if len(b) > dec.MaxBytes {
		return nil, failed("it has %d bytes, and more than %d are not read", len(b), dec.MaxBytes)
	}
	if err := dec.Sniff(b); err != nil {
		return nil, err
	}
	left, rest := dec.budget(), b
	for n := 0; hasHeader(rest); n++ {
		var l link
		l, rest = cutLink(rest)
		if n > 0 && !isActivity(sniff(l.data)) {
			continue // settings, or the heart rate of a swim
		}
		found, lerr := l.activities(&left)
		if errors.Is(lerr, errBudget) {
			return nil, failed("it holds more than %d records, %d sessions, or %d laps and pauses, and no more are read",
				dec.MaxRecords, dec.MaxSessions, dec.MaxLaps)
		}
		all, err = append(all, found...), cmp.Or(err, lerr)
	}
	if len(all) == 0 {
		return nil, err
	}
	var lost *ingest.FailedError
	if errors.As(err, &lost) {
		remark(&all[0], "There is another activity in the file, of which nothing could be read: %v.", lost)
	}
	if len(bytes.Trim(rest, "\x00")) > 0 {
		remark(&all[len(all)-1], "The last %d bytes of the file are no FIT and were left out.", len(rest))
	}
	return all, nil
}

func (dec Decoder) budget() budget {
	return budget{
		files:       dec.MaxSessions,
		sessions:    dec.MaxSessions,
		records:     dec.MaxRecords,
		definitions: dec.MaxRecords,
		others:      dec.MaxSessions + dec.MaxLaps,
	}
}

// failed is the error of a file that can't be read.
func failed(format string, args ...any) error {
	return &ingest.FailedError{Reason: fmt.Sprintf(format, args...)}
}

// remark adds a sentence to what was odd about an activity's source.
func remark(d *ingest.Decoded, format string, args ...any) {
	d.Run.Note = strings.TrimSpace(d.Run.Note + " " + fmt.Sprintf(format, args...))
}
