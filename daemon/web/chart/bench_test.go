package chart_test

import (
	"encoding/json"
	"io"
	"math"
	"testing"

	"needled/analysis"
	"needled/daemon/web/chart"
)

// threeHours is a long run over hills, recorded once a second.
func threeHours() chart.Source {
	m := sampled{
		seconds: 3 * 3600, speed: func(s float64) float64 { return 3 + 0.3*math.Sin(s/50) },
		altitude:  func(s float64) float64 { return 400 + 80*math.Sin(s/600) },
		heartRate: func(s float64) float64 { return 145 + 12*math.Sin(s/300) },
	}
	return m.source(analysis.Metric)
}

func BenchmarkData(b *testing.B) {
	s := threeHours()
	b.ReportAllocs()
	for b.Loop() {
		chart.Of(s)
	}
}

func BenchmarkJSON(b *testing.B) {
	d := chart.Of(threeHours())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	d := chart.Of(threeHours())
	b.ReportAllocs()
	for b.Loop() {
		if err := d.SVG(io.Discard, chart.Wide); err != nil {
			b.Fatal(err)
		}
	}
}
