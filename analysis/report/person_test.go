package report

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"needled/analysis"
)

// A clinician reads of the runner; the runner is spoken to.
func TestAClinicianReadsOfTheRunner(t *testing.T) {
	for said, want := range map[string]string{
		"After the run you reported pain 4/10; up to 2/10 counts as minor.":                "After the run the runner reported pain 4/10; up to 2/10 counts as minor.",
		"{km:4900}; the cap for a first run was {km:3600} (60 % of your usual {km:6000}).": "4.9 km; the cap for a first run was 3.6 km (60 % of the runner's usual 6.0 km).",
		"60 % of the 6.0 km you gave as usual":                                             "60 % of the 6.0 km the runner gave as usual",
		"HRmax 190, the highest of your last year's runs":                                  "HRmax 190, the highest of the runner's last year's runs",
		"Wait: your last check-in speaks against a run now.":                               "Wait: the last check-in speaks against a run now.",
		"Your HRmax or year of birth would settle it.":                                     "The runner's HRmax or year of birth would settle it.",
		"Flat and even ground, no speed work, at a pace you can talk at.":                  "Flat and even ground, no speed work, at a pace that leaves breath to talk.",
		"Walking: fine.": "Walking: fine.",
	} {
		if got := (Style{Third: true}).Say(analysis.Phrase(said)); got != want {
			t.Errorf("to a clinician: %q, want %q", got, want)
		}
		if got := (Style{}).Say(analysis.Phrase(said)); got != analysis.Phrase(said).In(analysis.Metric) {
			t.Errorf("to the runner: %q", got)
		}
	}
}

// No form of the report speaks to the runner where a clinician reads it, and
// notes stay as they were written.
func TestAClinicianSReportSpeaksToNobody(t *testing.T) {
	zone := berlin(t)
	r, unknown := flaggedReport(zone), dateOnlyReport(zone)
	r.Recovery.Treatment.Note = "I told you: mind your calf."
	r.Next = new(restPlan(zone))
	you := regexp.MustCompile(`\b[Yy]our?\b`)
	for name, write := range map[string]func(io.Writer, Style, ...Report) error{"text": Text, "HTML": HTML, "CSV": CSV} {
		var own, third bytes.Buffer
		if err := write(&own, Style{}, r, unknown); err != nil {
			t.Fatal(err)
		}
		if err := write(&third, Style{Third: true}, r, unknown); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(own.String(), "your usual") {
			t.Errorf("%s doesn't speak to the runner: %s", name, own.String())
		}
		text := third.String()
		if name != "CSV" && !strings.Contains(text, "I told you: mind your calf.") {
			t.Errorf("%s: the note isn't as it was written", name)
		}
		text = strings.ReplaceAll(text, "I told you: mind your calf.", "")
		if at := you.FindStringIndex(text); at != nil {
			t.Errorf("%s speaks to the runner: …%s…", name, text[max(0, at[0]-60):min(len(text), at[1]+60)])
		}
	}
}
