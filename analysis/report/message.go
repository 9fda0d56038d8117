package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// Message is a text for a phone's lock screen or a mail: plain, in the units
// and the zone of the style.
type Message struct {
	Title string // one line of at most 60 characters
	Body  string
}

const (
	longestTitle   = 60
	toldFindings   = 3
	digestRunLines = 7
)

func message(s Style, title string, body ...string) Message {
	return Message{
		Title: shorten(s.legible(clean(title)), longestTitle),
		Body:  s.legible(strings.Join(facts(body...), "\n")),
	}
}

// OutsideMessage tells of a run that lies outside the advice: what, the cap,
// by how much. There is nothing to tell of any other; why says so.
func OutsideMessage(s Style, e analysis.Entry) (m Message, tell bool, why string) {
	if e.Verdict == nil || e.Verdict.Level != analysis.Violation {
		return Message{}, false, "the run is not outside the advice any more"
	}
	flagged := slices.DeleteFunc(slices.Clone(e.Verdict.Findings), func(f analysis.Finding) bool { return !f.Level.WorseThan(analysis.Unknown) })
	var body []string
	for _, f := range flagged[:min(len(flagged), toldFindings)] {
		text := f.Text.In(s.Units)
		if len(flagged) > 1 {
			text = upper(headline(f, s.Units)) + ": " + text
		}
		body = append(body, text)
	}
	more := ""
	if n := len(flagged) - toldFindings; n > 0 {
		more = fmt.Sprintf("And %d more; ", n)
	}
	body = append(body, more+"needled show "+clean(e.Run.ID)+" explains it.")
	return message(s, s.runLine(e.Run)+": "+headline(flagged[0], s.Units), body...), true, ""
}

// runLine names a run by its day, its distance and, where it isn't running,
// its sport.
func (s Style) runLine(r analysis.Run) string {
	day, _ := s.startOf(r, dayLayout)
	what := distance(r, s.Units)
	if !r.Sport.IsRun() {
		what = strings.Join(facts(lower(r.Sport.Words()), what), " ")
	}
	return strings.Join(facts(day, what), ", ")
}

// ClearMessage tells, from the plan of the moment, that the rest is over: from
// when, how far and how, and what speaks against it. Where there is nothing to
// tell why says so.
func ClearMessage(s Style, p analysis.Plan) (m Message, tell bool, why string) {
	switch {
	case p.State == analysis.Free:
		return Message{}, false, "the recovery is over"
	case p.State == analysis.Rest:
		return Message{}, false, "the rest goes on until " + s.stamp(*p.Earliest)
	case p.Hold != "":
		return message(s, "The rest is over, but wait with running", p.Hold.In(s.Units), "Wait until a readiness check is passed."), true, ""
	}
	from := "again"
	if s.daysBetween(*p.Earliest, p.At) == 0 {
		from = "from " + s.clock(*p.Earliest) + " today"
	}
	length := lengthOf(p.Caps, s.Units, false)
	manner := length + ", flat, easy"
	if strings.HasSuffix(length, "easy") {
		manner = length + ", flat"
	}
	body := []string{upper(ordinal(*p.RunNumber)) + " run: " + strings.Join(capsInWords(p.Caps, s.Units), " · ") + "."}
	if p.State == analysis.Careful {
		body = append(body, Answer(p, s))
	}
	body = append(body, unknownUsual(p))
	for _, a := range p.Advice {
		if text := a.In(s.Units); strings.HasPrefix(text, "Test before you go") || strings.HasPrefix(text, "Time of treatment unknown") {
			body = append(body, text)
		}
	}
	return message(s, "You may run "+from+": "+manner, body...), true, ""
}

// SourceMessage tells that a source of runs needs the user. There is nothing
// to tell of one that does well; why says so.
func SourceMessage(s Style, source SourceLine) (m Message, tell bool, why string) {
	name := upper(clean(source.Name))
	if source.State != SourceNeedsYou {
		return Message{}, false, name + " does not need the user any more"
	}
	return message(s, name+" needs you", sentence(upper(clean(source.Detail))), "Until then runs from there may be missing."), true, ""
}

// SilentMessage tells that no data have come in a recovery since a moment: the
// last run, or the treatment where none has come yet.
func SilentMessage(s Style, at, since time.Time) Message {
	days := int(at.Sub(since).Hours() / 24)
	return message(s, "No data for "+plural(days, "day", "days"),
		"Nothing has come since "+s.stamp(since)+". Is the watch synced?",
		"What isn't recorded can't be compared with the advice.")
}

// Digest is what a daily or weekly summary tells of.
type Digest struct {
	From, To time.Time
	Entries  []analysis.Entry // activities that started between, by start
	Next     analysis.Plan    // at To
}

// DigestMessage sums up: the runs with their verdicts, and what comes next.
// Outside a recovery and without runs there is nothing to tell; why says so.
func DigestMessage(s Style, d Digest) (m Message, tell bool, why string) {
	runs := slices.DeleteFunc(slices.Clone(d.Entries), func(e analysis.Entry) bool { return !e.Run.Sport.IsRun() })
	if len(runs) == 0 && d.Next.State == analysis.Free {
		return Message{}, false, "no runs, and no recovery"
	}
	outside := 0
	var body []string
	for i, e := range runs {
		if e.Verdict != nil && e.Verdict.Level == analysis.Violation {
			outside++
		}
		if i < digestRunLines {
			body = append(body, s.runLine(e.Run)+": "+verdictInShort(e.Verdict))
		}
	}
	if n := len(runs) - digestRunLines; n > 0 {
		body = append(body, fmt.Sprintf("And %d more; needled runs lists them.", n))
	}
	body = append(body, Answer(d.Next, s))
	if d.Next.RunNumber != nil && d.Next.Hold == "" {
		body = append(body, upper(ordinal(*d.Next.RunNumber))+" run: "+strings.Join(capsInWords(d.Next.Caps, s.Units), " · ")+".", unknownUsual(d.Next))
	}

	span, count := "Since yesterday", "no runs"
	if days := s.daysBetween(d.From, d.To); days > 1 {
		span = fmt.Sprintf("Last %d days", days)
	}
	if len(runs) > 0 {
		count = plural(len(runs), "run", "runs")
	}
	if outside > 0 {
		count += fmt.Sprintf(", %d outside the advice", outside)
	}
	return message(s, span+": "+count, body...), true, ""
}

// verdictInShort is a verdict in a few words.
func verdictInShort(v *analysis.Verdict) string {
	switch {
	case v == nil:
		return "not held against the advice"
	case v.Level == analysis.Violation:
		return brokenRules(*v, analysis.Violation)
	case v.Level == analysis.Caution:
		return "caution, " + brokenRules(*v, analysis.Caution)
	case v.Level == analysis.Unknown:
		return "not everything is known"
	}
	return "within the advice"
}
