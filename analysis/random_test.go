package analysis_test

import (
	"bytes"
	"fmt"
	"time"

	. "needled/analysis"

	"pgregory.net/rapid"
)

// anyHistory draws a runner with three months of runs, treatments and
// check-ins, odd ones among them.
func anyHistory(t *rapid.T) History {
	h := History{Runner: anyRunner(t)}
	for i := range rapid.IntRange(1, 4).Draw(t, "treatments") {
		h.Treatments = append(h.Treatments, anyTreatment(t, fmt.Sprint("t", i), h.Runner.Location()))
	}
	for i := range rapid.IntRange(0, 25).Draw(t, "runs") {
		h.Runs = append(h.Runs, anyRun(t, fmt.Sprint("r", i)))
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "check-ins") {
		h.CheckIns = append(h.CheckIns, anyCheckIn(t, fmt.Sprint("c", i)))
	}
	return h
}

var places = []*time.Location{nil, time.FixedZone("", 3600), time.FixedZone("", -9*3600)}

func anyRunner(t *rapid.T) Runner {
	return Runner{
		Experience:          rapid.SampledFrom([]Experience{"", NewRunner, Recreational, Seasoned}).Draw(t, "experience"),
		ReturningFromInjury: oneIn(t, 5, "returning"),
		HRMax:               maybe(t, rapid.SampledFrom([]float64{165, 180, 200}), "hrmax"),
		BirthYear:           maybe(t, rapid.IntRange(1950, 2005), "born"),
		UsualM:              maybe(t, rapid.Float64Range(1000, 15000), "usual"),
		Zone:                rapid.SampledFrom(places).Draw(t, "zone"),
	}
}

// anyTime is within the three months around the treatments, on the minute.
func anyTime(t *rapid.T, from, to float64) time.Time {
	lo, hi := int(from*24*60), int(to*24*60)
	return treated.Add(time.Duration(rapid.IntRange(lo, hi).Draw(t, "minutes")) * time.Minute)
}

func anyTreatment(t *rapid.T, id string, zone *time.Location) Treatment {
	tr := Treatment{ID: id, At: anyTime(t, 0, 20),
		Muscles:   rapid.SliceOfN(rapid.SampledFrom(Muscles()), 0, 3).Draw(t, "muscles"),
		Intensity: rapid.SampledFrom([]NeedlingIntensity{"", "", Standard, Intensive}).Draw(t, "intensity"),
		Class:     rapid.SampledFrom([]Class{"", "", Typical, Demanding}).Draw(t, "class"),
	}
	if oneIn(t, 5, "date only") {
		y, m, d := tr.At.In(zone).Date()
		tr.At, tr.DateOnly = FirstInstant(y, m, d, zone), true
	}
	if oneIn(t, 5, "own caps") {
		tr.Caps = map[Key]float64{TypicalFloor: 12, Run1Share: 0.7, ClimbCaution: 6, SymptomWindow: 30}
	}
	return tr
}

func anyRun(t *rapid.T, id string) Run {
	km := rapid.Float64Range(0.05, 16).Draw(t, "km")
	r := newRun(id, anyTime(t, -60, 40), km)
	r.Sport = rapid.SampledFrom([]Sport{Running, Running, Running, Running, Walking, Cycling, "tennis"}).Draw(t, "sport")
	r.SubSport = rapid.SampledFrom([]string{"", "", "", "trail", "treadmill"}).Draw(t, "kind")
	r.MovingS = new(km * rapid.Float64Range(200, 500).Draw(t, "pace"))
	r.ElapsedS = new(*r.MovingS + rapid.Float64Range(0, 900).Draw(t, "stops"))
	if oneIn(t, 6, "no distance") {
		r.DistanceM = nil
	}
	if oneIn(t, 8, "hidden") {
		r.StartHidden, r.Provenance = true, StravaAPI
	}
	if oneIn(t, 12, "doubt") {
		r.Doubt = "odd"
	}
	r.CutShort = rapid.IntRange(0, 9).Draw(t, "cut short") == 0
	r.Integrity = rapid.SampledFrom([]Integrity{Intact, Intact, Intact, BadCRC, Partial}).Draw(t, "integrity")
	r.PeakHR = maybe(t, rapid.Float64Range(140, 200), "peak")
	r.AvgHR = maybe(t, rapid.Float64Range(100, 180), "average")
	anyHills(t, &r)
	anyEffort(t, &r)
	if oneIn(t, 8, "totals only") {
		r.Measures = nil
	}
	return r
}

func anyHills(t *rapid.T, r *Run) {
	sources := rapid.SampledFrom([]Confidence{FromDevice, FromService, Estimated})
	r.AscentM, r.AscentSource = maybe(t, rapid.Float64Range(0, 300), "ascent"), sources.Draw(t, "ascent by")
	r.DescentM, r.DescentSource = maybe(t, rapid.Float64Range(0, 300), "descent"), sources.Draw(t, "descent by")
	if oneIn(t, 2, "altitude") {
		for i := range 10 {
			r.Measures.Grades = append(r.Measures.Grades, GradeSpan{
				FromM: float64(100 * i), ToM: float64(100*i + 100), FromS: float64(36 * i), ToS: float64(36*i + 36),
				GradePct: rapid.Float64Range(-8, 8).Draw(t, "grade"),
			})
		}
	}
	if oneIn(t, 3, "incline") {
		r.Measures.GradesFromIncline, r.Measures.InclineAscentM = true, new(rapid.Float64Range(0, 200).Draw(t, "incline"))
	}
}

func anyEffort(t *rapid.T, r *Run) {
	for range rapid.IntRange(0, 3).Draw(t, "efforts") {
		bpm, s := rapid.ByteRange(0, 200).Draw(t, "bpm"), rapid.IntRange(0, int(*r.MovingS/2)).Draw(t, "seconds")
		r.Measures.HeartRate = append(r.Measures.HeartRate, bytes.Repeat([]byte{bpm}, s)...)
	}
	r.Measures.HasSpeed = !oneIn(t, 5, "no speed")
	r.Measures.Bouts = make([]Bout, rapid.IntRange(0, 4).Draw(t, "bouts"))
	r.Measures.Intervals = make([]Span, rapid.IntRange(0, 4).Draw(t, "intervals"))
}

func anyCheckIn(t *rapid.T, id string) CheckIn {
	return CheckIn{
		ID: id, Kind: rapid.SampledFrom([]CheckInKind{Readiness, AfterRun}).Draw(t, "kind"), At: anyTime(t, 0, 25),
		SquatOK: maybe(t, rapid.Bool(), "squat"), HeelRaise: maybe(t, rapid.Bool(), "heel raises"), FullROM: maybe(t, rapid.Bool(), "rom"),
		Soreness: maybe(t, rapid.IntRange(0, 4), "soreness"), Pain: maybe(t, rapid.IntRange(0, 5), "pain"),
		SharpPain: oneIn(t, 8, "sharp"), Cramping: oneIn(t, 8, "cramping"),
	}
}

func oneIn(t *rapid.T, n int, what string) bool {
	return rapid.IntRange(1, n).Draw(t, what) == 1
}

// maybe draws a value, or none.
func maybe[T any](t *rapid.T, g *rapid.Generator[T], what string) *T {
	if oneIn(t, 3, "no "+what) {
		return nil
	}
	return new(g.Draw(t, what))
}
