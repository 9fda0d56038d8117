package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"needled/analysis"
)

func reportTitle(r Report) string {
	title := "Recovery after dry needling"
	if name := r.name(); name != "" {
		title += ": " + clean(name)
	}
	return title
}

// name is whom a report is about, as people read it.
func (r Report) name() string { return cmp.Or(r.Name, r.Runner.Name) }

// headOf is what a report is about: the treatment, the rest it asks for, the
// period, the protocol, and where the data come from. What is empty is left
// out.
func headOf(r Report, s Style) []field {
	rec := r.Recovery
	t := rec.Treatment
	return slices.DeleteFunc([]field{
		{"Treatment", s.ofTreatment(t)},
		{"Treated", strings.Join(facts(treated(t), intensity(t)+" needling", cpt(t)), " · ")},
		{"Class", string(rec.Class) + ": " + rec.ClassWhy},
		{"Rest", restOf(rec, s)},
		{"Period", period(r, s)},
		{"Protocol", strings.Join(facts(clean(rec.Protocol.Name), version(rec.Protocol), "fingerprint "+clean(rec.Protocol.Fingerprint())), " · ")},
		{"Set for it", strings.Join(SetWords(t, s.Units), " · ")},
		{"Data", dataSources(rec)},
		{"Times", "in the zone " + s.zone().String()},
		{"Note", clean(t.Note)},
	}, func(f field) bool { return f.Value == "" })
}

func treated(t analysis.Treatment) string {
	if len(t.Muscles) == 0 {
		return "muscles not recorded"
	}
	return muscles(t)
}

func cpt(t analysis.Treatment) string {
	if t.CPT == "" {
		return ""
	}
	return "CPT " + clean(t.CPT)
}

func version(pr analysis.Protocol) string {
	if pr.Version == "" {
		return ""
	}
	return "version " + clean(pr.Version)
}

func restOf(rec analysis.Recovery, s Style) string {
	text := "until " + s.stamp(rec.Floor)
	if rec.Clear.After(rec.Floor) {
		text += ", then with care until " + s.stamp(rec.Clear)
	}
	if rec.Treatment.DateOnly {
		text += ", counted from the start of the treatment's day"
	}
	return text
}

func period(r Report, s Style) string {
	from, end := s.date(r.Recovery.Treatment.At), r.end()
	if end == nil {
		return from + ", still open, until " + s.date(r.Recovery.Latest) + " at the latest"
	}
	return from + " to " + s.date(*end)
}

// dataSources says where the activities come from, and how sound it is.
func dataSources(rec analysis.Recovery) string {
	if len(rec.Entries) == 0 && len(rec.Aside) > 0 {
		return "none that counts"
	}
	if len(rec.Entries) == 0 {
		return "none yet"
	}
	count := map[string]int{}
	damaged, fetched := 0, 0
	for _, e := range rec.Entries {
		if e.Run.Provenance == analysis.StravaAPI {
			fetched++
		}
		count[fmt.Sprintf("%s (%s)", cmp.Or(clean(e.Run.Device), "unnamed device"), cmp.Or(provenances[e.Run.Provenance], "source unknown"))]++
		if soundness(e.Run) != "" {
			damaged++
		}
	}
	var parts []string
	for _, name := range slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) }) {
		parts = append(parts, plural(count[name], "activity", "activities")+" from "+name)
	}
	if damaged > 0 {
		parts = append(parts, plural(damaged, "damaged file", "damaged files"))
	}
	if fetched > 0 {
		parts = append(parts, "what is only on Strava is for the runner alone, and goes after 7 days unless it is fetched again")
	}
	return strings.Join(parts, "; ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
