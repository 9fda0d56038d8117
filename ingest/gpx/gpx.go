package gpx

import (
	"fmt"
	"strings"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/xmltrack"
)

// Decoder reads GPX files; it implements ingest.Decoder. Its fields bound what
// a file may ask for.
type Decoder struct {
	MaxBytes      int // size of a file; a larger one fails
	MaxPoints     int // points of a file; what lies beyond is left out, which the activity says
	MaxActivities int // activities of a file; one with more fails
}

var _ ingest.Decoder = Decoder{}

// New is a decoder with bounds far above any real recording: 128 MiB, a
// million points (eleven days, one a second), ten thousand activities.
func New() Decoder {
	return Decoder{MaxBytes: 128 << 20, MaxPoints: 1_000_000, MaxActivities: 10_000}
}

// Format implements ingest.Decoder.
func (Decoder) Format() string { return "gpx" }

// Recognises implements ingest.Decoder.
func (Decoder) Recognises(name string) bool { return strings.HasSuffix(name, ".gpx") }

// Sniff implements ingest.Decoder. An activity shows at its first point, a
// route only when all is read.
func (dec Decoder) Sniff(b []byte) error {
	if len(b) > dec.MaxBytes || xmltrack.Instead(b, "gpx", "GPX") != "" {
		return nil
	}
	r := newReading(b, 1)
	for r.step() && len(r.samples) == 0 {
	}
	if _, damage := r.xml.Damage(); damage != "" || len(r.samples) > 0 {
		return nil
	}
	if kind := r.kind(); kind != "" {
		return &ingest.IgnoredError{Kind: kind}
	}
	return nil
}

// Decode implements ingest.Decoder.
func (dec Decoder) Decode(b []byte) ([]ingest.Decoded, error) {
	if len(b) > dec.MaxBytes {
		return nil, failed("it has %d bytes, and more than %d are not read", len(b), dec.MaxBytes)
	}
	if instead := xmltrack.Instead(b, "gpx", "GPX"); instead != "" {
		return nil, failed("%s", instead)
	}
	r := newReading(b, dec.MaxPoints)
	for !r.full && r.step() {
	}
	if r.full {
		r.xml.Stop(fmt.Sprintf("it holds more than %d points", dec.MaxPoints))
	}
	if len(r.samples) == 0 {
		return nil, r.nothing()
	}
	activities := r.activities()
	if len(activities) > dec.MaxActivities {
		return nil, failed("it holds %d activities, and more than %d are not read", len(activities), dec.MaxActivities)
	}
	return r.decoded(activities), nil
}

// decoded makes runs of what was read. What cut the file short is said of the
// activity that it hit, the last in the file.
func (r *reading) decoded(activities []*activity) []ingest.Decoded {
	all := make([]ingest.Decoded, len(activities))
	hit := 0
	for i, a := range activities {
		all[i] = a.decoded(r)
		if a.end() > activities[hit].end() {
			hit = i
		}
	}
	if left := r.untimedTracks(); left > 0 {
		remark(&all[0].Run, "The file also holds tracks without times, %d points in all, which were left out.", left)
	}
	if integrity, damage := r.xml.Damage(); damage != "" {
		all[hit].Run.Integrity, all[hit].Run.CutShort = integrity, true
		remark(&all[hit].Run, "%s", xmltrack.Remark(damage))
	}
	return all
}

// untimedTracks counts the points of tracks that have no time at all.
func (r *reading) untimedTracks() int {
	left := r.untimed
	for _, t := range r.tracks {
		if t.segments > 0 {
			left -= t.untimed
		}
	}
	return left
}

// nothing is the error of a file without a point that has a time.
func (r *reading) nothing() error {
	if _, damage := r.xml.Damage(); damage != "" {
		return failed("no track point with a time could be read: %s", damage)
	}
	if kind := r.kind(); kind != "" {
		return &ingest.IgnoredError{Kind: kind}
	}
	return failed("the times of its track points can't be read, as %q", r.badTime)
}

// kind names a file that records nothing, "" when it can't be told.
func (r *reading) kind() string {
	switch {
	case r.badTime != "":
		return ""
	case r.untimed > 0:
		return "GPX (tracks without times: planned, not recorded)"
	case r.routes > 0:
		return "GPX route"
	case r.waypoints > 0:
		return "GPX waypoint"
	}
	return "GPX (without any point)"
}

func failed(format string, args ...any) error {
	return &ingest.FailedError{Reason: fmt.Sprintf(format, args...)}
}

// remark adds a sentence to what was odd about the source of a run.
func remark(run *analysis.Run, format string, args ...any) {
	run.Note = strings.TrimSpace(run.Note + " " + fmt.Sprintf(format, args...))
}
