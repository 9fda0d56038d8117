//go:build unix

package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	gpxgo "github.com/tkrajina/gpxgo/gpx"
	tfit "github.com/tormoder/fit"

	"needled/cmd/needled/demo"
)

// BenchmarkExport takes in a bulk export of Strava of ten years, 3,000
// activities in three formats, 600 MB when unpacked, in a process of its own,
// and then once more. It reports the throughput beside that of bare decoders
// on one core over the same files, how much faster the second time is, and
// the peak memory beside that of an export of a fifth of the size.
func BenchmarkExport(b *testing.B) {
	program := built(b)
	large, size := stravaExport(b, 3000)
	small, _ := stravaExport(b, 600)
	b.SetBytes(size)
	for b.Loop() {
		bare := bareExport(b, large)
		data := b.TempDir()
		first, peak := timed(b, program, "--data", data, "--quiet", "ingest", large)
		second, _ := timed(b, program, "--data", data, "--quiet", "ingest", large)
		_, less := timed(b, program, "--data", b.TempDir(), "--quiet", "ingest", small)
		b.ReportMetric(bare.Seconds()/first.Seconds(), "×bare")
		b.ReportMetric(float64(size)/1e6/first.Seconds(), "MB/s(whole)")
		b.ReportMetric(float64(size)/1e6/bare.Seconds(), "MB/s(bare)")
		b.ReportMetric(first.Seconds()/second.Seconds(), "×second")
		b.ReportMetric(float64(peak)/1e6, "MB-peak")
		b.ReportMetric(float64(less)/1e6, "MB-peak(fifth)")
	}
}

// stravaExport is a made-up export, and how many bytes its tracks have.
func stravaExport(b *testing.B, runs int) (file string, size int64) {
	b.Helper()
	file = filepath.Join(b.TempDir(), "export_12345.zip")
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	export := demo.Export{Load: demo.Load{Runs: runs, Records: 1340, Until: benchNow, Seed: 1}, Language: "en", Year: 2026, Manual: 30, Packing: zip.Deflate}
	made, err := export.Strava(f)
	if err = errors.Join(err, f.Close()); err != nil {
		b.Fatal(err)
	}
	return file, made.Bytes
}

// bareExport is the reference: nothing but unpacking and a decoder for each
// format on one core.
func bareExport(b *testing.B, file string) time.Duration {
	b.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	began := time.Now()
	z, err := zip.OpenReader(file)
	if err != nil {
		b.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if path.Dir(f.Name) != "activities" {
			continue
		}
		content, err := unpacked(f)
		if err == nil {
			err = bareDecoded(f.Name, content)
		}
		if err != nil {
			b.Fatal(f.Name, err)
		}
	}
	return time.Since(began)
}

func unpacked(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if !strings.HasSuffix(f.Name, ".gz") {
		return io.ReadAll(r)
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func bareDecoded(name string, content []byte) (err error) {
	switch path.Ext(strings.TrimSuffix(name, ".gz")) {
	case ".fit":
		_, err = tfit.Decode(bytes.NewReader(content))
	case ".gpx":
		_, err = gpxgo.ParseBytes(content)
	case ".tcx":
		err = xml.Unmarshal(content, new(trackpoints))
	}
	return err
}

// trackpoints is what matters of a TCX file.
type trackpoints struct {
	Points []struct {
		Time      string  `xml:"Time"`
		Latitude  float64 `xml:"Position>LatitudeDegrees"`
		Longitude float64 `xml:"Position>LongitudeDegrees"`
		Altitude  float64 `xml:"AltitudeMeters"`
		Distance  float64 `xml:"DistanceMeters"`
		HeartRate float64 `xml:"HeartRateBpm>Value"`
	} `xml:"Activities>Activity>Lap>Track>Trackpoint"`
}
