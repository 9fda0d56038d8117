package store

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"needled/analysis"
)

// seen is all that a view shows of a runner.
type seen struct {
	Runner      analysis.Runner
	Treatments  []analysis.Treatment
	CheckIns    []analysis.CheckIn
	Runs        []analysis.Entry
	Newest      []analysis.Entry
	Review      []analysis.Entry
	Whole       map[string]analysis.Entry
	Recordings  map[string][]Recording
	Originals   map[string]string
	History     analysis.History
	Recoveries  []analysis.Recovery
	Arrived     Arrivals
	LastData    *time.Time
	NoSuchRun   string
	NoRecording string
}

func (t tester) see(sight Sight, ids ...string) seen {
	t.Helper()
	v := t.View(t.runner, sight)
	var s seen
	var err error
	s.Runner, err = v.Runner(t.Context())
	t.must(err)
	s.Treatments, err = v.Treatments(t.Context())
	t.must(err)
	s.CheckIns, err = v.CheckIns(t.Context(), time.Time{})
	t.must(err)
	s.Runs, err = v.Runs(t.Context(), Filter{AllSports: true})
	t.must(err)
	s.Newest, err = v.Runs(t.Context(), Filter{N: 3})
	t.must(err)
	s.Review, err = v.Runs(t.Context(), Filter{Review: true})
	t.must(err)
	s.Whole, s.Recordings, s.Originals = map[string]analysis.Entry{}, map[string][]Recording{}, map[string]string{}
	for _, e := range s.Runs {
		id := e.Run.ID
		s.Whole[id], err = v.Run(t.Context(), id)
		t.must(err)
		s.Recordings[id], err = v.RecordingsOf(t.Context(), id)
		t.must(err)
		lead, original, err := v.Original(t.Context(), id)
		t.must(err)
		t.equal(lead, s.Recordings[id][0])
		t.equal(analysis.SumOf(original), lead.Original)
		s.Originals[id] = string(original)
	}
	for _, id := range ids {
		if _, there := s.Whole[id]; there {
			continue
		}
		_, err := v.Run(t.Context(), id)
		t.fails(err, NotFound)
		s.NoSuchRun += err.Error() + "\n"
		_, err = v.RecordingsOf(t.Context(), id)
		t.fails(err, NotFound)
		s.NoRecording += err.Error() + "\n"
		_, _, err = v.Original(t.Context(), id)
		t.fails(err, NotFound)
	}
	s.History, err = v.History(t.Context(), time.Time{})
	t.must(err)
	s.Recoveries, err = v.Recoveries(t.Context())
	t.must(err)
	outlines := slices.Clone(s.Recoveries)
	for i := range outlines {
		outlines[i].Baseline.Runs = nil
	}
	got, err := v.Outlines(t.Context())
	t.must(err)
	t.equal(got, outlines)
	var starts []time.Time
	for _, e := range s.Runs {
		starts = append(starts, e.Run.Start)
	}
	began, err := v.Starts(t.Context(), beginOfTime, endOfTime)
	t.must(err)
	slices.SortFunc(began, time.Time.Compare)
	t.equal(began, starts)
	s.Arrived, err = v.Arrived(t.Context(), time.Time{})
	t.must(err)
	s.LastData, err = v.LastData(t.Context())
	t.must(err)
	return s
}

// shared checks that a shared view is what is left once everything fetched is
// removed.
func (t tester) shared() {
	t.Helper()
	if len(t.fetched()) == 0 {
		return // it is the stored rows
	}
	var ids []string
	for _, e := range t.runs(Filter{AllSports: true}) {
		ids = append(ids, e.Run.ID)
	}
	got := t.see(Shared, ids...)
	file := filepath.Join(t.TempDir(), "needled.db")
	t.must(copyStore(t.Context(), t.path, file))
	s, err := Open(t.Context(), "sqlite:"+file, t.Options)
	t.must(err)
	defer s.Close()
	t.must(s.RemoveFetched(t.Context(), t.runner, nil))
	without := tester{t.TB, s, t.runner}
	if found := without.fetched(); len(found) != 0 {
		t.Fatalf("left: %+v", found)
	}
	without.linked()
	t.equal(got, without.see(Shared, ids...))
}

// recovered checks that the recoveries that are kept are those that Assess
// gives for the whole history.
func (t tester) recovered() {
	t.Helper()
	v := t.View(t.runner, Whole)
	h, err := v.History(t.Context(), time.Time{})
	t.must(err)
	var want []analysis.Recovery
	for _, r := range analysis.Assess(h, t.Protocol) {
		for i, e := range r.Entries {
			if e.Verdict != nil {
				r.Entries[i].Verdict = viaJSON(e.Verdict)
			}
		}
		want = append(want, withoutMeasures(r))
	}
	got, err := v.Recoveries(t.Context())
	t.must(err)
	t.equal(got, want)
	if len(want) > 0 {
		some := want[len(want)/2]
		got, err := v.Recoveries(t.Context(), some.Treatment.ID)
		t.must(err)
		t.equal(got, []analysis.Recovery{some})
	}
}

func TestViewOfNothing(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	s.must(s.AddRunner(t.Context(), analysis.Runner{Name: "anna"}))
	s.must(s.AddRunner(t.Context(), analysis.Runner{Name: "ben"}))
	for _, v := range []*View{s.View("anna", Nothing), s.View("carla", Shared), s.View("carla", Whole)} {
		for name, look := range map[string]func() error{
			"Runner":       func() error { _, err := v.Runner(t.Context()); return err },
			"Treatments":   func() error { _, err := v.Treatments(t.Context()); return err },
			"Treatment":    func() error { _, err := v.Treatment(t.Context(), "t1"); return err },
			"CheckIns":     func() error { _, err := v.CheckIns(t.Context(), time.Time{}); return err },
			"Runs":         func() error { _, err := v.Runs(t.Context(), Filter{}); return err },
			"Run":          func() error { _, err := v.Run(t.Context(), "2345"); return err },
			"RecordingsOf": func() error { _, err := v.RecordingsOf(t.Context(), "2345"); return err },
			"Original":     func() error { _, _, err := v.Original(t.Context(), "2345"); return err },
			"History":      func() error { _, err := v.History(t.Context(), time.Time{}); return err },
			"Recoveries":   func() error { _, err := v.Recoveries(t.Context()); return err },
			"Outlines":     func() error { _, err := v.Outlines(t.Context()); return err },
			"Starts":       func() error { _, err := v.Starts(t.Context(), time.Time{}, time.Time{}); return err },
			"Arrived":      func() error { _, err := v.Arrived(t.Context(), time.Time{}); return err },
			"LastData":     func() error { _, err := v.LastData(t.Context()); return err },
		} {
			err := look()
			s.fails(err, NotFound)
			if got, want := err.Error(), `there is no runner "`+v.runner+`"`; got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

// Reads together give what each gives for itself, and fail alike.
func TestViewTogether(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	s.must(s.AddRunner(t.Context(), analysis.Runner{Name: me}))
	s.treat(treated)
	s.record(usual()...)
	s.record(newRun(after(1), 3), newRun(after(2), 4, strava))
	for _, sight := range []Sight{Shared, Whole} {
		v := s.View(me, sight)
		want, err := v.Runs(t.Context(), Filter{})
		s.must(err)
		wantRecoveries, err := v.Recoveries(t.Context())
		s.must(err)
		s.must(v.Together(t.Context(), func(v *View) error {
			got, err := v.Runs(t.Context(), Filter{})
			s.must(err)
			s.equal(got, want)
			recoveries, err := v.Recoveries(t.Context())
			s.must(err)
			s.equal(recoveries, wantRecoveries)
			_, err = v.Run(t.Context(), "22222222")
			s.fails(err, NotFound)
			return nil
		}))
		s.fails(v.Together(t.Context(), func(v *View) error { _, err := v.Run(t.Context(), "22222222"); return err }), NotFound)
	}
	s.fails(s.View(me, Nothing).Together(t.Context(), func(*View) error { t.Error("it reads"); return nil }), NotFound)
}

func TestSaidOf(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	s.must(s.AddRunner(t.Context(), analysis.Runner{Name: me}))
	far := newRun(after(-4), 6, func(r *analysis.Run) { r.DistanceM, r.Doubt = new(500_000.0), "too far" })
	id := s.record(far)[0].Run.ID
	for _, step := range []struct {
		edit Edit
		want Said
	}{
		{Edit{}, Said{}},
		{Edit{Accept: new(true)}, Said{Accepted: true}},
		{Edit{Sport: new(trail)}, Said{Sport: trail, Accepted: true}},
		{Edit{Accept: new(false), Sport: new(analysis.Sport(""))}, Said{}},
	} {
		s.edit(id, step.edit)
		got, err := s.SaidOf(t.Context(), me, id)
		s.must(err)
		s.equal(got, step.want)
	}
	_, err := s.SaidOf(t.Context(), me, "22222222")
	s.fails(err, NotFound)
}
