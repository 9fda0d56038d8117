package analysis

import "time"

// Week is a week from Monday to Sunday, in some zone, with the runs in it.
type Week struct {
	Start     time.Time // the first instant of its Monday
	Runs      int
	WithoutM  int     // of them, those without a distance
	DistanceM float64 // metres, of the others
	Treated   bool    // a treatment ended in it
}

// WeeksOf sums up the last n weeks, the one a moment lies in included, by
// time. Other sports, runs in doubt and accidents of the button count
// nowhere.
func WeeksOf(h History, p Protocol, at time.Time, n int) []Week {
	zone := h.Runner.Location()
	y, m, d := at.In(zone).Date()
	monday := d - (int(at.In(zone).Weekday())+6)%7
	weeks := make([]Week, n)
	first := func(i int) time.Time { return FirstInstant(y, m, monday-7*(n-1-i), zone) }
	for i := range weeks {
		weeks[i].Start = first(i)
	}
	weekOf := func(t time.Time) *Week {
		if !t.Before(first(n)) {
			return nil
		}
		for i := n - 1; i >= 0; i-- {
			if !t.Before(weeks[i].Start) {
				return &weeks[i]
			}
		}
		return nil
	}
	for _, r := range h.Runs {
		w := weekOf(startOf(r, zone).latest)
		if w == nil || !r.Sport.IsRun() || r.Doubt != "" || r.accident(p) {
			continue
		}
		w.Runs++
		if d := r.distance(); d != nil {
			w.DistanceM += *d
		} else {
			w.WithoutM++
		}
	}
	for _, t := range h.Treatments {
		if w := weekOf(t.At); w != nil {
			w.Treated = true
		}
	}
	return weeks
}
