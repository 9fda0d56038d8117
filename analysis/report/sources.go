package report

import (
	"io"
	"time"
)

// Sources writes how sources of runs do.
func Sources(w io.Writer, s Style, at time.Time, sources []SourceLine) error {
	return sourceTable(s, at, sources).Write(w, s)
}

// Stamp is a moment as lists show it: "Tue 3 Mar 17:30".
func (s Style) Stamp(t time.Time) string { return s.stamp(t) }

// FilesLine is the source that is always there: what people give by hand. last
// is when something came in last, nil before that.
func FilesLine(last *time.Time) SourceLine {
	if last == nil {
		return SourceLine{Name: "files", State: SourceOK, Detail: "nothing taken in yet; use needled ingest"}
	}
	return SourceLine{Name: "files", State: SourceOK, LastSuccess: last, Detail: "what came in last"}
}
