package analysis_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"needled/analysis"
)

// The estimate of the climb is compared with what watches state: the median
// error over real runs with at least 20 m of ascent was 4.6 % when the method
// was chosen. More than 5.5 % would mean that it has become worse.
func TestEstimatedAscentIsCloseToTheDevices(t *testing.T) {
	folder := realFiles(t)
	b, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest []struct {
		File     string
		Sessions []struct {
			Sport   string
			Start   *time.Time
			AscentM *float64 `json:"ascent_m"`
		}
		WithAltitude int `json:"records_with_altitude"`
	}
	if err := json.Unmarshal(b, &manifest); err != nil {
		t.Fatal(err)
	}

	var off []float64
	seen := map[time.Time]bool{} // some runs are there twice
	for _, entry := range manifest {
		for i, s := range entry.Sessions {
			if s.Sport != "running" || s.AscentM == nil || *s.AscentM < 20 || entry.WithAltitude == 0 || seen[*s.Start] {
				continue
			}
			legs, err := readFIT(t, filepath.Join(folder, entry.File))
			if err != nil {
				continue // broken on purpose
			}
			seen[*s.Start] = true
			run := legs[i].run
			run.AscentM, run.AscentSource = nil, ""
			run = analysis.Complete(run, legs[i].track, clinic())
			if run.AscentM == nil || run.AscentSource != analysis.Estimated {
				t.Errorf("%s: no ascent estimated, the device states %v m", entry.File, *s.AscentM)
				continue
			}
			offBy := math.Abs(*run.AscentM-*s.AscentM) / *s.AscentM
			t.Logf("%-70s device %4.0f m, estimated %6.1f m, off by %4.1f %%", entry.File, *s.AscentM, *run.AscentM, offBy*100)
			off = append(off, offBy)
		}
	}
	if len(off) < 10 {
		t.Fatalf("only %d runs to compare", len(off))
	}
	slices.Sort(off)
	median := (off[(len(off)-1)/2] + off[len(off)/2]) / 2
	t.Logf("median over %d runs: %.1f %%", len(off), median*100)
	if median > .055 {
		t.Errorf("median error %.1f %%, want about 4.6 %%", median*100)
	}
}
