package store

import (
	"context"
	"time"
)

// RecallJobs makes due what would not be worked on before from: jobs of some
// kinds (nil: of all) that wait for a later due, or are leased for longer. A
// clock that was set back put them there.
func (s *Store) RecallJobs(ctx context.Context, kinds []string, from, due time.Time) (n int, err error) {
	return write(ctx, s, "recalling jobs", func(t *tx) (int, error) {
		which, args := ofKinds(kinds, 3)
		changed, err := t.exec(ctx, `UPDATE jobs SET due = $2, leased_until = NULL, again = NULL
			WHERE dead_at IS NULL AND `+claimable+` > $1 AND `+which,
			append([]any{micros(from), micros(due)}, args...)...)
		return int(changed), err
	})
}

// FreeJobs ends all leases: whoever held them is known to work no more, as
// when a daemon starts that is the only one. What was being worked on can be
// claimed at its due, which has come.
func (s *Store) FreeJobs(ctx context.Context) error {
	_, err := write(ctx, s, "freeing jobs that were cut off", func(t *tx) (int, error) {
		_, err := t.exec(ctx, `UPDATE jobs SET leased_until = NULL WHERE leased_until IS NOT NULL AND dead_at IS NULL`)
		return 0, err
	})
	return err
}
