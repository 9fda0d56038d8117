package chart

import (
	"needled/analysis"
)

// Source is what a chart is made of.
type Source struct {
	Run      analysis.Run // measured anew where its Measures are nil
	Track    analysis.Track
	Verdict  *analysis.Verdict // nil outside every recovery
	Protocol analysis.Protocol // the one in force for the run
	// Caps are those that held for this run, as analysis.PlanAt gives them for
	// its start; nil where none are known. A cap in the verdict comes first.
	Caps  *analysis.Caps
	Units analysis.Units
}

// Data is the chart of a run in the reader's units. Its JSON is what
// assets/chart.js draws.
type Data struct {
	Title   string  `json:"title"` // "Running, 8.1 km, 48:12"
	Units   Units   `json:"units"`
	Columns Columns `json:"columns"`
	// Axes of what was recorded; nil for what was not.
	Altitude  *Axis `json:"altitude"`
	Pace      *Axis `json:"pace"`
	HeartRate *Axis `json:"heart_rate"`

	EndS     float64  `json:"end_s"`    // length of the run in seconds
	Distance *float64 `json:"distance"` // length of the run; nil without distance along the way
	Steep    []Steep  `json:"steep"`
	SteepPct float64  `json:"steep_pct"` // from which grade on a part counts as steep
	Findings []Span   `json:"findings"`  // worst first
	Caps     []Cap    `json:"caps"`
	Missing  []string `json:"missing"` // what can't be shown, in sentences

	splits []Split
	said   []string
}

// Units are the units of the columns, as words behind a value.
type Units struct {
	Distance  string `json:"distance"`
	Altitude  string `json:"altitude"`
	Pace      string `json:"pace"` // of a pace printed as minutes and seconds; the column is in seconds
	HeartRate string `json:"heart_rate"`
	Grade     string `json:"grade"`
}

// Columns are aligned, one row an instant, at most MostPoints; NaN, null in
// JSON, where nothing is known. Neither times nor distances fall.
type Columns struct {
	TimeS     Column `json:"time_s"`
	Distance  Column `json:"distance"`
	Altitude  Column `json:"altitude"`
	Pace      Column `json:"pace"` // seconds a km or mile; none while standing
	HeartRate Column `json:"heart_rate"`
	Grade     Column `json:"grade"` // percent
}

// Cap is a limit that can be drawn.
type Cap struct {
	Of   string   `json:"of"`   // heart_rate, pace or distance
	At   float64  `json:"at"`   // in the units of its column
	AtS  *float64 `json:"at_s"` // of a distance: when it was reached
	Text string   `json:"text"` // "cap 3.6 km"
	// Below says that the text stands below its line, to leave room for that of
	// another one.
	Below bool `json:"below"`
}

// Of is the chart of a run.
func Of(s Source) Data {
	if s.Run.Measures == nil {
		s.Run.Measures = analysis.Measure(s.Run, s.Track, s.Protocol)
	}
	in := readerOf(s.Units)
	course := analysis.CourseOf(s.Run, s.Track, s.Protocol)
	all := rowsOf(course, s.Run, in)
	d := Data{
		Title: titleOf(s.Run, s.Units), Units: in.words,
		EndS: rounded(course.EndS, 1), SteepPct: s.Protocol.Value(analysis.SteepGrade),
		Altitude: altitudeAxis(all.altitude, in), Pace: paceAxis(all.pace, in),
	}
	if total := last(all.distance); total > 0 {
		d.Distance = new(rounded(total, distanceDecimals))
	}
	d.Caps = capsOf(s, course, d.Distance, in)
	d.HeartRate = heartRateAxis(all.heartRate, d.Caps)
	d.Steep = steepOf(s.Run, d.SteepPct, in)
	d.Findings = spansOf(s.Verdict, course, s.Units)
	d.Missing = missingOf(s.Run, course, d)
	d.splits = splitsOf(course, s)
	d.said = alternative(s, all, d)
	d.Columns = all.thinned(MostPoints).columns()
	return d
}

// Blank is the chart of a run of which nothing can be drawn, for a reason given
// in a sentence.
func Blank(s Source, why string) Data {
	s.Track, s.Verdict, s.Caps = analysis.Track{}, nil, nil
	d := Of(s)
	d.Missing = []string{why}
	d.said = []string{d.Title + ".", why}
	return d
}

// Empty says whether there is nothing to draw.
func (d Data) Empty() bool { return d.Altitude == nil && d.Pace == nil && d.HeartRate == nil }

// capsOf are the limits that lie within the chart.
func capsOf(s Source, c analysis.Course, length *float64, in reader) []Cap {
	caps := []Cap{}
	var known analysis.Caps
	if s.Caps != nil {
		known = *s.Caps
	}
	if s.Verdict != nil {
		if f := s.Verdict.Finding(analysis.TooLong); f != nil && f.Unit == "m" && f.Cap != nil {
			known.DistanceM = f.Cap
		}
		if f := s.Verdict.Finding(analysis.TooHard); f != nil && f.Unit == "m/s" && f.Cap != nil {
			known.SpeedMPS = f.Cap
		}
	}
	if m := known.DistanceM; m != nil && length != nil && *m/in.perLong < *length {
		caps = append(caps, Cap{"distance", rounded(*m/in.perLong, distanceDecimals), timeAt(c, *m), "cap " + analysis.Distance(*m, s.Units), false})
	}
	if hr := known.HRMax; hr != nil {
		caps = append(caps, heartRateCaps(s, *hr, known.HRHard)...)
	}
	if v := known.SpeedMPS; v != nil && *v >= slowestCap {
		caps = append(caps, Cap{Of: "pace", At: rounded(in.perLong / *v, 1), Text: "cap " + analysis.Pace(*v, s.Units)})
	}
	return caps
}

// heartRateCaps are the heart rates that the advice names: the one from which
// on it says caution, and the harder one where the finding speaks of it.
func heartRateCaps(s Source, caution float64, hard *float64) []Cap {
	line := func(word string, bpm float64, key analysis.Key) Cap {
		share := s.Protocol.Value(key) * 100
		return Cap{Of: "heart_rate", At: bpm, Text: word + " above " + analysis.Figure(bpm, bpm, 0) + " (" + analysis.Figure(share, share, 0) + " % of HRmax)"}
	}
	caps := []Cap{line("caution", caution, analysis.HRCaution)}
	if s.Verdict == nil || hard == nil {
		return caps
	}
	if f := s.Verdict.Finding(analysis.TooHard); f != nil && f.Unit == "share" && f.Level == analysis.Violation {
		caps[0].Below = true
		caps = append(caps, line("outside", *hard, analysis.HRViolation))
	}
	return caps
}

// slowestCap is the least speed that can be drawn as a cap, in m/s.
const slowestCap = 0.1
