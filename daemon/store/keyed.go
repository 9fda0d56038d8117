package store

import (
	"context"
	"slices"
	"time"

	"needled/analysis"
)

// valid says what is wrong with a filing that no decoder should make.
func valid(f analysis.Filing) error {
	switch {
	case f.Key != "" && len(f.Recordings) > 1:
		return fail(Internal, "%s: one activity of a service can't be %d recordings", f.Path, len(f.Recordings))
	case f.Fetched.IsZero() && slices.ContainsFunc(f.Recordings, func(r analysis.Recording) bool { return r.Run.Provenance == analysis.StravaAPI }):
		return fail(Internal, "%s was fetched from Strava, and doesn't say when", f.Path)
	}
	return nil
}

// withoutRepeats cuts filings where a key comes again: what comes later under
// it takes the place of what is stored by then.
func withoutRepeats(filings []analysis.Filing) [][]analysis.Filing {
	var parts [][]analysis.Filing
	seen, from := map[string]bool{}, 0
	for i, f := range filings {
		if seen[f.Key] {
			parts, from = append(parts, filings[from:i]), i
			clear(seen)
		}
		if f.Key != "" {
			seen[f.Key] = true
		}
	}
	return append(parts, filings[from:])
}

// life is when a recording was fetched and when it expires, nil for what may
// stay.
func (r recording) life() (fetched, expires *int64) {
	if r.fetched.IsZero() {
		return nil, nil
	}
	return new(micros(r.fetched)), new(micros(r.fetched.Add(keepFetched)))
}

// known is the answer to a recording that is stored already, "" where it has
// to be stored. Then it may have been given the place of one that is.
func (a *arrivals) known(ctx context.Context, t *tx, f analysis.Filing, r *recording) (analysis.Outcome, string, error) {
	if r.key == "" {
		_, stored, err := exists(ctx, t, `SELECT run FROM recordings WHERE runner = $1 AND original = $2 AND leg = $3`, a.runner, r.Original[:], r.Leg)
		if err != nil || !stored {
			return "", "", err
		}
		return analysis.Duplicate, "known already", nil
	}
	stored, err := recordings(ctx, t, a.runner, `source_key = $2 AND source_key <> ''`, r.key)
	switch {
	case err != nil || len(stored) == 0:
		return "", "", err
	case stored[0].Original == r.Original:
		return analysis.Duplicate, "unchanged on Strava", a.renew(ctx, t, stored[0], f)
	}
	return "", "", a.replace(ctx, t, stored[0], f, r)
}

// renew lengthens the life of what was fetched again and is the same.
func (a *arrivals) renew(ctx context.Context, t *tx, stored recording, f analysis.Filing) error {
	if f.Fetched.IsZero() {
		return nil
	}
	fetched, expires := recording{fetched: f.Fetched}.life()
	changed, err := t.exec(ctx, `UPDATE recordings SET fetched_at = $2, expires_at = $3 WHERE seq = $1 AND fetched_at < $2`, stored.seq, fetched, expires)
	if err != nil || changed == 0 {
		return err
	}
	_, err = t.exec(ctx, `UPDATE originals SET fetched_at = $2, expires_at = $3 WHERE sum = $1 AND fetched_at < $2`, stored.Original[:], fetched, expires)
	return err
}

// replace gives r the place of the stored one, with what was said of it.
func (a *arrivals) replace(ctx context.Context, t *tx, stored recording, f analysis.Filing, r *recording) error {
	left, err := leftBehind(ctx, t, a.runner, []recording{stored})
	if err != nil {
		return err
	}
	r.seq, r.id, r.run = stored.seq, stored.id, stored.run
	if !f.Fetched.IsZero() {
		if err := a.putDocument(ctx, t, f); err != nil {
			return err
		}
	}
	fetched, expires := r.life()
	_, err = t.exec(ctx, `UPDATE recordings SET original = $2, leg = $3, batch = $4, path = $5, member = $6, measured_with = $7,
		fetched_at = $8, expires_at = $9, created_at = $10, `+setRunFields(11)+` WHERE seq = $1`,
		append([]any{r.seq, r.Original[:], r.Leg, a.batch, f.Path, f.Member, a.measuring, fetched, expires, micros(a.Now())}, runArgs(r.Run)...)...)
	if err != nil {
		return err
	}
	if err := putMeasures(ctx, t, r.seq, r.Run.Measures); err != nil {
		return err
	}
	if err := moveWords(ctx, t, a.runner, stored.Recording, r.Recording, a.Now()); err != nil {
		return err
	}
	_, err = t.exec(ctx, `DELETE FROM originals WHERE sum = $1 AND expires_at IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM recordings WHERE original = $1)`, stored.Original[:])
	a.changed = append(a.changed, stored.Run.Start, r.Run.Start) // the measures may differ where the run doesn't
	a.left = append(a.left, left...)
	return err
}

// withLeft are the fresh recordings, and after them what those that were
// replaced leave behind.
func (a *arrivals) withLeft() []recording {
	seeds := slices.Clone(a.fresh)
	for _, l := range a.left {
		if !slices.ContainsFunc(seeds, func(known recording) bool { return known.seq == l.seq }) {
			seeds = append(seeds, l)
		}
	}
	return seeds
}

// answerReplaced is the answer to a recording in the place of another.
func (a *arrivals) answerReplaced(ctx context.Context, t *tx, r recording, receipt *analysis.Receipt) error {
	if receipt.Outcome != analysis.InReview {
		receipt.Outcome = analysis.Merged
	}
	receipt.Reason = also("changed on Strava", receipt.Reason)
	_, err := t.exec(ctx, `UPDATE recordings SET outcome = $2, reason = $3 WHERE seq = $1`, r.seq, string(receipt.Outcome), receipt.Reason)
	return err
}

// moveWords makes what a person said of a recording hold for the one that
// takes its place. That impossible figures are right holds only for those.
func moveWords(ctx context.Context, t *tx, runner string, from, to analysis.Recording, now time.Time) error {
	w, err := loadWords(ctx, t, runner)
	if err != nil {
		return err
	}
	if word, said := w.edits[from.Key()]; said {
		if !word.accepted || from.Run.Doubt != to.Run.Doubt {
			if word, _, err = (edit{sport: word.sport}).with(Edit{}, to.Run, now, now); err != nil {
				return err
			}
		}
		if err := putEdit(ctx, t, runner, to.Key(), word); err != nil {
			return err
		}
	}
	named := slices.ContainsFunc(w.rulings, func(r analysis.Ruling) bool { return r.A == from.Key() || r.B == from.Key() })
	for _, r := range w.rulings { // all, so that the later ones stay the later
		if !named {
			break
		}
		switch from.Key() {
		case r.A:
			r.A = to.Key()
		case r.B:
			r.B = to.Key()
		}
		if err := putRuling(ctx, t, runner, r); err != nil {
			return err
		}
	}
	return forgetWords(ctx, t, runner, []recording{{Recording: from}})
}
