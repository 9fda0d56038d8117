package store

import (
	"context"
	"fmt"
	"time"

	"needled/analysis"
)

// Known tells which originals the runner has recordings of already, each with
// the runs made of it, by leg.
func (s *Store) Known(ctx context.Context, runner string, sums []analysis.Sum) (map[analysis.Sum][]analysis.Entry, error) {
	return read(ctx, s, "looking for files known already", func(t *tx) (map[analysis.Sum][]analysis.Entry, error) {
		known := map[analysis.Sum][]analysis.Entry{}
		for _, sum := range sums {
			entries, err := knownAs(ctx, t, runner, sum)
			if err != nil {
				return nil, err
			}
			if len(entries) > 0 {
				known[sum] = entries
			}
		}
		return known, nil
	})
}

// knownAs are the runs made of an original, by leg.
func knownAs(ctx context.Context, t *tx, runner string, sum analysis.Sum) ([]analysis.Entry, error) {
	return entries(ctx, t, runner, `JOIN recordings ON recordings.run = runs.id`,
		`recordings.runner = $1 AND recordings.original = $2 ORDER BY recordings.leg`, sum[:])
}

// Record stores recordings whose originals are kept already, links those of
// one run, judges the recoveries they touch, all in one transaction, and
// returns a receipt a recording, in order. A recording that is stored already
// changes nothing and is answered with Duplicate.
//
// Of two recordings that match in time but not in distance the one that came
// later is answered with InReview, and its reason says which of them counts.
func (s *Store) Record(ctx context.Context, runner, batch string, filings []analysis.Filing) ([]analysis.Receipt, error) {
	return write(ctx, s, "storing runs", func(t *tx) ([]analysis.Receipt, error) {
		if _, err := s.needRunner(ctx, t, runner); err != nil {
			return nil, err
		}
		if err := needBatch(ctx, t, runner, batch); err != nil {
			return nil, err
		}
		return s.record(ctx, t, runner, batch, filings)
	})
}

func (s *Store) record(ctx context.Context, t *tx, runner, batch string, filings []analysis.Filing) ([]analysis.Receipt, error) {
	if err := keepAgain(ctx, t, filings); err != nil {
		return nil, err
	}
	a := &arrivals{runner: runner, batch: batch}
	if err := a.take(ctx, t, filings); err != nil {
		return nil, err
	}
	if len(a.receipts) > 0 {
		if err := markReadable(ctx, t, batch); err != nil {
			return nil, err
		}
	}
	changed, err := a.store(ctx, t, s.measuring)
	if err != nil {
		return nil, err
	}
	if err := s.judge(ctx, t, runner, around(changed...)); err != nil {
		return nil, err
	}
	return a.receipts, a.complete(ctx, t)
}

// arrivals is one Record under way.
type arrivals struct {
	runner, batch string
	receipts      []analysis.Receipt // one a recording
	legs          []leg              // of the receipts
	fresh         []recording        // those not stored before
	receiptOf     []int              // for each of fresh: its receipt
}

// leg is one activity of one original.
type leg struct {
	original analysis.Sum
	number   int
}

// take sorts out what is stored already, and numbers the rest.
func (a *arrivals) take(ctx context.Context, t *tx, filings []analysis.Filing) error {
	seen := map[leg]bool{}
	for _, f := range filings {
		for _, r := range f.Recordings {
			receipt := analysis.Receipt{Path: f.Path, Member: f.Member, Batch: a.batch, Sum: new(r.Original)}
			key := leg{r.Original, r.Leg}
			_, stored, err := exists(ctx, t, `SELECT run FROM recordings WHERE runner = $1 AND original = $2 AND leg = $3`, a.runner, r.Original[:], r.Leg)
			if err != nil {
				return err
			}
			again := stored || seen[key]
			seen[key] = true
			if again {
				receipt.Outcome, receipt.Reason = analysis.Duplicate, "known already"
			}
			a.receipts, a.legs = append(a.receipts, receipt), append(a.legs, key)
			if again {
				continue
			}
			seq, err := nextNumber(ctx, t, "recording")
			if err != nil {
				return err
			}
			id, err := freeRunID(ctx, t, a.runner, r.Original, r.Leg)
			if err != nil {
				return err
			}
			r.Run.Runner, r.Run.Start = a.runner, kept(r.Run.Start)
			a.fresh = append(a.fresh, recording{Recording: r, seq: seq, id: id})
			a.receiptOf = append(a.receiptOf, len(a.receipts)-1)
		}
	}
	return nil
}

// store links the fresh recordings, writes them, and returns the instants at
// which something changed.
func (a *arrivals) store(ctx context.Context, t *tx, measuredWith string) ([]time.Time, error) {
	w, err := loadWords(ctx, t, a.runner)
	if err != nil {
		return nil, err
	}
	all, err := gather(ctx, t, a.runner, w, a.fresh) // fresh ones come first
	if err != nil {
		return nil, err
	}
	before, err := runsOf(ctx, t, a.runner, all)
	if err != nil {
		return nil, err
	}
	groups := arrange(all, w)
	changed, err := settle(ctx, t, a.runner, all, groups, before)
	if err != nil {
		return nil, err
	}
	for i, g := range groups {
		for _, m := range g.members {
			if m >= len(a.fresh) {
				continue
			}
			receipt := &a.receipts[a.receiptOf[m]]
			receipt.Outcome, receipt.Reason = answer(all, groups, before, i, m)
			if err := insertRecording(ctx, t, all[m], g.run.ID, measuredWith, *receipt); err != nil {
				return nil, fmt.Errorf("%s: %w", receipt.Path, err)
			}
		}
	}
	return changed, nil
}

func insertRecording(ctx context.Context, t *tx, r recording, run, measuredWith string, receipt analysis.Receipt) error {
	_, err := t.exec(ctx, `INSERT INTO recordings (seq, id, run, runner, original, leg, batch, path, member, outcome, reason, measured_with, `+
		runFields+`) VALUES (`+parameters(12+runFieldCount)+`)`,
		append([]any{r.seq, r.id, run, r.Run.Runner, r.Original[:], r.Leg, receipt.Batch, receipt.Path, receipt.Member,
			string(receipt.Outcome), receipt.Reason, measuredWith}, runArgs(r.Run)...)...)
	if err != nil || r.Run.Measures == nil {
		return err
	}
	return putMeasures(ctx, t, r.seq, r.Run.Measures)
}

// complete gives each receipt its run and verdict as they are now.
func (a *arrivals) complete(ctx context.Context, t *tx) error {
	for i, l := range a.legs {
		found, err := entries(ctx, t, a.runner, `JOIN recordings ON recordings.run = runs.id`,
			`recordings.runner = $1 AND recordings.original = $2 AND recordings.leg = $3`, l.original[:], l.number)
		if err != nil {
			return err
		}
		for _, e := range found {
			a.receipts[i].Run, a.receipts[i].Verdict = &e.Run, e.Verdict
		}
	}
	return nil
}
