package gpx_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	gpxgo "github.com/tkrajina/gpxgo/gpx"

	"needled/ingest/gpx"
)

// long is a recording of about size bytes in the layout of Garmin Connect.
func long(size int) []byte {
	b := make([]byte, 0, size+1024)
	b = append(b, `<?xml version="1.0" encoding="UTF-8"?>
<gpx creator="Garmin Connect" version="1.1" xmlns="http://www.topografix.com/GPX/1/1"
  xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
  <trk><name>Long</name><type>running</type><trkseg>
`...)
	at := time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)
	for i := 0; len(b) < size; i++ {
		b = fmt.Appendf(b, `      <trkpt lat="%.12f" lon="-105.2624135278165340423583984375">
        <ele>1623.800048828125</ele>
        <time>%s</time>
        <extensions>
          <ns3:TrackPointExtension>
            <ns3:hr>%d</ns3:hr>
            <ns3:cad>80</ns3:cad>
          </ns3:TrackPointExtension>
        </extensions>
      </trkpt>
`, 40+float64(i)*2.5e-5, at.Format("2006-01-02T15:04:05.000Z"), 120+i%40)
		at = at.Add(time.Second)
	}
	return append(b, "</trkseg></trk></gpx>"...)
}

// peak is the most heap that do needs beyond what is in use before, in bytes.
func peak(do func()) uint64 {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	read := func() uint64 {
		metrics.Read(heap)
		return heap[0].Value.Uint64()
	}
	runtime.GC()
	before := read()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		highest := before
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				highest = max(highest, read())
			case <-stop:
				most <- max(highest, before)
				return
			}
		}
	}()
	do()
	close(stop)
	return <-most - before
}

// A recording of 20 MB has 50,000 points, 2.4 MB as samples. The library that
// holds the document as a tree takes 100 MB more than its bytes.
func TestMemoryIsBounded(t *testing.T) {
	b := long(20 << 20)
	points := 0
	used := peak(func() {
		all, err := gpx.New().Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		points = len(all[0].Track.Samples)
	})
	if points < 40_000 {
		t.Fatalf("%d points", points)
	}
	// The garbage collector lets garbage grow to the size of what is alive,
	// which is mostly the document itself.
	if limit := uint64(40 << 20); used > limit {
		t.Errorf("decoding 20 MB took %d MB beside, want at most %d", used>>20, limit>>20)
	}
	runtime.KeepAlive(b)
}

// BenchmarkDecode100MB holds the decoder against a bare pass of encoding/xml,
// and against gpxgo.
func BenchmarkDecode100MB(b *testing.B) {
	doc := long(100 << 20)
	run := func(name string, do func() error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			var most uint64
			for b.Loop() {
				most = max(most, peak(func() {
					if err := do(); err != nil {
						b.Fatal(err)
					}
				}))
			}
			b.ReportMetric(float64(most+uint64(len(doc)))/(1<<20), "peak-MB")
		})
	}
	run("needled", func() error {
		_, err := gpx.New().Decode(doc)
		return err
	})
	run("tokens", func() error {
		d := xml.NewDecoder(bytes.NewReader(doc))
		for {
			if _, err := d.RawToken(); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	})
	run("gpxgo", func() error {
		_, err := gpxgo.ParseBytes(doc)
		return err
	})
	runtime.KeepAlive(doc)
}
