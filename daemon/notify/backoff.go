package notify

import (
	"math/rand/v2"
	"time"
)

const (
	firstRetry   = time.Minute
	longestRetry = 4 * time.Hour
	// maxAttempts come to between 18 and 23 hours.
	maxAttempts = 13
	// maxRefused attempts come to about a quarter of an hour: long enough to
	// mend an address, short enough not to pester a service that said no.
	maxRefused = 5
)

// retryAfter is how long to wait after an attempt, counted from 1; false when
// it was the last. The wait doubles, and varies by a tenth, so that what failed
// together isn't tried together.
func retryAfter(attempt int, permanent bool) (time.Duration, bool) {
	last := maxAttempts
	if permanent {
		last = maxRefused
	}
	if attempt >= last {
		return 0, false
	}
	wait := min(firstRetry<<(max(attempt, 1)-1), longestRetry)
	return time.Duration(float64(wait) * (0.9 + 0.2*rand.Float64())), true
}
