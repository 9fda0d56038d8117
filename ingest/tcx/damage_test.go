package tcx_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/tcx"
)

// Cut anywhere, a file gives what it held up to there, and says so.
func TestCutAtEveryByte(t *testing.T) {
	whole := document(activity("Running", lap(0, "120", "400", track(pt(0, 0, "0"), pt(60, 200, "200")), track(pt(180, 200, "200"), pt(240, 400, "400")))))
	before, begun := 0, false
	for n := range len(whole) {
		all, err := tcx.New().Decode([]byte(whole[:n]))
		var failed *ingest.FailedError
		if errors.As(err, &failed) && !begun {
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d: %v", n, err)
		}
		begun = true
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
	doc := document(activity("Running", lap(0, "60", "200")), activity("Biking", lap(3600, "60", "200", track(pt(3600, 0, "0"), "<<<"))))
	all := decode(t, doc)
	if len(all) != 2 || all[0].Run.Integrity != analysis.Intact || all[1].Run.Integrity != analysis.Partial {
		t.Errorf("%+v", all)
	}
	if note := all[1].Run.Note; !strings.HasPrefix(note, "Only a part of the file could be read: it is no sound XML from line ") {
		t.Errorf("note %q", note)
	}
}

// Prefixes, blank lines before the declaration, encodings, characters that XML
// does not allow: all cost nothing.
func TestUnusualButSound(t *testing.T) {
	plain := document(activity("Running", lap(0, "60", "200", track(pt(0, 0, "0"), pt(60, 200, "200")))))
	prefixed := strings.NewReplacer("</", "</t:", "<?", "<?", "<", "<t:").Replace(plain[strings.Index(plain, "<Training"):])
	for name, doc := range map[string]string{
		"Strava's blank lines": "          " + plain,
		"a byte order mark":    "\xef\xbb\xbf" + plain,
		"a prefix everywhere":  `<?xml version="1.0"?>` + prefixed,
		"no namespace":         strings.Replace(plain, "xmlns=", "x=", 1),
		"odd characters":       strings.Replace(plain, "<Id>", "<Notes>L\x01\xe4&#0;&nbsp; & <![CDATA[<]]></Notes><Id>", 1),
	} {
		all := decode(t, doc)
		near(t, "distance with "+name, all[0].Run.DistanceM, 200)
		if all[0].Run.Integrity != analysis.Intact || len(all[0].Track.Samples) != 2 {
			t.Errorf("%s: %+v", name, all[0])
		}
	}
}

func TestHostileDocuments(t *testing.T) {
	run := activity("Running", lap(0, "60", "200"))
	laughs := `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
	for name, c := range map[string]struct {
		doc       string
		integrity analysis.Integrity
	}{
		"entities":          {laughs + document(strings.Replace(run, "</Name>", "&b;&c;</Name>", 1)), analysis.Intact},
		"a deep extension":  {document(run, strings.Repeat("<x>", 5000)), analysis.Partial},
		"a huge attribute":  {document(run, `<x y="`+strings.Repeat("z", 2<<20)+`"/>`), analysis.Partial},
		"a huge name":       {document(run, `<`+strings.Repeat("z", 2<<20)+`/>`), analysis.Partial},
		"activities nested": {document(strings.Replace(run, "</Activity>", run+"</Activity>", 1)), analysis.Intact},
	} {
		all := decode(t, c.doc)
		near(t, "distance beside "+name, all[0].Run.DistanceM, 200)
		if all[0].Run.Integrity != c.integrity {
			t.Errorf("%s: %s, %s", name, all[0].Run.Integrity, all[0].Run.Note)
		}
	}
}

func TestLimits(t *testing.T) {
	dec := tcx.Decoder{MaxBytes: 1 << 14, MaxPoints: 3, MaxLaps: 2, MaxActivities: 2}
	few := lap(0, "60", "60", track(pt(0, 0, "0"), pt(10, 30, "30"), pt(20, 60, "60")))
	for name, c := range map[string]struct {
		doc       string
		integrity analysis.Integrity
		note      string
	}{
		"3 points":     {document(activity("Running", few)), analysis.Intact, ""},
		"4 points":     {document(activity("Running", few, lap(30, "60", "3", track(pt(30, 90, "90"))))), analysis.Partial, "Only a part of the file could be read: it holds more than 3 points."},
		"2 laps":       {document(activity("Running", lap(0, "60", "200"), lap(60, "60", "200"))), analysis.Intact, ""},
		"3 laps":       {document(activity("Running", lap(0, "60", "200"), lap(60, "60", "200"), lap(120, "60", "200"))), analysis.Partial, "Only a part of the file could be read: it holds more than 2 laps."},
		"2 activities": {document(activity("Running", lap(0, "60", "200")), activity("Running", lap(0, "60", "200"))), analysis.Intact, ""},
		"3 activities": {document(activity("Running", lap(0, "60", "200")), activity("Running", lap(0, "60", "200")), activity("Running")), analysis.Partial, "Only a part of the file could be read: it holds more than 2 activities."},
	} {
		all, err := dec.Decode([]byte(c.doc))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		last := all[len(all)-1].Run
		if last.Integrity != c.integrity || last.Note != c.note {
			t.Errorf("%s: %s, %q", name, last.Integrity, last.Note)
		}
	}
	padded := func(n int) []byte {
		doc := document(activity("Running", few))
		return []byte(doc + strings.Repeat("\n", n-len(doc)))
	}
	for n, want := range map[int]string{1<<14 - 1: "", 1 << 14: "", 1<<14 + 1: "it has 16385 bytes, and more than 16384 are not read"} {
		if _, err := dec.Decode(padded(n)); fmt.Sprint(err) != want && !(err == nil && want == "") {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}
