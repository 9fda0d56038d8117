package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"
)

const (
	// keepFetched is how long what was fetched is kept: an hour short of the
	// seven days allowed, which covers what a clock that was set back may hide.
	keepFetched = 7*day - time.Hour
	// clockSlack is how far a clock may be set back without it meaning that
	// nothing is known of how much time went by.
	clockSlack = 10 * time.Minute
)

// errOverdue stops a transaction that would see what may not be kept any
// longer.
var errOverdue = &Error{Kind: Internal, Text: "something fetched is overdue"}

// lookForOverdue fails with errOverdue where something fetched has to go. A
// transaction that may write keeps track of the clock.
func (s *Store) lookForOverdue(ctx context.Context, t *tx, mayWrite bool) error {
	now := s.Now()
	var expired, unborn bool
	var latest *int64
	err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM recordings WHERE expires_at <= $1),
		EXISTS (SELECT 1 FROM recordings WHERE fetched_at > $2), (SELECT latest FROM clock)`,
		[]any{micros(now), micros(now.Add(clockSlack))}, &expired, &unborn, &latest)
	switch {
	case err != nil:
		return err
	case expired || unborn || setBack(latest, now):
		return errOverdue
	case mayWrite && latest != nil && now.After(instant(*latest).Add(clockSlack)):
		return watchClock(ctx, t, now)
	}
	return nil
}

// setBack says whether the clock shows less than it did: nothing is known
// then of how much time went by.
func setBack(latest *int64, now time.Time) bool {
	return latest != nil && instant(*latest).After(now.Add(clockSlack))
}

// watchClock keeps the latest instant it has been.
func watchClock(ctx context.Context, t *tx, now time.Time) error {
	for _, statement := range []string{
		`UPDATE clock SET latest = $1 WHERE latest < $1`,
		`INSERT INTO clock (latest) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM clock)`,
	} {
		if _, err := t.exec(ctx, statement, micros(now)); err != nil {
			return err
		}
	}
	return nil
}

// mayBeKept says whether something fetched at an instant may be kept now.
func mayBeKept(fetched, now time.Time) bool {
	return now.Before(fetched.Add(keepFetched)) && !fetched.After(now.Add(clockSlack))
}

// purge removes what was fetched and has to go, with all that was made of it,
// and says how many recordings that were. Where the clock was set back that
// is everything fetched: it can be fetched again.
func (s *Store) purge(ctx context.Context) (int, error) {
	return attempt(ctx, s.writer, func(t *tx) (int, error) {
		now := s.Now()
		var latest *int64
		if err := t.one(ctx, `SELECT MAX(latest) FROM clock`, nil, &latest); err != nil {
			return 0, err
		}
		due, args := `(expires_at <= $2 OR fetched_at > $3)`, []any{micros(now), micros(now.Add(clockSlack))}
		suspect := setBack(latest, now)
		if suspect {
			due, args = `expires_at IS NOT NULL`, nil
		}
		// A clock that is ahead for a while makes it all go, and what is fetched
		// again then is no news.
		n, err := s.removeDue(ctx, t, due, args, true)
		if err != nil {
			return 0, err
		}
		_, err = t.exec(ctx, `DELETE FROM originals WHERE expires_at <= $1 AND NOT EXISTS (SELECT 1 FROM recordings WHERE original = originals.sum)`, micros(now))
		if err != nil {
			return 0, err
		}
		_, err = t.exec(ctx, `DELETE FROM clock WHERE NOT EXISTS (SELECT 1 FROM recordings WHERE expires_at IS NOT NULL)`)
		return n, err
	})
}

// removeDue removes the recordings of all runners that satisfy a condition,
// whose parameters are numbered from $2.
func (s *Store) removeDue(ctx context.Context, t *tx, condition string, args []any, keepEvents bool) (n int, err error) {
	var names []string
	err = t.each(ctx, `SELECT DISTINCT runner FROM recordings WHERE expires_at IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	})
	for _, name := range names {
		if err != nil {
			return n, err
		}
		var gone []recording
		if gone, err = recordings(ctx, t, name, condition, args...); err == nil && len(gone) > 0 {
			err = s.removeFetched(ctx, t, name, gone, keepEvents)
			n += len(gone)
		}
	}
	return n, err
}

// removeFetched removes recordings that were fetched, and everything made of
// them: their documents, measures, what was said of them, and the runs known
// from nothing else. The verdicts follow. With keepEvents a person is not
// told again of a run that comes back.
func (s *Store) removeFetched(ctx context.Context, t *tx, runner string, gone []recording, keepEvents bool) error {
	if err := bequeathID(ctx, t, gone); err != nil {
		return err
	}
	changed, err := removeRecordings(ctx, t, runner, gone, gone)
	if err != nil {
		return err
	}
	for _, r := range gone {
		if keepEvents {
			break
		}
		_, err := t.exec(ctx, `DELETE FROM events WHERE runner = $1 AND run = $2 AND NOT EXISTS (SELECT 1 FROM runs WHERE id = $2)`, runner, r.run)
		if err != nil {
			return err
		}
	}
	err = s.judge(ctx, t, runner, around(changed...))
	if IsKind(err, Invalid) {
		// They can't be judged now, as when the runner's zone is not known on
		// this machine. EnsureJudged finds it.
		for _, statement := range []string{
			`DELETE FROM verdicts WHERE runner = $1`,
			`DELETE FROM recoveries WHERE runner = $1`,
			`UPDATE runners SET judged_by = '' WHERE name = $1`,
		} {
			if _, err = t.exec(ctx, statement, runner); err != nil {
				return err
			}
		}
	}
	return err
}

// forgetWords forgets what was said of recordings that were fetched: it names
// their documents.
func forgetWords(ctx context.Context, t *tx, runner string, gone []recording) error {
	for _, r := range gone {
		for _, statement := range []string{
			`DELETE FROM edits WHERE runner = $1 AND original = $2`,
			`DELETE FROM rulings WHERE runner = $1 AND (original_a = $2 OR original_b = $2)`,
			`DELETE FROM notes WHERE runner = $1 AND sum = $2`,
		} {
			if _, err := t.exec(ctx, statement, runner, r.Original[:]); err != nil {
				return err
			}
		}
	}
	return nil
}

// bequeathID passes the ID of a run, where a recording that goes gave it, to
// the first of those that stay: what is kept of the run goes on under it.
func bequeathID(ctx context.Context, t *tx, gone []recording) error {
	for _, r := range gone {
		if r.id != r.run {
			continue
		}
		heir := int64(0)
		err := t.each(ctx, `SELECT seq FROM recordings WHERE run = $1 ORDER BY seq`, []any{r.run}, func(rows *sql.Rows) error {
			var seq int64
			err := rows.Scan(&seq)
			if heir == 0 && !slices.ContainsFunc(gone, func(g recording) bool { return g.seq == seq }) {
				heir = seq
			}
			return err
		})
		if err != nil {
			return err
		}
		if heir == 0 {
			continue
		}
		for _, swap := range []struct {
			seq int64
			id  string
		}{{r.seq, r.id + " gone"}, {heir, r.id}} {
			if _, err := t.exec(ctx, `UPDATE recordings SET id = $2 WHERE seq = $1`, swap.seq, swap.id); err != nil {
				return err
			}
		}
	}
	return nil
}

// PurgeExpired removes what was fetched and has to go, and says how many
// recordings that were. Every other method does so too before it looks at
// anything; this is for when none is called.
func (s *Store) PurgeExpired(ctx context.Context) (int, error) {
	const doing = "removing what was fetched from Strava and may not be kept any longer"
	n, err := s.purge(ctx)
	if err != nil {
		return 0, s.explain(ctx, doing, err)
	}
	if _, err := write(ctx, s, doing, func(t *tx) (int, error) { return 0, s.sweep(ctx, t) }); err != nil {
		return n, err
	}
	// The log still holds what was removed, unless readers are in the way.
	_, err = s.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return n, s.explain(ctx, doing, errors.Join(err, s.removeWork()))
}

// mostEvents is how many of a runner's events are kept: those of a year and
// more.
const mostEvents = 1000

// uploadsFor is how long it is kept what became of the files of an upload, one
// by one; their batch tells for ever.
const uploadsFor = 7 * day

// sweep removes what only names things that are gone for long, and events that
// were many events ago: a clock that is wrong makes nothing old. An event whose
// run is gone is dropped first, and removed only when the run would be no news
// if it came back: the clock that made it go may have been wrong.
func (s *Store) sweep(ctx context.Context, t *tx) error {
	const runGone = `run <> '' AND NOT EXISTS (SELECT 1 FROM runs WHERE id = events.run)`
	now := s.Now()
	for _, step := range []struct {
		statement string
		at        time.Time
	}{
		{`DELETE FROM events WHERE dropped_at <= $1 AND ` + runGone, now.Add(-outsideFor)},
		{`UPDATE events SET dropped_at = $1, dropped_why = 'the run is gone' WHERE dropped_at IS NULL AND ` + runGone, now},
		{`DELETE FROM strava_pending WHERE due <= $1`, now.Add(-keepFetched)},
		{`DELETE FROM uploads WHERE ended_at <= $1`, now.Add(-uploadsFor)},
	} {
		if _, err := t.exec(ctx, step.statement, micros(step.at)); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `DELETE FROM events WHERE id IN (SELECT id FROM (
		SELECT id, ROW_NUMBER() OVER (PARTITION BY runner ORDER BY id DESC) AS nth FROM events) AS counted WHERE nth > $1)`, mostEvents)
	return err
}

// NextExpiry is when something fetched has to go next; nil without anything
// fetched.
func (s *Store) NextExpiry(ctx context.Context) (*time.Time, error) {
	return read(ctx, s, "looking for what expires next", func(t *tx) (*time.Time, error) {
		var at *int64
		err := t.one(ctx, `SELECT MIN(expires_at) FROM recordings WHERE expires_at IS NOT NULL`, nil, &at)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return instantOf(at), err
	})
}
