package report

import "needled/analysis"

// HeadlineWords name a finding in a few words: "longer than advised".
func HeadlineWords(f analysis.Finding, u analysis.Units) string { return headline(f, u) }

// EvidenceWords say which part of the run a finding speaks of: "from 3.6 km to
// 8.1 km"; "" where it speaks of the whole.
func EvidenceWords(f analysis.Finding, u analysis.Units) string { return evidence(f, u) }
