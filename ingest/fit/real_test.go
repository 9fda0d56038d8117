package fit

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/ingest"
)

// differ are the figures of intact files in which this package does not say
// what the manifest says, with the reason.
var differ = map[string]string{
	"mfg1052-1052-filex255-1.fit start":                             "the session states none; it is that of the first record",
	"nielsenkellerman-0-generic-1.fit elapsed":                      "less than the timer; the device swaps the two",
	"zwift-0-cycling-virtualactivity-1.fit elapsed":                 "less than the timer, by 1 s",
	"zwift-0-cycling-virtualactivity-2.fit elapsed":                 "less than the timer, by 1 s",
	"garmin-edge830-cycling-1.fit sub-sport":                        "the session states none; the device's setting does",
	"garmin-edge1030plus-cycling-virtualactivity-dev-1.fit elapsed": "less than the timer",
}

// Every figure of every intact session is what other decoders read.
func TestRealFilesAgainstTheManifest(t *testing.T) {
	compared := 0
	seen := map[string]bool{}
	for _, want := range manifest(t) {
		if want.CRC != "ok" || len(want.Sessions) == 0 || want.File == sessionWithoutTime {
			continue
		}
		got, err := New().Decode(realFile(t, want.File))
		if err != nil {
			t.Errorf("%s: %v", want.File, err)
			continue
		}
		if len(got) != len(want.Sessions) {
			t.Errorf("%s: %d activities, want %d", want.File, len(got), len(want.Sessions))
			continue
		}
		for i, w := range want.Sessions {
			g := got[i].Run
			for _, c := range []struct {
				field     string
				got, want any
				same      bool
			}{
				{"integrity", g.Integrity, want.CRC, g.Integrity == analysis.Intact},
				{"sport", g.Sport, w.Sport, sameWord(string(g.Sport), w.Sport, "unknown")},
				{"sub-sport", g.SubSport, w.SubSport, sameWord(g.SubSport, w.SubSport, "")},
				{"start", g.Start, w.Start, g.Start.Format(time.RFC3339) == w.Start},
				{"distance", figure(g.DistanceM), figure(w.Distance), sameFigure(g.DistanceM, w.Distance)},
				{"timer", figure(g.MovingS), figure(w.Timer), sameFigure(g.MovingS, w.Timer)},
				{"elapsed", figure(g.ElapsedS), figure(w.Elapsed), sameFigure(g.ElapsedS, w.Elapsed)},
				{"ascent", figure(g.AscentM), figure(w.Ascent), sameFigure(g.AscentM, w.Ascent)},
			} {
				key := want.File + " " + c.field
				if _, ok := differ[key]; ok {
					seen[key] = seen[key] || !c.same
				} else if !c.same {
					t.Errorf("%s, leg %d: %s is %v, want %v", want.File, i, c.field, c.got, c.want)
				}
			}
		}
		compared++
	}
	for key := range differ {
		if !seen[key] {
			t.Errorf("%s should differ from the manifest's and does not", key)
		}
	}
	if compared < 80 {
		t.Errorf("%d files were compared, want at least 80", compared)
	}
}

// sameWord compares names; a number with Invalid before it is absent.
func sameWord(got, want, absent string) bool {
	want = strings.ToLower(want)
	if strings.Contains(want, "invalid") || absent == "" && want == "generic" {
		want = absent
	}
	return got == want
}

func sameFigure(got, want *float64) bool {
	if got == nil || want == nil {
		return got == nil && want == nil
	}
	return math.Abs(*got-*want) < 0.0051
}

func figure(v *float64) string {
	if v == nil {
		return "absent"
	}
	return fmt.Sprint(*v)
}

// sessionWithoutTime holds a session and a record, both without a time.
const sessionWithoutTime = "bryton-65535-filex255-1.fit"

// What is damaged or no activity has an outcome and a reason.
func TestRealFilesOutOfTheOrdinary(t *testing.T) {
	tests := []struct {
		file      string
		integrity analysis.Integrity
		distance  float64
		err, note string
	}{
		{file: "dynastream-1-running-badcrc-1.fit", integrity: analysis.BadCRC, distance: 5.73, note: "checksum"},
		{file: "dynastream-1-running-broken-1.fit", integrity: analysis.Truncated, distance: 5.73, note: "768 of its 771 bytes"},
		{file: "dynastream-1-running-1.fit", integrity: analysis.Intact, distance: 5.73, note: "last 83 bytes"},
		{file: "garmin-fr245music-running-badcrc-1.fit", integrity: analysis.BadCRC, distance: 4157.02, note: "checksum"},
		{file: "wahoofitness-37-nosession-dev-badcrc-broken-1.fit", integrity: analysis.BadCRC, distance: 43137.79, note: "no totals"},
		{file: "manufacturer0-0-filetype0-badcrc-1.fit", integrity: analysis.Truncated, distance: 18291.78, note: "never closed"},
		{file: "mfg1052-1052-filex255-1.fit", integrity: analysis.Intact, distance: 3599.62, note: "does not state when it began"},
		{file: sessionWithoutTime, err: "it says nowhere when its activity began"},
		{file: "manufacturer0-0-filetype0-broken-1.fit", err: "it is cut off before its first record"},
		{file: "none-0-notfit-1.fit", err: "not a FIT file: it begins with the bytes 01 00 db 05"},
		{file: "none-0-notfit-2.fit", err: "the file is empty"},
		{file: "garmin-edge800-totals-badcrc-1.fit", err: "a totals file, not an activity"},
		{file: "garmin-p1001-course-1.fit", err: "a course file, not an activity"},
		{file: "garmin-vivofit-monitoringb-1.fit", err: "a monitoring file, not an activity"},
		{file: "peaksware-0-workout-1.fit", err: "a workout file, not an activity"},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			all, err := New().Decode(realFile(t, tt.file))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("%d activities and %v, want %q", len(all), err, tt.err)
				}
				return
			}
			if err != nil || len(all) != 1 {
				t.Fatalf("%d activities and %v, want 1", len(all), err)
			}
			run := all[0].Run
			equal(t, "integrity", run.Integrity, tt.integrity)
			if !sameFigure(run.DistanceM, &tt.distance) {
				t.Errorf("distance is %v, want %v", run.DistanceM, tt.distance)
			}
			if !strings.Contains(run.Note, tt.note) {
				t.Errorf("note is %q, want %q in it", run.Note, tt.note)
			}
		})
	}
}

// Every real file gives activities or says why not, and what it gives is in
// itself sound.
func TestRealFilesAreSound(t *testing.T) {
	activities := 0
	for _, path := range realFiles() {
		b := read(t, path)
		all, err := New().Decode(b)
		if msg := unsound(all, err); msg != "" {
			t.Errorf("%s: %s", path, msg)
		}
		if err == nil && New().Sniff(b) != nil {
			t.Errorf("%s: Sniff ignores what Decode takes", path)
		}
		activities += len(all)
	}
	if activities < 40 {
		t.Errorf("%d activities in %d files, want at least 40", activities, len(realFiles()))
	}
}

// unsound says what is wrong with an answer of Decode, "" when nothing is.
func unsound(all []ingest.Decoded, err error) string {
	var failed *ingest.FailedError
	var ignored *ingest.IgnoredError
	switch {
	case err != nil && !errors.As(err, &failed) && !errors.As(err, &ignored):
		return "the error is of no known type: " + err.Error()
	case err != nil && len(all) > 0:
		return "it gives activities and an error"
	case err == nil && len(all) == 0:
		return "it gives neither activities nor an error"
	case len(all) > New().MaxSessions:
		return "it gives more activities than sessions are allowed"
	}
	for _, d := range all {
		if msg := unsoundRun(d.Run); msg != "" {
			return msg
		}
		if msg := unsoundTrack(d.Track); msg != "" {
			return msg
		}
	}
	return ""
}

func unsoundRun(r analysis.Run) string {
	for name, v := range map[string]*float64{
		"distance": r.DistanceM, "moving": r.MovingS, "elapsed": r.ElapsedS, "ascent": r.AscentM,
		"descent": r.DescentM, "speed": r.AvgSpeedMPS, "average heart rate": r.AvgHR, "highest heart rate": r.MaxHR,
	} {
		if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0) || *v < 0) {
			return name + " is no figure"
		}
	}
	switch {
	case r.Format != "fit", r.Sport == "", r.Integrity == "", r.Start.IsZero(), r.Start.Location() != time.UTC:
		return "format, sport, integrity or start is missing"
	case r.ElapsedS != nil && r.MovingS != nil && *r.ElapsedS < *r.MovingS:
		return "elapsed is less than moving"
	case (r.AscentM == nil) != (r.AscentSource == ""), (r.DescentM == nil) != (r.DescentSource == ""):
		return "ascent or descent is without its source, or the source without it"
	case r.Integrity != analysis.Intact && r.Note == "":
		return "the note does not say what is damaged"
	}
	return ""
}

func unsoundTrack(t analysis.Track) string {
	last := -1.0
	for _, s := range t.Samples {
		if !(s.AtS > last) || math.IsInf(s.AtS, 0) {
			return "samples are not in order"
		}
		last = s.AtS
		if s.HeartRate == 0 || math.IsInf(s.DistanceM, 0) {
			return "a sample holds what is no figure"
		}
	}
	const farthest = 4294967 + day // the most a session can state, and a day
	if last > farthest {
		return "samples reach too far"
	}
	end := 0.0
	for _, p := range t.Pauses {
		if p.FromS < end || p.ToS <= p.FromS || p.ToS > farthest {
			return "pauses overlap, or have no length"
		}
		end = p.ToS
	}
	from := 0.0
	for _, l := range t.Laps {
		if l.FromS < from || l.FromS > farthest || l.ToS < l.FromS || l.Step < -1 || l.Step >= len(t.Steps) {
			return "laps are not in order, or refer to no step"
		}
		from = l.FromS
	}
	return ""
}
