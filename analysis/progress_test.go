package analysis_test

import (
	"testing"
	"time"

	. "needled/analysis"
)

// beating gives a run a mean heart rate.
func beating(bpm float64) func(*Run) { return func(r *Run) { r.AvgHR = new(bpm) } }

// at pace sets how long a run of its distance took, in seconds per km.
func atPace(secondsPerKm float64) func(*Run) {
	return func(r *Run) { r.MovingS = new(*r.DistanceM / 1000 * secondsPerKm); r.ElapsedS = r.MovingS }
}

func progressAt(t *testing.T, h History, at time.Time) Progress {
	t.Helper()
	all := ProgressOf(h, clinic(), at)
	if len(all) != 1 {
		t.Fatalf("%d treatments compared, want 1", len(all))
	}
	return all[0]
}

// Three runs before at 6:00/km and 150 beats/min, three after the recovery at
// the same pace and 144: the heart beats less for it, so at one heart rate the
// pace is faster after.
func TestPaceAtEqualHeartRate(t *testing.T) {
	h := history()
	h.Runs = nil
	for _, d := range []float64{20, 12, 4} {
		h.Runs = append(h.Runs, newRun("b", daysBefore(d), 6, beating(150)))
	}
	for i, d := range []float64{3, 5, 7} { // the recovery: until 7 days after its first run
		h.Runs = append(h.Runs, newRun(string(rune('p'+i)), daysAfter(d), 4, beating(150)))
	}
	for _, d := range []float64{12, 16, 20} {
		h.Runs = append(h.Runs, newRun("a", daysAfter(d), 6, beating(144)))
	}
	p := progressAt(t, h, daysAfter(30))
	if p.Before.Runs != 3 || p.Recovery.Runs != 3 || p.After.Runs != 3 {
		t.Fatalf("runs: %d before, %d in it, %d after; want 3 of each", p.Before.Runs, p.Recovery.Runs, p.After.Runs)
	}
	if !near(p.HeartRate, 150) {
		t.Errorf("compared at %v beats/min, want the median, 150", shown(p.HeartRate))
	}
	speed := 1000.0 / 360
	if got := p.Before.SpeedAt(p.HeartRate); !near(got, speed) {
		t.Errorf("before: %v m/s, want %v", shown(got), speed)
	}
	if got := p.After.SpeedAt(p.HeartRate); !near(got, speed*150/144) {
		t.Errorf("after: %v m/s, want %v", shown(got), speed*150/144)
	}
}

// With two runs of known heart rate the pace is unknown; with three it isn't.
func TestPaceAtEqualHeartRateTakesThreeRuns(t *testing.T) {
	h := history()
	h.Runs = []Run{
		newRun("b1", daysBefore(20), 6, beating(150)), newRun("b2", daysBefore(12), 6, beating(150)),
		newRun("b3", daysBefore(4), 6), // no heart rate
		newRun("b4", daysBefore(3), 6, beating(140), func(r *Run) { r.MovingS = nil }), // no speed
	}
	if p := progressAt(t, h, daysAfter(1)); p.Before.WithHR != 2 || p.Before.BeatM != nil || !near(p.HeartRate, 150) {
		t.Errorf("two runs: %d count, %v m a beat, at %v", p.Before.WithHR, shown(p.Before.BeatM), shown(p.HeartRate))
	}
	h.Runs = append(h.Runs, newRun("b5", daysBefore(2), 6, beating(150), atPace(330)))
	if p := progressAt(t, h, daysAfter(1)); p.Before.WithHR != 3 || !near(p.Before.BeatM, 1000.0/360/150*60) {
		t.Errorf("three runs: %d count, %v m a beat", p.Before.WithHR, shown(p.Before.BeatM))
	}
}

func TestProgressCountsWhatBelongsToEachTime(t *testing.T) {
	h := history(
		newRun("early", daysBefore(28.01), 20), // a moment too early to be compared
		newRun("edge", daysBefore(28), 8),
		newRun("button", daysBefore(1), 0.2), // an accident of the button
		activity("bike", daysBefore(2), Cycling),
		newRun("doubt", daysBefore(3), 9, func(r *Run) { r.Doubt = "perhaps twice" }),
		newRun("treadmill", daysBefore(5), 5, func(r *Run) { r.DistanceM = nil }),
	)
	p := progressAt(t, h, daysAfter(1))
	b := p.Before
	if b.Runs != 6 || b.WithoutM != 1 || b.DistanceM != 32000 || !near(b.UsualM, 6000) || !near(b.WeekM, 8000) {
		t.Errorf("before: %d runs, %d without a distance, %.0f m, usual %v, a week %v", b.Runs, b.WithoutM, b.DistanceM, shown(b.UsualM), shown(b.WeekM))
	}
	if p.Recovery.WeekM != nil {
		t.Errorf("a day is no week: %v", *p.Recovery.WeekM)
	}
	if p.After.Begun() {
		t.Error("what comes after an open recovery has not begun")
	}
}

// Runs of an earlier recovery are no measure of what was usual, but they were
// run.
func TestProgressLeavesOutEarlierRecoveriesBefore(t *testing.T) {
	h := history(newRun("r1", daysAfter(3), 3, beating(130)), newRun("r2", daysAfter(12), 6, beating(130)))
	h.Treatments = append(h.Treatments, Treatment{ID: "t2", At: daysAfter(14)})
	all := ProgressOf(h, clinic(), daysAfter(15))
	if len(all) != 2 {
		t.Fatalf("%d treatments", len(all))
	}
	first, second := all[0], all[1]
	if first.Recovery.Runs != 2 || !first.After.To.Equal(first.After.From) {
		t.Errorf("the first recovery has %d runs, and after it %v to %v", first.Recovery.Runs, first.After.From, first.After.To)
	}
	// u3 and u4 of the usual four, and the two of the first recovery.
	if b := second.Before; b.Runs != 4 || b.DistanceM != 21000 || !near(b.UsualM, 6000) || b.WithHR != 0 {
		t.Errorf("before the second: %d runs of %.0f m, usual %v, %d with heart rate", b.Runs, b.DistanceM, shown(b.UsualM), b.WithHR)
	}
	if got := ProgressOf(h, clinic(), daysAfter(13)); len(got) != 1 {
		t.Errorf("a treatment to come is compared: %d", len(got))
	}
}

func TestProgressSumsUpCheckIns(t *testing.T) {
	h := history()
	h.CheckIns = []CheckIn{
		{Kind: Readiness, At: daysBefore(1), Soreness: new(4)},
		{Kind: AfterRun, At: daysAfter(1), Pain: new(1)},
		{Kind: AfterRun, At: daysAfter(2), Pain: new(2), Cramping: true},
		{Kind: AfterRun, At: daysAfter(3), SharpPain: true},
		{Kind: AfterRun, At: daysAfter(9), Pain: new(9)}, // not yet
	}
	p := progressAt(t, h, daysAfter(5))
	if b := p.Before; b.ChecksBefore != 1 || b.NotReady != 1 || !near(b.Soreness, 4) || b.Pain != nil {
		t.Errorf("before: %+v", b.Reported)
	}
	if r := p.Recovery; r.ChecksAfter != 3 || !near(r.Pain, 1.5) || r.SharpPain != 1 || r.Cramping != 1 || r.Soreness != nil {
		t.Errorf("recovery: %+v", r.Reported)
	}
}

// Weeks begin on Mondays of the runner's zone.
func TestWeeks(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, berlin)
	h := history(
		newRun("last", monday.Add(-time.Minute), 5),
		newRun("first", monday, 7),
		newRun("treadmill", monday.Add(48*time.Hour), 7, func(r *Run) { r.DistanceM = nil }),
		newRun("next", monday.AddDate(0, 0, 7), 9),
	)
	h.Runner.Zone = berlin
	h.Runs = h.Runs[4:] // without the usual ones
	weeks := WeeksOf(h, clinic(), monday.AddDate(0, 0, 6), 3)
	if len(weeks) != 3 || !weeks[2].Start.Equal(monday) {
		t.Fatalf("weeks: %+v", weeks)
	}
	if w := weeks[2]; w.Runs != 2 || w.WithoutM != 1 || w.DistanceM != 7000 || !w.Treated {
		t.Errorf("this week: %+v", w)
	}
	if w := weeks[1]; w.Runs != 1 || w.DistanceM != 5000 || w.Treated {
		t.Errorf("last week: %+v", w)
	}
	if w := weeks[0]; w.Runs != 0 {
		t.Errorf("the week before: %+v", w)
	}
	if sunday := WeeksOf(h, clinic(), monday.Add(-time.Hour), 1); !sunday[0].Start.Equal(monday.AddDate(0, 0, -7)) {
		t.Errorf("Sunday belongs to the week of %v", sunday[0].Start)
	}
}
