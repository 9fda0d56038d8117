package report

import (
	"io"
	"slices"
	"strings"

	"needled/analysis"
)

// Shown is one run with all that explains its verdict.
type Shown struct {
	Run      analysis.Run
	Verdict  *analysis.Verdict
	Recovery *analysis.Recovery // nil outside every recovery
	Profile  []ProfilePoint     // empty without altitude
	Samples  *int               // how many samples the original holds; nil when not read
	Files    []File             // what the run is known from, the file that leads it first
}

// File is an original that tells of a run.
type File struct {
	Path, Member string // as it was given; Member is its name inside an archive
	Format       string
	Provenance   analysis.Provenance
	Sum          analysis.Sum
}

func (f File) String() string {
	name := clean(f.Path)
	if f.Member != "" {
		name += " › " + clean(f.Member)
	}
	return name
}

// Show writes one run explained: what it was, its verdict in one sentence, its
// profile, every finding worst first, what would have been fine, and what is
// usual.
func Show(w io.Writer, s Style, shown Shown) error {
	p := &page{Style: s}
	p.runTitle(shown.Run)
	if len(shown.Files) > 1 {
		p.para("From ", shown.Files[0].String()+", which leads,")
		for _, f := range shown.Files[1:] {
			p.para("and  ", f.String())
		}
	}
	p.blank()
	m := markOf(shown.Verdict)
	sentence := inOneSentence(shown.Run, shown.Verdict)
	p.marked(m, sentence)
	if v := shown.Verdict; v != nil {
		p.para("  ", place(*v, shown.Recovery, s))
	}
	p.blank()
	p.profile(shown.Profile, marksOf(shown))
	if v := shown.Verdict; v != nil {
		p.findings(*v, sentence)
		if shown.Recovery != nil {
			if text := wouldBeFine(shown.Run, *v, *shown.Recovery, s); text != "" {
				p.heading("What would have been fine")
				p.para("", text)
			}
			p.baseline(baselineIn(shown.Recovery.Baseline, s))
		}
		if len(v.Findings) > 0 {
			p.blank()
			p.paraIn(faint, "", sourceLegend)
		}
	}
	return p.writeTo(w)
}

// runTitle is what the run was and where it comes from.
func (p *page) runTitle(r analysis.Run) {
	day, clock := p.startOf(r, dateLayout)
	if clock == "" {
		clock = "time of day hidden by the source"
	}
	p.paraIn(bold, "", strings.Join(facts(
		day+", "+clock, r.Sport.Words(), distance(r, p.Units), moving(r), pace(r, p.Units),
	), " · "))
	var climb, hr string
	if r.AscentM != nil {
		climb = "ascent " + ascent(r, p.Units)
	}
	if r.AvgHR != nil {
		hr = "heart rate " + heartRate(r.AvgHR) + " on average"
		if r.MaxHR != nil {
			hr += ", " + heartRate(r.MaxHR) + " at most"
		}
	}
	if text := strings.Join(facts(climb, hr), " · "); text != "" {
		p.para("", text)
	}
	p.para("", strings.Join(facts(clean(r.Device), provenances[r.Provenance], soundness(r), "ID "+clean(r.ID)), " · "))
	if r.Note != "" {
		p.para("Note: ", clean(r.Note))
	}
	if r.Provenance == analysis.StravaAPI {
		p.para("", onlyOnStrava)
	}
	if address := viewOnStrava(r); address != "" {
		p.para("View on Strava: ", address)
	}
}

// onlyOnStrava is said of a run that nothing else tells of.
const onlyOnStrava = "Only on Strava. Add the watch file to keep it and to share it with your clinician."

// viewOnStrava is where a run that came from Strava is seen there, "" for
// others.
func viewOnStrava(r analysis.Run) string {
	number, ok := strings.CutPrefix(r.SourceID, "strava:")
	if !ok || r.Provenance != analysis.StravaAPI {
		return ""
	}
	return "https://www.strava.com/activities/" + number
}

// facts leaves out what is not known.
func facts(all ...string) []string {
	return slices.DeleteFunc(all, func(f string) bool { return f == "" || f == "–" })
}

// soundness is how sound the original was.
func soundness(r analysis.Run) string {
	if r.Integrity == "" || r.Integrity == analysis.Intact {
		return ""
	}
	return "damaged file: " + integrities[r.Integrity]
}

// place is where in a recovery the run stands.
func place(v analysis.Verdict, rec *analysis.Recovery, s Style) string {
	var what []string
	if v.RunNumber != nil {
		what = append(what, upper(ordinal(*v.RunNumber))+" run")
	}
	if rec != nil {
		since := "after the treatment of " + s.ofTreatment(rec.Treatment)
		if v.HoursSinceTreatment != nil {
			since = hoursAfter(&v) + " " + since
		}
		what = append(what, since)
	}
	if len(what) == 0 {
		return ""
	}
	return strings.Join(what, ", ") + "."
}

// findings lists a verdict's findings, worst first, and its notes, but for
// what is said already.
func (p *page) findings(v analysis.Verdict, said string) {
	if len(v.Findings) > 0 {
		p.heading("Findings")
	}
	for _, f := range v.Findings {
		if f.Level == analysis.OK {
			p.para(p.in(green, marks[f.Level].Shape)+" ", headline(f, p.Units)+": "+f.Text.In(p.Units))
			continue
		}
		text := headline(f, p.Units)
		if fig := figure(f, p.Units); fig != "" && f.Level != analysis.Unknown {
			text += ": " + fig
		}
		p.marked(marks[f.Level], text)
		p.para("  ", f.Text.In(p.Units))
		if text := about(f, p.Units); text != "" {
			p.paraIn(faint, "  ", text)
		}
	}
	notes := slices.DeleteFunc(slices.Clone(v.Notes), func(n analysis.Phrase) bool { return n.In(p.Units) == said })
	if len(notes) > 0 {
		p.heading("Notes")
	}
	for _, n := range notes {
		p.para("", n.In(p.Units))
	}
}
