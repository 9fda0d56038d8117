package strava

import (
	"bytes"
	"strings"
	"time"

	"needled/analysis"
	"needled/ingest"
)

// Decoder reads documents of activities that were fetched; it implements
// ingest.Decoder. MaxBytes bounds a document.
type Decoder struct{ MaxBytes int }

var _ ingest.Decoder = Decoder{}

// NewDecoder is a Decoder with a bound far above any real activity.
func NewDecoder() Decoder { return Decoder{MaxBytes: 64 << 20} }

// Format implements ingest.Decoder.
func (Decoder) Format() string { return "strava" }

// Recognises implements ingest.Decoder.
func (Decoder) Recognises(name string) bool { return strings.HasSuffix(name, suffix) }

// Sniff implements ingest.Decoder.
func (Decoder) Sniff(b []byte) error {
	if !bytes.HasPrefix(b, opening) {
		return &ingest.FailedError{Reason: "not what needled keeps of an activity on Strava"}
	}
	return nil
}

// Decode implements ingest.Decoder.
func (d Decoder) Decode(b []byte) ([]ingest.Decoded, error) {
	if len(b) > d.MaxBytes {
		return nil, &ingest.FailedError{Reason: "larger than any activity on Strava is"}
	}
	doc, err := decodeDocument(b)
	if err != nil {
		return nil, &ingest.FailedError{Reason: err.Error()}
	}
	run := doc.run()
	track, partial, err := doc.track()
	if err != nil {
		return nil, &ingest.FailedError{Reason: err.Error()}
	}
	if partial != "" {
		run.Integrity, run.Note = analysis.Partial, partial
	}
	return []ingest.Decoded{{Run: run, Track: track}}, nil
}

// run is the activity as its summary tells it.
func (d document) run() analysis.Run {
	a, s := d.Activity, sportOf(d.Activity)
	run := analysis.Run{
		Sport: s.sport, SubSport: s.sub,
		Start: a.Start.UTC(), StartHidden: a.startHidden(), UTCOffsetS: a.UTCOffsetS,
		DistanceM: a.DistanceM, MovingS: a.MovingS, ElapsedS: a.ElapsedS,
		AscentM: a.AscentM, AvgSpeedMPS: a.AvgSpeedMPS, AvgHR: a.AvgHR, MaxHR: a.MaxHR,
		Device: a.Device, Integrity: analysis.Intact, SourceID: keyOf(a.ID),
	}
	if run.AscentM != nil {
		run.AscentSource = analysis.FromService
	}
	switch {
	case a.Manual:
		run.Note = "Entered by hand in Strava; there is no recording of it."
	case d.NoSamples:
		run.Note = "Strava has no samples of it; it is judged by its totals."
	}
	return run
}

// startHidden says whether the runner hid the time of day: Strava then shows
// a second past midnight, local time.
func (a Activity) startHidden() bool {
	if a.UTCOffsetS == nil {
		return false
	}
	local := a.Start.UTC().Add(time.Duration(*a.UTCOffsetS) * time.Second)
	return local.Hour() == 0 && local.Minute() == 0 && local.Second() == 1
}
