package demo

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tormoder/fit"
)

// The tests look at the history from here, in a zone with summer time.
var berlin = mustLoad("Europe/Berlin")

var now = time.Date(2026, 11, 22, 15, 4, 5, 0, berlin)

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// watched is an activity as a plain FIT decoder reads it back.
type watched struct {
	name               string
	bytes              []byte
	start, end         time.Time
	sport              fit.Sport
	subSport           fit.SubSport
	distanceM          float64
	timerS, elapsedS   float64
	ascentM, descentM  float64 // NaN when absent
	laps               []*fit.LapMsg
	records            []*fit.RecordMsg
	events             []*fit.EventMsg
	utcOffset          time.Duration
	avgSpeed, maxSpeed float64
}

// tenWeeks writes the history once and reads it back.
var tenWeeks = sync.OnceValues(func() ([]watched, error) {
	dir, err := os.MkdirTemp("", "demo")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	story, err := Write(dir, now, berlin)
	if err != nil {
		return nil, err
	}
	var all []watched
	for _, path := range story.Files {
		w, err := watch(path)
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
})

// allWatched is the history as read back, by start.
func allWatched(t *testing.T) []watched {
	t.Helper()
	all, err := tenWeeks()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func watch(path string) (watched, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return watched{}, err
	}
	file, err := fit.Decode(bytes.NewReader(b))
	if err != nil {
		return watched{}, fmt.Errorf("%s: %w", path, err)
	}
	a, err := file.Activity()
	if err != nil {
		return watched{}, fmt.Errorf("%s: %w", path, err)
	}
	if len(a.Sessions) != 1 {
		return watched{}, fmt.Errorf("%s: %d sessions, want 1", path, len(a.Sessions))
	}
	s := a.Sessions[0]
	w := watched{
		name: filepath.Base(path), bytes: b,
		start: s.StartTime, end: s.Timestamp,
		sport: s.Sport, subSport: s.SubSport,
		distanceM: s.GetTotalDistanceScaled(),
		timerS:    s.GetTotalTimerTimeScaled(), elapsedS: s.GetTotalElapsedTimeScaled(),
		ascentM: math.NaN(), descentM: math.NaN(),
		laps: a.Laps, records: a.Records, events: a.Events,
		avgSpeed: s.GetEnhancedAvgSpeedScaled(), maxSpeed: s.GetEnhancedMaxSpeedScaled(),
	}
	if s.TotalAscent != 0xFFFF {
		w.ascentM, w.descentM = float64(s.TotalAscent), float64(s.TotalDescent)
	}
	_, offset := a.Activity.LocalTimestamp.Zone()
	w.utcOffset = time.Duration(offset) * time.Second
	return w, nil
}

func (w watched) isRun() bool { return w.sport == fit.SportRunning }

func (w watched) climbPerKm() float64 { return max(w.ascentM, w.descentM) / w.distanceM * 1000 }

// shareAbove is the share of the records with a heart rate above the one
// given.
func (w watched) shareAbove(bpm float64) float64 {
	n := 0
	for _, r := range w.records {
		if float64(r.HeartRate) > bpm {
			n++
		}
	}
	return float64(n) / float64(len(w.records))
}

// peakHR is the highest heart rate held for 10 s.
func (w watched) peakHR() float64 {
	peak := uint8(0)
	for i := 10; i < len(w.records); i++ {
		held := slices.MinFunc(w.records[i-10:i+1], func(a, b *fit.RecordMsg) int { return int(a.HeartRate) - int(b.HeartRate) })
		peak = max(peak, held.HeartRate)
	}
	return float64(peak)
}

func median(vs []float64) float64 {
	vs = slices.Sorted(slices.Values(vs))
	n := len(vs)
	return (vs[(n-1)/2] + vs[n/2]) / 2
}
