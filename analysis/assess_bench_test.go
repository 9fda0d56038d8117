package analysis_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	. "needled/analysis"
)

// tenYears is a runner with 3,000 runs and 100 treatments in ten years. The
// runs of the three weeks after a treatment have what was measured of their
// samples, as the store gives it.
func tenYears() History {
	const runs, treatments = 3000, 100
	span := 10 * 365 * 24 * time.Hour
	rng := rand.New(rand.NewPCG(1, 2))
	h := History{Runner: Runner{Name: "me", BirthYear: new(1980)}}
	start := treated.Add(-span)
	for i := range treatments {
		at := start.Add(span / treatments * time.Duration(i))
		h.Treatments = append(h.Treatments, Treatment{ID: fmt.Sprint("t", i), At: at, Muscles: []Muscle{"calf"}})
		for day := range 4 {
			h.CheckIns = append(h.CheckIns,
				passed(fmt.Sprint("b", i, day), at.Add(time.Duration(40+48*day)*time.Hour)),
				CheckIn{ID: fmt.Sprint("a", i, day), Kind: AfterRun, At: at.Add(time.Duration(50+48*day) * time.Hour), Pain: new(day)})
		}
	}
	for i := range runs {
		at := start.Add(span / runs * time.Duration(i))
		r := newRun(fmt.Sprint("r", i), at, 4+8*rng.Float64(), func(r *Run) {
			r.PeakHR, r.AvgHR, r.Measures = new(170+15*rng.Float64()), new(140.0), nil
		})
		if since := at.Sub(start) % (span / treatments); since <= 21*24*time.Hour {
			r.Measures = measuresOf(r, rng)
		}
		h.Runs = append(h.Runs, r)
	}
	return h
}

func measuresOf(r Run, rng *rand.Rand) *Measures {
	m := &Measures{HasSpeed: true, MedianSpeedMPS: 2.8, HeartRate: make([]byte, int(*r.ElapsedS))}
	hr := 140.0
	for s := range m.HeartRate {
		hr = min(max(hr+rng.Float64()-0.5, 100), 180)
		m.HeartRate[s] = byte(hr)
	}
	for d := 100.0; d <= *r.DistanceM; d += 100 {
		m.Marks = append(m.Marks, d*0.36)
		m.Grades = append(m.Grades, GradeSpan{FromM: d - 100, ToM: d, FromS: (d - 100) * 0.36, ToS: d * 0.36, GradePct: 8 * (rng.Float64() - 0.5)})
	}
	return m
}

// assessLimit is what judging ten years may take. The fastest round counts,
// since the machine may be busy with something else.
const assessLimit = 20 * time.Millisecond

func BenchmarkAssess(b *testing.B) {
	h, p := tenYears(), clinic()
	inOrder := h.Runs
	shuffled := append([]Run(nil), h.Runs...)
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for _, bb := range []struct {
		name string
		runs []Run
	}{{"in order", inOrder}, {"shuffled", shuffled}} {
		b.Run(bb.name, func(b *testing.B) {
			h.Runs = bb.runs
			b.ReportAllocs()
			fastest := time.Hour
			for b.Loop() {
				began := time.Now()
				if n := len(Assess(h, p)); n != len(h.Treatments) {
					b.Fatalf("%d recoveries", n)
				}
				fastest = min(fastest, time.Since(began))
			}
			b.ReportMetric(float64(fastest.Microseconds())/1000, "fastest-ms/op")
			if fastest > assessLimit {
				b.Errorf("%s for ten years, the limit is %s", fastest, assessLimit)
			}
		})
	}
}

func BenchmarkPlanAt(b *testing.B) {
	h, p := tenYears(), clinic()
	at := h.Treatments[len(h.Treatments)-1].At.Add(48 * time.Hour)
	for b.Loop() {
		if plan := PlanAt(h, p, at); plan.State == Free {
			b.Fatal("it is free")
		}
	}
}
