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

// Record stores recordings whose originals are kept already, or come with
// them, links those of one run, judges the recoveries they touch, all in one
// transaction, and returns a receipt a recording, in order. A recording that
// is stored already changes nothing and is answered with Duplicate.
//
// Of two recordings that match in time but not in distance the one that came
// later is answered with InReview, and its reason says which of them counts.
//
// A recording with a key takes the place of the one that is stored under that
// key, and is answered with Merged, or with Duplicate where nothing changed.
// What was fetched too long ago to be kept is answered with Ignored.
func (s *Store) Record(ctx context.Context, runner, batch string, filings []analysis.Filing) ([]analysis.Receipt, error) {
	return s.recordIf(ctx, runner, batch, filings, func(*tx) error { return nil })
}

// RecordFetched is Record for what came through the connection to Strava that
// was made at an instant. Where the runner was disconnected meanwhile, or
// connected anew, nothing is stored, and the error is Conflict.
func (s *Store) RecordFetched(ctx context.Context, runner, batch string, connected time.Time, filings []analysis.Filing) ([]analysis.Receipt, error) {
	return s.recordIf(ctx, runner, batch, filings, func(t *tx) error { return needConnection(ctx, t, runner, connected) })
}

// recordIf records unless allowed, asked in the same transaction, fails.
func (s *Store) recordIf(ctx context.Context, runner, batch string, filings []analysis.Filing, allowed func(*tx) error) ([]analysis.Receipt, error) {
	return write(ctx, s, "storing runs", func(t *tx) ([]analysis.Receipt, error) {
		if _, err := s.needRunner(ctx, t, runner); err != nil {
			return nil, err
		}
		if err := allowed(t); err != nil {
			return nil, err
		}
		if err := needBatch(ctx, t, runner, batch); err != nil {
			return nil, err
		}
		return s.record(ctx, t, runner, batch, filings)
	})
}

func (s *Store) record(ctx context.Context, t *tx, runner, batch string, filings []analysis.Filing) ([]analysis.Receipt, error) {
	if err := s.keepAgain(ctx, t, filings); err != nil {
		return nil, err
	}
	a := &arrivals{Store: s, runner: runner, batch: batch}
	for _, some := range withoutRepeats(filings) {
		if err := a.take(ctx, t, some); err != nil {
			return nil, err
		}
		if err := a.store(ctx, t); err != nil {
			return nil, err
		}
	}
	if len(a.receipts) > 0 {
		if err := markReadable(ctx, t, batch); err != nil {
			return nil, err
		}
	}
	if err := s.judge(ctx, t, runner, around(a.changed...)); err != nil {
		return nil, err
	}
	return a.receipts, a.complete(ctx, t)
}

// arrivals is one Record under way.
type arrivals struct {
	*Store
	runner, batch string
	receipts      []analysis.Receipt // one a recording
	legs          []leg              // of the receipts
	changed       []time.Time        // instants at which something did

	fresh     []recording // those to store
	receiptOf []int       // for each of fresh: its receipt
	left      []recording // those stored that what a fresh one replaces was linked with
}

// leg is one activity of one original.
type leg struct {
	original analysis.Sum
	number   int
}

// take sorts out what is stored already, and numbers the rest.
func (a *arrivals) take(ctx context.Context, t *tx, filings []analysis.Filing) error {
	seen := map[leg]bool{}
	a.fresh, a.receiptOf, a.left = nil, nil, nil
	for _, f := range filings {
		if err := valid(f); err != nil {
			return err
		}
		for _, r := range f.Recordings {
			key := leg{r.Original, r.Leg}
			again := seen[key]
			seen[key] = true
			r.Run.Runner, r.Run.Start = a.runner, kept(r.Run.Start)
			arrived := recording{Recording: r, key: f.Key, fetched: f.Fetched}
			receipt := analysis.Receipt{Path: f.Path, Member: f.Member, Batch: a.batch, Sum: new(r.Original)}
			var err error
			switch {
			case again:
				receipt.Outcome, receipt.Reason = analysis.Duplicate, "known already"
			case !f.Fetched.IsZero() && !mayBeKept(f.Fetched, a.Now()):
				receipt.Outcome, receipt.Reason = analysis.Ignored, "it was fetched too long ago, or by a wrong clock, to be kept; it has to be fetched again"
			default:
				receipt.Outcome, receipt.Reason, err = a.known(ctx, t, f, &arrived)
			}
			if err != nil {
				return err
			}
			a.receipts, a.legs = append(a.receipts, receipt), append(a.legs, key)
			if receipt.Outcome != "" {
				continue
			}
			if err := a.number(ctx, t, f, &arrived); err != nil {
				return err
			}
			a.fresh, a.receiptOf = append(a.fresh, arrived), append(a.receiptOf, len(a.receipts)-1)
		}
	}
	return nil
}

// number gives a recording its place, unless it has that of another.
func (a *arrivals) number(ctx context.Context, t *tx, f analysis.Filing, r *recording) (err error) {
	if r.seq != 0 {
		return nil
	}
	if r.seq, err = nextNumber(ctx, t, "recording"); err != nil {
		return err
	}
	if r.id, err = freeRunID(ctx, t, a.runner, *r); err != nil || f.Fetched.IsZero() {
		return err
	}
	return a.putDocument(ctx, t, f)
}

// store links the fresh recordings and writes them.
func (a *arrivals) store(ctx context.Context, t *tx) error {
	w, err := loadWords(ctx, t, a.runner)
	if err != nil {
		return err
	}
	all, err := gather(ctx, t, a.runner, w, a.withLeft())
	if err != nil {
		return err
	}
	before, err := runsOf(ctx, t, a.runner, all)
	if err != nil {
		return err
	}
	groups := arrange(all, w)
	changed, err := settle(ctx, t, a.runner, all, groups, before)
	if err != nil {
		return err
	}
	a.changed = append(a.changed, changed...)
	for i, g := range groups {
		for _, m := range g.members {
			if m >= len(a.fresh) {
				continue
			}
			receipt := &a.receipts[a.receiptOf[m]]
			receipt.Outcome, receipt.Reason = answer(all, groups, before, i, m)
			if all[m].run != "" {
				err = a.answerReplaced(ctx, t, all[m], receipt)
			} else {
				err = insertRecording(ctx, t, all[m], g.run.ID, a.measuring, *receipt, a.Now())
			}
			if err != nil {
				return fmt.Errorf("%s: %w", receipt.Path, err)
			}
		}
	}
	return nil
}

func insertRecording(ctx context.Context, t *tx, r recording, run, measuredWith string, receipt analysis.Receipt, now time.Time) error {
	fetched, expires := r.life()
	_, err := t.exec(ctx, `INSERT INTO recordings (seq, id, run, runner, original, leg, batch, path, member, outcome, reason, measured_with,
		source_key, fetched_at, expires_at, created_at, `+runFields+`) VALUES (`+parameters(16+runFieldCount)+`)`,
		append([]any{r.seq, r.id, run, r.Run.Runner, r.Original[:], r.Leg, receipt.Batch, receipt.Path, receipt.Member,
			string(receipt.Outcome), receipt.Reason, measuredWith, r.key, fetched, expires, micros(now)}, runArgs(r.Run)...)...)
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
