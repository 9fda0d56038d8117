package demo

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/muktihari/fit/decoder"
	"github.com/muktihari/fit/profile/filedef"
	"github.com/muktihari/fit/profile/typedef"
	"github.com/tormoder/fit"

	"needled/analysis"
	"needled/analysis/series"
)

func TestTheSameNowGivesTheSameFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "GARMIN", "Activity") // made by Write
	story, err := Write(dir, now, berlin)
	if err != nil {
		t.Fatal(err)
	}
	all := allWatched(t) // written before
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(story.Files) != len(all) || len(entries) != len(all) {
		t.Fatalf("%d files in the story, %d in the folder, want %d", len(story.Files), len(entries), len(all))
	}
	for i, w := range all {
		b, err := os.ReadFile(story.Files[i])
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(story.Files[i]) != w.name || !bytes.Equal(b, w.bytes) {
			t.Errorf("file %d is another than %s", i, w.name)
		}
	}
	if want := "2026-09-14-07-02-17.fit"; all[0].name != want {
		t.Errorf("the first file is %s, want it named by its local start: %s", all[0].name, want)
	}
}

func TestAFolderThatCannotBeMadeIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(file, now, berlin); err == nil {
		t.Error("writing into a file went well")
	}
	if err := Bulk(file, Load{Runs: 1, Records: 60, Until: now}); err == nil {
		t.Error("writing a load into a file went well")
	}
}

func TestTheHistoryLooksLikeARunners(t *testing.T) {
	all := allWatched(t)

	perWeek := map[int]int{}
	var distances []float64
	var treadmills, walks, intervals, long int
	for _, w := range all {
		if _, local := w.start.In(berlin).Zone(); w.utcOffset != time.Duration(local)*time.Second {
			t.Errorf("%s: the file says %v from UTC, the zone %v s", w.name, w.utcOffset, local)
		}
		switch {
		case !w.isRun():
			walks++
			continue
		case w.subSport == fit.SubSportTreadmill:
			treadmills++
		case hasRestLaps(w):
			intervals++
		case w.distanceM > 10_000:
			long++
		}
		distances = append(distances, w.distanceM)
		perWeek[int(w.start.Sub(all[0].start).Hours()/(7*24))]++
	}

	for week := range 10 {
		if n := perWeek[week]; n < 3 || n > 4 {
			t.Errorf("%d runs in week %d, want 3 or 4", n, week)
		}
	}
	if len(perWeek) != 10 {
		t.Errorf("runs in %d weeks, want 10", len(perWeek))
	}
	if m := median(distances); m < 6000 || m > 7000 {
		t.Errorf("half of the runs are shorter than %.0f m, want 6 to 7 km", m)
	}
	if treadmills != 1 || walks != 1 || intervals != 1 || long < 2 {
		t.Errorf("%d treadmill runs, %d walks, %d interval sessions, %d long runs", treadmills, walks, intervals, long)
	}
}

func hasRestLaps(w watched) bool {
	return slices.ContainsFunc(w.laps, func(l *fit.LapMsg) bool { return l.Intensity == fit.IntensityRest })
}

func TestEveryActivityIsPhysicallyPlausible(t *testing.T) {
	for _, w := range allWatched(t) {
		if got := w.records[len(w.records)-1].GetDistanceScaled(); got != w.distanceM {
			t.Errorf("%s: records end at %v m, the session at %v m", w.name, got, w.distanceM)
		}
		if got := w.end.Sub(w.start).Seconds(); got != w.elapsedS {
			t.Errorf("%s: lasted %v s, elapsed time %v s", w.name, got, w.elapsedS)
		}
		if got := w.distanceM / w.timerS; math.Abs(got-w.avgSpeed) > 0.001 {
			t.Errorf("%s: average speed %v, distance over time %v", w.name, w.avgSpeed, got)
		}
		for i, r := range w.records {
			v, hr := r.GetEnhancedSpeedScaled(), r.HeartRate
			if hr < 85 || hr > 178 || v > 3.7 {
				t.Fatalf("%s: record %d has %d beats/min at %.2f m/s", w.name, i, hr, v)
			}
			indoors := w.subSport == fit.SubSportTreadmill
			if r.PositionLat.Invalid() != indoors || math.IsNaN(r.GetEnhancedAltitudeScaled()) != indoors {
				t.Fatalf("%s: record %d has position %v, altitude %v", w.name, i, r.PositionLat, r.GetEnhancedAltitudeScaled())
			}
		}
		if w.isRun() && (w.avgSpeed < 2.4 || w.avgSpeed > 3.6) {
			t.Errorf("%s: average speed %.2f m/s", w.name, w.avgSpeed)
		}
	}
}

func TestTheTimerStandsAtRedLights(t *testing.T) {
	all := allWatched(t)
	w := all[0]
	var stoppedS float64
	for i, e := range w.events[1 : len(w.events)-1] {
		if i%2 == 0 {
			if e.EventType != fit.EventTypeStopAll || w.events[i+2].EventType != fit.EventTypeStart {
				t.Fatalf("event %d is %v, followed by %v", i+1, e.EventType, w.events[i+2].EventType)
			}
			stoppedS += w.events[i+2].Timestamp.Sub(e.Timestamp).Seconds()
		}
	}
	if stoppedS < 20 || stoppedS != w.elapsedS-w.timerS {
		t.Errorf("the timer stood %v s; elapsed less timer time is %v s", stoppedS, w.elapsedS-w.timerS)
	}
	for i, r := range w.records[1:] {
		if r.Timestamp.Sub(w.records[i].Timestamp) > time.Second && r.Distance != w.records[i].Distance {
			t.Errorf("moved %d cm while the timer stood", r.Distance-w.records[i].Distance)
		}
	}
}

func TestLaps(t *testing.T) {
	for _, w := range allWatched(t) {
		var distance, timer float64
		for i, l := range w.laps {
			distance += l.GetTotalDistanceScaled()
			timer += l.GetTotalTimerTimeScaled()
			if !hasRestLaps(w) && i < len(w.laps)-1 {
				if d := l.GetTotalDistanceScaled(); math.Abs(d-1000) > 5 || l.LapTrigger != fit.LapTriggerDistance {
					t.Errorf("%s: lap %d is %.1f m, triggered by %v; want a km by distance", w.name, i, d, l.LapTrigger)
				}
			}
		}
		if math.Abs(distance-w.distanceM) > 0.1 || timer != w.timerS {
			t.Errorf("%s: laps make %.2f m in %v s, the session %.2f m in %v s", w.name, distance, timer, w.distanceM, w.timerS)
		}
	}
}

// The ascent the watch states has to agree with what its altitudes give, or
// the demo would show a contradiction that no watch has.
func TestStatedAscentAgreesWithTheAltitudes(t *testing.T) {
	for _, w := range allWatched(t) {
		if w.subSport == fit.SubSportTreadmill {
			if !math.IsNaN(w.ascentM) {
				t.Errorf("%s: the treadmill states %v m of ascent", w.name, w.ascentM)
			}
			continue
		}
		var at, altitude []float64
		for _, r := range w.records {
			at = append(at, r.Timestamp.Sub(w.start).Seconds())
			altitude = append(altitude, r.GetEnhancedAltitudeScaled())
		}
		up, down, ok := series.Ascent(at, altitude, 10, 2)
		if !ok || math.Abs(up-w.ascentM) > 2+0.06*w.ascentM || math.Abs(down-w.descentM) > 2+0.06*w.descentM {
			t.Errorf("%s: the watch says %.0f m up, %.0f m down; its altitudes %.1f and %.1f",
				w.name, w.ascentM, w.descentM, up, down)
		}
	}
}

func TestAnotherDecoderReadsTheSame(t *testing.T) {
	for _, w := range allWatched(t) {
		file, err := decoder.New(bytes.NewReader(w.bytes)).Decode()
		if err != nil {
			t.Fatalf("%s: %v", w.name, err)
		}
		a := filedef.NewActivity(file.Messages...)
		s := a.Sessions[0]
		if !s.StartTime.Equal(w.start) || s.TotalDistanceScaled() != w.distanceM || s.TotalTimerTimeScaled() != w.timerS {
			t.Errorf("%s: %v, %v m, %v s; want %v, %v m, %v s", w.name,
				s.StartTime, s.TotalDistanceScaled(), s.TotalTimerTimeScaled(), w.start, w.distanceM, w.timerS)
		}
		if s.Sport == typedef.SportRunning != w.isRun() || len(a.Records) != len(w.records) ||
			len(a.Laps) != len(w.laps) || len(a.Events) != len(w.events) {
			t.Errorf("%s: %v, %d records, %d laps, %d events; want %v, %d, %d, %d", w.name,
				s.Sport, len(a.Records), len(a.Laps), len(a.Events), w.sport, len(w.records), len(w.laps), len(w.events))
		}
		for k, r := range a.Records {
			if own := w.records[k]; r.HeartRate != own.HeartRate || r.Distance != own.Distance ||
				!r.Timestamp.Equal(own.Timestamp) || r.PositionLat != own.PositionLat.Semicircles() {
				t.Fatalf("%s: record %d differs", w.name, k)
			}
		}
	}
}

// Whatever the time of day, and across the change of clocks, everything has
// happened by now and the second recovery is still open.
func TestTheStoryLeadsUpToNow(t *testing.T) {
	all, outings := allWatched(t), history()
	last := outings[len(outings)-1]
	took := all[len(all)-1].end.Sub(all[len(all)-1].start)

	for _, now := range []time.Time{
		time.Date(2026, 11, 22, 0, 0, 0, 0, berlin),
		time.Date(2026, 11, 22, 8, 29, 59, 0, berlin),
		time.Date(2026, 11, 22, 8, 30, 0, 0, berlin),
		time.Date(2026, 11, 22, 23, 59, 59, 0, berlin),
		time.Date(2026, 11, 1, 4, 0, 0, 0, berlin), // a week after the clocks went back
		time.Date(2026, 3, 30, 9, 0, 0, 0, berlin), // a day after they went forward
		time.Date(2026, 5, 1, 22, 0, 0, 0, time.UTC),
	} {
		t.Run(now.Format(time.DateTime), func(t *testing.T) {
			cal := calendarUpTo(now, berlin)
			end := cal.at(last.when).Add(time.Minute + took)
			checks, treated := checkIns(cal), treatments(cal)[1].At
			if said := checks[len(checks)-1].At; said.Before(end) || said.After(now) {
				t.Errorf("the last run ended at %v, was spoken of at %v, and it is %v", end, said, now)
			}
			if now.Sub(end) > 26*time.Hour {
				t.Errorf("the last run ended %v ago", now.Sub(end))
			}
			if days := now.Sub(treated).Hours() / 24; days < 7.5 || days > 9 {
				t.Errorf("the last treatment was %.1f days ago", days)
			}
			var first time.Time
			for _, o := range outings {
				if at := cal.at(o.when); at.After(treated) && first.IsZero() {
					first = at
				}
			}
			if open := first.Add(7 * 24 * time.Hour); !open.After(now) {
				t.Errorf("the recovery ended at %v", open)
			}
		})
	}
}

func TestWhatPeopleKnow(t *testing.T) {
	r := runner(berlin)
	if r.Name != "demo runner" || r.Experience != analysis.Recreational || *r.BirthYear != 1988 || r.HRMax != nil || r.Zone != berlin {
		t.Errorf("the runner is %+v", r)
	}
	ts := treatments(calendarUpTo(now, berlin))
	if n := ts[0].LargeGroups(); n != 1 {
		t.Errorf("the first treatment touched %d large groups, want 1: it is to be typical", n)
	}
	if n := ts[1].LargeGroups(); n != 2 {
		t.Errorf("the second treatment touched %d large groups, want 2: it is to be demanding", n)
	}
}
