// Package ingest is the way of a run from bytes to the store: a source yields
// items, their original bytes are kept first, a decoder for their format
// turns them into recordings, and the store links recordings of one run and
// judges what changed.
//
// The formats live in subpackages (fit, …) and know nothing of storage; the
// store knows nothing of formats. This package ties them.
package ingest

import (
	"context"
	"io"
	"time"

	"needled/analysis"
)

// Item is one input: a file, or a member of an archive.
type Item struct {
	Path       string // as given or found
	Member     string // name inside an archive, "" for a plain file
	Provenance analysis.Provenance
	Named      bool  // given by name, not found in a folder or archive
	Size       int64 // bytes, as its container states it; 0 when that is unknown

	// Sport and SubSport are what its container says of the activity; they
	// serve for one that names no sport itself. "" when nothing is said.
	Sport    analysis.Sport
	SubSport string
	// SourceID names the activity at the service the item came through, as
	// "strava:1234"; "" when unknown. It names no leg of several.
	SourceID string
	// Legs are what its container says of single activities in it, by their
	// index, where it tells them apart; they stand in for the above.
	Legs map[int]analysis.Told

	// Mark names the item's bytes for good, so that those known already need
	// not be read again; "" where nothing does.
	Mark string

	// Key names the activity at its service ("strava:1234"): what comes later
	// under it takes the place of what came before. "" for files.
	Key string
	// Fetched is when it was fetched from a service that lets it be kept for
	// days only; zero for what may stay. Such an item is kept with what it
	// decodes to or not at all, and leaves no note.
	Fetched time.Time

	// Err is the answer to an item whose container settles it, whatever its
	// name: an *IgnoredError or a *FailedError, or the system's where the
	// container can't be read. Nil for one that can be opened.
	Err error
	// Open is called at most once, and before the next item is asked for. What
	// it returns may be read later, and beside others. A reader ends with a
	// *DamagedError where what was read is worth a look though it is not all.
	Open func() (io.ReadCloser, error)
}

// fetched says whether the item may be kept for days only.
func (i Item) fetched() bool { return !i.Fetched.IsZero() }

// Decoded is one activity as a decoder reads it, totals as the file states
// them. A multisport file gives several.
type Decoded struct {
	Run   analysis.Run // without ID, Runner, Provenance and Measures
	Track analysis.Track
}

// Decoder turns the bytes of one format into activities.
type Decoder interface {
	// Format is the name of the format, as in analysis.Run.Format.
	Format() string
	// Recognises says whether a file of this name may be an activity of this
	// format. The name is in lower case and without .gz.
	Recognises(name string) bool
	// Sniff tells a sound file of a kind that is not kept (settings, workout,
	// …), and what is not of this format at all, by its first bytes, before
	// anything is stored. It returns nil, an *IgnoredError, or a *FailedError.
	Sniff(b []byte) error
	// Decode never panics. It returns at least one activity, or an
	// *IgnoredError, or a *FailedError. What was cut or damaged is taken as
	// far as it reads and says so in Run.Integrity.
	Decode(b []byte) ([]Decoded, error)
}

// IgnoredError tells a sound file of a kind that is not kept. Kind is "" for a
// file that is not named as an activity's and was not opened. Reason, where it
// is not "", says it in better words than can be made of Kind.
type IgnoredError struct{ Kind, Reason string }

func (e *IgnoredError) Error() string {
	switch {
	case e.Reason != "":
		return e.Reason
	case e.Kind == "":
		return "not named as an activity file"
	}
	return "a " + e.Kind + " file, not an activity"
}

// FailedError says what is wrong with an item that can't be read, and where.
type FailedError struct{ Reason string }

func (e *FailedError) Error() string { return e.Reason }

// DamagedError ends the reading of an item whose container is damaged: the
// bytes before it stand for as much as they are.
type DamagedError struct {
	Reason    string
	Integrity analysis.Integrity // of what can still be made of the bytes
}

func (e *DamagedError) Error() string { return e.Reason }

// Store is what ingest asks of the place where things are kept; daemon/store
// implements it. Every method commits before it returns.
type Store interface {
	// BeginBatch opens a batch for the runner; everything an ingest keeps is
	// recorded under it.
	BeginBatch(ctx context.Context, runner string, at time.Time) (batch string, err error)
	// EndBatch closes the batch.
	EndBatch(ctx context.Context, batch string, at time.Time) error
	// Known tells which originals the runner has recordings of already, each
	// with the runs made of it, by leg.
	Known(ctx context.Context, runner string, sums []analysis.Sum) (map[analysis.Sum][]analysis.Entry, error)
	// Marked is the original that a mark names, with the runs the runner has
	// of it; none when the mark is not known, or they are not.
	Marked(ctx context.Context, runner, mark string) (analysis.Sum, []analysis.Entry, error)
	// Mark keeps the marks of originals that are kept.
	Mark(ctx context.Context, marks map[string]analysis.Sum) error
	// KeepOriginals writes originals durably. Those kept already stay as they
	// are.
	KeepOriginals(ctx context.Context, originals [][]byte) error
	// Record stores recordings, and the originals of those that were fetched,
	// links those of one run, judges the recoveries they touch, all in one
	// transaction, and returns a receipt a recording, in order.
	Record(ctx context.Context, runner, batch string, filings []analysis.Filing) ([]analysis.Receipt, error)
	// Rehearse answers as Record would, and keeps nothing.
	Rehearse(ctx context.Context, runner, batch string, filings []analysis.Filing) ([]analysis.Receipt, error)
	// Learn takes what is told of recordings that are stored already. It
	// returns what to answer to those of which something changed, without
	// their names; with dryRun it keeps nothing.
	Learn(ctx context.Context, runner string, told map[analysis.RecordingKey]analysis.Told, dryRun bool) (map[analysis.RecordingKey]analysis.Receipt, error)
	// Note keeps receipts of items that gave no recording.
	Note(ctx context.Context, runner, batch string, receipts []analysis.Receipt) error
}
