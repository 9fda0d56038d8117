package fit

import (
	"cmp"
	"math"
	"slices"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

// leg is one session with the samples of its time. A multisport event has
// several, the transitions between sports among them.
type leg struct {
	session *tfit.SessionMsg // nil for records that no session message covers
	setting sportSetting
	from    int64   // start, Unix seconds
	to      int64   // where the next leg begins; math.MaxInt64 for the last
	before  float64 // distance the device had counted before it; NaN when unknown
	samples []analysis.Sample
}

// legs deals the samples out to the sessions. Files differ in where sessions
// stand, before or behind their records, so time decides. The last leg keeps
// all that follows: elapsed times are not always right.
func (p *part) legs() []leg {
	var legs []leg
	for i, s := range p.file.Sessions {
		if from, ok := p.start(s); ok {
			legs = append(legs, leg{session: s, setting: p.setting(i), from: from, to: math.MaxInt64})
		}
	}
	slices.SortStableFunc(legs, func(a, b leg) int { return cmp.Compare(a.from, b.from) })
	if l, ok := p.remainder(legs); ok {
		legs = append(legs, l)
	}
	for i := range legs {
		l := &legs[i]
		if i+1 < len(legs) {
			l.to = legs[i+1].from
		}
		if l.session == nil {
			continue
		}
		first, last := p.at(l.from), p.at(l.to)
		_, l.before = ends(p.samples[:first])
		l.samples = p.samples[first:last:last]
	}
	return legs
}

// remainder is the leg of the samples that no session covers: all of them in a
// file without a session, and the last ones of a multisport event whose file
// was cut off before its last session message. Where the sessions stand before
// the records, they cover them all.
func (p *part) remainder(legs []leg) (leg, bool) {
	samples := p.samples
	if n := len(legs); n > 0 {
		if p.sound() || p.recordsAtSession == 0 || p.recordsAtSession == p.recordCount {
			return leg{}, false
		}
		last := legs[n-1]
		samples = samples[p.at(last.from+int64(math.Ceil(length(last.session)))+2):]
	}
	samples = steady(samples)
	if len(samples) < 2 {
		return leg{}, false
	}
	first, _ := ends(samples)
	return leg{
		before:  first,
		setting: p.setting(len(p.file.Sessions)),
		from:    int64(samples[0].AtS),
		to:      math.MaxInt64,
		samples: samples,
	}, true
}

// start is when a session began, in Unix seconds. Some programs leave it out;
// then it follows from the session's end, or from the first record.
func (p *part) start(s *tfit.SessionMsg) (at int64, ok bool) {
	switch {
	case !tfit.IsBaseTime(s.StartTime):
		return s.StartTime.Unix(), true
	case len(p.file.Sessions) == 1 && len(p.samples) > 0:
		return int64(steady(p.samples)[0].AtS), true
	case !tfit.IsBaseTime(s.Timestamp) && length(s) > 0:
		return s.Timestamp.Unix() - int64(length(s)), true
	}
	return 0, false
}

// setting is what the device was set to in leg i.
func (p *part) setting(i int) sportSetting {
	if i < len(p.sports) {
		return p.sports[i]
	}
	return sportSetting{tfit.SportInvalid, tfit.SubSportInvalid}
}

// at is the index of the first sample at or after an instant.
func (p *part) at(unix int64) int {
	i, _ := slices.BinarySearchFunc(p.samples, float64(unix), func(s analysis.Sample, unix float64) int {
		return cmp.Compare(s.AtS, unix)
	})
	return i
}

// steady is the longest stretch of samples without a day's hole. Where no
// session states the time, one damaged timestamp would else make a run of
// years.
func steady(samples []analysis.Sample) []analysis.Sample {
	var best []analysis.Sample
	for from, i := 0, 0; i < len(samples); i++ {
		if i+1 < len(samples) && samples[i+1].AtS-samples[i].AtS <= day {
			continue
		}
		if i+1-from > len(best) {
			best = samples[from : i+1]
		}
		from = i + 1
	}
	return best
}

// horizon is how many seconds after its start a leg may still have samples,
// pauses and laps: a day after its end by what it states. What lies behind are
// times of damaged records, mostly, and must not make a run of years. Where no
// length is stated it is 40 days; watches left on by mistake have recorded a
// month.
func (l leg) horizon() int64 {
	if l.session != nil && length(l.session) > 0 {
		return int64(length(l.session)) + day
	}
	return 40 * day
}

// length is how long a session took by what it states, in seconds.
func length(s *tfit.SessionMsg) float64 {
	return max(orZero(s.GetTotalElapsedTimeScaled()), orZero(s.GetTotalTimerTimeScaled()))
}

func orZero(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}
