package analysis_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	. "needled/analysis"
)

func TestLevelsAreOrderedOkUnknownCautionViolation(t *testing.T) {
	levels := []Level{OK, Unknown, Caution, Violation}
	for i, a := range levels {
		for j, b := range levels {
			if a.WorseThan(b) != (i > j) {
				t.Errorf("%s worse than %s: %v", a, b, a.WorseThan(b))
			}
			if got := Worst(a, b); got != levels[max(i, j)] {
				t.Errorf("worst of %s and %s: %s", a, b, got)
			}
		}
	}
	if Worst() != OK {
		t.Error("the worst of nothing is not ok")
	}
}

func TestAVerdictIsTheWorstOfItsFindingsWorstFirst(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  Run
		want Level
	}{
		{"exemplary", newRun("r", daysAfter(2), 3), OK},
		{"shorter than the target is no fault", newRun("r", daysAfter(2), 0.5, func(r *Run) { r.MovingS = new(200.0) }), Unknown}, // hills, under 1 km
		{"far shorter than the target", newRun("r", daysAfter(2), 1), OK},
		{"something unknown", newRun("r", daysAfter(2), 3, func(r *Run) { r.Measures = nil }), Unknown},
		{"something unknown and a caution", newRun("r", daysAfter(2), 4, func(r *Run) { r.Measures = nil }), Caution},
		{"all of it", newRun("r", hoursAfter(10), 4, func(r *Run) { r.Measures = nil }), Violation},
	} {
		v := verdictOf(t, history(tt.run), "r")
		if v.Level != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, v.Level, tt.want)
		}
		for i, f := range v.Findings {
			if i == 0 && f.Level != v.Level {
				t.Errorf("%s: the first finding is %s %s", tt.name, f.Rule, f.Level)
			}
			if i > 0 && f.Level.WorseThan(v.Findings[i-1].Level) {
				t.Errorf("%s: %s %s comes after %s", tt.name, f.Rule, f.Level, v.Findings[i-1].Level)
			}
		}
	}
}

func TestEveryRunIsHeldAgainstEveryRuleOnce(t *testing.T) {
	h := history(newRun("r", daysAfter(3), 3))
	h.CheckIns = []CheckIn{passed("c", daysAfter(3)), {ID: "d", Kind: AfterRun, At: daysAfter(3.5), Pain: new(0)}}
	count := map[Rule]int{}
	for _, f := range verdictOf(t, h, "r").Findings {
		count[f.Rule]++
	}
	for _, rule := range []Rule{TooEarly, TooLong, TooHilly, TooHard, SpeedWork, TechnicalTerrain, NotReady, Symptoms} {
		if count[rule] != 1 {
			t.Errorf("%d findings %s, want one", count[rule], rule)
		}
	}
	if len(count) != 8 {
		t.Errorf("findings of %v", count)
	}
}

// everyKind is a history in which every rule comes to every level it has.
func everyKind(t *testing.T) []History {
	t.Helper()
	bare := func(r *Run) {
		r.DistanceM, r.MovingS, r.ElapsedS, r.AscentM, r.DescentM, r.Measures = nil, nil, nil, nil, nil, nil
	}
	fast := func(r *Run) { r.Measures.Intervals = spans(4) }
	bouts := func(r *Run) { r.Measures.Bouts = make([]Bout, 4) }
	trail := func(r *Run) { r.SubSport = "trail" }
	treadmill := func(r *Run) { r.SubSport, r.DistanceM = "treadmill", nil }
	var hs []History
	for _, runs := range [][]Run{
		{newRun("a", hoursAfter(1), 3), newRun("b", hoursAfter(30), 5, trail), newRun("c", hoursAfter(60), 9, climbs(9, 3)), newRun("d", hoursAfter(70), 9, climbs(20, 3), fast)},
		{newRun("a", hoursAfter(50), 3, bare), newRun("b", hoursAfter(60), 4, steep(2000, 5), bouts), newRun("c", hoursAfter(70), 5, speed(2.9))},
		{newRun("a", hoursAfter(50), 4, treadmill), newRun("b", hoursAfter(60), 4, speed(5)), newRun("c", hoursAfter(70), 4, at(held{150, 1000}))},
		{newRun("a", hoursAfter(50), 3, steep(4000, 5), stated(Estimated)), newRun("b", hoursAfter(60), 0.9), newRun("c", hoursAfter(70), 4, at(held{190, 1000}))},
		{newRun("a", hoursAfter(50), 3, incline(9)), newRun("b", hoursAfter(60), 3, func(r *Run) { r.Integrity, r.CutShort = Truncated, true }), newRun("c", hoursAfter(70), 3, func(r *Run) { r.Integrity, r.Provenance, r.Format = BadCRC, StravaAPI, "strava" })},
		{activity("a", hoursAfter(1), Walking), activity("b", hoursAfter(2), "tennis"), activity("c", hoursAfter(3), Cycling), activity("d", hoursAfter(4), Cycling, at(held{190, 1000})), activity("e", hoursAfter(30), "tennis")},
		{hiddenOn("2026-03-02", 0)}, {hiddenOn("2026-03-03", 0)}, {hiddenOn("2026-03-05", 0)},
	} {
		for _, runner := range []Runner{{}, {HRMax: new(180.0)}, {Experience: NewRunner, UsualM: new(5000.0)}, {Experience: Seasoned, BirthYear: new(1980)}} {
			h := history(runs...)
			h.Runner = runner
			for i, c := range []CheckIn{{SquatOK: new(false), Soreness: new(7)}, {SquatOK: new(true)}, {Soreness: new(0)}} {
				c.ID, c.Kind, c.At = fmt.Sprint("r", i), Readiness, hoursAfter(20+float64(30*i))
				h.CheckIns = append(h.CheckIns, c)
			}
			for i, c := range []CheckIn{{Cramping: true}, {Pain: new(3)}, {Pain: new(0)}, {}} {
				c.ID, c.Kind, c.At = fmt.Sprint("a", i), AfterRun, hoursAfter(2+float64(20*i))
				h.CheckIns = append(h.CheckIns, c)
			}
			hs = append(hs, h)
			h.Runs = runs // no baseline
			hs = append(hs, h)
			h.Treatments = []Treatment{{ID: "t0", At: hoursAfter(-5), Class: Demanding}, {ID: "t1", At: treated, Muscles: []Muscle{"neck"}}}
			hs = append(hs, h)
			h.Treatments = []Treatment{{ID: "t1", At: treated.Add(-17 * time.Hour), DateOnly: true}}
			hs = append(hs, h)
		}
	}
	return hs
}

func TestEveryFindingSaysWhatItIs(t *testing.T) {
	token := regexp.MustCompile(`[{}|]|%!|NaN|Inf|map\[|  |\.\.|;\.`)
	blame := regexp.MustCompile(`(?i)\b(safe|unsafe|dangerous|injured|bad)\b`)
	seen := map[string]bool{}
	for _, h := range everyKind(t) {
		for _, r := range Assess(h, clinic()) {
			for _, e := range r.Entries {
				if e.Verdict == nil {
					continue
				}
				worst := OK
				for _, f := range e.Verdict.Findings {
					worst = Worst(worst, f.Level)
					seen[string(f.Rule)+" "+string(f.Level)] = true
					text := f.Text.String()
					switch {
					case text == "" || f.Source == "":
						t.Errorf("%s %s: text %q, source %q", f.Rule, f.Level, text, f.Source)
					case !strings.HasSuffix(text, ".") || strings.ToUpper(text[:1]) != text[:1]:
						t.Errorf("%s: not a sentence: %q", f.Rule, text)
					case token.MatchString(text) || blame.MatchString(text):
						t.Errorf("%s: %q", f.Rule, text)
					case (f.Measured != nil || f.Cap != nil) && f.Unit == "":
						t.Errorf("%s: %v of %v without a unit", f.Rule, shown(f.Measured), shown(f.Cap))
					case (f.Confidence == "") != (f.Rule == NotReady || f.Rule == Symptoms):
						t.Errorf("%s: confidence %q", f.Rule, f.Confidence)
					case f.Level == Caution && f.Rule != NotReady && f.Measured == nil && f.Rule != TechnicalTerrain && f.Rule != HighIntensity && f.Rule != Symptoms && !e.Run.StartHidden:
						t.Errorf("%s: a caution without a measured value: %s", f.Rule, text)
					case f.Level == Unknown && !missing.MatchString(text):
						t.Errorf("%s: unknown, but it doesn't say what is missing: %q", f.Rule, text)
					}
				}
				if worst != e.Verdict.Level {
					t.Errorf("the verdict is %s, its worst finding %s", e.Verdict.Level, worst)
				}
				for _, n := range e.Verdict.Notes {
					if token.MatchString(n.String()) || n == "" {
						t.Errorf("note %q", n)
					}
				}
			}
		}
	}
	for rule, levels := range map[Rule][]Level{
		TooEarly: {OK, Unknown, Caution, Violation}, TooLong: {OK, Unknown, Caution, Violation},
		TooHilly: {OK, Unknown, Caution, Violation}, TooHard: {OK, Unknown, Caution, Violation},
		SpeedWork: {OK, Unknown, Caution, Violation}, TechnicalTerrain: {OK, Caution},
		HighIntensity: {OK, Unknown, Caution}, NotReady: {OK, Violation}, Symptoms: {OK, Unknown, Caution, Violation},
	} {
		for _, l := range levels {
			if !seen[string(rule)+" "+string(l)] {
				t.Errorf("these histories never come to %s %s", rule, l)
			}
			delete(seen, string(rule)+" "+string(l))
		}
	}
	if len(seen) > 0 {
		t.Errorf("levels that the protocol doesn't have: %v", seen)
	}
}

var missing = regexp.MustCompile(`(?i)can't tell|not known|not recorded|too short|unknown|perhaps`)

func TestADamagedFileShowsInEveryFindingThatRestsOnIt(t *testing.T) {
	for _, damage := range []Integrity{BadCRC, Truncated, Partial} {
		h := history(newRun("r", daysAfter(3), 3, func(r *Run) { r.Integrity = damage }))
		h.CheckIns = []CheckIn{passed("c", daysAfter(3)), {ID: "d", Kind: AfterRun, At: daysAfter(3.5), Pain: new(0)}}
		for _, f := range verdictOf(t, h, "r").Findings {
			if f.Rule == NotReady || f.Rule == Symptoms {
				if f.Integrity != "" || f.Confidence != "" {
					t.Errorf("%s rests on what a person said: %s, %s", f.Rule, f.Integrity, f.Confidence)
				}
				continue
			}
			if f.Integrity != damage || f.Confidence != Estimated {
				t.Errorf("%s of a file that is %s: %s, %s", f.Rule, damage, f.Integrity, f.Confidence)
			}
		}
	}
	for _, f := range verdictOf(t, history(newRun("r", daysAfter(3), 3)), "r").Findings {
		if f.Integrity != "" {
			t.Errorf("%s of an intact file: %s", f.Rule, f.Integrity)
		}
	}
}

func TestVerdictsInJSON(t *testing.T) {
	walk, err := json.Marshal(verdictOf(t, history(activity("w", daysAfter(1), Walking)), "w"))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"level":"ok","treatment":"t1","run_number":null,"hours_since_treatment":24,"findings":[],"notes":["Walking: fine."]}`; string(walk) != want {
		t.Errorf("a walk:\ngot  %s\nwant %s", walk, want)
	}
	f, err := json.Marshal(verdictOf(t, history(newRun("r", daysAfter(2), 4.9)), "r").In(Metric).Finding(TooLong))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"rule":"too-long","level":"violation","measured":4900,"cap":3600,"unit":"m","source":"C","confidence":"device","from_s":null,"to_s":null,"from_m":3600,"to_m":4900,"text":"4.9 km; the cap for a first run was 3.6 km (60 % of your usual 6.0 km)."}`; string(f) != want {
		t.Errorf("too long:\ngot  %s\nwant %s", f, want)
	}
}

func TestAVerdictInImperialUnits(t *testing.T) {
	v := verdictOf(t, history(newRun("r", daysAfter(2), 4.9)), "r").In(Imperial)
	if got := string(v.Finding(TooLong).Text); got != "3.0 mi; the cap for a first run was 2.2 mi (60 % of your usual 3.7 mi)." {
		t.Error(got)
	}
}
