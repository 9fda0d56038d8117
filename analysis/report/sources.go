package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"needled/analysis"
)

// Sources writes how sources of runs do.
func Sources(w io.Writer, s Style, at time.Time, sources []SourceLine) error {
	return sourceTable(s, at, sources).Write(w, s)
}

// Stamp is a moment as lists show it: "Tue 3 Mar 17:30".
func (s Style) Stamp(t time.Time) string { return s.stamp(t) }

// SourceView is how a source does, in words.
type SourceView struct {
	State  Badge
	Last   string // when it last had success, and how long ago that is
	Detail string // what is to be said of it; "" for nothing
}

// sourceBadges name the states of a source; the shapes are those of the
// status.
var sourceBadges = map[SourceState]Badge{
	SourceOK:       {"●", "ok"},
	SourceNeedsYou: {"■", "needs you"},
	SourceWaiting:  {"○", "waiting"},
	SourceOff:      {"–", "off"},
}

// SourceViewOf puts in words how a source does.
func SourceViewOf(l SourceLine, s Style, at time.Time) SourceView {
	v := SourceView{State: sourceBadges[l.State], Last: "never", Detail: sentence(upper(clean(l.Detail)))}
	if l.LastSuccess != nil {
		v.Last = s.stamp(*l.LastSuccess) + " (" + ago(at.Sub(*l.LastSuccess)) + ")"
	}
	return v
}

// outcomeOrder is the order in which outcomes are told, and what is said of
// one and of several.
var outcomeOrder = []struct {
	analysis.Outcome
	one, many string
}{
	{analysis.Added, "1 added", "%d added"},
	{analysis.Merged, "1 joined to a run known already", "%d joined to runs known already"},
	{analysis.InPart, "1 added in part", "%d added in part"},
	{analysis.InReview, "1 kept aside", "%d kept aside"},
	{analysis.Duplicate, "1 known already", "%d known already"},
	{analysis.Failed, "1 that can't be read", "%d that can't be read"},
	{analysis.Ignored, "1 that is no activity", "%d that are no activities"},
}

// OutcomesWords counts outcomes in words: "3 added, 1 known already"; "" for
// none.
func OutcomesWords(counts map[analysis.Outcome]int) string {
	var said []string
	for _, o := range outcomeOrder {
		switch n := counts[o.Outcome]; {
		case n == 1:
			said = append(said, o.one)
		case n > 1:
			said = append(said, fmt.Sprintf(o.many, n))
		}
	}
	return strings.Join(said, ", ")
}

// ReceiptView is what became of a file, in words.
type ReceiptView struct {
	File string  // as it was called, with its name in an archive
	Text string  // what became of it
	Run  *RunRow // the run it tells of; nil without one
	Good bool    // it is in, and counts
}

// ReceiptViewOf puts in words what became of a file.
func ReceiptViewOf(r analysis.Receipt, s Style) ReceiptView {
	v := ReceiptView{File: clean(r.Path)}
	if r.Member != "" {
		v.File += ": " + clean(r.Member)
	}
	reason := clean(r.Reason)
	switch r.Outcome {
	case analysis.Added:
		v.Text, v.Good = "Added", true
	case analysis.Merged:
		v.Text, v.Good = "Joined to a run known already", true
	case analysis.InPart:
		v.Text, v.Good = "Added as far as it can be read", true
	case analysis.Duplicate:
		v.Text, v.Good = "Known already; nothing changed", true
		if reason == analysis.KnownAlready {
			reason = ""
		}
	case analysis.InReview:
		v.Text = "Kept aside until you settle it"
	case analysis.Ignored:
		v.Text = "Not taken in"
	default:
		v.Text = "Can't be read"
	}
	if reason != "" {
		v.Text += ": " + reason
	}
	v.Text = sentence(v.Text)
	if r.Run != nil {
		row := RunRowOf(analysis.Entry{Run: *r.Run, Verdict: r.Verdict}, s)
		v.Run = &row
	}
	return v
}
