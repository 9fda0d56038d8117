package store

import (
	"fmt"

	"needled/analysis"
)

// answer is the outcome of recording m, in groups[i], and a sentence why.
func answer(all []recording, groups []group, before map[string]ledRun, i, m int) (analysis.Outcome, string) {
	g := groups[i]
	var reasons []string
	outcome := analysis.Added
	if damage := damaged(all[m].Run.Integrity); damage != "" {
		outcome, reasons = analysis.InPart, append(reasons, damage)
	}
	if g.first != m {
		outcome = analysis.Merged
		reasons = append([]string{fmt.Sprintf("same run as %s, known from %s", g.run.ID, source(all[g.first].Run))}, reasons...)
		if g.members[0] == m {
			reasons[0] += "; this recording is the better one and leads now"
		}
	}
	if g.run.Doubt != "" {
		return analysis.InReview, also(append(reasons, g.run.Doubt)...)
	}
	for _, other := range groups {
		first := all[other.first]
		if other.rival != i || g.members[0] != m || first.seq > all[m].seq {
			continue
		}
		// The pair is this recording's doing, unless the other run was kept
		// aside before.
		if before[first.run].run.Doubt == "" {
			return analysis.InReview, also(append(reasons,
				differs(g.run, other.run, other.ask)+"; this one counts, that one is kept aside")...)
		}
	}
	return outcome, also(reasons...)
}

func damaged(i analysis.Integrity) string {
	switch i {
	case analysis.BadCRC:
		return "the file's checksum does not match its content"
	case analysis.Truncated:
		return "the file ends too early and was taken as far as it reads"
	case analysis.Partial:
		return "the file can be read only in part"
	}
	return ""
}

// source says where a recording came from, as "a watch file (fit)".
func source(r analysis.Run) string {
	words := map[analysis.Provenance]string{
		analysis.WatchFile:    "a watch file",
		analysis.RunnerExport: "an export",
		analysis.StravaAPI:    "Strava",
	}[r.Provenance]
	if words == "" {
		words = "another source"
	}
	if r.Format == "" {
		return words
	}
	return words + " (" + r.Format + ")"
}
