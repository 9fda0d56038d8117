package analysis

import (
	"slices"
	"time"
)

const (
	// progressDays is how far before a treatment, and after its recovery, runs
	// are compared.
	progressDays = 28
	// leastForPace is how many runs with heart rate it takes to speak of a
	// pace at equal heart rate.
	leastForPace = 3
	// leastForWeek is the shortest stretch whose distance is told as one a
	// week.
	leastForWeek = 7 * 24 * time.Hour
)

// Progress sets the time before one treatment beside the time after it: many
// run better afterwards.
type Progress struct {
	Treatment Treatment
	Before    Stretch // the 28 days before
	Recovery  Stretch
	After     Stretch // the 28 days after the recovery, up to the next treatment
	// HeartRate is the one, in beats/min, at which the paces are told: the
	// median of the runs compared. Nil where none has a heart rate.
	HeartRate *float64
}

// Stretch is a time with the runs and check-ins in it. Pointers are nil where
// too little is known.
type Stretch struct {
	From, To  time.Time // From ≤ start < To; To is never past the moment it is told at, and From where it has not begun
	Runs      int
	WithoutM  int      // of them, those without a distance
	DistanceM float64  // metres, of the others
	WeekM     *float64 // metres a week; nil for less than a week

	// What is usual leaves out, before the treatment, the runs of an earlier
	// recovery: those were held short and easy.
	UsualM *float64 // median distance, metres
	WithHR int      // runs of which distance, moving time and heart rate are known
	// BeatM is the median distance covered with each heart beat, in metres;
	// nil with fewer than 3 such runs.
	BeatM *float64
	Reported
}

// Reported sums up check-ins.
type Reported struct {
	ChecksBefore int      // check-ins before a run
	NotReady     int      // of them, those that spoke against it
	Soreness     *float64 // median, 0–10
	ChecksAfter  int      // check-ins after a run
	Pain         *float64 // median, 0–10
	SharpPain    int      // check-ins that tell of it
	Cramping     int
}

// SpeedAt is the speed in m/s that the heart beats of a stretch make at a
// heart rate in beats/min, nil where it is not known.
func (s Stretch) SpeedAt(bpm *float64) *float64 {
	if s.BeatM == nil || bpm == nil {
		return nil
	}
	return new(*s.BeatM * *bpm / 60)
}

// Begun says whether any of the stretch has passed.
func (s Stretch) Begun() bool { return s.To.After(s.From) }

// BeatM is the distance covered with each heart beat, in metres: the run's
// mean speed over its mean heart rate. Nil where either is not known.
func (r Run) BeatM() *float64 {
	speed := r.SpeedMPS()
	if speed == nil || *speed <= 0 || r.AvgHR == nil || *r.AvgHR <= 0 {
		return nil
	}
	return new(*speed / *r.AvgHR * 60)
}

// ProgressOf compares before and after for every treatment that had taken
// place at a moment, by time. Measures of the runs are not needed. Runs in
// doubt and accidents of the button count nowhere.
func ProgressOf(h History, p Protocol, at time.Time) []Progress {
	j := newJudge(h, p)
	var all []Progress
	for i, t := range j.treatments {
		if t.At.After(at) {
			break
		}
		members, end, latest := j.membersOf(i)
		if end == nil {
			end = &latest
		}
		until := end.Add(days(progressDays))
		if i+1 < len(j.treatments) {
			until = earlier(until, j.treatments[i+1].At)
		}

		var before, usual, during, after []Run
		for _, k := range j.before(t.At, days(progressDays)) {
			before = append(before, j.runs[k])
			if !j.inRecovery[k] {
				usual = append(usual, j.runs[k])
			}
		}
		for _, k := range members {
			if r := j.runs[k]; r.Sport.IsRun() && !r.accident(p) {
				during = append(during, r)
			}
		}
		for _, k := range j.before(until, until.Sub(*end)) {
			if !slices.Contains(members, k) {
				after = append(after, j.runs[k])
			}
		}
		all = append(all, Progress{
			Treatment: t,
			Before:    stretchOf(before, usual, t.At.Add(-days(progressDays)), t.At, at).with(h.CheckIns, p),
			Recovery:  stretchOf(during, during, t.At, *end, at).with(h.CheckIns, p),
			After:     stretchOf(after, after, *end, until, at).with(h.CheckIns, p),
			HeartRate: Median(slices.Concat(usual, during, after), comparedHR),
		})
		j.pass(i)
	}
	return all
}

// comparedHR is the heart rate of a run whose distance a beat is known.
func comparedHR(r Run) *float64 {
	if r.BeatM() == nil {
		return nil
	}
	return r.AvgHR
}

// stretchOf sums up the runs of a time, as far as it has passed; usual are
// those that say what is usual.
func stretchOf(runs, usual []Run, from, to, at time.Time) Stretch {
	s := Stretch{From: from, To: later(from, earlier(to, at)), Runs: len(runs), UsualM: Median(usual, Run.distance)}
	for _, r := range runs {
		if d := r.distance(); d != nil {
			s.DistanceM += *d
		} else {
			s.WithoutM++
		}
	}
	for _, r := range usual {
		if r.BeatM() != nil {
			s.WithHR++
		}
	}
	if s.WithHR >= leastForPace {
		s.BeatM = Median(usual, Run.BeatM)
	}
	if length := s.To.Sub(s.From); length >= leastForWeek {
		s.WeekM = new(s.DistanceM * float64(leastForWeek) / float64(length))
	}
	return s
}

// with adds what check-ins of the stretch tell.
func (s Stretch) with(checks []CheckIn, p Protocol) Stretch {
	var soreness, pain []float64
	for _, c := range checks {
		if c.At.Before(s.From) || !c.At.Before(s.To) {
			continue
		}
		if c.Kind == Readiness {
			s.ChecksBefore++
			if len(c.failed(p)) > 0 {
				s.NotReady++
			}
			if c.Soreness != nil {
				soreness = append(soreness, float64(*c.Soreness))
			}
			continue
		}
		s.ChecksAfter++
		if c.Pain != nil {
			pain = append(pain, float64(*c.Pain))
		}
		if c.SharpPain {
			s.SharpPain++
		}
		if c.Cramping {
			s.Cramping++
		}
	}
	s.Soreness, s.Pain = median(soreness), median(pain)
	return s
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
