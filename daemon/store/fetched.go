package store

import (
	"context"
	"database/sql"
	"time"

	"needled/analysis"
)

// Fetched is an activity as it was fetched from a service that lets it be
// kept for days only.
type Fetched struct {
	Key      string // names it at its service
	Run      string // the ID of the run it is a recording of
	Start    time.Time
	Fetched  time.Time
	Expires  time.Time // when it goes, unless it is fetched again
	Lasting  bool      // the run is known from something that may stay, too
	Document []byte    // as it was fetched
}

// Fetched lists what was fetched of a runner's activities that started at or
// after since, by start.
func (s *Store) Fetched(ctx context.Context, runner string, since time.Time) ([]Fetched, error) {
	return read(ctx, s, "listing what was fetched", func(t *tx) ([]Fetched, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return nil, err
		}
		var all []Fetched
		var sums []analysis.Sum
		err := t.each(ctx, `SELECT source_key, run, started_at, fetched_at, expires_at, original,
				EXISTS (SELECT 1 FROM recordings AS other WHERE other.run = recordings.run AND other.expires_at IS NULL)
			FROM recordings WHERE runner = $1 AND expires_at IS NOT NULL AND started_at >= $2 ORDER BY started_at, seq`,
			[]any{runner, micros(since)}, func(rows *sql.Rows) error {
				var f Fetched
				var started, fetched, expires int64
				var original sql.RawBytes
				err := rows.Scan(&f.Key, &f.Run, &started, &fetched, &expires, &original, &f.Lasting)
				f.Start, f.Fetched, f.Expires = instant(started), instant(fetched), instant(expires)
				var sum analysis.Sum
				copy(sum[:], original)
				all, sums = append(all, f), append(sums, sum)
				return err
			})
		for i := range all {
			if err == nil {
				all[i].Document, err = originalBytes(ctx, t, sums[i])
			}
		}
		return all, err
	})
}

// RemoveFetched removes what was fetched of a runner under some keys, or all
// of it when keys is nil, with all that was made of it. Runs known from
// something else too stay, and the verdicts follow.
func (s *Store) RemoveFetched(ctx context.Context, runner string, keys []string) error {
	_, err := write(ctx, s, "removing what was fetched", func(t *tx) (int, error) {
		if _, err := s.runner(ctx, t, runner); err != nil {
			return 0, err
		}
		if keys == nil {
			return 0, s.removeAllFetched(ctx, t, runner)
		}
		var gone []recording
		for _, key := range keys {
			some, err := recordings(ctx, t, runner, `source_key = $2 AND source_key <> '' AND expires_at IS NOT NULL`, key)
			if err != nil {
				return 0, err
			}
			gone = append(gone, some...)
			if _, err := t.exec(ctx, `DELETE FROM strava_pending WHERE runner = $1 AND key = $2`, runner, key); err != nil {
				return 0, err
			}
		}
		return 0, s.removeFetched(ctx, t, runner, gone, false)
	})
	return err
}

func (s *Store) removeAllFetched(ctx context.Context, t *tx, runner string) error {
	gone, err := recordings(ctx, t, runner, `expires_at IS NOT NULL`)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM strava_pending WHERE runner = $1`, runner); err != nil {
		return err
	}
	return s.removeFetched(ctx, t, runner, gone, false)
}

// putDocument keeps the original of what was fetched. One that is there
// already lasts as long as the longer of the two may.
func (s *Store) putDocument(ctx context.Context, t *tx, f analysis.Filing) error {
	if analysis.SumOf(f.Bytes) != f.Original {
		return fail(Internal, "%s came without its document", f.Path)
	}
	bytes, packing, err := pack(f.Bytes)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO originals (sum, size, stored_at, packing, bytes, fetched_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (sum) DO UPDATE SET fetched_at = excluded.fetched_at, expires_at = excluded.expires_at
		WHERE originals.expires_at < excluded.expires_at`,
		f.Original[:], len(f.Bytes), micros(s.Now()), packing, bytes, micros(f.Fetched), micros(f.Fetched.Add(keepFetched)))
	if err != nil {
		return err
	}
	return watchClock(ctx, t, s.Now())
}
