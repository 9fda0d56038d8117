package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"needled/analysis"
)

// csvColumn is a column of the CSV: its header, units included, and its cell.
type csvColumn struct {
	header string
	cell   func(r Report, e analysis.Entry) string
}

// CSV writes one row an activity, those kept aside last, under a header with the reader's units, by
// RFC 4180. Absent values are empty. Text from elsewhere that a spreadsheet
// would take for a formula gets an apostrophe in front.
func CSV(w io.Writer, s Style, reports ...Report) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	table := csvColumns(s)
	row := make([]string, len(table))
	for i, c := range table {
		row[i] = c.header
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, r := range reports {
		for _, e := range slices.Concat(r.Recovery.Entries, asEntries(r.Recovery.Aside)) {
			for i, c := range table {
				row[i] = c.cell(r, e)
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// asEntries are runs kept aside, without a verdict.
func asEntries(aside []analysis.Run) []analysis.Entry {
	entries := make([]analysis.Entry, len(aside))
	for i, run := range aside {
		entries[i].Run = run
	}
	return entries
}

// readerUnits are the units of a reader's columns and the factors from SI.
type readerUnits struct {
	long, short, climb       string // as headers name them
	toLong, toShort, toClimb float64
}

func unitsOf(u analysis.Units) readerUnits {
	if u == analysis.Imperial {
		return readerUnits{"mi", "ft", "ft_per_mi", 1 / 1609.344, 1 / 0.3048, 1.609344 / 0.3048}
	}
	return readerUnits{"km", "m", "m_per_km", 1 / 1000.0, 1, 1}
}

func csvColumns(s Style) []csvColumn {
	in := unitsOf(s.Units)
	columns := []csvColumn{
		{"runner", func(r Report, _ analysis.Entry) string { return csvText(r.Runner.Name) }},
		{"treatment", func(r Report, _ analysis.Entry) string { return csvText(r.Recovery.Treatment.ID) }},
		{"treatment_at", func(r Report, _ analysis.Entry) string { return csvTreatmentTime(r) }},
		{"run", runText(func(r analysis.Run) string { return r.ID })},
		{"run_number", verdictText(func(v analysis.Verdict) string {
			if v.RunNumber == nil {
				return ""
			}
			return strconv.Itoa(*v.RunNumber)
		})},
		{"start_utc", runText(func(r analysis.Run) string { return instant(r.Start) })},
		{"start_local", func(r Report, e analysis.Entry) string {
			day, clock := Style{Zone: r.Runner.Location()}.startOf(e.Run, "2006-01-02")
			return strings.TrimSpace(day + " " + clock)
		}},
		{"hours_since_treatment", verdictText(func(v analysis.Verdict) string { return csvNumber(v.HoursSinceTreatment, 1, fine) })},
		{"hours_advised", finding(analysis.TooEarly, csvCap("h", 1))},
		{"sport", runText(func(r analysis.Run) string { return string(r.Sport) })},
		{"sub_sport", runText(func(r analysis.Run) string { return r.SubSport })},
		{"distance_" + in.long, runNumber(func(r analysis.Run) *float64 { return r.DistanceM }, in.toLong, 5)},
		{"distance_cap_" + in.long, finding(analysis.TooLong, csvCap("m", in.toLong))},
		{"moving_min", runNumber(func(r analysis.Run) *float64 { return r.MovingS }, 1/60.0, 4)},
		{"moving_cap_min", finding(analysis.TooLong, csvCap("s", 1/60.0))},
		{"elapsed_min", runNumber(func(r analysis.Run) *float64 { return r.ElapsedS }, 1/60.0, 4)},
		{"pace_min_per_" + in.long, runNumber(func(r analysis.Run) *float64 { return perMetre(speed(r)) }, 1/in.toLong/60, 4)},
		{"pace_cap_min_per_" + in.long, finding(analysis.TooHard, func(f analysis.Finding) string {
			if f.Unit != "m/s" {
				return ""
			}
			return csvNumber(perMetre(f.Cap), 1/in.toLong/60, 4)
		})},
		{"ascent_" + in.short, runNumber(func(r analysis.Run) *float64 { return r.AscentM }, in.toShort, 2)},
		{"descent_" + in.short, runNumber(func(r analysis.Run) *float64 { return r.DescentM }, in.toShort, 2)},
		{"ascent_source", runText(func(r analysis.Run) string { return string(r.AscentSource) })},
		{"climb_" + in.climb, finding(analysis.TooHilly, csvMeasured("m/km", in.toClimb))},
		{"climb_cap_" + in.climb, finding(analysis.TooHilly, csvCap("m/km", in.toClimb))},
		{"steep_share_pct", finding(analysis.TooHilly, csvMeasured("share", 100))},
		{"steep_share_cap_pct", finding(analysis.TooHilly, csvCap("share", 100))},
		{"hr_share_pct", finding(analysis.TooHard, csvMeasured("share", 100))},
		{"hr_share_cap_pct", finding(analysis.TooHard, csvCap("share", 100))},
		{"avg_hr_bpm", runNumber(func(r analysis.Run) *float64 { return r.AvgHR }, 1, 1)},
		{"max_hr_bpm", runNumber(func(r analysis.Run) *float64 { return r.MaxHR }, 1, 1)},
		{"verdict", verdictText(func(v analysis.Verdict) string { return string(v.Level) })},
	}
	for _, rule := range ruleOrder {
		level := func(f analysis.Finding) string { return string(f.Level) }
		columns = append(columns, csvColumn{strings.ReplaceAll(string(rule), "-", "_"), finding(rule, level)})
	}
	return append(columns,
		csvColumn{"findings", verdictText(func(v analysis.Verdict) string { return csvText(flaggedSentences(v, s)) })},
		csvColumn{"device", runText(func(r analysis.Run) string { return r.Device })},
		csvColumn{"provenance", runText(func(r analysis.Run) string { return string(r.Provenance) })},
		csvColumn{"integrity", runText(func(r analysis.Run) string { return string(r.Integrity) })},
		csvColumn{"note", runText(func(r analysis.Run) string { return r.Note })},
		csvColumn{"kept_aside", runText(func(r analysis.Run) string { return r.Doubt })},
		csvColumn{"set_for_treatment", func(r Report, _ analysis.Entry) string {
			return csvText(strings.Join(SetWords(r.Recovery.Treatment, s.Units), "; "))
		}},
	)
}

// runText is a cell of text about the run.
func runText(of func(analysis.Run) string) func(Report, analysis.Entry) string {
	return func(_ Report, e analysis.Entry) string { return csvText(of(e.Run)) }
}

// runNumber is a cell with a number of the run, scaled to the reader's unit.
func runNumber(of func(analysis.Run) *float64, scale float64, decimals int) func(Report, analysis.Entry) string {
	return func(_ Report, e analysis.Entry) string { return csvNumber(of(e.Run), scale, decimals) }
}

// verdictText is a cell about the verdict, empty without one.
func verdictText(of func(analysis.Verdict) string) func(Report, analysis.Entry) string {
	return func(_ Report, e analysis.Entry) string {
		if e.Verdict == nil {
			return ""
		}
		return of(*e.Verdict)
	}
}

// finding is a cell about what a rule found, empty where it had nothing to
// say.
func finding(rule analysis.Rule, of func(analysis.Finding) string) func(Report, analysis.Entry) string {
	return verdictText(func(v analysis.Verdict) string {
		f := v.Finding(rule)
		if f == nil {
			return ""
		}
		return of(*f)
	})
}

// csvMeasured is a finding's measured value where it is in the unit.
func csvMeasured(unit string, scale float64) func(analysis.Finding) string {
	return func(f analysis.Finding) string {
		if f.Unit != unit {
			return ""
		}
		return csvNumber(f.Measured, scale, 5)
	}
}

// csvCap is a finding's cap where it is in the unit.
func csvCap(unit string, scale float64) func(analysis.Finding) string {
	return func(f analysis.Finding) string {
		if f.Unit != unit {
			return ""
		}
		return csvNumber(f.Cap, scale, 5)
	}
}

// perMetre is the seconds a metre takes at a speed, nil when standing.
func perMetre(mps *float64) *float64 {
	if mps == nil || *mps <= 0 {
		return nil
	}
	return new(1 / *mps)
}

// csvNumber prints a number scaled to the reader's unit, without noise and
// without trailing zeros; "" when absent.
func csvNumber(v *float64, scale float64, decimals int) string {
	if v == nil {
		return ""
	}
	r := round(new(*v*scale), decimals)
	if r == nil {
		return ""
	}
	return strconv.FormatFloat(*r, 'f', -1, 64)
}

// csvText guards text from elsewhere against being run as a formula.
func csvText(text string) string { return CSVText(text) }

// CSVText is text from elsewhere as a cell of CSV: without control characters,
// and with an apostrophe in front where a spreadsheet would take it for a
// formula.
func CSVText(text string) string {
	text = clean(text)
	if text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return "'" + text
	}
	return text
}

// csvTreatmentTime is when the treatment ended, its date where only that is
// known.
func csvTreatmentTime(r Report) string {
	t := r.Recovery.Treatment
	if t.DateOnly {
		return t.At.In(r.Runner.Location()).Format("2006-01-02")
	}
	return instant(t.At)
}

// flaggedSentences are the sentences of all findings that are not ok.
func flaggedSentences(v analysis.Verdict, s Style) string {
	var said []string
	for _, f := range v.Findings {
		if f.Level != analysis.OK {
			said = append(said, fmt.Sprintf("%s (%s): %s", f.Rule, f.Level, s.Say(f.Text)))
		}
	}
	return strings.Join(said, " ")
}
