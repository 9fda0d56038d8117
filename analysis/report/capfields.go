package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"needled/analysis"
)

// CapField is a number of the advice as a clinician sets it for one
// treatment.
type CapField struct {
	Key   analysis.Key
	Label string
	Unit  string  // "h", "% of usual"
	scale float64 // what 1 in SI units is in Unit
}

// CapGroup is a group of them.
type CapGroup struct {
	Title  string
	Fields []CapField
}

// CapGroups lists the numbers that a clinician sets for one treatment, in the
// reader's units. Others can be set too; these are the ones that are.
func CapGroups(u analysis.Units) []CapGroup {
	hours := func(k analysis.Key, label string) CapField { return CapField{k, label, "h", 1} }
	count := func(k analysis.Key, label, unit string) CapField { return CapField{k, label, unit, 1} }
	share := func(k analysis.Key, label, of string) CapField { return CapField{k, label, "% of " + of, 100} }
	climb := func(k analysis.Key, label string) CapField {
		if u == analysis.Imperial {
			return CapField{k, label, "ft/mi", 1.609344 / 0.3048}
		}
		return CapField{k, label, "m/km", 1}
	}
	return []CapGroup{
		{"Rest", []CapField{
			hours(analysis.TypicalFloor, "Typical: no running before"),
			hours(analysis.TypicalClear, "Typical: clear from"),
			hours(analysis.DemandingFloor, "Demanding: no running before"),
			hours(analysis.DemandingClear, "Demanding: clear from"),
		}},
		{"Distance", []CapField{
			share(analysis.Run1Target, "First run, aim at least at", "usual"),
			share(analysis.Run1Share, "First run, at most", "usual"),
			share(analysis.Run2Share, "Second run, at most", "usual"),
			share(analysis.Run3Share, "Third run, at most", "usual"),
			share(analysis.LaterShare, "Later runs, at most", "usual"),
		}},
		{"Hills and effort", []CapField{
			climb(analysis.ClimbCaution, "Climb: caution above"),
			climb(analysis.ClimbViolation, "Climb: outside the advice above"),
			share(analysis.HRCaution, "Heart rate: caution above", "HRmax"),
			share(analysis.HRViolation, "Heart rate: outside the advice above", "HRmax"),
		}},
		{"How it feels", []CapField{
			count(analysis.SorenessMax, "Soreness before a run, at most", "of 10"),
			count(analysis.PainCaution, "Pain after a run: caution at", "of 10"),
		}},
		{"How long it lasts", []CapField{
			count(analysis.RecoveryRuns, "At least until this run", "runs"),
			count(analysis.RecoveryDays, "And so long after the first run", "days"),
			count(analysis.RecoveryMaxDays, "Never longer than", "days"),
		}},
	}
}

// Show is a value of the protocol as it is written in the field.
func (f CapField) Show(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v*f.scale, 'f', 2, 64), "0"), ".")
}

// Hint is a value of the protocol as it is told beside the field: a climb in
// feet as everywhere else, without a fraction.
func (f CapField) Hint(v float64) string {
	if f.Unit == "ft/mi" {
		return analysis.Figure(v*f.scale, v*f.scale, 0)
	}
	return f.Show(v)
}

// Value is what was written in the field as a value of the protocol. What
// can't be is refused in words.
func (f CapField) Value(text string) (v float64, wrong string) {
	spec, _ := analysis.SpecOf(f.Key)
	n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err == nil {
		v = math.Round(n/f.scale*1e6) / 1e6
	}
	switch {
	case err != nil || !(v >= spec.Min && v <= spec.Max):
		return 0, fmt.Sprintf("Enter a number from %s to %s.", f.Show(spec.Min), f.Show(spec.Max))
	case spec.Check(v) != nil:
		return 0, fmt.Sprintf("Enter a whole number from %s to %s.", f.Show(spec.Min), f.Show(spec.Max))
	}
	return v, ""
}

// SetWords lists what was set for one treatment apart from the clinic's
// protocol: "First run, at most: 50 % of usual".
func SetWords(t analysis.Treatment, u analysis.Units) []string {
	var said []string
	known := map[analysis.Key]bool{}
	for _, g := range CapGroups(u) {
		for _, f := range g.Fields {
			known[f.Key] = true
			if v, set := t.Caps[f.Key]; set {
				said = append(said, f.Label+": "+f.Show(v)+" "+f.Unit)
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(t.Caps)) {
		if spec, _ := analysis.SpecOf(k); !known[k] {
			value := fmt.Sprintf("%v %s", t.Caps[k], spec.Unit)
			if spec.Unit == "share" {
				value = analysis.Percent(t.Caps[k])
			}
			said = append(said, string(k)+": "+value)
		}
	}
	return said
}
