package demo

import "slices"

// habit is how a patient runs when nothing hinders.
type habit struct {
	km      float64 // the usual run
	careful float64 // m/s on the flat at an easy effort
	days    []int   // of every seven, counted back from the last day: 0 to 6
	weeks   int     // before the first treatment; 0: five
	goesOn  bool    // after the last recovery, too
	climb   float64 // metres up, and down again, per km; 0: five
}

// How far the runs of a week are, as shares of the usual one, by turns. The
// longest is the third.
var weekly = []float64{1, 0.86, 1.42, 1.04}

// usualPace is how much faster than carefully a patient runs usually.
const usualPace = 1.1

// usualWeeks is what the patient runs before, between and after treatments,
// but for the days the visits speak of. One run in the second week is
// intervals: that shows how high the heart can go.
func (d drawn) usualWeeks(b body) []outing {
	h := d.habit
	if len(h.days) == 0 {
		return nil
	}
	first, last := d.span()
	var all []outing
	for day := first; day <= last; day++ {
		ofSeven := (-day%7 + 7) % 7
		if !slices.Contains(h.days, ofSeven) || d.speaksOf(day) {
			continue
		}
		n := len(all)
		when := moment{day, 17, 40 - n%3*7}
		if n%3 == 0 {
			when = moment{day, 6, 35 + n%4*5}
		}
		o := run(when, h.km*weekly[n%len(weekly)]*(0.97+0.02*float64(n%4)), h.careful*usualPace, 5, n%3)
		if h.climb != 0 {
			o.climb = h.climb
		}
		if n == len(h.days)+1 {
			o.km, o.speed, o.climb, o.lights, o.reps = max(h.km, 5.2), h.careful, 3, 0, 4
		}
		o.body = b
		all = append(all, o)
	}
	return all
}

// span is from which day to which the patient keeps the habit.
func (d drawn) span() (first, last int) {
	if len(d.visits) == 0 {
		return -35, -1
	}
	weeks := d.habit.weeks
	if weeks == 0 {
		weeks = 5
	}
	first, last = d.visits[0].when.day-7*weeks, d.visits[len(d.visits)-1].when.day-1
	if d.habit.goesOn {
		last = -1
	}
	return first, last
}

// speaksOf says whether what was done that day is part of a visit's story: from
// the visit to the day after the last thing it tells.
func (d drawn) speaksOf(day int) bool {
	return slices.ContainsFunc(d.visits, func(v visit) bool {
		end := v.when.day + 2
		for _, s := range v.then {
			end = max(end, v.when.day+s.day+1)
		}
		return v.when.day <= day && day <= end
	})
}
