package report

import (
	"fmt"
	"strings"

	"needled/analysis"
)

// mark is a level as people read it: a word, a shape before it, a colour.
type mark struct {
	Shape, Word string
	ink         ink
}

func (m mark) String() string { return m.Shape + " " + m.Word }

var marks = map[analysis.Level]mark{
	analysis.Violation: {"■", "outside", red},
	analysis.Caution:   {"▲", "caution", yellow},
	analysis.Unknown:   {"○", "unknown", cyan},
	analysis.OK:        {"●", "within", green},
}

// markOf is the mark of a verdict; nil has none.
func markOf(v *analysis.Verdict) mark {
	if v == nil {
		return mark{"–", "none", faint}
	}
	return marks[v.Level]
}

// ruleWords are a rule's topic, as a label before a figure, and what a run
// that breaks it is.
type ruleWords struct{ topic, broken string }

var rules = map[analysis.Rule]ruleWords{
	analysis.TooEarly:         {"rest", "earlier than advised"},
	analysis.TooLong:          {"length", "longer than advised"},
	analysis.TooHilly:         {"hills", "hillier than advised"},
	analysis.TooHard:          {"effort", "harder than advised"},
	analysis.SpeedWork:        {"speed work", "with speed work"},
	analysis.TechnicalTerrain: {"terrain", "on technical terrain"},
	analysis.HighIntensity:    {"intensity", "strenuous in the time of rest"},
	analysis.NotReady:         {"readiness", "before the readiness check was passed"},
	analysis.Symptoms:         {"symptoms", "with symptoms afterwards"},
}

// ruleOrder is the order of rules where all of them are listed.
var ruleOrder = []analysis.Rule{
	analysis.TooEarly, analysis.TooLong, analysis.TooHilly, analysis.TooHard, analysis.SpeedWork,
	analysis.TechnicalTerrain, analysis.HighIntensity, analysis.NotReady, analysis.Symptoms,
}

// headline names a finding in a few words.
func headline(f analysis.Finding, u analysis.Units) string {
	switch {
	case f.Level.WorseThan(analysis.Unknown):
		return rules[f.Rule].broken
	case f.Level == analysis.Unknown && f.Measured != nil && f.Cap == nil:
		return rules[f.Rule].topic + " " + measured(f, u) + ", cap not known"
	case f.Level == analysis.Unknown:
		return rules[f.Rule].topic + " not known"
	}
	return rules[f.Rule].topic
}

// inOneSentence is a verdict in one sentence.
func inOneSentence(run analysis.Run, v *analysis.Verdict) string {
	switch {
	case run.Doubt != "":
		return "Kept aside, in no verdict: " + clean(run.Doubt)
	case v == nil && run.Sport.IsRun():
		return "Not held against the advice: it lies in no recovery, or is too short to count as a run."
	case v == nil:
		return "Not held against the advice."
	}
	switch v.Level {
	case analysis.Violation:
		return "Outside the clinic's advice: " + brokenRules(*v, analysis.Violation) + "."
	case analysis.Caution:
		return "With caution: " + brokenRules(*v, analysis.Caution) + "."
	case analysis.Unknown:
		var missing []string
		for _, f := range v.Findings {
			if f.Level == analysis.Unknown {
				missing = append(missing, rules[f.Rule].topic)
			}
		}
		return "Nothing outside the advice was found, but not everything is known: " + joined(missing) + "."
	}
	if v.RunNumber == nil {
		return run.Sport.Words() + ": fine."
	}
	return "Within the clinic's advice."
}

func brokenRules(v analysis.Verdict, l analysis.Level) string {
	var broken []string
	for _, f := range v.Findings {
		if f.Level == l {
			broken = append(broken, rules[f.Rule].broken)
		}
	}
	return joined(broken)
}

// joined lists items as a sentence does: a, b and c.
func joined(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " and " + items[last]
}

var sources = map[analysis.Source]string{
	analysis.ClinicAdvice: "clinic",
	analysis.Literature:   "literature",
	analysis.NeedledOwn:   "needled",
}

// sourceLegend spells the source letters out.
const sourceLegend = "Sources: C the clinic's published advice or the clinician's word, L literature, N needled's own reading, to be confirmed by the clinician."

// sureness says where a finding's figure comes from.
func sureness(f analysis.Finding) string {
	switch {
	case f.Integrity != "" && f.Integrity != analysis.Intact:
		return "from a damaged file (" + integrities[f.Integrity] + ")"
	case reported(f):
		return "reported by the runner"
	case f.Confidence == analysis.FromDevice:
		return "from the device"
	case f.Confidence == analysis.FromService:
		return "from the service"
	case f.Confidence == analysis.Estimated:
		return "estimated by needled"
	}
	return ""
}

var integrities = map[analysis.Integrity]string{
	analysis.Intact:    "intact",
	analysis.BadCRC:    "its checksum does not match",
	analysis.Truncated: "cut short",
	analysis.Partial:   "readable only in part",
}

var provenances = map[analysis.Provenance]string{
	analysis.WatchFile:    "watch file",
	analysis.RunnerExport: "export of a service",
	analysis.StravaAPI:    "Strava",
}

// evidence says which part of the run a finding speaks of, "" where it speaks
// of the whole.
func evidence(f analysis.Finding, u analysis.Units) string {
	var parts []string
	if f.FromM != nil && f.ToM != nil {
		parts = append(parts, "from "+stretch(*f.FromM, *f.ToM, u))
	}
	if f.FromS != nil && f.ToS != nil {
		from, to := int(*f.FromS)/60, int(*f.ToS)/60
		span := fmt.Sprintf("minute %d to %d", from, to)
		if from == to {
			span = fmt.Sprintf("minute %d", from)
		}
		parts = append(parts, span)
	}
	text := strings.Join(parts, ", ")
	switch f.Rule {
	case analysis.TooHard, analysis.TooHilly, analysis.HighIntensity:
		if text != "" { // the measure is of the whole run; this is where it shows most
			text = "longest stretch " + strings.TrimPrefix(text, "from ")
		}
	}
	return text
}

// stretch is a part of the course: "1.2 km to 3.0 km", "the start to 3.0 km".
func stretch(fromM, toM float64, u analysis.Units) string {
	from := analysis.DistanceBeside(fromM, toM, u)
	if fromM < 10 {
		from = "the start"
	}
	return from + " to " + analysis.DistanceBeside(toM, fromM, u)
}

// ordinal names a run of a recovery.
func ordinal(number int) string {
	names := []string{"first", "second", "third", "fourth", "fifth", "sixth"}
	if number >= 1 && number <= len(names) {
		return names[number-1]
	}
	suffix := "th"
	if tens := number / 10 % 10; tens != 1 {
		switch number % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", number, suffix)
}

// lower makes a word that began a sentence fit inside one.
func lower(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToLower(word[:1]) + word[1:]
}

// upper makes a word begin a sentence.
func upper(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// sentence ends a text with a full stop, if nothing ends it yet.
func sentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}
