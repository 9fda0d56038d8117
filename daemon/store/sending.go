package store

import (
	"context"
	"time"

	"needled/analysis"
)

// Sending counts an attempt to deliver an event to a service and marks it as
// under way: until the instant given it is in nobody else's list. It is false
// where somebody else has it, or it has ended.
func (s *Store) Sending(ctx context.Context, event int64, service string, until time.Time) (bool, error) {
	return write(ctx, s, "keeping that a notification is under way", func(t *tx) (bool, error) {
		if _, open, err := exists(ctx, t, `SELECT key FROM events WHERE id = $1 AND dropped_at IS NULL`, event); err != nil || !open {
			return false, err
		}
		changed, err := t.exec(ctx, `INSERT INTO deliveries (event, service, attempts, next_at, last_error) VALUES ($1, $2, 1, $3, '')
			ON CONFLICT (event, service) DO UPDATE SET attempts = deliveries.attempts + 1, next_at = excluded.next_at
			WHERE deliveries.delivered_at IS NULL AND deliveries.failed_at IS NULL
			AND (deliveries.next_at IS NULL OR deliveries.next_at <= $4 OR deliveries.next_at > $5)`,
			event, service, micros(until), micros(s.Now()), micros(s.Now().Add(longestWait)))
		return changed > 0, err
	})
}

// NextDelivery is when the next of a runner's events falls due for a service;
// nil when none waits.
func (s *Store) NextDelivery(ctx context.Context, runner, service string) (*time.Time, error) {
	return read(ctx, s, "looking for what is to be told next", func(t *tx) (*time.Time, error) {
		var at *int64
		now := s.Now()
		err := t.one(ctx, `SELECT MIN(CASE WHEN next_at > due THEN next_at ELSE due END) FROM (
			SELECT CASE WHEN due > $4 AND kind <> $5 THEN $3 ELSE due END AS due, CASE WHEN next_at > $4 THEN $3 ELSE next_at END AS next_at
			FROM events LEFT JOIN deliveries ON deliveries.event = events.id AND service = $2
			WHERE runner = $1 AND dropped_at IS NULL AND delivered_at IS NULL AND failed_at IS NULL) AS waiting`,
			[]any{runner, service, micros(now), micros(now.Add(longestWait)), EventClear}, &at)
		return instantOf(at), err
	})
}

// LastingVerdicts counts the runs in recoveries of all runners by verdict, but
// for those known from Strava alone, which are for their runner's eyes only.
func (s *Store) LastingVerdicts(ctx context.Context) (map[analysis.Level]int, error) {
	return read(ctx, s, "counting the verdicts", func(t *tx) (map[analysis.Level]int, error) {
		counts := map[analysis.Level]int{}
		for _, level := range []analysis.Level{analysis.OK, analysis.Unknown, analysis.Caution, analysis.Violation} {
			var n int
			err := t.one(ctx, `SELECT COUNT(*) FROM verdicts JOIN runs ON runs.id = verdicts.run WHERE level = $1 AND provenance <> $2`,
				[]any{string(level), string(analysis.StravaAPI)}, &n)
			if err != nil {
				return nil, err
			}
			counts[level] = n
		}
		return counts, nil
	})
}
