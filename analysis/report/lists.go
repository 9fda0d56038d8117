package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"needled/analysis"
)

// Runs writes the table of `needled runs`: activities with their verdicts, in
// the order given.
func Runs(w io.Writer, s Style, entries []analysis.Entry) error {
	if len(entries) == 0 {
		return nothing(w, s, "No runs here. Take in files with: needled ingest FOLDER")
	}
	title, layout := s.startColumn(entries)
	t := NewTable(
		Column{Title: "ID"},
		Column{Title: title},
		Column{Title: "Distance", Right: true},
		Column{Title: "Time", Right: true, Rank: 5},
		Column{Title: "Pace", Right: true, Rank: 4},
		Column{Title: "Ascent", Right: true, Rank: 6},
		Column{Title: "HR", Right: true, Rank: 7},
		Column{Title: "Run", Right: true, Rank: 3},
		Column{Title: "After", Right: true, Rank: 2},
		Column{Title: "Verdict"},
		Column{Title: "Remark", Elastic: true, Rank: 1},
	)
	for _, e := range entries {
		day, clock := s.startOf(e.Run, layout)
		m := markOf(e.Verdict)
		number, after := "", ""
		if v := e.Verdict; v != nil {
			if v.RunNumber != nil {
				number = fmt.Sprint(*v.RunNumber)
			}
			after = hoursAfter(v)
		}
		t.add([]cell{
			{text: clean(e.Run.ID)}, {text: strings.TrimSpace(day + " " + clock)},
			{text: distance(e.Run, s.Units)}, {text: moving(e.Run)}, {text: pace(e.Run, s.Units)},
			{text: ascent(e.Run, s.Units)}, {text: heartRate(e.Run.AvgHR)},
			{text: number}, {text: after}, {m.String(), m.ink}, {text: remark(e, s.Units, inBrackets)},
		})
	}
	return t.Write(w, s)
}

// startColumn names the year once where all runs are of one.
func (s Style) startColumn(entries []analysis.Entry) (title, layout string) {
	year, _ := s.startOf(entries[0].Run, "2006")
	for _, e := range entries {
		if y, _ := s.startOf(e.Run, "2006"); y != year {
			return "Start", tableDay
		}
	}
	return "Start (" + year + ")", "Mon _2 Jan"
}

// nothing says that a list is empty, and what would fill it.
func nothing(w io.Writer, s Style, text string) error {
	p := &page{Style: s}
	p.para("", text)
	return p.writeTo(w)
}

// How a count of further findings follows the worst: a terminal is narrow.
const (
	inBrackets = " (+%d)"
	inWords    = ", and %d more"
)

// remark is what a person would want to know first: the sport where it isn't
// running, and the worst finding.
func remark(e analysis.Entry, u analysis.Units, more string) string {
	var said []string
	if !e.Run.Sport.IsRun() {
		said = append(said, clean(e.Run.Sport.Words()))
	}
	if e.Run.Doubt != "" {
		said = append(said, "kept aside: "+clean(e.Run.Doubt))
	}
	if e.Verdict != nil {
		said = append(said, worstOf(*e.Verdict, u, more))
	}
	return strings.Join(facts(said...), ", ")
}

// worstOf is a verdict's worst finding in short, with a count of the others
// that are not ok.
func worstOf(v analysis.Verdict, u analysis.Units, more string) string {
	flagged := slices.DeleteFunc(slices.Clone(v.Findings), func(f analysis.Finding) bool { return f.Level == analysis.OK })
	if len(flagged) == 0 {
		return ""
	}
	why := shortFigure(flagged[0], u)
	if n := len(flagged) - 1; n > 0 {
		why += fmt.Sprintf(more, n)
	}
	return why
}

// hoursAfter is how long after the treatment it was; beside the hours of rest
// where there is a rule for them.
func hoursAfter(v *analysis.Verdict) string {
	if v == nil || v.HoursSinceTreatment == nil {
		return "–"
	}
	h := *v.HoursSinceTreatment
	if f := v.Finding(analysis.TooEarly); f != nil && f.Cap != nil {
		return analysis.Figure(h, *f.Cap, 0) + " h"
	}
	return analysis.Figure(h, h, 1) + " h"
}

// Treatments writes the table of `needled treatment list`.
func Treatments(w io.Writer, s Style, treatments []analysis.Treatment, p analysis.Protocol) error {
	if len(treatments) == 0 {
		return nothing(w, s, "No treatment recorded yet. Record one with: needled treatment add --at \"2026-03-02 17:30\"")
	}
	t := NewTable(
		Column{Title: "ID"},
		Column{Title: "End of treatment"},
		Column{Title: "Muscles", Elastic: true},
		Column{Title: "Intensity", Rank: 3},
		Column{Title: "Class"},
		Column{Title: "CPT", Rank: 4},
		Column{Title: "Set for it", Rank: 1},
		Column{Title: "Note", Elastic: true, Rank: 2},
	)
	for _, tr := range treatments {
		at := tr.At.In(s.zone()).Format(tableDay + " " + clockLayout)
		if tr.DateOnly {
			at = tr.At.In(s.zone()).Format(tableDay) + " time?"
		}
		class, _ := tr.ClassIn(p)
		t.Row(tr.ID, at, muscles(tr), intensity(tr), string(class), tr.CPT, overrides(tr), tr.Note)
	}
	return t.Write(w, s)
}

func muscles(t analysis.Treatment) string {
	if len(t.Muscles) == 0 {
		return "not recorded"
	}
	names := make([]string, len(t.Muscles))
	for i, m := range t.Muscles {
		names[i] = clean(regionWord(m))
	}
	return strings.Join(names, ", ")
}

func intensity(t analysis.Treatment) string {
	if t.Intensity == "" {
		return string(analysis.Standard)
	}
	return string(t.Intensity)
}

// overrides lists the numbers set for one treatment, by key.
func overrides(t analysis.Treatment) string {
	var set []string
	for _, k := range slices.Sorted(maps.Keys(t.Caps)) {
		spec, _ := analysis.SpecOf(k)
		set = append(set, fmt.Sprintf("%s = %v %s", k, t.Caps[k], spec.Unit))
	}
	return strings.Join(set, ", ")
}

// Runners writes the table of `needled runner list`.
func Runners(w io.Writer, s Style, runners []analysis.Runner) error {
	if len(runners) == 0 {
		return nothing(w, s, "No runner set up: there is one, called me. Say more of them with: needled runner add me")
	}
	t := NewTable(
		Column{Title: "Name"},
		Column{Title: "Experience"},
		Column{Title: "After injury", Rank: 3},
		Column{Title: "Declared usual", Right: true},
		Column{Title: "HRmax", Right: true, Rank: 1},
		Column{Title: "Born", Right: true, Rank: 2},
		Column{Title: "Zone"},
	)
	for _, r := range runners {
		usual, born, returning := "–", "–", "no"
		if r.UsualM != nil {
			usual = analysis.Distance(*r.UsualM, s.Units)
		}
		if r.BirthYear != nil {
			born = fmt.Sprint(*r.BirthYear)
		}
		if r.ReturningFromInjury {
			returning = "yes"
		}
		t.Row(r.Name, experience(r), returning, usual, heartRate(r.HRMax), born, r.Location().String())
	}
	return t.Write(w, s)
}

func experience(r analysis.Runner) string {
	if r.Experience == "" {
		return string(analysis.Recreational)
	}
	return string(r.Experience)
}
