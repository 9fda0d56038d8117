package report

import (
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
)

// Every region can be chosen, once.
func TestBodyPartsHoldEveryRegion(t *testing.T) {
	var listed []analysis.Muscle
	for _, part := range BodyParts() {
		for _, m := range part.Regions {
			listed = append(listed, m)
			if m.LowerLimb() != part.LowerLimb {
				t.Errorf("%s stands under %s", m, part.Name)
			}
		}
	}
	want := analysis.Muscles()
	slices.Sort(want)
	slices.Sort(listed)
	if !slices.Equal(listed, want) {
		t.Errorf("regions %v, want %v", listed, want)
	}
}

// What a clinician sets is advice, in units people read, and comes back as it
// was written.
func TestCapFields(t *testing.T) {
	protocol := configs.DefaultProtocol()
	for _, u := range []analysis.Units{analysis.Metric, analysis.Imperial} {
		for _, g := range CapGroups(u) {
			for _, f := range g.Fields {
				spec, ok := analysis.SpecOf(f.Key)
				if !ok || spec.Measuring {
					t.Errorf("%s is no number of the advice", f.Key)
				}
				text := f.Show(protocol.Value(f.Key))
				v, wrong := f.Value(text)
				if wrong != "" || f.Show(v) != text {
					t.Errorf("%s: %q reads as %v (%s)", f.Key, text, v, wrong)
				}
			}
		}
	}
}

func TestCapFieldRefusesWhatCantBe(t *testing.T) {
	fields := map[analysis.Key]CapField{}
	for _, g := range CapGroups(analysis.Metric) {
		for _, f := range g.Fields {
			fields[f.Key] = f
		}
	}
	cases := []struct {
		key   analysis.Key
		text  string
		want  float64
		wrong string
	}{
		{analysis.Run1Share, "55", 0.55, ""},
		{analysis.Run1Share, "57,5", 0.575, ""},
		{analysis.Run1Share, "1", 0.01, ""},
		{analysis.Run1Share, "0.99", 0, "Enter a number from 1 to 200."},
		{analysis.Run1Share, "200", 2, ""},
		{analysis.Run1Share, "200.1", 0, "Enter a number from 1 to 200."},
		{analysis.Run1Share, "half", 0, "Enter a number from 1 to 200."},
		{analysis.Run1Share, "NaN", 0, "Enter a number from 1 to 200."},
		{analysis.SorenessMax, "3", 3, ""},
		{analysis.SorenessMax, "3.5", 0, "Enter a whole number from 0 to 10."},
	}
	for _, c := range cases {
		if v, wrong := fields[c.key].Value(c.text); v != c.want || wrong != c.wrong {
			t.Errorf("%s %q: %v %q, want %v %q", c.key, c.text, v, wrong, c.want, c.wrong)
		}
	}
}

func TestSetWords(t *testing.T) {
	set := analysis.Treatment{Caps: map[analysis.Key]float64{analysis.Run1Share: 0.5, analysis.BoutCount: 4, analysis.ClimbCaution: 5}}
	set.Caps[analysis.DistanceMargin] = 0.055
	want := []string{"First run, at most: 50 % of usual", "Climb: caution above: 26.4 ft/mi", "distance.caution_margin_share: 5.5 %", "speed_work.bouts: 4 bouts"}
	if got := SetWords(set, analysis.Imperial); !slices.Equal(got, want) {
		t.Errorf("set: %q, want %q", got, want)
	}
}

func TestRestWords(t *testing.T) {
	zone := berlin(t)
	at := march(zone, 2, 17, 30)
	rec := analysis.Recovery{Treatment: analysis.Treatment{At: at}, Class: analysis.Typical, ClassWhy: "the clinician's word",
		Floor: at.Add(24 * time.Hour), Clear: at.Add(48 * time.Hour)}
	s := Style{Zone: zone}
	said := func(now time.Time, dateOnly bool) string {
		rec.Treatment.DateOnly = dateOnly
		return strings.Join(RestWords(rec, s, now), " ")
	}
	for _, c := range []struct{ got, want string }{
		{said(at.Add(time.Hour), false), "Rest until tomorrow 17:30 (Tue 3 Mar), clear from Wed 4 Mar 17:30. Class typical: the clinician's word."},
		{said(at.Add(-time.Hour), false), "It lies in the future"},
		{said(at, true), "The time of day is not known"},
		{said(at.Add(48*time.Hour), false), "The rest was until yesterday 17:30"},
		{said(at.Add(48*time.Hour-time.Second), false), "Rest until yesterday 17:30 (Tue 3 Mar), clear from today 17:30"},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("%q doesn't say %q", c.got, c.want)
		}
	}
	if strings.Contains(said(at, false), "future") {
		t.Error("a treatment that ends now lies in the future")
	}
}

// The last run in a word with its figure.
func TestLastRun(t *testing.T) {
	at := march(berlin(t), 4, 7, 0)
	outside := judged(run("r1", at, 4.9, 29.4), 1, new(30.0), long(analysis.Violation, 4900, 3600, analysis.ClinicAdvice, ""), hilly(analysis.Caution, 9, 8, ""))
	l := LastRunOf(outside, Style{})
	if l.Said != "Longer than advised" || l.Figure != "4.9 km, cap 3.6 km" || l.More != "and 1 other finding" || l.Badge.Word != "outside" {
		t.Errorf("outside: %+v", l)
	}
	within := judged(run("r1", at, 3, 18), 1, new(30.0), long(analysis.OK, 3000, 3600, analysis.ClinicAdvice, ""))
	if l = LastRunOf(within, Style{}); l.Said != "Within the clinic's advice." || l.Figure != "" {
		t.Errorf("within: %+v", l)
	}
	if l = LastRunOf(analysis.Entry{Run: run("r1", at, 3, 18)}, Style{}); l.Said != "In no recovery, so not held against the advice" {
		t.Errorf("in no recovery: %+v", l)
	}
	doubtful := run("r1", at, 3, 18)
	doubtful.Doubt = "perhaps recorded twice"
	if l = LastRunOf(analysis.Entry{Run: doubtful}, Style{}); !strings.Contains(l.Said, "perhaps recorded twice") {
		t.Errorf("in doubt: %+v", l)
	}
}

func progressExample(zone *time.Location) analysis.Progress {
	at := march(zone, 2, 17, 30)
	stretch := func(from, to time.Time, runs int, beat *float64) analysis.Stretch {
		return analysis.Stretch{From: from, To: to, Runs: runs, WithHR: runs, DistanceM: float64(runs) * 6000, UsualM: new(6000.0), WeekM: new(float64(runs) * 1500), BeatM: beat}
	}
	p := analysis.Progress{Treatment: analysis.Treatment{ID: "t1", At: at, Muscles: []analysis.Muscle{"calf"}}, HeartRate: new(150.0),
		Before:   stretch(at.AddDate(0, 0, -28), at, 4, new(1000.0/360/150*60)),
		Recovery: stretch(at, at.AddDate(0, 0, 8), 2, nil),
		After:    stretch(at.AddDate(0, 0, 8), at.AddDate(0, 0, 36), 4, new(1000.0/350/150*60))}
	p.Recovery.Reported = analysis.Reported{ChecksBefore: 2, NotReady: 1, Soreness: new(2.5), ChecksAfter: 1, SharpPain: 1}
	return p
}

func TestProgressWords(t *testing.T) {
	p := progressExample(berlin(t))
	v := ProgressViewOf(p, Style{Zone: berlin(t)})
	if want := "At the same heart rate, 150 beats/min: 6:00/km before, 5:50/km after the recovery, 10 s/km faster."; v.Sentence != want {
		t.Errorf("%q, want %q", v.Sentence, want)
	}
	cells := map[string][3]string{}
	for _, row := range v.Rows {
		cells[row.Name] = row.Cells
	}
	for name, want := range map[string][3]string{
		"Days":                  {"Mon 2 Feb – Mon 2 Mar", "Mon 2 Mar – Tue 10 Mar", "Tue 10 Mar – Tue 7 Apr"},
		"Pace at 150 beats/min": {"6:00/km, 4 runs", "not enough runs with heart rate (2 of 3)", "5:50/km, 4 runs"},
		"Distance a week":       {"6.0 km", "3.0 km", "6.0 km"},
		"Soreness before runs":  {"no check-in", "2.5/10, 2 check-ins, 1 not ready", "no check-in"},
		"Pain after runs":       {"no check-in", "not recorded, 1 check-in, sharp pain 1×", "no check-in"},
	} {
		if cells[name] != want {
			t.Errorf("%s: %q, want %q", name, cells[name], want)
		}
	}
}

// A change of less than one in a hundred is none.
func TestProgressWordsOfTheSamePace(t *testing.T) {
	p := progressExample(berlin(t))
	for share, want := range map[float64]string{0.992: "about the same.", 1.009: "about the same.", 1.011: "4 s/km faster.", 0.988: "4 s/km slower."} {
		p.After.BeatM = new(*p.Before.BeatM * share)
		if v := ProgressViewOf(p, Style{}); !strings.HasSuffix(v.Sentence, want) {
			t.Errorf("%v: %q, want %q", share, v.Sentence, want)
		}
	}
}

// Paces that can't be compared are said so; what has not begun is not yet.
func TestProgressWordsOfTheUnknown(t *testing.T) {
	p := progressExample(berlin(t))
	p.After = analysis.Stretch{From: p.After.From, To: p.After.From}
	v := ProgressViewOf(p, Style{Zone: berlin(t)})
	if !strings.Contains(v.Sentence, "not enough runs with heart rate after the treatment") {
		t.Error(v.Sentence)
	}
	for _, row := range v.Rows {
		if row.Cells[2] != "not yet" {
			t.Errorf("%s after: %q", row.Name, row.Cells[2])
		}
	}
	p.Recovery.BeatM = new(1000.0 / 365 / 150 * 60)
	if v = ProgressViewOf(p, Style{Zone: berlin(t), Units: analysis.Imperial}); v.Sentence != "At the same heart rate, 150 beats/min: 9:39/mi before, 9:47/mi in the recovery, 8 s/mi slower." {
		t.Error(v.Sentence)
	}
	p.Before.BeatM, p.Before.WithoutM, p.HeartRate = nil, 2, nil
	v = ProgressViewOf(p, Style{})
	if !strings.Contains(v.Sentence, "before the treatment") || v.Rows[1].Name != "Pace at equal heart rate" || len(v.Notes) != 1 {
		t.Errorf("%q %q %q", v.Sentence, v.Rows[1].Name, v.Notes)
	}
}

func TestWeekRows(t *testing.T) {
	rows := WeekRowsOf([]analysis.Week{{}, {Runs: 1, WithoutM: 1}, {Runs: 2, WithoutM: 1, DistanceM: 5000}, {Runs: 1, DistanceM: 10000}}, Style{})
	for i, want := range []WeekRow{
		{Runs: "0", Distance: "–"}, {Runs: "1 (1 without distance)", Distance: "not known"},
		{Runs: "2 (1 without distance)", Distance: "5.0 km", Share: 0.5}, {Runs: "1", Distance: "10.0 km", Share: 1},
	} {
		want.Start = rows[i].Start
		if rows[i] != want {
			t.Errorf("week %d: %+v, want %+v", i, rows[i], want)
		}
	}
}
