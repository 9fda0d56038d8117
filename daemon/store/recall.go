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
