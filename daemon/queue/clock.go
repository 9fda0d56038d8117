package queue

import "time"

// clock reads the wall clock, which dues and leases are written in, and
// notices when it was set: then it moves otherwise than time passes.
type clock struct {
	wall   func() time.Time
	began  time.Time
	offset time.Duration // of the wall clock, at the last look
}

func newClock(wall func() time.Time) *clock {
	c := &clock{wall: wall, began: time.Now()}
	c.look()
	return c
}

// look is what the clock shows, and by how much it was set since the last
// look. A machine that slept appears as one whose clock was set forward.
func (c *clock) look() (now time.Time, jump time.Duration) {
	now = c.wall().Round(0)
	offset := now.Sub(c.began.Round(0)) - time.Since(c.began)
	jump, c.offset = offset-c.offset, offset
	return now, jump
}
