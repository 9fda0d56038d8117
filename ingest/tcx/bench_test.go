package tcx_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"needled/ingest/tcx"
)

// long is a recording of about size bytes in the layout of Garmin Connect.
func long(size int) []byte {
	b := make([]byte, 0, size+1024)
	b = append(b, `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
  xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
  <Activities><Activity Sport="Running"><Id>2026-03-01T06:00:00.000Z</Id>
`...)
	at := time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)
	for i := 0; len(b) < size; i++ {
		clock := at.Add(time.Duration(i) * time.Second).Format("2006-01-02T15:04:05.000Z")
		if i%300 == 0 {
			if i > 0 {
				b = append(b, "</Track></Lap>\n"...)
			}
			b = fmt.Appendf(b, `<Lap StartTime="%s"><TotalTimeSeconds>300.0</TotalTimeSeconds><DistanceMeters>834.0</DistanceMeters><Track>`, clock)
		}
		b = fmt.Appendf(b, `
          <Trackpoint>
            <Time>%s</Time>
            <Position>
              <LatitudeDegrees>%.14f</LatitudeDegrees>
              <LongitudeDegrees>-105.26241352781653</LongitudeDegrees>
            </Position>
            <AltitudeMeters>1623.800048828125</AltitudeMeters>
            <DistanceMeters>%.6f</DistanceMeters>
            <HeartRateBpm>
              <Value>%d</Value>
            </HeartRateBpm>
            <Extensions>
              <ns3:TPX>
                <ns3:Speed>2.681999921798706</ns3:Speed>
                <ns3:RunCadence>80</ns3:RunCadence>
              </ns3:TPX>
            </Extensions>
          </Trackpoint>`, clock, 40+float64(i)*2.5e-5, 2.78*float64(i), 120+i%40)
	}
	return append(b, "</Track></Lap></Activity></Activities></TrainingCenterDatabase>"...)
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

// A recording of 20 MB has 30,000 points, 1.5 MB as samples.
func TestMemoryIsBounded(t *testing.T) {
	b := long(20 << 20)
	points := 0
	used := peak(func() {
		all, err := tcx.New().Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		points = len(all[0].Track.Samples)
	})
	if points < 25_000 {
		t.Fatalf("%d points", points)
	}
	// The garbage collector lets garbage grow to the size of what is alive,
	// which is mostly the document itself.
	if limit := uint64(40 << 20); used > limit {
		t.Errorf("decoding 20 MB took %d MB beside, want at most %d", used>>20, limit>>20)
	}
	runtime.KeepAlive(b)
}

// BenchmarkDecode100MB holds the decoder against a bare pass of encoding/xml.
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
		_, err := tcx.New().Decode(doc)
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
	runtime.KeepAlive(doc)
}
