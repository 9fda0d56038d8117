package tcx

import (
	"fmt"
	"strings"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/xmltrack"
)

// Decoder reads TCX files; it implements ingest.Decoder. Its fields bound what
// a file may ask for.
type Decoder struct {
	MaxBytes      int // size of a file; a larger one fails
	MaxPoints     int // points of a file; what lies beyond is left out, which the activity says
	MaxLaps       int // laps of a file, likewise
	MaxActivities int // activities of a file, likewise
}

var _ ingest.Decoder = Decoder{}

// New is a decoder with bounds far above any real recording: 128 MiB, a
// million points (eleven days, one a second), a hundred thousand laps, ten
// thousand activities.
func New() Decoder {
	return Decoder{MaxBytes: 128 << 20, MaxPoints: 1_000_000, MaxLaps: 100_000, MaxActivities: 10_000}
}

// Format implements ingest.Decoder.
func (Decoder) Format() string { return "tcx" }

// Recognises implements ingest.Decoder.
func (Decoder) Recognises(name string) bool { return strings.HasSuffix(name, ".tcx") }

const root = "TrainingCenterDatabase"

// Sniff implements ingest.Decoder. An activity shows where it begins, a course
// or workout only when all is read.
func (dec Decoder) Sniff(b []byte) error {
	if len(b) > dec.MaxBytes || xmltrack.Instead(b, root, "TCX") != "" {
		return nil
	}
	r := newReading(b, Decoder{MaxActivities: 1})
	for r.activity == nil && r.step() {
	}
	if _, damage := r.xml.Damage(); damage != "" || r.activity != nil || r.old > 0 {
		return nil
	}
	return &ingest.IgnoredError{Kind: r.kind()}
}

// Decode implements ingest.Decoder.
func (dec Decoder) Decode(b []byte) ([]ingest.Decoded, error) {
	if len(b) > dec.MaxBytes {
		return nil, failed("it has %d bytes, and more than %d are not read", len(b), dec.MaxBytes)
	}
	if instead := xmltrack.Instead(b, root, "TCX"); instead != "" {
		return nil, failed("%s", instead)
	}
	r := newReading(b, dec)
	for r.beyond == "" && r.step() {
	}
	if r.beyond != "" {
		r.xml.Stop("it holds more than " + r.beyond)
	}
	if r.activity != nil { // the file ends within it
		r.endActivity()
	}
	integrity, damage := r.xml.Damage()
	switch {
	case len(r.all) == 0 && damage != "":
		return nil, failed("no activity could be read: %s", damage)
	case len(r.all) == 0 && r.empty > 0:
		return nil, failed("no time is stated for any of its activities, %d in all", r.empty)
	case len(r.all) == 0 && r.old > 0:
		return nil, failed("it is a TCX file of version 1, as programs wrote it before 2008; save it anew in one that writes version 2")
	case len(r.all) == 0:
		return nil, &ingest.IgnoredError{Kind: r.kind()}
	}
	if r.empty > 0 {
		remark(&r.all[0].Run, "The file also holds activities without any time, which were left out: %d.", r.empty)
	}
	if damage != "" {
		hit := &r.all[len(r.all)-1].Run
		hit.Integrity, hit.CutShort = integrity, true
		remark(hit, "%s", xmltrack.Remark(damage))
	}
	return r.all, nil
}

// kind names a file without activities.
func (r *reading) kind() string {
	switch {
	case r.courses > 0:
		return "TCX course"
	case r.workouts > 0:
		return "TCX workout"
	}
	return "TCX (without any activity)"
}

func failed(format string, args ...any) error {
	return &ingest.FailedError{Reason: fmt.Sprintf(format, args...)}
}

// remark adds a sentence to what was odd about the source of a run.
func remark(run *analysis.Run, format string, args ...any) {
	run.Note = strings.TrimSpace(run.Note + " " + fmt.Sprintf(format, args...))
}
