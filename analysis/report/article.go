package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"

	"needled/analysis"
)

// StyleSheet is the style of what Article and Picture write, and of HTML's
// pages.
func StyleSheet() string { return htmlStyle }

// Article is a report as part of a page, which has to bring StyleSheet.
func Article(s Style, r Report) (template.HTML, error) {
	return part("report", htmlReportOf(r, s, 1))
}

// Picture is the picture of a report as part of a page, which has to bring
// StyleSheet.
func Picture(s Style, r Report) (template.HTML, error) {
	return part("figure", htmlFigureOf(r, s))
}

func part(name string, of any) (template.HTML, error) {
	var b bytes.Buffer
	err := htmlTemplate.ExecuteTemplate(&b, name, of)
	return template.HTML(b.String()), err
}

// KeyFigure is one of the three figures a clinician has time for.
type KeyFigure struct{ What, Value, Why string }

// KeyFigures are those of a report.
func KeyFigures(r Report) []KeyFigure {
	var all []KeyFigure
	for _, k := range keyFigures(r) {
		all = append(all, KeyFigure{k.What, k.Value, k.Why})
	}
	return all
}

// RecoveryRun is a run beside its caps, in a line.
type RecoveryRun struct {
	ID, Day, Clock               string // Clock "" where the source hides it
	Number                       int
	After, Length, Climb, Effort string // each with its cap, where it has one
	Badge                        Badge
	Remark                       string // the worst finding
}

// RecoveryRuns are the numbered runs of a report.
func RecoveryRuns(r Report, s Style) []RecoveryRun {
	var all []RecoveryRun
	entries := numbered(r.Recovery)
	for i, l := range runLines(r, s) {
		all = append(all, RecoveryRun{ID: entries[i].Run.ID, Day: l.Day, Clock: l.Clock, Number: l.Number,
			After: l.After, Length: l.Length, Climb: l.Climb, Effort: l.Effort,
			Badge: Badge{l.Mark.Shape, l.Mark.Word}, Remark: worstOf(*entries[i].Verdict, s.Units, inWords)})
	}
	return all
}

// FlagWords are a finding in short: "length 8.1 km, cap 3.6 km".
func FlagWords(f analysis.Finding, u analysis.Units) string { return shortFigure(f, u) }

// PeriodWords is the time a report is about.
func PeriodWords(r Report, s Style) string { return period(r, s) }

// StyleHash names the style that HTML writes into its pages, as a
// Content-Security-Policy does: "sha256-…".
func StyleHash() string {
	sum := sha256.Sum256([]byte(htmlStyle))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
