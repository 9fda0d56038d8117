package tcx_test

import (
	"errors"
	"testing"

	"needled/ingest"
	"needled/ingest/tcx"
)

// FuzzDecode: whatever the bytes, the decoder gives sound activities or says
// why not, and a file sniffed as none gives none.
func FuzzDecode(f *testing.F) {
	heart := "<AverageHeartRateBpm><Value>150</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>170</Value></MaximumHeartRateBpm><Intensity>Resting</Intensity>"
	f.Add([]byte(document(activity("Running", lap(0, "60", "200", heart, track(pt(0, 0, "0"), pt(60, 200, "200"))), lap(180, "60", "200", track(pt(180, 200, ""), pt(240, 400, "400")))))))
	f.Add([]byte(document(activity("Other", lap(60, "0", "0", track(pt(9, 0, ""), pt(3, 5, ""))), lap(0, "", "")), "<Activity/>", `<Transition StartTime="`+clock(9)+`"/>`)))
	f.Add([]byte(document(activity("Biking", lap(0, "120", "", track(pt(0, 0, "5")), track(pt(60, 200, "0")), track(pt(90, 1e9, "7")))))))
	f.Add([]byte(`<TrainingCenterDatabase><Courses><Course/></Courses><Workout/><History><Run/></History></TrainingCenterDatabase>`))
	f.Add([]byte("\xff\xfe<\x00T\x00"))
	f.Add([]byte(`<?xml version="1.1" encoding="gbk"?><!DOCTYPE x [<!ENTITY a "b">]><TrainingCenterDatabase><Activity>&a;&#1;</Lap></Activity>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := tcx.New().Decode(b)
		var ignored *ingest.IgnoredError
		var failed *ingest.FailedError
		switch {
		case err == nil && len(all) == 0:
			t.Fatal("neither an activity nor an error")
		case err != nil && !errors.As(err, &ignored) && !errors.As(err, &failed):
			t.Fatalf("an error of another kind: %v", err)
		}
		for _, d := range all {
			if flaw := flawOf(d); flaw != "" {
				t.Fatal(flaw)
			}
		}
		if sniffed := tcx.New().Sniff(b); sniffed != nil && (err == nil || err.Error() != sniffed.Error()) {
			t.Fatalf("sniffed as %v, decoded as %d activities, %v", sniffed, len(all), err)
		}
	})
}
