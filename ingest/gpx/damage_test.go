package gpx_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/gpx"
)

// Cut anywhere, a file gives what it held up to there, and says so.
func TestCutAtEveryByte(t *testing.T) {
	whole := document(trk("running", line(0, 60, 0, 200), line(180, 240, 250, 450)))
	before := 0
	for n := range len(whole) {
		all, err := gpx.New().Decode([]byte(whole[:n]))
		var failed *ingest.FailedError
		if errors.As(err, &failed) && before == 0 {
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d: %v", n, err)
		}
		got := all[0]
		if len(got.Track.Samples) < before || got.Run.Integrity != analysis.Truncated || !strings.Contains(got.Run.Note, "it breaks off in line") {
			t.Fatalf("cut at %d: %d samples, %s, %q", n, len(got.Track.Samples), got.Run.Integrity, got.Run.Note)
		}
		before = len(got.Track.Samples)
	}
	if before != 4 {
		t.Errorf("%d samples of 4 before the end", before)
	}
}

// Only the activity that is cut short is marked so.
func TestDamageIsOfTheLastActivity(t *testing.T) {
	doc := strings.TrimSuffix(document(trk("walking", line(0, 60, 0, 200))+trk("running", line(9000, 9060, 0, 200))), "</trkseg></trk></gpx>")
	all := decode(t, doc)
	if len(all) != 2 || all[0].Run.Integrity != analysis.Intact || all[1].Run.Integrity != analysis.Truncated {
		t.Errorf("%+v", all)
	}
}

func TestBrokenInTheMiddle(t *testing.T) {
	doc := document(trk("running", seg(pt(clock(0), 0), pt(clock(10), 30), "<<<", pt(clock(20), 60))))
	run := decode(t, doc)[0].Run
	near(t, "distance up to there", run.DistanceM, 30)
	if run.Integrity != analysis.Partial || !strings.HasPrefix(run.Note, "Only a part of the file could be read: it is no sound XML from line ") {
		t.Errorf("%s, %q", run.Integrity, run.Note)
	}
}

func TestInvalidCharactersCostNothing(t *testing.T) {
	for _, name := range []string{"L\x01uf", "L\xe4uf", "&#0;&#x1F;", "\xed\xa0\x80", "&nbsp;&lol;", "a & b"} {
		run := one(t, "<metadata><name>"+name+"</name></metadata>"+trk("running", line(0, 60, 0, 200))).Run
		if run.Integrity != analysis.Intact {
			t.Errorf("%q: %s, %s", name, run.Integrity, run.Note)
		}
	}
}

func TestHostileDocuments(t *testing.T) {
	track := trk("running", line(0, 60, 0, 200))
	laughs := `<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
	for name, c := range map[string]struct {
		doc       string
		integrity analysis.Integrity
	}{
		"entities":             {laughs + document("<metadata><name>&b;&c;</name></metadata>"+track), analysis.Intact},
		"a deep extension":     {document(track + strings.Repeat("<x>", 5000) + strings.Repeat("</x>", 5000)), analysis.Partial},
		"a huge attribute":     {document(track + `<x y="` + strings.Repeat("z", 2<<20) + `"/>`), analysis.Partial},
		"a huge comment":       {document(track + "<!--" + strings.Repeat("z", 2<<20) + "-->"), analysis.Partial},
		"many empty tracks":    {document(track + strings.Repeat("<trk/>", 1<<16)), analysis.Intact},
		"many empty segments":  {document(track + strings.Repeat("<trkseg/>", 1<<16)), analysis.Intact},
		"many attributes":      {document(track + "<x" + strings.Repeat(` y="1"`, 1<<17) + "/>"), analysis.Intact},
		"numbers of no number": {document(track + `<trk><trkseg><trkpt lat="1e999" lon="-1e999"><ele>1e400</ele><time>9999-12-31T23:59:59Z</time></trkpt></trkseg></trk>`), analysis.Intact},
	} {
		all := decode(t, c.doc)
		near(t, "distance beside "+name, all[0].Run.DistanceM, 200)
		if all[0].Run.Integrity != c.integrity {
			t.Errorf("%s: %s, %s", name, all[0].Run.Integrity, all[0].Run.Note)
		}
	}
}

// Empty elements must not take more memory than they have bytes.
func TestEmptyElementsAreCheap(t *testing.T) {
	doc := []byte(document(trk("running", line(0, 60, 0, 200)) + strings.Repeat("<trk><trkseg/></trk>", 1<<17)))
	if used := peak(func() { _, _ = gpx.New().Decode(doc) }); used > uint64(3*len(doc)) {
		t.Errorf("%d MB for %d MB of empty tracks", used>>20, len(doc)>>20)
	}
}

func TestLimits(t *testing.T) {
	dec := gpx.Decoder{MaxBytes: 4096, MaxPoints: 3, MaxActivities: 2}
	points := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, pt(clock(10*i), float64(30*i)))
		}
		return document(trk("running", seg(all...)))
	}
	for n, want := range map[int]analysis.Integrity{2: analysis.Intact, 3: analysis.Intact, 4: analysis.Partial} {
		all, err := dec.Decode([]byte(points(n)))
		if err != nil || all[0].Run.Integrity != want || len(all[0].Track.Samples) != min(n, 3) {
			t.Errorf("%d points: %v, %+v", n, err, all)
		}
	}
	padded := func(n int) []byte {
		doc := points(2)
		return []byte(doc + strings.Repeat("\n", n-len(doc)))
	}
	for n, want := range map[int]string{4095: "", 4096: "", 4097: "it has 4097 bytes, and more than 4096 are not read"} {
		if _, err := dec.Decode(padded(n)); fmt.Sprint(err) != want && !(err == nil && want == "") {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	dec = gpx.Decoder{MaxBytes: 1 << 20, MaxPoints: 100, MaxActivities: 2}
	days := func(n int) []byte {
		var tracks string
		for i := range n {
			tracks += trk("running", line(3600*i, 3600*i+60, 0, 200))
		}
		return []byte(document(tracks))
	}
	for n, want := range map[int]string{1: "", 2: "", 3: "it holds 3 activities, and more than 2 are not read"} {
		if _, err := dec.Decode(days(n)); fmt.Sprint(err) != want && !(err == nil && want == "") {
			t.Errorf("%d activities: %v", n, err)
		}
	}
}
