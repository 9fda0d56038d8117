package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// Badge is a level as people read it: a shape and a word, so that no colour is
// needed.
type Badge struct{ Shape, Word string }

// BadgeOf is the badge of a level; of "" it says that there is none.
func BadgeOf(l analysis.Level) Badge {
	if m, ok := marks[l]; ok {
		return Badge{m.Shape, m.Word}
	}
	return Badge{"–", "none"}
}

// VerdictBadge is the badge of a verdict; nil has none.
func VerdictBadge(v *analysis.Verdict) Badge {
	m := markOf(v)
	return Badge{m.Shape, m.Word}
}

// RunRow is an activity in one line of a list. Texts are "–" where nothing is
// known.
type RunRow struct {
	ID            string
	Day, Clock    string // Clock "" where the source hides it
	Sport         string // "Running"
	Distance      string
	Time, Pace    string
	Ascent        string
	HeartRate     string
	Number, After string // in its recovery; "" and "–" outside
	Badge         Badge
	Remark        string // the sport where it isn't running, and the worst finding
	Doubt         string // why it is kept aside; "" when it isn't
	OnlyOnStrava  bool
}

// RunRowOf puts an activity in one line; its day comes with the year.
func RunRowOf(e analysis.Entry, s Style) RunRow {
	day, clock := s.startOf(e.Run, dateLayout)
	row := RunRow{
		ID: e.Run.ID, Day: day, Clock: clock, Sport: clean(e.Run.Sport.Words()),
		Distance: distance(e.Run, s.Units), Time: moving(e.Run), Pace: pace(e.Run, s.Units),
		Ascent: ascent(e.Run, s.Units), HeartRate: heartRate(e.Run.AvgHR), After: hoursAfter(e.Verdict),
		Badge: VerdictBadge(e.Verdict), Remark: withoutCommands(remark(e, s.Units, inWords)), Doubt: withoutCommands(clean(e.Run.Doubt)),
		OnlyOnStrava: e.Run.Provenance == analysis.StravaAPI,
	}
	if v := e.Verdict; v != nil && v.RunNumber != nil {
		row.Number = fmt.Sprint(*v.RunNumber)
	}
	return row
}

// withoutCommands leaves out of a doubt what to type against it: pages have
// buttons.
func withoutCommands(text string) string { return commands.Replace(text) }

var commands = strings.NewReplacer("; say which it was with --sport", "", "; say which with --sport", "")

const cutShort = "The recording breaks off: the run may have gone on, and its figures are those up to there."

// FindingView is a finding in words.
type FindingView struct {
	Rule     analysis.Rule
	Badge    Badge
	Headline string // "Longer than advised"
	Figure   string // "8.1 km, cap 3.6 km"; "" without one
	Text     string // one plain sentence
	About    string // its source, how sure, and the part of the run; "" for what is ok
	OK       bool
}

// RunView is one run explained, in words.
type RunView struct {
	Day, Clock   string // Clock "" where the source hides it
	Facts        []string
	More         []string // climb and heart rate
	From         string   // device, provenance, soundness
	Files        []string // what it is known from, the one that leads first
	Note         string
	CutShort     string // said of a recording that breaks off
	OnlyOnStrava string // said of a run that nothing else tells of
	ViewOnStrava string // its address there; "" for others
	Badge        Badge
	Sentence     string // the verdict in one sentence
	Place        string // "Third run, 134 h after the treatment of …"
	Findings     []FindingView
	Notes        []string
	Fine         string // what would have been fine; "" where there is nothing to say
	Usual        []string
	BaselineRuns []RunRow
	Legend       string // of the source letters
}

// RunViewOf puts one run explained in words.
func RunViewOf(shown Shown, s Style) RunView {
	r := shown.Run
	day, clock := s.startOf(r, dateLayout)
	v := RunView{
		Day: day, Clock: clock,
		Facts: facts(r.Sport.Words(), distance(r, s.Units), moving(r), pace(r, s.Units)),
		From:  strings.Join(facts(clean(r.Device), provenances[r.Provenance], soundness(r)), " · "),
		Note:  clean(r.Note), ViewOnStrava: viewOnStrava(r),
		Badge: VerdictBadge(shown.Verdict), Sentence: sentence(withoutCommands(inOneSentence(r, shown.Verdict))), Legend: sourceLegend,
	}
	if r.CutShort {
		v.CutShort = cutShort
	}
	if r.AscentM != nil {
		v.More = append(v.More, "ascent "+ascent(r, s.Units))
	}
	if r.AvgHR != nil {
		v.More = append(v.More, "heart rate "+heartRate(r.AvgHR)+" on average")
	}
	if r.MaxHR != nil {
		v.More = append(v.More, heartRate(r.MaxHR)+" at most")
	}
	if r.Provenance == analysis.StravaAPI {
		v.OnlyOnStrava = onlyOnStrava
	}
	for _, f := range shown.Files {
		v.Files = append(v.Files, f.String())
	}
	if shown.Verdict != nil {
		v.explain(*shown.Verdict, shown, s)
	}
	return v
}

func (v *RunView) explain(verdict analysis.Verdict, shown Shown, s Style) {
	v.Place = place(verdict, shown.Recovery, s)
	for _, f := range verdict.Findings {
		view := FindingView{Rule: f.Rule, Badge: BadgeOf(f.Level), Headline: upper(headline(f, s.Units)),
			Text: s.Say(f.Text), About: about(f, s.Units), OK: f.Level == analysis.OK}
		if f.Level != analysis.Unknown {
			view.Figure = figure(f, s.Units)
		}
		v.Findings = append(v.Findings, view)
	}
	v.Notes = slices.DeleteFunc(s.sayAll(verdict.Notes), func(n string) bool { return n == v.Sentence })
	if rec := shown.Recovery; rec != nil {
		v.Fine = wouldBeFine(shown.Run, verdict, *rec, s)
		v.Usual = baselineIn(rec.Baseline, s).Lines
		for _, run := range rec.Baseline.Runs {
			v.BaselineRuns = append(v.BaselineRuns, RunRowOf(analysis.Entry{Run: run}, s))
		}
	}
}

// Today is the answer to "may I run now?", in words.
type Today struct {
	Answer  string  // one sentence, the largest type on a page
	Hold    string  // why a check-in speaks against a run; "" when none does
	Window  *Window // nil without a treatment
	Next    string  // "Then, first run"; "" without a treatment
	Caps    []string
	Unknown string // why caps can't be known; "" when they are
	Aside   string // that recordings are kept aside; "" when none is
	Advice  []string

	// Advice again, by where it belongs on a page:
	Now    []string // what holds at this moment
	Test   string   // what to try before the run; "" when that was done, or it is too early
	Manner []string // how to run

	Resting bool // the rest may not be over
	Ailing  bool // no recovery is open, but a late check-in speaks against a run
}

// Window is the time from a treatment until running is clear, in hours since
// the treatment.
type Window struct {
	Now, Floor, Clear float64
	Text              string
}

// Part is where in the window some hours lie, from 0 to 100.
func (w Window) Part(hours float64) float64 { return max(0, min(hours/w.Clear, 1)) * 100 }

// TodayOf puts a plan in words.
func TodayOf(p analysis.Plan, s Style) Today {
	t := Today{Answer: Answer(p, s), Resting: p.SurelyRest(), Ailing: p.Complaint != nil, Hold: s.Say(p.Hold), Aside: strings.Replace(s.Say(p.Aside), ": needled runs --review.", ".", 1)}
	if p.Treatment != nil {
		if w := windowOf(p); w.Clear > 0 {
			t.Window = new(Window(w))
		}
		t.Next, t.Caps, t.Unknown = leadIn(p), capsInWords(p.Caps, s.Units), s.address(unknownUsual(p))
	}
	for _, a := range p.Advice {
		said := a == p.Aside || a == p.Hold || t.Unknown != "" && strings.HasPrefix(string(a), unknownUsual(p))
		if said {
			continue
		}
		text := s.Say(a)
		if p.State == analysis.Free && strings.Contains(t.Answer, strings.TrimSuffix(text, ".")) {
			continue
		}
		t.Advice = append(t.Advice, text)
		switch {
		case strings.HasPrefix(string(a), "Test before you go"):
			t.Test = text
		case t.Resting, p.State == analysis.Free, strings.HasPrefix(text, "Wait until"), strings.HasPrefix(text, "Time of treatment unknown"):
			t.Now = append(t.Now, text)
		default:
			t.Manner = append(t.Manner, text)
		}
	}
	return t
}

// CheckInWords is what a check-in says, in a line.
func CheckInWords(c analysis.CheckIn) string { return checkInWords(c) }

// TreatedWords are the regions of a treatment: "calf, glutes".
func TreatedWords(t analysis.Treatment) string { return treated(t) }

// RuleWords names a rule's topic: "length".
func RuleWords(r analysis.Rule) string { return rules[r].topic }

// SourceWords spells out where a number of the protocol comes from.
func SourceWords(s analysis.Source) string { return sources[s] }

// Amount is a value in SI units as the reader wants it: "8.1 km" of 8,100 m.
// beside is the value it stands next to; both get the decimals it takes to
// tell them apart.
func Amount(v, beside float64, unit string, u analysis.Units) string {
	return amount(v, beside, unit, u)
}

// Date is a day with its year: "Tue 3 Mar 2026".
func (s Style) Date(t time.Time) string { return s.date(t) }

// OfTreatment is when a treatment was, as well as it is known.
func (s Style) OfTreatment(t analysis.Treatment) string { return s.ofTreatment(t) }

// Ago is how long something is past: "2 h ago".
func Ago(d time.Duration) string { return ago(d) }
