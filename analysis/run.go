package analysis

import "time"

// Provenance says how a run reached us, which decides who may see it and for
// how long it may be kept.
type Provenance string

const (
	WatchFile    Provenance = "watch_file"    // a file from the runner's own device or app
	RunnerExport Provenance = "runner_export" // the runner's own export of a service
	StravaAPI    Provenance = "strava_api"    // fetched; for the runner's eyes only, and only for days
)

// Integrity says how sound the original was when it was read.
type Integrity string

const (
	Intact    Integrity = "intact"
	BadCRC    Integrity = "bad_crc"   // whole, but its checksum does not match
	Truncated Integrity = "truncated" // it ends before its header says it should
	Partial   Integrity = "partial"   // readable only in part, totals are from what could be read
)

// Confidence says where a figure comes from.
type Confidence string

const (
	FromDevice  Confidence = "device"    // stated by the watch
	FromService Confidence = "service"   // stated by a service such as Strava
	Estimated   Confidence = "estimated" // computed by needled, or read from a damaged file
)

// Run is one activity of a runner: a run, or another sport that matters
// during a recovery. Pointers are nil where the source says nothing; absent is
// never zero.
type Run struct {
	ID         string
	Runner     string
	Provenance Provenance
	Format     string // fit, gpx, tcx, strava, csv
	SourceID   string // names the activity at the service it came through, as "strava:1234"; "" when unknown
	Sport      Sport
	SubSport   string // as the source names it, lower case, words joined by _; "" when not given

	Start       time.Time // UTC
	StartHidden bool      // only the local day of Start is known; its time of day is hidden by the source
	UTCOffsetS  *int      // local time minus UTC at the start, in seconds, where the source tells it

	DistanceM *float64 // metres
	MovingS   *float64 // seconds; the timer time where the source has one
	ElapsedS  *float64 // seconds from start to end, pauses included

	AscentM       *float64   // metres climbed
	DescentM      *float64   // metres descended
	AscentSource  Confidence // "" when AscentM is nil
	DescentSource Confidence // "" when DescentM is nil

	AvgSpeedMPS *float64 // m/s over moving time
	AvgHR       *float64 // beats/min
	MaxHR       *float64 // beats/min, as the source states it
	PeakHR      *float64 // beats/min, the highest plausible rate held for 10 s

	Device    string // maker and model as a person would say them; "" when unknown
	Integrity Integrity
	CutShort  bool   // the totals are those of a file that breaks off: the run may have gone on
	Note      string // what was odd about the source and how it was settled; "" when nothing was
	Doubt     string // why the run is kept aside for review; a run in doubt has no verdict and counts nowhere

	// Measures is what the rules need of the run's samples. It is nil where
	// it was not loaded (runs outside every recovery) or where the source had
	// no samples.
	Measures *Measures
}

// End is the instant the run ended; its start where no duration is known.
func (r Run) End() time.Time {
	switch {
	case r.ElapsedS != nil:
		return r.Start.Add(seconds(*r.ElapsedS))
	case r.MovingS != nil:
		return r.Start.Add(seconds(*r.MovingS))
	}
	return r.Start
}

// SpeedMPS is the mean moving speed in m/s, nil without distance or time.
func (r Run) SpeedMPS() *float64 {
	if r.DistanceM == nil || r.MovingS == nil || *r.MovingS <= 0 {
		return nil
	}
	return new(*r.DistanceM / *r.MovingS)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
