package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"needled/analysis"
)

// story is a spring with two treatments and what arrives of it: runs known
// from several sources, pairs in doubt, damaged files, walks.
func story() []analysis.Recording {
	cut := func(r *analysis.Run) { r.Integrity = analysis.Truncated }
	nameless := func(r *analysis.Run) { gpx(r); r.Sport, r.Doubt = analysis.UnknownSport, "it names no sport" }
	late := func(s time.Duration) func(*analysis.Run) { return func(r *analysis.Run) { r.Start = r.Start.Add(s) } }
	short := func(r *analysis.Run) { r.ElapsedS = new(600.0) }
	tcx := func(r *analysis.Run) { r.Format = "tcx" }
	resaved := func(r *analysis.Run) { r.Device = "" }
	heart := func(r *analysis.Run) { r.MaxHR = new(150.0) }
	paced := func(r *analysis.Run) {
		r.Measures = &analysis.Measures{HeartRate: r.Measures.HeartRate}
		for i := range 40 {
			r.Measures.Marks = append(r.Measures.Marks, 36*float64(i+1))
		}
	}
	remeasured := func(r *analysis.Run) { r.Measures = &analysis.Measures{MedianSpeedMPS: 3, Marks: []float64{40, 90}} }
	bare := func(r *analysis.Run) { r.Measures = &analysis.Measures{}; r.AvgHR = nil }
	numbered := func(id string) func(*analysis.Run) { return func(r *analysis.Run) { r.SourceID = "strava:" + id } }
	walked := func(r *analysis.Run) { r.Sport = analysis.Walking }
	return append(usual(),
		// Edited at its service: two days and a sport apart, one run; the watch's file is of the same time as the latter.
		newRun(after(30), 5, gpx, numbered("1")), newRun(after(32), 4.2, gpx, numbered("1")), newRun(after(32), 4.25),
		newRun(after(-20), 5, gpx, numbered("2")), newRun(after(31), 5.1, gpx, numbered("2"), walked), newRun(after(-20), 5, gpx, numbered("3"), late(4*time.Hour)),
		// The second matches the first and the third, which are two runs.
		newRun(after(20), 1.6, short), newRun(after(20), 1.6, gpx, short, late(100*time.Second)), newRun(after(20), 1.6, tcx, short, late(200*time.Second), remeasured),
		newRun(after(23), 2), newRun(after(23), 2, gpx, late(2*time.Hour+time.Second), resaved),
		// The last is a run of its own: its marks are others.
		newRun(after(24), 2), newRun(after(24), 2, gpx, late(2*time.Hour), resaved), newRun(after(24), 2, gpx, late(5*time.Hour), resaved, remeasured),
		newRun(after(26), 3, cut), newRun(after(26), 5), newRun(after(26), 4, cut, late(time.Second)),
		// Saved again, hours later: known by the heart, by the pace, or not at all.
		newRun(after(27), 4, heart), newRun(after(27), 4, gpx, heart, resaved, late(2*time.Hour+time.Second)),
		newRun(after(28), 4, paced), newRun(after(28), 4, gpx, paced, resaved, late(-time.Hour)),
		newRun(after(29), 4), newRun(after(29), 4, gpx, bare, resaved, late(5*time.Hour+30*time.Minute)),
		// The same figures, yet other samples.
		newRun(after(7), 4), newRun(after(7), 4, remeasured),
		newRun(after(-4), 6.1, gpx), newRun(after(-11), 6.05, strava), newRun(after(-11), 6.2, nameless),
		newRun(after(-8), 3, func(r *analysis.Run) { r.Sport = analysis.Walking }),
		newRun(after(0.5), 3), newRun(after(0.5), 2.9, gpx),
		newRun(after(2.5), 4, gpx), newRun(after(2.5), 4.5), newRun(after(2.5), 4.04, strava),
		newRun(after(3.5), 4.4, cut), newRun(after(3.5), 4.5, gpx, late(90*time.Second)), newRun(after(3.5), 6, strava),
		newRun(after(4), 0.1), newRun(after(5), 5, nameless),
		newRun(after(9), 6), newRun(after(13), 3), newRun(after(13), 3.1, gpx, late(3*time.Minute)), newRun(after(16), 7))
}

// told is what the store says in the end, without the IDs, which depend on
// which recording came first.
func (t tester) told() []string {
	t.Helper()
	var said []string
	for _, e := range t.runs(Filter{AllSports: true}) {
		whole, err := t.Run(t.Context(), t.runner, e.Run.ID)
		t.must(err)
		line := fmt.Sprintf("%s %s %s %.0f m, in doubt: %v, %d s of heart rate", e.Run.Start.Format(time.DateTime),
			e.Run.Sport, e.Run.Format, *e.Run.DistanceM, e.Run.Doubt != "", len(whole.Run.Measures.HeartRate))
		if v := e.Verdict; v != nil {
			line += " " + v.Treatment + " " + string(v.Level)
			for _, f := range v.Findings {
				line += fmt.Sprintf("; %s %s %s", f.Rule, f.Level, f.Text)
			}
		}
		said = append(said, line)
	}
	slices.SortStableFunc(said, cmp.Compare)
	return said
}

func anyOrder(t tester, _ place) {
	all := story()
	said := wordsOn(all)
	var want []string
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 1))
		name := fmt.Sprintf("runner %d", seed)
		t.must(t.AddRunner(t.Context(), analysis.Runner{Name: name}))
		one := tester{t.TB, t.Store, name}
		one.treat(treated, func(t *analysis.Treatment) { t.Note = name })
		rulings := said
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for rest := all; len(rest) > 0; {
			n := 1 + random.IntN(min(6, len(rest)))
			one.record(rest[:n]...)
			rest = rest[n:]
			if random.IntN(3) == 0 && len(rulings) > 0 {
				one.rule(rulings[0])
				rulings = rulings[1:]
			}
		}
		for _, r := range rulings {
			one.rule(r)
		}
		one.treat(after(12))
		one.judged()
		one.linked()
		got := one.told()
		// Treatments of each runner have numbers of their own.
		for i := range got {
			got[i] = withoutNumbers(got[i])
		}
		if want == nil {
			want = got
		}
		t.equal(got, want)
	}
	if len(want) < 12 {
		t.Errorf("only %d runs: %v", len(want), want)
	}
}

// bitByBit changes a long history at random and checks after each change that
// nothing was left unjudged.
func bitByBit(t tester, _ place) {
	for seed := range uint64(2) {
		t.runner = fmt.Sprintf("runner %d", seed)
		t.must(t.AddRunner(t.Context(), analysis.Runner{Name: t.runner}))
		c := changes{tester: t, Rand: rand.New(rand.NewPCG(seed, 2)), left: years(seed)}
		for range 40 {
			c.change()
			c.judged()
			c.linked()
			if t.Failed() {
				t.Fatalf("with seed %d", seed)
			}
		}
	}
}

// years are runs and rides over two years, with heart rates that rise.
func years(seed uint64) []analysis.Recording {
	random := rand.New(rand.NewPCG(seed, 3))
	all := story()
	for range 150 {
		at := after(random.Float64()*700 - 600)
		all = append(all, newRun(at, 2+8*random.Float64(), func(r *analysis.Run) {
			r.PeakHR = new(150 + 40*random.Float64())
			r.Measures.HeartRate = slices.Repeat([]byte{byte(110 + random.IntN(50))}, int(*r.MovingS))
			if random.IntN(6) == 0 {
				r.Sport = analysis.Cycling
			}
		}))
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// changes changes one thing after another.
type changes struct {
	tester
	*rand.Rand
	left    []analysis.Recording
	batches []string
}

func (c *changes) change() {
	treatments, err := c.Treatments(c.Context(), c.runner)
	c.must(err)
	at := after(c.Float64()*700 - 600)
	switch n := c.IntN(20); {
	case n < 4 && len(c.left) > 0:
		k := min(1+c.IntN(30), len(c.left))
		c.batches = append(c.batches, c.record(c.left[:k]...)[0].Batch)
		c.left = c.left[k:]
	case n < 7:
		c.treat(at, func(t *analysis.Treatment) {
			if c.IntN(3) == 0 {
				t.Caps = map[analysis.Key]float64{analysis.RecoveryMaxDays: 40, analysis.Run1Share: 0.4, analysis.BaselineDays3: 180}
			}
		})
	case n < 8 && len(treatments) > 0:
		moved := treatments[c.IntN(len(treatments))]
		moved.At = at
		_, err := c.EditTreatment(c.Context(), moved)
		c.must(err)
	case n < 9 && len(treatments) > 0:
		c.must(c.RemoveTreatment(c.Context(), c.runner, treatments[c.IntN(len(treatments))].ID))
	case n < 11:
		if runs := c.runs(Filter{}); len(runs) > 0 {
			at = runs[c.IntN(len(runs))].Run.Start.Add(time.Duration((c.Float64() - 0.3) * 3 * float64(day)))
		}
		kind := []analysis.CheckInKind{analysis.Readiness, analysis.AfterRun}[c.IntN(2)]
		_, err := c.AddCheckIn(c.Context(), analysis.CheckIn{Runner: c.runner, Kind: kind, At: at, Soreness: new(c.IntN(5)), Pain: new(c.IntN(5))})
		c.must(err)
	case n < 14:
		c.settle()
	case n < 18:
		c.refetch()
	case len(c.batches) > 0:
		k := c.IntN(len(c.batches))
		_, err := c.UndoBatch(c.Context(), c.runner, c.batches[k], after(100))
		c.must(err)
		c.batches = slices.Delete(c.batches, k, k+1)
	}
}

// refetch changes something fetched, or removes it.
func (c *changes) refetch() {
	found := c.fetched()
	if len(found) == 0 {
		return
	}
	f := found[c.IntN(len(found))]
	if c.IntN(3) == 0 {
		c.must(c.RemoveFetched(c.Context(), c.runner, []string{f.Key}))
		return
	}
	var run analysis.Run
	c.must(json.Unmarshal(f.Document, &run))
	run.DistanceM = new(*run.DistanceM * (0.9 + 0.2*c.Float64()))
	run.Start = run.Start.Add(time.Duration(c.IntN(3)) * time.Hour)
	c.fetchAll(fetchedAs(f.Key, after(100), analysis.Recording{Run: run}))
}

// settle says a person's word on a run, or on two that are near in time.
func (c *changes) settle() {
	runs := c.runs(Filter{AllSports: true})
	if len(runs) < 2 {
		return
	}
	k := c.IntN(len(runs) - 1)
	if review := c.runs(Filter{Review: true}); len(review) > 0 && c.IntN(2) == 0 {
		k = min(slices.IndexFunc(runs, func(e analysis.Entry) bool { return e.Run.ID == review[0].Run.ID }), len(runs)-2)
	}
	id, sport, accept := runs[k].Run.ID, analysis.Running, c.IntN(2) == 0
	var err error
	switch c.IntN(4) {
	case 0:
		_, err = c.MergeRuns(c.Context(), c.runner, id, runs[k+1].Run.ID, true)
	case 1:
		_, err = c.SplitRun(c.Context(), c.runner, id)
	case 2:
		_, err = c.EditRun(c.Context(), c.runner, id, Edit{Sport: &sport}, treated)
	case 3:
		_, err = c.EditRun(c.Context(), c.runner, id, Edit{Accept: &accept}, treated)
	}
	if err != nil && !IsKind(err, Invalid) && !IsKind(err, Conflict) {
		c.must(err)
	}
}

// wordsOn are rulings on recordings of the story, some of which contradict
// each other or the figures.
func wordsOn(all []analysis.Recording) []analysis.Ruling {
	random := rand.New(rand.NewPCG(5, 5))
	var said []analysis.Ruling
	for len(said) < 12 {
		a, b := all[random.IntN(len(all))], all[random.IntN(len(all))]
		near := a.Run.Start.Sub(b.Run.Start).Abs() < time.Hour || random.IntN(8) == 0
		if a.Key() != b.Key() && near {
			said = append(said, analysis.Ruling{A: a.Key(), B: b.Key(), Same: random.IntN(2) == 0})
		}
	}
	return said
}

// rule says a person's word on two recordings, whether they are there or not.
func (t tester) rule(r analysis.Ruling) {
	t.Helper()
	_, err := write(t.Context(), t.Store, "ruling", func(tx *tx) (int, error) {
		t.must(putRuling(t.Context(), tx, t.runner, r))
		var seeds []recording
		for _, k := range []analysis.RecordingKey{r.A, r.B} {
			found, err := recordings(t.Context(), tx, t.runner, `original = $2 AND leg = $3`, k.Original[:], k.Leg)
			t.must(err)
			seeds = append(seeds, found...)
		}
		_, err := t.follow(t.Context(), tx, t.runner, seeds, seeds)
		return 0, err
	})
	t.must(err)
}

// nextTreatmentCounts: a recovery ends at the next treatment even where that
// one is just out of reach of what changed.
func nextTreatmentCounts(t tester, _ place) {
	reach := t.reachOf(nil, analysis.Runner{})
	change := newRun(after(0), 6)
	last := change.Run.Start.Add(reach.after - time.Hour)
	t.treat(last)
	t.treat(last.Add(day))
	t.record(newRun(last.Add(3*day), 6))
	t.record(change)
	t.equal(t.numbers(), []string{"t2: 1 unknown"})
	t.judged()
}
