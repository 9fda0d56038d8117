package store

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"needled/analysis"
)

// drawn is a TB that fails the example that was drawn.
type drawn struct {
	testing.TB
	rt *rapid.T
}

func (d drawn) Helper()                           { d.rt.Helper() }
func (d drawn) Errorf(format string, args ...any) { d.rt.Errorf(format, args...) }
func (d drawn) Error(args ...any)                 { d.rt.Error(args...) }
func (d drawn) Fatalf(format string, args ...any) { d.rt.Fatalf(format, args...) }
func (d drawn) Fatal(args ...any)                 { d.rt.Fatal(args...) }
func (d drawn) Failed() bool                      { return d.rt.Failed() }

// happening is a store in which something happens, bit by bit.
type happening struct {
	timed
	rt      *rapid.T
	again   place
	batches []string
}

// Whatever happened: runs are what all recordings together make of them, a
// shared view is what removing everything fetched would leave, the recoveries
// that are kept are those that Assess gives, and the roster says what a shared
// view does.
func TestViewsOfWhateverHappened(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := sqlitePlace(t)
		one := test(drawn{t, rt}, p(t, options())).at(p, after(3))
		l := &happening{timed: one, rt: rt, again: p}
		defer func() { l.Close() }()
		l.treat(treated)
		l.record(usual()...)
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			l.step()
		}
		l.linked()
		l.judged()
		l.listed()
	})
}

func (l *happening) instant(name string) time.Time {
	return after(float64(rapid.IntRange(-8, 24).Draw(l.rt, name)) / 4)
}

// run is one of few, so that files and what was fetched meet.
func (l *happening) run() analysis.Recording {
	km := rapid.SampledFrom([]float64{3, 3.02, 4, 6}).Draw(l.rt, "km")
	shape := rapid.SampledFrom([]func(*analysis.Run){func(*analysis.Run) {}, gpx, func(r *analysis.Run) { r.Sport = analysis.Cycling },
		func(r *analysis.Run) { r.SourceID = "strava:7" }, func(r *analysis.Run) { r.Sport, r.Doubt = analysis.UnknownSport, "it names no sport" },
		func(r *analysis.Run) { r.StartHidden = true }, func(r *analysis.Run) { r.Device = "" }}).Draw(l.rt, "shape")
	return newRun(l.instant("start"), km, shape)
}

func (l *happening) step() {
	ctx := l.Context()
	some := func(n int, name string) int { return rapid.IntRange(0, n-1).Draw(l.rt, name) }
	treatments, err := l.Treatments(ctx, me)
	l.must(err)
	runs := l.runs(Filter{AllSports: true})
	settled := func(err error) {
		if err != nil && !IsKind(err, Invalid) && !IsKind(err, Conflict) {
			l.must(err)
		}
	}
	switch what := rapid.IntRange(0, 17).Draw(l.rt, "what"); {
	case what < 4:
		key := rapid.SampledFrom([]string{"strava:1", "strava:2", "strava:3"}).Draw(l.rt, "key")
		r := l.run()
		r.Run.Note = key // documents name what they are of
		l.fetch(key, r)
	case what < 6:
		l.batches = append(l.batches, l.record(l.run())[0].Batch)
	case what == 6:
		_, err := l.AddTreatment(ctx, analysis.Treatment{Runner: me, At: l.instant("treated"), DateOnly: rapid.Bool().Draw(l.rt, "date only")})
		settled(err)
	case what == 7 && len(treatments) > 0:
		changed := treatments[some(len(treatments), "treatment")]
		changed.Caps = map[analysis.Key]float64{analysis.Run1Share: 0.4, analysis.TypicalFloor: 12}
		changed.At = changed.At.Add(time.Duration(rapid.IntRange(-1, 1).Draw(l.rt, "moved")) * 12 * time.Hour)
		_, err := l.EditTreatment(ctx, changed)
		settled(err)
	case what == 8 && len(treatments) > 0:
		l.must(l.RemoveTreatment(ctx, me, treatments[some(len(treatments), "treatment")].ID))
	case what == 9:
		_, err := l.AddCheckIn(ctx, analysis.CheckIn{Runner: me, Kind: analysis.AfterRun, At: l.instant("asked"), Pain: new(5)})
		l.must(err)
	case what == 10 && len(runs) > 0:
		sport := rapid.SampledFrom([]analysis.Sport{"", analysis.Running, analysis.Walking}).Draw(l.rt, "sport")
		_, err := l.EditRun(ctx, me, runs[some(len(runs), "run")].Run.ID, Edit{Sport: &sport}, *l.now)
		settled(err)
	case what == 11 && len(runs) > 1:
		_, err := l.MergeRuns(ctx, me, runs[some(len(runs), "run")].Run.ID, runs[some(len(runs), "other")].Run.ID, true)
		settled(err)
	case what == 12 && len(runs) > 0:
		_, err := l.SplitRun(ctx, me, runs[some(len(runs), "run")].Run.ID)
		settled(err)
	case what == 13 && len(l.batches) > 0:
		k := some(len(l.batches), "batch")
		_, err := l.UndoBatch(ctx, me, l.batches[k], *l.now)
		l.must(err)
		l.batches = slices.Delete(l.batches, k, k+1)
	case what == 16 && len(runs) > 0:
		_, err := l.EditRun(ctx, me, runs[some(len(runs), "run")].Run.ID, Edit{Accept: new(rapid.Bool().Draw(l.rt, "accept"))}, *l.now)
		settled(err)
	case what == 17:
		l.must(l.RemoveFetched(ctx, me, []string{rapid.SampledFrom([]string{"strava:1", "strava:2"}).Draw(l.rt, "removed")}))
	case what == 14:
		*l.now = l.now.Add(time.Duration(rapid.IntRange(1, 4).Draw(l.rt, "days")) * day) // what was fetched expires by and by
	case what == 15:
		share := rapid.SampledFrom([]float64{0.3, 0.5, 0.8}).Draw(l.rt, "share")
		l.must(l.Close())
		o := protocolWith(analysis.Run1Share, share)
		now := l.now
		o.Now = func() time.Time { return *now }
		l.Store = l.again(l.TB, o)
		l.must(l.EnsureJudged(ctx, me, nil))
	}
}

// listed checks the roster's row against a shared view.
func (l *happening) listed() {
	l.Helper()
	_, err := l.writer.Exec(`INSERT INTO people (id, name, login, password, admin, clinician, created_at) VALUES ('p1', 'Dr. Weber', 'weber', '', FALSE, TRUE, 0)`)
	l.must(err)
	_, err = l.writer.Exec(`INSERT INTO consents (id, runner, clinician, granted_at) VALUES (1, $1, 'p1', 0)`, me)
	l.must(err)
	rows, total, err := l.Roster(l.Context(), "p1", RosterQuery{Now: *l.now, N: 10})
	l.must(err)
	if total != 1 || len(rows) != 1 {
		l.Fatalf("%d rows of %d", len(rows), total)
	}
	got := rows[0]
	v := l.View(me, Shared)
	recoveries, err := v.Recoveries(l.Context())
	l.must(err)
	recoveries = slices.DeleteFunc(recoveries, func(r analysis.Recovery) bool { return r.Treatment.At.After(*l.now) })
	want := RosterRow{Runner: me, Name: me, Zone: time.UTC, Worst: got.Worst, Marks: got.Marks}
	want.LastData, err = v.LastData(l.Context())
	l.must(err)
	all, err := v.Treatments(l.Context())
	l.must(err)
	if i := slices.IndexFunc(all, func(t analysis.Treatment) bool { return t.At.After(*l.now) }); i >= 0 {
		want.Planned = &all[i]
	}
	worst := analysis.OK
	if len(recoveries) > 0 {
		r := recoveries[len(recoveries)-1]
		want.Treatment, want.Floor, want.Clear, want.Ends = &r.Treatment, r.Floor, r.Clear, r.Latest
		if r.End != nil {
			want.Ends = *r.End
		}
		for _, e := range r.Entries {
			if e.Verdict != nil {
				worst = analysis.Worst(worst, e.Verdict.Level)
			}
			if e.Verdict == nil || e.Verdict.RunNumber == nil {
				continue
			}
			want.Runs++
			switch e.Verdict.Level {
			case analysis.OK:
				want.OK++
			case analysis.Unknown:
				want.Unknown++
			case analysis.Caution:
				want.Caution++
			case analysis.Violation:
				want.Violation++
			}
		}
	}
	l.equal(got, want)
	if (got.Worst == nil) != (worst == analysis.OK) || got.Worst != nil && got.Worst.Level != worst {
		l.Errorf("worst %+v, want %s", got.Worst, worst)
	}
	if got.Worst != nil {
		e, err := v.Run(l.Context(), got.Worst.Run)
		l.must(err)
		if e.Verdict == nil || !slices.ContainsFunc(e.Verdict.Findings, func(f analysis.Finding) bool { return f.Rule == got.Worst.Rule && f.Level == worst }) {
			l.Errorf("worst %+v is not in %+v", got.Worst, e.Verdict)
		}
	}
	marked := analysis.OK
	for _, m := range got.Marks {
		marked = analysis.Worst(marked, m.Level)
	}
	if marked.WorseThan(worst) {
		l.Errorf("marks %+v are worse than %s", got.Marks, worst)
	}
}
