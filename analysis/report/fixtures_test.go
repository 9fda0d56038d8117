package report

import (
	"math"
	"testing"
	"time"

	"needled/analysis"
)

// The fixtures are one runner's recovery after a treatment on Monday, 2 March
// 2026, 17:30 in Berlin, written by hand so that the sentences and figures on
// paper don't depend on the rules.

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zone data:", err)
	}
	return zone
}

func mara(zone *time.Location) analysis.Runner {
	return analysis.Runner{Name: "Mara Keller", Experience: analysis.Recreational, HRMax: new(190.0), Zone: zone}
}

// march is a moment of March 2026.
func march(zone *time.Location, day, hour, minute int) time.Time {
	return time.Date(2026, 3, day, hour, minute, 0, 0, zone)
}

func protocol() analysis.Protocol {
	return analysis.Protocol{Name: "Clinic advice after dry needling", Version: "1", Numbers: map[analysis.Key]analysis.Number{
		analysis.TypicalFloor:  {Value: 24, Unit: "h", Source: analysis.ClinicAdvice, Note: "no running for at least a day"},
		analysis.TypicalClear:  {Value: 48, Unit: "h", Source: analysis.ClinicAdvice},
		analysis.ClimbCaution:  {Value: 8, Unit: "m/km", Source: analysis.NeedledOwn},
		analysis.SteepGrade:    {Value: 3, Unit: "%", Source: analysis.NeedledOwn},
		analysis.SymptomWindow: {Value: 48, Unit: "h", Source: analysis.NeedledOwn},
	}}
}

func run(id string, at time.Time, km, minutes float64) analysis.Run {
	return analysis.Run{
		ID: id, Runner: "Mara Keller", Provenance: analysis.WatchFile, Format: "fit", Sport: analysis.Running, SubSport: "generic",
		Start: at, UTCOffsetS: new(3600),
		DistanceM: new(km * 1000), MovingS: new(minutes * 60), ElapsedS: new(minutes*60 + 31),
		AscentM: new(km * 5), DescentM: new(km * 5), AscentSource: analysis.FromDevice, DescentSource: analysis.FromDevice,
		AvgHR: new(138.4), MaxHR: new(159.0),
		Device: "Garmin Forerunner 255", Integrity: analysis.Intact,
	}
}

func early(level analysis.Level, hours, limit float64, text analysis.Phrase) analysis.Finding {
	return analysis.Finding{Rule: analysis.TooEarly, Level: level, Measured: &hours, Cap: &limit, Unit: "h",
		Source: analysis.ClinicAdvice, Confidence: analysis.FromDevice, Text: text}
}

func long(level analysis.Level, metres, limit float64, source analysis.Source, text analysis.Phrase) analysis.Finding {
	f := analysis.Finding{Rule: analysis.TooLong, Level: level, Measured: &metres, Cap: &limit, Unit: "m",
		Source: source, Confidence: analysis.FromDevice, Text: text}
	if level.WorseThan(analysis.Unknown) {
		f.FromM, f.ToM = &limit, &metres
	}
	return f
}

func hilly(level analysis.Level, climb, limit float64, text analysis.Phrase) analysis.Finding {
	return analysis.Finding{Rule: analysis.TooHilly, Level: level, Measured: &climb, Cap: &limit, Unit: "m/km",
		Source: analysis.NeedledOwn, Confidence: analysis.FromDevice, Text: text}
}

func hard(level analysis.Level, share, limit float64, text analysis.Phrase) analysis.Finding {
	return analysis.Finding{Rule: analysis.TooHard, Level: level, Measured: &share, Cap: &limit, Unit: "share",
		Source: analysis.Literature, Confidence: analysis.FromDevice, Text: text}
}

// judged is an entry with its findings, which are given worst first.
func judged(r analysis.Run, number int, hours *float64, findings ...analysis.Finding) analysis.Entry {
	v := &analysis.Verdict{Level: analysis.OK, Treatment: "t1", HoursSinceTreatment: hours, Findings: findings}
	if number > 0 {
		v.RunNumber = &number
	}
	for _, f := range findings {
		v.Level = analysis.Worst(v.Level, f.Level)
	}
	return analysis.Entry{Run: r, Verdict: v}
}

// usual is six runs of 6 km in the four weeks before the treatment.
func usual(zone *time.Location) analysis.Baseline {
	b := analysis.Baseline{
		UsualM: new(6000.0), UsualMovingS: new(2160.0), UsualSpeedMPS: new(6000.0 / 2160), UsualClimb: new(5.2),
		LongestM: new(9800.0), LongestRun: "b4", Days: 28,
	}
	for i, km := range []float64{5.8, 6.0, 5.1, 9.8, 6.0, 7.2} {
		id := string([]byte{'b', byte('1' + i)})
		b.Runs = append(b.Runs, run(id, time.Date(2026, 2, 5+4*i, 18, 0, 0, 0, zone), km, km*6))
	}
	return b
}

// flaggedRecovery has a run too early and too long, one that is hilly by
// needled's estimate from a damaged file, one whose effort is not known, one
// as advised, a walk, a ride in the time of rest, and an accident.
func flaggedRecovery(zone *time.Location) analysis.Recovery {
	r1 := run("r1", march(zone, 3, 7, 30), 8.1, 47.5)
	r2 := run("r2", march(zone, 5, 18, 5), 4.532, 27)
	r2.Integrity, r2.AscentSource, r2.DescentSource = analysis.Truncated, analysis.Estimated, analysis.Estimated
	r2.Note = "The file ends in the middle of a record; totals are those of the records."
	r2.AscentM = new(46.7)
	r3 := run("r3", march(zone, 7, 9, 0), 5.2, 32)
	r3.AvgHR, r3.MaxHR, r3.Device = nil, nil, "Polar Pacer"
	r4 := run("r4", march(zone, 9, 18, 0), 5.9, 36)
	walk := run("w1", march(zone, 3, 12, 10), 2.1, 26)
	walk.Sport = analysis.Walking
	ride := run("c1", march(zone, 3, 17, 0), 31, 62)
	ride.Sport = analysis.Cycling
	accident := run("a1", march(zone, 5, 18, 2), 0.12, 0.7)

	hillsFromDamage := hilly(analysis.Caution, 10.3, 8, "{climb:10.3|8} of climb; the cap is {climb:8|10.3}. The climb is needled's own estimate, so this can't count as more than a caution.")
	hillsFromDamage.Confidence, hillsFromDamage.Integrity = analysis.Estimated, analysis.Truncated
	hillsFromDamage.FromM, hillsFromDamage.ToM = new(1200.0), new(3000.0)
	hillsFromDamage.FromS, hillsFromDamage.ToS = new(430.0), new(1085.0)

	unknownEffort := analysis.Finding{Rule: analysis.TooHard, Level: analysis.Unknown, Unit: "m/s", Source: analysis.NeedledOwn, Confidence: analysis.FromDevice,
		Text: "Heart rate was not recorded on enough of the run, and your usual speed is not known either, so we can't tell how hard it was. A chest strap or optical sensor would settle it."}

	walked := judged(walk, 0, new(18.0+40.0/60))
	walked.Verdict.Notes = []analysis.Phrase{"Walking: fine."}

	e1 := judged(r1, 1, new(14.0),
		early(analysis.Violation, 14, 24, "14 h after the treatment; the clinic advises at least 24 h of rest."),
		long(analysis.Violation, 8100, 3600, analysis.ClinicAdvice, "{km:8100|3600}; the cap for a first run was {km:3600|8100} (60 % of your usual {km:6000})."),
		hilly(analysis.OK, 5, 8, "{climb:5} of climb; the cap is {climb:8}."),
		hard(analysis.OK, 0.021, 0.10, "2 % of the time above 144 beats/min; the cap is 10 %."))
	e1.Verdict.Notes = []analysis.Phrase{"Readiness before the run: not recorded."}

	ridden := judged(ride, 0, new(23.5), analysis.Finding{Rule: analysis.HighIntensity, Level: analysis.Caution, Measured: new(0.31), Cap: new(0.2), Unit: "share",
		Source: analysis.ClinicAdvice, Confidence: analysis.FromDevice, FromS: new(600.0), ToS: new(1500.0),
		Text: "Cycling in the time of rest: 31 % of the time above 156 beats/min (82 % of HRmax); the cap is 20 %."})

	treated := march(zone, 2, 17, 30)
	return analysis.Recovery{
		Treatment: analysis.Treatment{ID: "t1", Runner: "Mara Keller", At: treated, Muscles: []analysis.Muscle{"calf", "glutes"},
			Intensity: analysis.Standard, Class: analysis.Typical, CPT: "20561", Note: "Left calf more than right."},
		Protocol: protocol(), Class: analysis.Typical, ClassWhy: "the clinician's word",
		Floor: treated.Add(24 * time.Hour), Clear: treated.Add(48 * time.Hour),
		End: new(march(zone, 10, 7, 30)), Latest: treated.Add(21 * 24 * time.Hour),
		Baseline: usual(zone),
		Entries: []analysis.Entry{
			e1, walked, ridden, {Run: accident},
			judged(r2, 2, new(72.0+35.0/60), hillsFromDamage,
				long(analysis.Caution, 4532, 4500, analysis.NeedledOwn, "{km:4532|4500}; the cap for a second run was {km:4500|4532} (75 % of your usual {km:6000})."),
				early(analysis.OK, 72.583, 48, "73 h after the treatment; clear to run from 48 h."),
				hard(analysis.OK, 0.04, 0.10, "4 % of the time above 144 beats/min; the cap is 10 %.")),
			judged(r3, 3, new(111.5), unknownEffort,
				early(analysis.OK, 111.5, 48, "112 h after the treatment; clear to run from 48 h."),
				long(analysis.OK, 5200, 5400, analysis.NeedledOwn, "{km:5200|5400}; the cap for a third run was {km:5400|5200} (90 % of your usual {km:6000})."),
				hilly(analysis.OK, 5, 8, "{climb:5} of climb; the cap is {climb:8}.")),
			judged(r4, 4, new(168.5),
				early(analysis.OK, 168.5, 48, "168 h after the treatment; clear to run from 48 h."),
				long(analysis.OK, 5900, 6000, analysis.NeedledOwn, "{km:5900|6000}; the cap for a later run was {km:6000|5900} (100 % of your usual {km:6000})."),
				hilly(analysis.OK, 5, 8, "{climb:5} of climb; the cap is {climb:8}."),
				hard(analysis.OK, 0.0, 0.10, "0 % of the time above 144 beats/min; the cap is 10 %.")),
		},
	}
}

func flaggedReport(zone *time.Location) Report {
	return Report{
		Runner: mara(zone), Recovery: flaggedRecovery(zone),
		CheckIns: []analysis.CheckIn{
			{ID: "k0", Kind: analysis.Readiness, At: march(zone, 1, 9, 0), Soreness: new(0)}, // before the treatment
			{ID: "k1", Kind: analysis.AfterRun, At: march(zone, 3, 20, 0), Pain: new(4), Cramping: true, Note: "left calf, on the stairs"},
			{ID: "k2", Kind: analysis.Readiness, At: march(zone, 5, 17, 30), SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Soreness: new(1)},
		},
		At: march(zone, 12, 8, 0),
	}
}

// emptyReport is made the evening after the treatment: nothing recorded yet.
func emptyReport(zone *time.Location) Report {
	r := flaggedReport(zone)
	r.CheckIns, r.At = nil, march(zone, 2, 21, 0)
	r.Recovery.Entries, r.Recovery.End = nil, nil
	r.Next = new(restPlan(zone))
	return r
}

// dateOnlyReport has a treatment whose time is not known, a run on the same
// day, and no baseline.
func dateOnlyReport(zone *time.Location) Report {
	r := flaggedReport(zone)
	t := &r.Recovery.Treatment
	t.ID, t.At, t.DateOnly, t.Muscles, t.CPT, t.Note = "t2", march(zone, 2, 0, 0), true, nil, "", ""
	t.Caps = map[analysis.Key]float64{analysis.ClimbCaution: 8}
	r.Recovery.Floor, r.Recovery.Clear = t.At.Add(24*time.Hour), t.At.Add(48*time.Hour)
	r.Recovery.End = nil
	r.Recovery.Baseline = analysis.Baseline{Found: 2, Needed: 3}
	r.CheckIns = nil
	same := run("r9", march(zone, 2, 19, 0), 4, 25)
	r.Recovery.Entries = []analysis.Entry{judged(same, 1, nil,
		analysis.Finding{Rule: analysis.TooEarly, Level: analysis.Unknown, Cap: new(24.0), Unit: "h", Source: analysis.ClinicAdvice, Confidence: analysis.FromDevice,
			Text: "Time of treatment unknown: this run was on the same day, so we can't tell whether it came before or after. Add the time of the treatment to settle it."},
		analysis.Finding{Rule: analysis.TooLong, Level: analysis.Unknown, Measured: new(4000.0), Unit: "m", Source: analysis.ClinicAdvice, Confidence: analysis.FromDevice,
			Text: "We can't tell how long your usual run is: 2 of 3 runs in the 90 days before the treatment. Adding older files, or declaring your usual distance, would settle it."},
		hilly(analysis.OK, 5, 8, "{climb:5} of climb; the cap is {climb:8}."))}
	return r
}

func restPlan(zone *time.Location) analysis.Plan {
	rec := flaggedRecovery(zone)
	return analysis.Plan{
		At: march(zone, 3, 8, 30), State: analysis.Rest, Treatment: &rec.Treatment, Earliest: &rec.Floor, Clear: &rec.Clear, RunNumber: new(1),
		Caps:     &analysis.Caps{DistanceM: new(0.6 * 6000), TargetM: &[2]float64{3000, 0.6 * 6000}, ClimbMPerKm: new(8.0), HRMax: new(144.0)},
		Baseline: &rec.Baseline, Recovery: &rec,
		Advice: []analysis.Phrase{"Walking is fine and helps.", "Drink well; foam rolling and dynamic stretching help some."},
	}
}

// hill is a run that climbs from 40 to 75 m and comes back, a point every
// 20 m.
func hill(km float64) []ProfilePoint {
	var points []ProfilePoint
	for m := 0.0; m <= km*1000; m += 20 {
		points = append(points, ProfilePoint{AtS: m / 2.8, DistanceM: m, AltitudeM: 57.5 - 17.5*math.Cos(2*math.Pi*m/(km*1000))})
	}
	return points
}
