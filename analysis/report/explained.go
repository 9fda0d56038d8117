package report

import (
	"fmt"
	"strings"

	"needled/analysis"
)

// flagged explains every run that is not plainly within the advice, and tells
// what was noted of the others.
func flagged(r Report, s Style) []explained {
	var all []explained
	for _, e := range numbered(r.Recovery) {
		if e.Verdict.Level == analysis.OK && len(e.Verdict.Notes) == 0 {
			continue
		}
		title := strings.Join(facts(fmt.Sprintf("Run %d", *e.Verdict.RunNumber), when(e.Run, s), distance(e.Run, s.Units)), ", ")
		all = append(all, s.explain(title, e))
	}
	return all
}

// others explains what carries no run number: other sports, accidents of the
// button.
func others(r Report, s Style) []explained {
	var all []explained
	for _, e := range r.Recovery.Entries {
		if e.Verdict != nil && e.Verdict.RunNumber != nil {
			continue
		}
		what := explained{Title: s.activity(e.Run), Mark: markOf(e.Verdict)}
		switch {
		case e.Verdict == nil:
			what.Said = "too short to count, in no verdict"
		case e.Verdict.Level == analysis.OK:
			what.Said = "fine"
		default:
			what = s.explain(what.Title, e)
		}
		all = append(all, what)
	}
	return all
}

func (s Style) explain(title string, e analysis.Entry) explained {
	x := explained{Title: title, Mark: markOf(e.Verdict), Note: clean(e.Run.Note), Notes: s.sayAll(e.Verdict.Notes)}
	for _, f := range e.Verdict.Findings {
		if f.Level != analysis.OK {
			x.Findings = append(x.Findings, saidFinding{marks[f.Level], upper(headline(f, s.Units)), s.Say(f.Text), about(f, s.Units)})
		}
	}
	return x
}

// about says where a finding's cap and its figure come from, and which part
// of the run it speaks of; of one that is unknown, whether the file is to
// blame. "" where there is nothing to say.
func about(f analysis.Finding, u analysis.Units) string {
	switch f.Level {
	case analysis.OK:
		return ""
	case analysis.Unknown:
		if f.Integrity != "" && f.Integrity != analysis.Intact {
			return upper(sureness(f))
		}
		return ""
	}
	source := ""
	if f.Source != "" {
		source = fmt.Sprintf("Source: %s (%s)", sources[f.Source], f.Source)
	}
	return strings.Join(facts(source, sureness(f), evidence(f, u)), " · ")
}

// when is the day and, where known, the time of a run.
func when(r analysis.Run, s Style) string {
	day, clock := s.startOf(r, dayLayout)
	if clock == "" {
		return day + ", time of day hidden"
	}
	return day + " " + clock
}

// activity is when something took place and what it was.
func (s Style) activity(r analysis.Run) string {
	return when(r, s) + ", " + strings.Join(facts(lower(r.Sport.Words()), distance(r, s.Units), moving(r)), " ")
}
