package chart_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/web/chart"
	"needled/ingest"
	"needled/ingest/fit"
)

func TestRealFiles(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "fit")
	files, err := filepath.Glob(filepath.Join(folder, "*.fit"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the real FIT files are not here")
	}
	p, drawn := configs.DefaultProtocol(), 0
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all, err := fit.New().Decode(b)
		if err != nil {
			continue // no activity
		}
		for _, d := range all {
			data := chart.Of(chart.Source{Run: ingest.Measured(d.Run, d.Track, p), Track: d.Track, Protocol: p, Units: analysis.Metric})
			checkSound(t, data)
			if !data.Empty() {
				drawn++
			}
			if text := strings.Join(data.Alternative(), " "); strings.Contains(text, "NaN") || strings.Contains(text, "%!") {
				t.Errorf("%s: %s", filepath.Base(path), text)
			}
		}
	}
	if drawn < 50 {
		t.Errorf("%d charts drawn", drawn)
	}
}
