package store

import (
	"context"
	"time"

	"needled/analysis"
)

// Edit is what a person says of a run; nil leaves what was said before.
type Edit struct {
	Sport  *analysis.Sport // "" takes the word back: the sport is the source's again
	Accept *bool           // whether the figures are right, doubtful as they are
}

// EditRun takes a person's word on a run, whichever of its recordings leads;
// the verdicts follow. It returns the run as it is now.
//
// Accepting settles figures that look impossible, and a start that was in the
// future when the run was taken in and isn't any more (now). What can't be
// judged in any case, such as a start before 2000, is refused.
func (s *Store) EditRun(ctx context.Context, runner, id string, e Edit, now time.Time) (analysis.Entry, error) {
	return write(ctx, s, "editing run "+id, func(t *tx) (analysis.Entry, error) {
		run, err := s.knownRun(ctx, t, runner, id)
		if err != nil {
			return analysis.Entry{}, err
		}
		w, err := loadWords(ctx, t, runner)
		if err != nil {
			return analysis.Entry{}, err
		}
		// A word taken back may be all that made others match it.
		circle, err := circleOf(ctx, t, runner, run.recordings)
		if err != nil {
			return analysis.Entry{}, err
		}
		if e.Accept != nil && *e.Accept && run.run.Doubt == "" {
			return analysis.Entry{}, fail(Invalid, "run %s is not kept aside: there is nothing to accept", run.run.ID)
		}
		accepted := 0
		for _, r := range run.recordings {
			arrived, err := arrival(ctx, t, r)
			if err != nil {
				return analysis.Entry{}, err
			}
			word, took, err := w.edits[r.Key()].with(e, r.Run, arrived, now)
			if err != nil {
				return analysis.Entry{}, err
			}
			if took {
				accepted++
			}
			if err := putEdit(ctx, t, runner, r.Key(), word); err != nil {
				return analysis.Entry{}, err
			}
		}
		if e.Accept != nil && *e.Accept && accepted == 0 {
			return analysis.Entry{}, fail(Invalid, "run %s is in doubt with another one: say needled merge A B if they are one run, or needled split %s if they are two",
				run.run.ID, run.run.ID)
		}
		entries, err := s.follow(ctx, t, runner, circle, run.recordings)
		if err != nil {
			return analysis.Entry{}, err
		}
		return entries[0], nil
	})
}

// arrival is when a recording was taken in.
func arrival(ctx context.Context, t *tx, r recording) (time.Time, error) {
	var at int64
	err := t.one(ctx, `SELECT began_at FROM recordings JOIN batches ON batches.id = recordings.batch WHERE seq = $1`, []any{r.seq}, &at)
	return instant(at), err
}

// with is the word with more said. took says whether it accepts figures that
// were in doubt.
func (w edit) with(e Edit, run analysis.Run, arrived, now time.Time) (_ edit, took bool, err error) {
	if e.Sport != nil {
		w.sport = *e.Sport
	}
	if e.Accept != nil {
		w.accepted = *e.Accept
	}
	// Doubts are looked for as they were on arrival: that a start lies in the
	// past by now does not make a wrong clock right.
	was, _ := analysis.DoubtOf(run, arrived)
	ours := was != "" || run.Doubt == "" // else something that can't be found again made it doubtful
	if w.sport != "" {
		run.Sport, run.SubSport = w.sport, ""
	}
	kind, reason := analysis.DoubtOf(run, arrived)
	if !ours {
		reason = run.Doubt
	}
	w.doubt = reason
	if !w.accepted || reason == "" {
		w.accepted = false
		return w, false, nil
	}
	switch kind {
	case analysis.ClockUnset, analysis.NegativeDistance:
		err = fail(Invalid, "the run can't be judged as it is: %s. If it is known from another file as well, say so with: needled merge A B", reason)
	case analysis.InFuture:
		if run.Start.After(now) {
			err = fail(Invalid, "the run can't be judged as it is: %s", reason)
		}
	case analysis.NoSport:
		err = fail(Invalid, "the run names no sport needled knows; say which it was with: needled edit ID --sport running")
	}
	w.doubt = ""
	return w, true, err
}

// putEdit keeps what was said of a recording, if anything was.
func putEdit(ctx context.Context, t *tx, runner string, k analysis.RecordingKey, e edit) error {
	if e.sport == "" && !e.accepted {
		_, err := t.exec(ctx, `DELETE FROM edits WHERE runner = $1 AND original = $2 AND leg = $3`, runner, k.Original[:], k.Leg)
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO edits (runner, original, leg, sport, accepted, doubt) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (runner, original, leg) DO UPDATE SET sport = excluded.sport, accepted = excluded.accepted, doubt = excluded.doubt`,
		runner, k.Original[:], k.Leg, string(e.sport), e.accepted, e.doubt)
	return err
}
