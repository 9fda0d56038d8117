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
	name   string // of the list, in its archive
	folder string // where it lies, in lower case, "" or ending in /
	sports map[string]sport
	tracks map[string]bool // by file name, in lower case
	damage error           // what stopped the reading of the list short
}

// sport is a sport in FIT's words.
type sport struct {
	sport analysis.Sport
	sub   string
}

func newStrava(table *stravacsv.Table, name string, tracks map[string]bool) *strava {
	folder, _ := path.Split(strings.ToLower(name))
	s := &strava{table: table, name: name, folder: folder, sports: map[string]sport{}, tracks: tracks}
	for row := range table.Rows() {
		if name, sub := row.Sport(); row.File() != "" && name != analysis.UnknownSport {
			s.sports[fileKey(row.File())] = sport{name, sub}
		}
	}
	return s
}

// fileKey is what a track is known by: its file name is Strava's number of it.
func fileKey(file string) string { return strings.ToLower(path.Base(file)) }

// sportOf is what the list says of a track.
func (s *strava) sportOf(name string) sport {
	if s == nil {
		return sport{}
	}
	return s.sports[fileKey(name)]
}

// answer is what is said to the list itself.
func (s *strava) answer() error {
	if s.damage != nil {
		return failed("Strava's list of activities can be read only in part: %v; what it says beyond is lost. Get the export again", sentence(s.damage))
	}
	alone := 0
	for row := range s.table.Rows() {
		if !s.tracks[fileKey(row.File())] {
			alone++
		}
	}
	return &ingest.IgnoredError{Reason: fmt.Sprintf("no activity itself, but used: Strava's list of activities names the sports of %d tracks, and %d activities are known from it alone",
		len(s.sports), alone)}
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
			if strings.Trim(id, "0123456789") != "" || id == "" || len(id) > 32 {
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
