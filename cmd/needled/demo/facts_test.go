package demo

import (
	"math"
	"testing"
	"time"
)

// band is the range a measured fact has to lie in.
type band struct{ from, to float64 }

func (b band) holds(v float64) bool { return v >= b.from && v <= b.to }

// What the clinic's default protocol allows in any run of a recovery: 8 m of
// climb a km, a tenth of the time above 76 % of HRmax. Half of each leaves no
// doubt.
var (
	flat = band{0, 4}
	easy = band{0, 0.05}
)

// Each run of the two recoveries means one thing, and means it clearly: the
// facts a plain decoder finds lie far on one side of one cap, and inside all
// the others. Shares of the usual distance are capped at 0.60, 0.75, 0.90 and
// 1.00 for the first, second, third and later runs, with 0.10 of margin before
// a violation.
func TestEachRunAfterATreatmentMeansOneThing(t *testing.T) {
	all, ts := allWatched(t), treatments(calendarUpTo(now, berlin))

	for _, tt := range []struct {
		meant     string
		treatment int
		number    int
		hours     band // since the treatment
		share     band // of the usual distance
		climb     band // m/km
		hard      band // share of time above 76 % of HRmax
	}{
		{"exemplary", 0, 1, band{54, 72}, band{0.50, 0.58}, flat, easy},
		{"well behaved", 0, 2, band{72, 200}, band{0.65, 0.73}, flat, easy},
		{"a little hilly", 0, 3, band{72, 200}, band{0.75, 0.87}, band{9.5, 13}, easy},
		{"on a treadmill", 0, 4, band{72, 250}, band{0.85, 0.97}, band{math.NaN(), math.NaN()}, easy},

		{"too early", 1, 1, band{30, 42}, band{0.50, 0.58}, flat, easy}, // 48 h is the floor
		{"too long", 1, 2, band{80, 200}, band{0.92, 1.00}, flat, easy}, // 0.85 is a violation
		{"too hilly", 1, 3, band{80, 200}, band{0.70, 0.85}, band{20, 30}, easy},
		{"too hard", 1, 4, band{80, 200}, band{0.80, 0.95}, flat, band{0.9, 1}},
	} {
		t.Run(tt.meant, func(t *testing.T) {
			treated := ts[tt.treatment].At
			w := runAfter(all, treated, tt.number)
			check := func(what string, got float64, want band) {
				t.Helper()
				if math.IsNaN(want.from) && math.IsNaN(got) {
					return
				}
				if !want.holds(got) {
					t.Errorf("%s is %.3f, want %v to %v", what, got, want.from, want.to)
				}
			}
			check("hours since the treatment", w.start.Sub(treated).Hours(), tt.hours)
			check("share of the usual distance", w.distanceM/usualBefore(all, ts[0].At, treated), tt.share)
			check("climb a km", w.climbPerKm(), tt.climb)
			hrMax := peakBefore(all, w.start)
			check("share of the time above 76 % of HRmax", w.shareAbove(0.76*hrMax), tt.hard)
			if tt.meant == "too hard" {
				check("share of the time above 82 % of HRmax", w.shareAbove(0.82*hrMax), band{0.8, 1}) // 0.2 is a violation
			}
		})
	}
}

// runAfter is the run of a number in the recovery after a treatment.
func runAfter(all []watched, treated time.Time, number int) watched {
	for _, w := range all {
		if w.isRun() && w.start.After(treated) {
			if number--; number == 0 {
				return w
			}
		}
	}
	return watched{}
}

// usualBefore is the median distance of the runs of the 28 days before a
// treatment, without those of the first recovery, which lasted seven days from
// its first run.
func usualBefore(all []watched, first, treated time.Time) float64 {
	recovered := runAfter(all, first, 1).start.Add(7 * 24 * time.Hour)
	var distances []float64
	for _, w := range all {
		inFirst := w.start.After(first) && !w.start.After(recovered)
		if w.isRun() && !inFirst && w.start.Before(treated) && treated.Sub(w.start) <= 28*24*time.Hour {
			distances = append(distances, w.distanceM)
		}
	}
	return median(distances)
}

// peakBefore is the highest heart rate held for 10 s in the runs before an
// instant.
func peakBefore(all []watched, at time.Time) float64 {
	peak := 0.0
	for _, w := range all {
		if w.isRun() && w.start.Before(at) {
			peak = max(peak, w.peakHR())
		}
	}
	return peak
}
