package queue

import "time"

// look reads the clock, and mends what a clock that was set does to the jobs.
// Small steps don't matter: leases are kept long before they end.
func (r *run) look() (now time.Time) {
	lease := r.options.Lease
	now, jump := r.clock.look()
	switch {
	case jump > lease/6:
		// All leases seem to have ended. Those who live renew theirs within a
		// third of one.
		r.holdUntil = time.Now().Add(lease / 2)
	case jump < -lease/6:
		// Dues and the leases of those who died lie far off. They are recalled
		// once all who live renewed theirs.
		r.recallAt = time.Now().Add(lease)
	}
	if !r.recallAt.IsZero() && time.Until(r.recallAt) <= 0 {
		r.recall(now)
	}
	return now
}

// recall makes due what lies further off than its kind allows.
func (r *run) recall(now time.Time) {
	r.recallAt = time.Time{}
	for _, kind := range r.kinds {
		limit := r.handlers[kind].Within
		if limit == 0 {
			continue
		}
		from := now.Add(max(limit, r.options.Lease))
		if _, err := r.table.RecallJobs(r.working, []string{kind}, from, now); err != nil {
			r.recallAt = time.Now().Add(r.options.Lease)
			r.trouble("recalling jobs that are due too late", err)
		}
	}
}
