package store

import (
	"context"
	"errors"

	"needled/analysis"
)

// Rehearse answers as Record would, and keeps nothing: neither originals nor
// a batch need be there.
func (s *Store) Rehearse(ctx context.Context, runner, batch string, filings []analysis.Filing) ([]analysis.Receipt, error) {
	var receipts []analysis.Receipt
	_, err := write(ctx, s, "rehearsing", func(t *tx) (int, error) {
		if _, err := s.needRunner(ctx, t, runner); err != nil {
			return 0, err
		}
		if err := rehearsalStage(ctx, t, runner, filings); err != nil {
			return 0, err
		}
		var err error
		if receipts, err = s.record(ctx, t, runner, rehearsal, filings); err != nil {
			return 0, err
		}
		for i := range receipts {
			receipts[i].Batch = batch
		}
		return 0, errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return receipts, nil
	}
	return nil, err
}

// rehearsal is the batch of a Record that is rolled back.
const rehearsal = "rehearsal"

// errRehearsed rolls the transaction back.
var errRehearsed = &Error{Kind: Internal, Text: "rehearsed"}

// rehearsalStage puts up what recordings rest on.
func rehearsalStage(ctx context.Context, t *tx, runner string, filings []analysis.Filing) error {
	_, err := t.exec(ctx, `INSERT INTO batches (id, runner, number, began_at, readable) VALUES ($1, $2, 0, 0, FALSE)`, rehearsal, runner)
	for _, f := range filings {
		if err != nil {
			break
		}
		if !f.Fetched.IsZero() {
			continue // its original comes with it
		}
		_, err = t.exec(ctx, `INSERT INTO originals (sum, size, stored_at, packing, bytes) VALUES ($1, 0, 0, '', $2) ON CONFLICT (sum) DO NOTHING`,
			f.Original[:], []byte{})
	}
	return err
}
