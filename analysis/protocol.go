package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Source says where a number of the protocol comes from.
type Source string

const (
	ClinicAdvice Source = "C" // the clinic's published advice, or the clinician's word
	Literature   Source = "L"
	NeedledOwn   Source = "N" // needled's own reading, to be confirmed by the clinician
)

// Number is one figure of a protocol.
type Number struct {
	Value  float64
	Unit   string // "h", "m", "m/km", "share", …
	Source Source
	Note   string // one line of explanation
}

// Protocol is the clinic's advice in numbers. The embedded default is
// configs/protocols/clinic.toml; a clinic's own file may change any number.
type Protocol struct {
	Name    string
	Version string
	Numbers map[Key]Number // every key of Keys()
}

// Key names a number of the protocol as its file does: table.name.
type Key string

const (
	TypicalFloor    Key = "rest.typical_floor_h"
	TypicalClear    Key = "rest.typical_clear_h"
	DemandingFloor  Key = "rest.demanding_floor_h"
	DemandingClear  Key = "rest.demanding_clear_h"
	LargeGroups     Key = "rest.demanding_large_groups"
	LongerRest      Key = "rest.new_or_returning_extra_h"
	ReleaseWindow   Key = "rest.early_release_check_h"
	RecoveryRuns    Key = "recovery.runs"
	RecoveryDays    Key = "recovery.days_after_first_run"
	RecoveryMaxDays Key = "recovery.max_days"
	AccidentM       Key = "recovery.accident_distance_m"
	AccidentS       Key = "recovery.accident_moving_s"

	BaselineDays1 Key = "baseline.first_days"
	BaselineRuns1 Key = "baseline.first_runs"
	BaselineDays2 Key = "baseline.second_days"
	BaselineRuns2 Key = "baseline.second_runs"
	BaselineDays3 Key = "baseline.third_days"
	BaselineRuns3 Key = "baseline.third_runs"

	Run1Target     Key = "distance.run_1_target_share"
	Run1Share      Key = "distance.run_1_share"
	Run2Share      Key = "distance.run_2_share"
	Run3Share      Key = "distance.run_3_share"
	LaterShare     Key = "distance.later_share"
	DistanceMargin Key = "distance.caution_margin_share"
	LongestDays    Key = "distance.longest_days"
	LongestShare   Key = "distance.longest_share"

	ClimbCaution   Key = "hills.climb_caution_m_per_km"
	ClimbViolation Key = "hills.climb_violation_m_per_km"
	SteepGrade     Key = "hills.steep_grade_pct"
	SteepCaution   Key = "hills.steep_caution_share"
	SteepViolation Key = "hills.steep_violation_share"
	HillsMinM      Key = "hills.min_distance_m"
	GradeWindow    Key = "hills.window_m"
	AltitudeSmooth Key = "hills.smooth_s"
	TurningPoint   Key = "hills.turning_point_m"
	FalseZero      Key = "hills.false_zero_m"

	HRCoverage      Key = "effort.hr_coverage_share"
	HRCaution       Key = "effort.hr_caution_share"
	HRCautionTime   Key = "effort.hr_caution_time_share"
	HRViolation     Key = "effort.hr_violation_share"
	HRViolationTime Key = "effort.hr_violation_time_share"
	HRMaxRuns       Key = "effort.hrmax_runs"
	HRMaxDays       Key = "effort.hrmax_days"
	HRMaxHeld       Key = "effort.hrmax_held_s"
	HRMaxPlausible  Key = "effort.hrmax_plausible"
	HRMaxAgeBase    Key = "effort.hrmax_age_base"
	HRMaxAgeSlope   Key = "effort.hrmax_age_slope"
	SpeedCaution    Key = "effort.speed_caution_share"
	SpeedViolation  Key = "effort.speed_violation_share"
	RestingHR       Key = "effort.resting_hr"

	BoutShare Key = "speed_work.bout_share"
	BoutMin   Key = "speed_work.bout_min_s"
	BoutMax   Key = "speed_work.bout_max_s"
	BoutRest  Key = "speed_work.bout_rest_s"
	BoutCount Key = "speed_work.bouts"
	MarkCount Key = "speed_work.marked_intervals"

	CrossHR     Key = "high_intensity.hr_share"
	CrossHRTime Key = "high_intensity.time_share"

	ReadinessWindow Key = "readiness.window_h"
	SorenessMax     Key = "readiness.soreness_max"
	SymptomWindow   Key = "symptoms.window_h"
	PainCaution     Key = "symptoms.pain_caution"
)

// Spec is what a number of the protocol may be.
type Spec struct {
	Key      Key
	Unit     string
	Min, Max float64
	Whole    bool // a count: whole numbers only
	// Measuring numbers say how runs are counted or measured rather than what
	// is advised: a protocol file may change them, a single treatment may not.
	Measuring bool
}

var specs = []Spec{
	{Key: TypicalFloor, Unit: "h", Min: 0, Max: 336},
	{Key: TypicalClear, Unit: "h", Min: 0, Max: 336},
	{Key: DemandingFloor, Unit: "h", Min: 0, Max: 336},
	{Key: DemandingClear, Unit: "h", Min: 0, Max: 336},
	{Key: LargeGroups, Unit: "groups", Min: 1, Max: 10, Whole: true},
	{Key: LongerRest, Unit: "h", Min: 0, Max: 168},
	{Key: ReleaseWindow, Unit: "h", Min: 1, Max: 72},
	{Key: RecoveryRuns, Unit: "runs", Min: 1, Max: 20, Whole: true},
	{Key: RecoveryDays, Unit: "days", Min: 0, Max: 60},
	{Key: RecoveryMaxDays, Unit: "days", Min: 1, Max: 60},
	{Key: AccidentM, Unit: "m", Min: 0, Max: 2000, Measuring: true},
	{Key: AccidentS, Unit: "s", Min: 0, Max: 1200, Measuring: true},

	{Key: BaselineDays1, Unit: "days", Min: 1, Max: 365},
	{Key: BaselineRuns1, Unit: "runs", Min: 1, Max: 50, Whole: true},
	{Key: BaselineDays2, Unit: "days", Min: 1, Max: 365},
	{Key: BaselineRuns2, Unit: "runs", Min: 1, Max: 50, Whole: true},
	{Key: BaselineDays3, Unit: "days", Min: 1, Max: 365},
	{Key: BaselineRuns3, Unit: "runs", Min: 1, Max: 50, Whole: true},

	{Key: Run1Target, Unit: "share", Min: 0, Max: 2},
	{Key: Run1Share, Unit: "share", Min: 0.01, Max: 2},
	{Key: Run2Share, Unit: "share", Min: 0.01, Max: 2},
	{Key: Run3Share, Unit: "share", Min: 0.01, Max: 2},
	{Key: LaterShare, Unit: "share", Min: 0.01, Max: 2},
	{Key: DistanceMargin, Unit: "share", Min: 0, Max: 1},
	{Key: LongestDays, Unit: "days", Min: 1, Max: 365},
	{Key: LongestShare, Unit: "share", Min: 0.1, Max: 3},

	{Key: ClimbCaution, Unit: "m/km", Min: 0, Max: 200},
	{Key: ClimbViolation, Unit: "m/km", Min: 0, Max: 200},
	{Key: SteepGrade, Unit: "%", Min: 0.1, Max: 50},
	{Key: SteepCaution, Unit: "share", Min: 0, Max: 1},
	{Key: SteepViolation, Unit: "share", Min: 0, Max: 1},
	{Key: HillsMinM, Unit: "m", Min: 0, Max: 10000},
	{Key: GradeWindow, Unit: "m", Min: 20, Max: 1000, Measuring: true},
	{Key: AltitudeSmooth, Unit: "s", Min: 0, Max: 60, Measuring: true},
	{Key: TurningPoint, Unit: "m", Min: 0, Max: 20, Measuring: true},
	{Key: FalseZero, Unit: "m", Min: 0, Max: 500, Measuring: true},

	{Key: HRCoverage, Unit: "share", Min: 0.01, Max: 1},
	{Key: HRCaution, Unit: "share", Min: 0.3, Max: 1},
	{Key: HRCautionTime, Unit: "share", Min: 0, Max: 1},
	{Key: HRViolation, Unit: "share", Min: 0.3, Max: 1},
	{Key: HRViolationTime, Unit: "share", Min: 0, Max: 1},
	{Key: HRMaxRuns, Unit: "runs", Min: 1, Max: 200, Whole: true},
	{Key: HRMaxDays, Unit: "days", Min: 1, Max: 1000},
	{Key: HRMaxHeld, Unit: "s", Min: 1, Max: 120, Measuring: true},
	{Key: HRMaxPlausible, Unit: "beats/min", Min: 150, Max: 250, Measuring: true},
	{Key: HRMaxAgeBase, Unit: "beats/min", Min: 150, Max: 250},
	{Key: HRMaxAgeSlope, Unit: "beats/min per year", Min: 0, Max: 2},
	{Key: SpeedCaution, Unit: "share", Min: 0.1, Max: 3},
	{Key: SpeedViolation, Unit: "share", Min: 0.1, Max: 3},
	{Key: RestingHR, Unit: "beats/min", Min: 25, Max: 120},

	{Key: BoutShare, Unit: "share", Min: 1, Max: 3, Measuring: true},
	{Key: BoutMin, Unit: "s", Min: 1, Max: 600, Measuring: true},
	{Key: BoutMax, Unit: "s", Min: 1, Max: 3600, Measuring: true},
	{Key: BoutRest, Unit: "s", Min: 1, Max: 600, Measuring: true},
	{Key: BoutCount, Unit: "bouts", Min: 1, Max: 50, Whole: true},
	{Key: MarkCount, Unit: "laps", Min: 1, Max: 50, Whole: true},

	{Key: CrossHR, Unit: "share", Min: 0.3, Max: 1},
	{Key: CrossHRTime, Unit: "share", Min: 0, Max: 1},

	{Key: ReadinessWindow, Unit: "h", Min: 1, Max: 72},
	{Key: SorenessMax, Unit: "/10", Min: 0, Max: 10, Whole: true},
	{Key: SymptomWindow, Unit: "h", Min: 1, Max: 168},
	{Key: PainCaution, Unit: "/10", Min: 0, Max: 10, Whole: true},
}

// Specs lists every number a protocol has, in the order of its file.
func Specs() []Spec { return slices.Clone(specs) }

// SpecOf is the specification of a key; ok is false for an unknown one.
func SpecOf(k Key) (s Spec, ok bool) {
	i := slices.IndexFunc(specs, func(s Spec) bool { return s.Key == k })
	if i < 0 {
		return Spec{}, false
	}
	return specs[i], true
}

// Check says why v is impossible for the number, nil when it is not.
func (s Spec) Check(v float64) error {
	switch {
	case !(v >= s.Min && v <= s.Max):
		return fmt.Errorf("%s = %s is impossible: it must lie between %s and %s %s",
			s.Key, plain(v), plain(s.Min), plain(s.Max), s.Unit)
	case s.Whole && v != float64(int(v)):
		return fmt.Errorf("%s = %s is impossible: it must be a whole number of %s", s.Key, plain(v), s.Unit)
	}
	return nil
}

// ordered lists pairs of which the first may not exceed the second.
var ordered = [][2]Key{
	{TypicalFloor, TypicalClear},
	{DemandingFloor, DemandingClear},
	{ClimbCaution, ClimbViolation},
	{SteepCaution, SteepViolation},
	{HRCaution, HRViolation},
	{SpeedCaution, SpeedViolation},
	{BoutMin, BoutMax},
	{BaselineDays1, BaselineDays2},
	{BaselineDays2, BaselineDays3},
}

// Conflict names two numbers that contradict each other.
type Conflict struct{ Low, High Key }

func (c Conflict) Error() string {
	return fmt.Sprintf("%s may not be larger than %s", c.Low, c.High)
}

// Conflicts lists the pairs of numbers that contradict each other.
func (p Protocol) Conflicts() []Conflict {
	var cs []Conflict
	for _, o := range ordered {
		if p.Value(o[0]) > p.Value(o[1]) {
			cs = append(cs, Conflict{o[0], o[1]})
		}
	}
	return cs
}

// Value is the number at k, in its unit; 0 for a key the protocol lacks.
func (p Protocol) Value(k Key) float64 { return p.Numbers[k].Value }

// With is the protocol with numbers set for one treatment, by the
// clinician's word.
func (p Protocol) With(caps map[Key]float64) Protocol {
	if len(caps) == 0 {
		return p
	}
	q := p
	q.Numbers = maps.Clone(p.Numbers)
	for k, v := range caps {
		n := q.Numbers[k]
		n.Value, n.Source, n.Note = v, ClinicAdvice, "set for this treatment"
		q.Numbers[k] = n
	}
	return q
}

// Fingerprint is a short stable name for the protocol's version and values,
// kept with every verdict made by it.
func (p Protocol) Fingerprint() string {
	return p.Version + "-" + p.hash(func(Spec) bool { return true })
}

// MeasuringFingerprint covers only the numbers that say how runs are counted
// or measured; when it changes, runs have to be measured again.
func (p Protocol) MeasuringFingerprint() string {
	return measureRevision + "-" + p.hash(func(s Spec) bool { return s.Measuring })
}

func (p Protocol) hash(want func(Spec) bool) string {
	h := sha256.New()
	for _, s := range specs {
		if want(s) {
			fmt.Fprintf(h, "%s=%s\n", s.Key, plain(p.Value(s.Key)))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:4])
}

// plain prints a number as a person would write it.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
