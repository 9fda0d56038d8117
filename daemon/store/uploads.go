package store

import (
	"context"
	"time"

	"needled/analysis"
)

// Upload is files that somebody gave for a runner at once, and what became of
// them.
type Upload struct {
	ID, Runner string
	At         time.Time  // when they had arrived
	Ended      *time.Time // when all of them were taken in; nil before
	Batch      string     // under which they were, "" before
	Files      []string   // their names
	Trouble    string     // why the latest attempt to take them in failed; "" without
	// Counts counts what became of everything in them. Receipts is that of each,
	// with its run and verdict as they are now; without what archives hold that
	// is no activity, and the first of very many only.
	Counts   map[analysis.Outcome]int
	Receipts []analysis.Receipt
}

// Upload returns an upload of a runner's.
func (s *Store) Upload(ctx context.Context, runner, id string) (Upload, error) {
	return Upload{}, fail(NotFound, "%s has no upload %q", runner, id)
}
