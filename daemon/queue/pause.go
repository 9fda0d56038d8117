package queue

import "time"

// pause is how long a job waits after its attempt-th failure: a random part of
// a span that doubles with each, up to a cap, so that what failed together
// doesn't come back together.
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ (full jitter)
func (o Options) pause(attempt int) time.Duration {
	span := o.Base
	for i := 1; i < attempt && span < o.Cap; i++ {
		span *= 2
	}
	return time.Duration(o.Rand() * float64(min(span, o.Cap)))
}
