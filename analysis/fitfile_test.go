package analysis_test

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muktihari/fit/decoder"
	"github.com/muktihari/fit/profile/basetype"
	"github.com/muktihari/fit/profile/filedef"
	"github.com/muktihari/fit/profile/mesgdef"
	"github.com/muktihari/fit/profile/typedef"

	"needled/analysis"
)

// realFiles is the folder of real FIT files beside the project; a test that
// needs it is skipped where it is missing.
func realFiles(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above this test")
		}
	}
	folder := filepath.Join(dir, "..", "shared", "data", "fit")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the real FIT files are not here")
	}
	return folder
}

// moduleFile is a file of a module this one requires.
func moduleFile(t testing.TB, module, path string) string {
	t.Helper()
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatalf("finding %s: %v", module, err)
	}
	return filepath.Join(strings.TrimSpace(string(dir)), path)
}

// fitLeg is a session of a FIT file as another decoder reads it, in order
// to measure without package ingest.
type fitLeg struct {
	run   analysis.Run
	track analysis.Track
}

func readFIT(t testing.TB, path string) ([]fitLeg, error) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := decoder.New(bytes.NewReader(b), decoder.WithIgnoreChecksum()).Decode()
	if err != nil {
		return nil, err
	}
	file := filedef.NewActivity(f.Messages...)
	var all []fitLeg
	for _, s := range file.Sessions {
		all = append(all, fitLeg{runOf(s), trackOf(file, s)})
	}
	return all, nil
}

func runOf(s *mesgdef.Session) analysis.Run {
	r := analysis.Run{
		Format: "fit", Integrity: analysis.Intact,
		Sport: analysis.Sport(s.Sport.String()), SubSport: s.SubSport.String(), Start: s.StartTime,
		DistanceM: new(s.TotalDistanceScaled()),
		MovingS:   new(s.TotalTimerTimeScaled()), ElapsedS: new(s.TotalElapsedTimeScaled()),
	}
	if s.TotalAscent != basetype.Uint16Invalid {
		r.AscentM, r.AscentSource = new(float64(s.TotalAscent)), analysis.FromDevice
	}
	return r
}

func trackOf(file *filedef.Activity, s *mesgdef.Session) (track analysis.Track) {
	since := func(at time.Time) float64 { return at.Sub(s.StartTime).Seconds() }
	end := s.TotalElapsedTimeScaled() + 1
	firstM := math.NaN()
	for _, r := range file.Records {
		if at := since(r.Timestamp); at >= 0 && at <= end {
			if math.IsNaN(firstM) {
				firstM = r.DistanceScaled()
			}
			track.Samples = append(track.Samples, sampleOf(r, at))
		}
	}
	if len(file.Sessions) > 1 { // distance goes on from leg to leg
		for i := range track.Samples {
			track.Samples[i].DistanceM -= firstM
		}
	}
	stopped := math.NaN()
	for _, e := range file.Events {
		at := since(e.Timestamp)
		if e.Event != typedef.EventTimer || at < 0 || at > end {
			continue
		}
		switch e.EventType {
		case typedef.EventTypeStart:
			if at > stopped {
				track.Pauses = append(track.Pauses, analysis.Span{FromS: stopped, ToS: at})
			}
			stopped = math.NaN()
		case typedef.EventTypeStop, typedef.EventTypeStopAll, typedef.EventTypeStopDisableAll:
			if math.IsNaN(stopped) {
				stopped = at
			}
		}
	}
	return track
}

func sampleOf(r *mesgdef.Record, at float64) analysis.Sample {
	or := func(a, b float64) float64 {
		if math.IsNaN(a) {
			return b
		}
		return a
	}
	s := analysis.Sample{
		AtS: at, DistanceM: r.DistanceScaled(),
		AltitudeM: or(r.EnhancedAltitudeScaled(), r.AltitudeScaled()),
		SpeedMPS:  or(r.EnhancedSpeedScaled(), r.SpeedScaled()),
		HeartRate: math.NaN(), GradePct: r.GradeScaled(),
	}
	if r.HeartRate != basetype.Uint8Invalid {
		s.HeartRate = float64(r.HeartRate)
	}
	return s
}
