//go:build unix

package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkLongGPX takes in one dense GPX of 94 MB, 134 bytes a point, in a
// process of its own, and then a zip of six of them, and reports the peak
// memory of each.
func BenchmarkLongGPX(b *testing.B) {
	program := built(b)
	single, six := filepath.Join(b.TempDir(), "long.gpx"), filepath.Join(b.TempDir(), "six.zip")
	if err := errors.Join(os.WriteFile(single, longGPX(0), 0o600), longZip(six)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, one := timed(b, program, "--data", b.TempDir(), "--quiet", "ingest", single)
		_, all := timed(b, program, "--data", b.TempDir(), "--quiet", "ingest", six)
		b.ReportMetric(float64(one)/1e6, "MB-peak(one)")
		b.ReportMetric(float64(all)/1e6, "MB-peak(six)")
	}
}

func longZip(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	z := zip.NewWriter(f)
	for year := range 6 {
		w, cerr := z.Create(fmt.Sprintf("%d.gpx", year))
		if err = cerr; err == nil {
			_, err = w.Write(longGPX(year))
		}
		if err != nil {
			break
		}
	}
	return errors.Join(err, z.Close(), f.Close())
}

// longGPX is a track of eight days, a point a second.
func longGPX(year int) []byte {
	const points = 700_000
	gpx := make([]byte, 0, points*135)
	gpx = append(gpx, `<?xml version="1.0"?><gpx version="1.1" creator="x"><trk><type>running</type><trkseg>`...)
	at := time.Date(2010+year, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range points {
		gpx = fmt.Appendf(gpx, `<trkpt lat="%.7f" lon="13.4123456"><ele>41.2</ele><time>`, 52.5+float64(i)*1e-7)
		gpx = at.Add(time.Duration(i)*time.Second).AppendFormat(gpx, time.RFC3339)
		gpx = append(gpx, `</time><extensions><hr>140</hr></extensions></trkpt>`...)
	}
	return append(gpx, `</trkseg></trk></gpx>`...)
}
