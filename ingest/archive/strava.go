package archive

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/stravacsv"
)

// strava is an export of Strava: what its list tells of the tracks beside it.
type strava struct {
	table  *stravacsv.Table
	member int               // which one of its archive the list is, from 1
	folder string            // where it lies, in lower case, "" or ending in /
	listed map[string]listed // tracks by file name, in lower case
	tracks map[string]bool   // those in the export, by the same
	damage error             // what stopped the reading of the list short
}

// listed is what the list says of a track: its sport in FIT's words, unknown
// with its own name below where it isn't known, and the activity's source id.
type listed struct {
	sport    analysis.Sport
	subSport string
	sourceID string
}

func newStrava(table *stravacsv.Table, name string, tracks map[string]bool) *strava {
	folder, _ := path.Split(strings.ToLower(name))
	s := &strava{table: table, folder: folder, listed: map[string]listed{}, tracks: tracks}
	for row := range table.Rows() {
		if row.File() == "" {
			continue
		}
		l := listed{sourceID: row.SourceID()}
		l.sport, l.subSport = row.Sport()
		s.listed[fileKey(row.File())] = l
	}
	return s
}

// fileKey is what a track is known by: its file name is Strava's number of it.
func fileKey(file string) string { return strings.ToLower(path.Base(file)) }

// tell puts what the list says of a track with it.
func (s *strava) tell(item *ingest.Item, name string) {
	if s != nil {
		l := s.listed[fileKey(name)]
		item.Sport, item.SubSport, item.SourceID = l.sport, l.subSport, l.sourceID
	}
}

// answer is what is said to the list itself.
func (s *strava) answer() error {
	if s.damage != nil {
		return failed("Strava's list of activities can be read only in part: %v; what it says beyond is lost. Get the export again", sentence(s.damage))
	}
	named, alone := 0, 0
	for _, l := range s.listed {
		if l.sport != analysis.UnknownSport {
			named++
		}
	}
	for row := range s.table.Rows() {
		if !s.tracks[fileKey(row.File())] {
			alone++
		}
	}
	return &ingest.IgnoredError{Reason: fmt.Sprintf("no activity itself, but used: Strava's list of activities names the sports of %s, and %s known from it alone",
		counted(named, "track", "tracks"), counted(alone, "activity is", "activities are"))}
}

// entries are the activities of the list whose tracks the export lacks, most
// of them entered by hand, as items. name names the list, member gives an
// item its name.
func (s *strava) entries(item func(name string) ingest.Item) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		n := 1 // the header
		for row := range s.table.Rows() {
			n++
			if s.tracks[fileKey(row.File())] {
				continue
			}
			id := row.ID()
			if row.SourceID() == "" {
				id = fmt.Sprintf("row-%d", n)
			}
			document := row.Document()
			i := item(id + ".csv")
			i.Provenance, i.Size = analysis.RunnerExport, int64(len(document))
			i.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(document)), nil }
			if !yield(i) {
				return
			}
		}
	}
}
