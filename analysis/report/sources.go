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
