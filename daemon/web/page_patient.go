package web

import (
	"html/template"
	"slices"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// patientPage is a patient on one page: the latest recovery, what is new, and
// what came before.
type patientPage struct {
	Name      string
	Facts     []fact
	State     string
	Keys      []report.KeyFigure
	DataDays  string // of the last 30
	News      []string
	NewsSince string   // "" on a first visit
	Planned   []string // treatments to come
	Latest    *latestRecovery
	CheckIns  []string
	Earlier   []earlierRecovery
	Notes     []patientNote
	MayNote   bool // clinicians don't read what others noted of themselves
	Base      string
	Errors    []trouble
	Note      field
}

type fact struct{ Name, Value string }

// latestRecovery is the recovery a clinician asks after.
type latestRecovery struct {
	ID      string
	Title   string
	Period  string
	Picture template.HTML
	Runs    []patientRun
	Others  []otherActivity
	Aside   string
}

// patientRun is a run beside its caps; a figure beyond its cap bears a mark.
type patientRun struct {
	report.RecoveryRun
	AfterMark, LengthMark, ClimbMark, EffortMark *report.Badge // nil where the figure is fine, or not known
}

// otherActivity is one of another sport that isn't fine.
type otherActivity struct {
	ID, Day, Text string
	Badge         report.Badge
}

// earlierRecovery is another one, in a line.
type earlierRecovery struct {
	ID, When, Treated string
	Runs              string
	Badge             report.Badge
}

type patientNote struct {
	ID, When, By, Text string
	Mine               bool
}

// newVisit is how long after the last page of a patient a look counts as
// another visit.
const newVisit = 30 * time.Minute

func (v *visit) patient() error {
	last, err := v.Store.LastLook(v.ctx(), v.person.ID, v.subject(), v.Now().Add(-newVisit))
	if err != nil {
		return err
	}
	view, r, err := v.view()
	if err != nil {
		return err
	}
	p, err := v.patientPage(view, r, last)
	if err != nil {
		return err
	}
	return v.render("patient", "Patient", p)
}

func (v *visit) patientPage(view *store.View, r analysis.Runner, last *time.Time) (patientPage, error) {
	p := patientPage{Base: v.base(), Note: field{Name: "text", Label: "New note", Type: "textarea",
		Hint: "Read by the clinicians this patient lets in. Not part of the report."}}
	var err error
	if p.Name, err = v.Store.NameOf(v.ctx(), r.Name); err != nil {
		return p, err
	}
	sight, err := v.sight(v.ctx(), Remark, r.Name)
	if err != nil {
		return p, err
	}
	if p.MayNote = sight != store.Nothing; p.MayNote {
		if p.Notes, err = v.notes(r.Name, v.style(r)); err != nil {
			return p, err
		}
	}
	return p, view.Together(v.ctx(), func(view *store.View) error { return v.tell(&p, view, r, last) })
}

// tell puts what is known of the patient on the page.
func (v *visit) tell(p *patientPage, view *store.View, r analysis.Runner, last *time.Time) error {
	ctx, now, style := v.ctx(), v.Now(), v.style(r)
	recoveries, err := view.Outlines(ctx)
	if err != nil {
		return err
	}
	checks, err := view.CheckIns(ctx, now.AddDate(-1, 0, 0))
	if err != nil {
		return err
	}
	if err := v.latest(p, r, recoveries, checks); err != nil {
		return err
	}
	for _, c := range slices.Backward(checks) {
		if len(p.CheckIns) < 8 {
			p.CheckIns = append(p.CheckIns, style.Stamp(c.At)+", "+report.CheckInWords(c))
		}
	}
	if p.DataDays, err = dataDays(v, view, style); err != nil {
		return err
	}
	if last != nil {
		p.NewsSince = style.Stamp(*last)
		if p.News, err = v.news(view, *last, recoveries, style); err != nil {
			return err
		}
	}
	data, err := view.LastData(ctx)
	if err != nil {
		return err
	}
	said := "none yet"
	if data != nil {
		said = style.Stamp(*data) + " (" + report.Ago(now.Sub(*data)) + ")"
	}
	p.Facts = append(p.Facts, fact{"Last data", said}, fact{"Data on", p.DataDays}, fact{"Experience", experienceWords(r)})
	return nil
}

// latest puts the latest recovery that has begun on the page, and the others
// in a line each.
func (v *visit) latest(p *patientPage, r analysis.Runner, recoveries []analysis.Recovery, checks []analysis.CheckIn) error {
	now, style := v.Now(), v.style(r)
	begun := slices.DeleteFunc(slices.Clone(recoveries), func(rec analysis.Recovery) bool { return rec.Treatment.At.After(now) })
	for _, rec := range recoveries {
		if rec.Treatment.At.After(now) {
			p.Planned = append(p.Planned, style.Date(rec.Treatment.At)+", "+report.TreatedWords(rec.Treatment))
		}
	}
	if len(begun) == 0 {
		return nil
	}
	rec := begun[len(begun)-1]
	rep := report.Report{Runner: r, Recovery: rec, CheckIns: checks, At: now}
	if rec.Latest.After(now) && (rec.End == nil || rec.End.After(now)) {
		// Only what the picture draws: the whole plan takes the whole history.
		number, capM := rec.Next()
		rep.Next = &analysis.Plan{RunNumber: &number, Caps: &analysis.Caps{DistanceM: capM}}
	}
	picture, err := report.Picture(style, rep)
	if err != nil {
		return err
	}
	p.Keys = report.KeyFigures(rep)
	p.Latest = &latestRecovery{ID: rec.Treatment.ID, Title: style.OfTreatment(rec.Treatment) + ": " + report.TreatedWords(rec.Treatment),
		Period: report.PeriodWords(rep, style), Picture: picture, Runs: patientRuns(rep, style), Others: otherActivities(rec, style), Aside: style.Say(rec.AsideInWords())}
	ends := rec.Latest
	if rec.End != nil {
		ends = *rec.End
	}
	p.State = stateWords(rec.Treatment, now, rec.Floor, rec.Clear, ends, style)
	for _, rec := range slices.Backward(begun[:len(begun)-1]) {
		sum := report.Report{Runner: r, Recovery: rec, At: now}.Summary()
		var levels []analysis.Level
		for _, e := range rec.Entries {
			if e.Verdict != nil {
				levels = append(levels, e.Verdict.Level)
			}
		}
		badge := report.BadgeOf("")
		if len(levels) > 0 {
			badge = report.BadgeOf(analysis.Worst(levels...))
		}
		p.Earlier = append(p.Earlier, earlierRecovery{rec.Treatment.ID, style.Date(rec.Treatment.At), report.TreatedWords(rec.Treatment), count(sum.Runs, "run", "runs"), badge})
	}
	return nil
}

// patientRuns are the runs of a report, with the figures marked that are
// beyond their caps.
func patientRuns(rep report.Report, s report.Style) []patientRun {
	verdicts := map[string]*analysis.Verdict{}
	for _, e := range rep.Recovery.Entries {
		verdicts[e.Run.ID] = e.Verdict
	}
	var all []patientRun
	for _, line := range report.RecoveryRuns(rep, s) {
		mark := func(rule analysis.Rule) *report.Badge {
			f := verdicts[line.ID].Finding(rule)
			if f == nil || !f.Level.WorseThan(analysis.Unknown) {
				return nil
			}
			return new(report.BadgeOf(f.Level))
		}
		if rep.Recovery.Treatment.DateOnly && verdicts[line.ID].HoursSinceTreatment != nil {
			line.After = "at most " + line.After
		}
		all = append(all, patientRun{line, mark(analysis.TooEarly), mark(analysis.TooLong), mark(analysis.TooHilly), mark(analysis.TooHard)})
	}
	return all
}

// otherActivities are those of other sports of which something is to be said.
func otherActivities(rec analysis.Recovery, s report.Style) []otherActivity {
	var all []otherActivity
	for _, e := range rec.Entries {
		if v := e.Verdict; v != nil && v.RunNumber == nil && v.Level != analysis.OK {
			all = append(all, otherActivity{e.Run.ID, report.RunRowOf(e, s).Day, v.Findings[0].Text.In(s.Units), report.BadgeOf(v.Level)})
		}
	}
	return all
}

// dataDays counts the days of the last 30 on which anything was recorded.
func dataDays(v *visit, view *store.View, s report.Style) (string, error) {
	now := v.Now()
	starts, err := view.Starts(v.ctx(), now.AddDate(0, 0, -30), now)
	if err != nil {
		return "", err
	}
	days := map[string]bool{}
	for _, at := range starts {
		days[s.Date(at)] = true
	}
	return count(len(days), "day", "days") + " of the last 30", nil
}

// news is what came since a clinician's last visit, but for what the clinician
// recorded.
func (v *visit) news(view *store.View, since time.Time, recoveries []analysis.Recovery, s report.Style) ([]string, error) {
	came, err := view.Arrived(v.ctx(), since)
	if err != nil {
		return nil, err
	}
	own, err := v.Store.Audits(v.ctx(), store.AuditFilter{Who: v.person.ID, Whose: v.subject(), Since: since})
	if err != nil {
		return nil, err
	}
	made := map[string]bool{} // by the clinician, who knows of it
	for _, deed := range own {
		made[deed.Object] = deed.Deed == "add treatment" || made[deed.Object]
	}
	var said []string
	outside := 0
	for _, rec := range recoveries {
		for _, e := range rec.Entries {
			if e.Verdict != nil && e.Verdict.Level == analysis.Violation && slices.Contains(came.Runs, e.Run.ID) {
				outside++
			}
		}
	}
	if n := len(came.Runs); n > 0 {
		text := count(n, "activity", "activities") + " came"
		if outside > 0 {
			text += ", " + count(outside, "run", "runs") + " outside the advice"
		}
		said = append(said, text+".")
	}
	for _, t := range came.Treatments {
		if made[t.ID] {
			continue
		}
		said = append(said, "Treatment recorded: "+s.OfTreatment(t)+", "+report.TreatedWords(t)+".")
	}
	for _, c := range came.CheckIns {
		said = append(said, "Check-in "+s.Stamp(c.At)+", "+report.CheckInWords(c)+".")
	}
	return said, nil
}

func experienceWords(r analysis.Runner) string {
	word := string(r.Experience)
	if word == "" {
		word = string(analysis.Recreational)
	}
	if r.ReturningFromInjury {
		word += ", returning from an injury"
	}
	return word
}

// notes are the clinic's on a patient, the newest first.
func (v *visit) notes(runner string, s report.Style) ([]patientNote, error) {
	kept, err := v.Store.PatientNotes(v.ctx(), runner)
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	names := map[string]string{v.person.ID: v.person.Name}
	for _, n := range kept {
		if _, known := names[n.By]; known {
			continue
		}
		p, err := v.Store.Person(v.ctx(), n.By)
		if err != nil {
			return nil, err
		}
		names[n.By] = p.Name
	}
	var all []patientNote
	for _, n := range kept {
		all = append(all, patientNote{n.ID, s.Stamp(n.At), names[n.By], n.Text, n.By == v.person.ID})
	}
	return all, nil
}

// mostNote is how long a note may be, in characters.
const mostNote = 4000

func (v *visit) addNote() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	text := f.required("text", mostNote, "the note")
	if f.ok() {
		kept, err := v.Store.AddPatientNote(v.ctx(), store.PatientNote{Runner: r.Name, By: v.person.ID, At: v.Now(), Text: text})
		if err != nil {
			return err
		}
		v.noteObject(kept.ID)
		v.flash("Note kept.")
		return v.goTo(v.base())
	}
	p, err := v.patientPage(view, r, nil)
	if err != nil {
		return err
	}
	p.Errors, p.Note.Error, p.Note.Value = f.troubles(), f.wrong["text"], f.values.Get("text")
	return v.renderStatus(422, "patient", "Patient", p)
}

func (v *visit) removeNote() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if err := v.Store.RemovePatientNote(v.ctx(), r.Name, v.person.ID, v.r.PathValue("id")); err != nil {
		return err
	}
	v.flash("Note removed.")
	return v.goTo(v.base())
}
