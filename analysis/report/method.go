package report

import (
	"fmt"
	"strconv"

	"needled/analysis"
)

// methodOf says by which numbers of the protocol a recovery was judged, each
// with the letter of its source.
func methodOf(rec analysis.Recovery, u analysis.Units) []string {
	m := method{rec.Protocol, u}
	floor, clear := analysis.TypicalFloor, analysis.TypicalClear
	if rec.Class == analysis.Demanding {
		floor, clear = analysis.DemandingFloor, analysis.DemandingClear
	}
	return facts(
		m.line("Rest after a "+string(rec.Class)+" treatment: at least %s, then with care until %s; %s more for a new runner, or after a serious injury.",
			floor, clear, analysis.LongerRest),
		m.line("Length, as a share of what is usual: %s in the first run, %s in the second, %s in the third, %s later. Up to %s of the usual above the cap is a caution, more is outside the advice. More than %s of the longest run of the %s before is a caution.",
			analysis.Run1Share, analysis.Run2Share, analysis.Run3Share, analysis.LaterShare, analysis.DistanceMargin, analysis.LongestShare, analysis.LongestDays),
		m.line("Climb: above %s is a caution, above %s outside the advice. From a grade of %s on the way is steep: %s of it steep is a caution, %s outside.",
			analysis.ClimbCaution, analysis.ClimbViolation, analysis.SteepGrade, analysis.SteepCaution, analysis.SteepViolation),
		m.line("Effort: more than %s of the time above %s of HRmax is a caution, more than %s above %s outside the advice. Without heart rate, a pace faster than %s of the usual speed is a caution, than %s outside.",
			analysis.HRCautionTime, analysis.HRCaution, analysis.HRViolationTime, analysis.HRViolation, analysis.SpeedCaution, analysis.SpeedViolation),
	)
}

// method words the numbers of a protocol.
type method struct {
	protocol analysis.Protocol
	units    analysis.Units
}

// line puts numbers into a sentence; "" where the protocol lacks one of them.
func (m method) line(sentence string, keys ...analysis.Key) string {
	said := make([]any, len(keys))
	for i, k := range keys {
		n, ok := m.protocol.Numbers[k]
		if !ok {
			return ""
		}
		said[i] = m.number(n)
	}
	return fmt.Sprintf(sentence, said...)
}

// number is a number with its unit and the letter of its source: "24 h (C)".
func (m method) number(n analysis.Number) string {
	text := strconv.FormatFloat(n.Value, 'f', -1, 64) + " " + clean(n.Unit)
	switch n.Unit {
	case "m/km":
		text = analysis.Climb(n.Value, m.units)
	case "share":
		text = analysis.Percent(n.Value)
	}
	if n.Source != "" {
		text += " (" + string(n.Source) + ")"
	}
	return text
}
