package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Sum is the sha256 of an original.
type Sum [sha256.Size]byte

// SumOf is the sum of an original's bytes.
func SumOf(b []byte) Sum { return sha256.Sum256(b) }

func (s Sum) String() string { return hex.EncodeToString(s[:]) }

// Recording is one activity as one original tells it. The originals of
// multisport events hold several. Recordings of the same run, from different
// originals, are linked to one Run, whose fields come from the best of them.
type Recording struct {
	Original Sum
	Leg      int // index within the original, from 0
	Run      Run // without ID; with Measures
}

// Outcome is what became of something a person gave us.
type Outcome string

const (
	Added     Outcome = "added"
	Duplicate Outcome = "duplicate" // these bytes are known already
	Merged    Outcome = "merged"    // another recording of a run known already
	Ignored   Outcome = "ignored"   // a sound file of a kind that is not kept
	InPart    Outcome = "partial"   // taken as far as it reads
	Failed    Outcome = "failed"
	InReview  Outcome = "review" // kept aside, in no verdict
)

// KnownAlready is the reason of a duplicate of which nothing was learned.
const KnownAlready = "known already"

// Receipt is the answer to one input, or to one leg of a multisport file.
type Receipt struct {
	Path    string
	Member  string // name inside an archive
	Outcome Outcome
	Reason  string // a sentence; "" for a plain added
	Batch   string
	Sum     *Sum     // nil when the bytes could not be read
	Run     *Run     // nil without one
	Verdict *Verdict // nil where the run lies in no recovery
}

// Filing is a decoded original on its way to the store.
type Filing struct {
	Path, Member string
	Original     Sum
	Recordings   []Recording

	// Key names the activity at its service ("strava:1234"): what comes later
	// under it takes the place of what came before. "" for files. A keyed
	// original holds one recording.
	Key string
	// Fetched is when it was fetched from a service that lets it be kept for
	// days only; zero for what may stay.
	Fetched time.Time
	// Bytes are those of the original: of one with Fetched, which is kept with
	// its recordings; of any other in case it has to be kept again, nil where
	// that can't be.
	Bytes []byte
}
