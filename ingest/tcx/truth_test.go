package tcx_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"needled/ingest/tcx"
)

// shared is the folder of real files beside the checkout; without it the test
// is skipped.
func shared(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	data := filepath.Join(dir, "..", "shared", "data", "tcx")
	if _, err := os.Stat(data); err != nil {
		t.Skip("no real files beside the checkout")
	}
	return data
}

// differ are the real files whose totals differ from the manifest's sums over
// laps, and why.
var differ = map[string]struct {
	distanceM float64
	reason    string
}{
	"unknown-running-2.tcx": {100, "its laps state no distance, so that the manifest sums to 0; its points reach 100 m"},
}

// activities counts the activities of real files that hold several.
var activities = map[string]int{"forerunner305unitid3-runningbikingrunningbiking-1.tcx": 4}

// The manifest was read by another decoder; its totals are sums over all laps
// of a file. Where it has 0, nothing is stated, which is nil here.
func TestAgreesWithTheManifest(t *testing.T) {
	data := shared(t)
	b, err := os.ReadFile(filepath.Join(data, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest []struct {
		Name, Start, Creator string
		Dist, Timer          float64
		Pts, Nele, Laps      int
	}
	if err := json.Unmarshal(b, &manifest); err != nil {
		t.Fatal(err)
	}
	for _, m := range manifest {
		b, err := os.ReadFile(filepath.Join(data, m.Name))
		if err != nil {
			t.Fatal(err)
		}
		all, err := tcx.New().Decode(b)
		if err != nil || len(all) != max(activities[m.Name], 1) {
			t.Errorf("%s: %d activities, %v", m.Name, len(all), err)
			continue
		}
		var distance, timer float64
		var points, laps int
		for _, d := range all {
			if flaw := flawOf(d); flaw != "" {
				t.Errorf("%s: %s", m.Name, flaw)
			}
			if d.Run.DistanceM != nil {
				distance += *d.Run.DistanceM
			}
			if d.Run.MovingS != nil {
				timer += *d.Run.MovingS
			}
			points, laps = points+len(d.Track.Samples), laps+len(d.Track.Laps)
		}
		if d, ok := differ[m.Name]; ok {
			m.Dist = d.distanceM
		}
		start, err := time.Parse(time.RFC3339Nano, m.Start)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case !all[0].Run.Start.Equal(start):
			t.Errorf("%s: starts %v, want %v", m.Name, all[0].Run.Start, start)
		case math.Abs(distance-m.Dist) > 0.001*m.Dist:
			t.Errorf("%s: %.1f m, want %.1f", m.Name, distance, m.Dist)
		case math.Abs(timer-m.Timer) > 0.001*m.Timer:
			t.Errorf("%s: %.1f s, want %.1f", m.Name, timer, m.Timer)
		case points != m.Pts || laps != m.Laps:
			t.Errorf("%s: %d points and %d laps, want %d and %d", m.Name, points, laps, m.Pts, m.Laps)
		}
	}
}
