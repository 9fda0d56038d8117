package queue

import (
	"hash/fnv"
	"time"
)

// Every is the next moment after now that is due for name, at equal intervals
// (more than 0). The same name has the same moments in every process; those of
// different names lie apart, so that they don't march in step. They are whole
// microseconds, as tables keep them: a job that is done at its due as the table
// has it is due a whole interval later.
func Every(name string, interval time.Duration, now time.Time) time.Time {
	h := fnv.New64a()
	h.Write([]byte(name)) // never fails
	offset := time.Duration(h.Sum64() % uint64(interval)).Truncate(time.Microsecond)
	since := (time.Duration(now.UnixNano()) - offset) % interval
	if since < 0 {
		since += interval
	}
	return now.Add(interval - since)
}
