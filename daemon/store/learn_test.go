package store

import (
	"strings"
	"time"

	"needled/analysis"
)

func (t tester) learn(r analysis.Recording, told analysis.Told) (analysis.Receipt, bool) {
	t.Helper()
	answers, err := t.Learn(t.Context(), t.runner, map[analysis.RecordingKey]analysis.Told{r.Key(): told}, false)
	t.must(err)
	answer, ok := answers[r.Key()]
	t.linked()
	t.judged()
	return answer, ok
}

// What a second container tells of the same bytes counts as if it had come
// first.
func learns(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	nameless := func(r *analysis.Run) {
		r.Format, r.Provenance, r.Sport, r.SubSport = "gpx", analysis.RunnerExport, analysis.UnknownSport, ""
		_, r.Doubt = analysis.DoubtOf(*r, after(100))
	}
	track := newRun(after(2.5), 3, nameless)
	aside := t.record(track)[0]
	list := analysis.Told{Provenance: analysis.RunnerExport, Sport: analysis.Running, SubSport: "street", SourceID: "strava:7"}

	answers, err := t.Learn(t.Context(), me, map[analysis.RecordingKey]analysis.Told{track.Key(): list}, true)
	t.must(err)
	if r := answers[track.Key()]; r.Run.Sport != analysis.Running || t.runs(Filter{AllSports: true, Since: treated})[0].Run.Doubt == "" {
		t.Errorf("a rehearsal answers %+v, and should keep nothing", r)
	}
	answer, _ := t.learn(track, list)
	if answer.Outcome != analysis.Duplicate || !strings.HasPrefix(answer.Reason, "known already; its sport is known now: run") ||
		answer.Run.ID != aside.Run.ID || answer.Run.Doubt != "" || answer.Run.SubSport != "street" || answer.Verdict == nil {
		t.Errorf("%+v", answer)
	}
	t.equal(t.numbers(), []string{"t1: 1 ok"})
	for _, nothing := range []analysis.Told{list, {}, {Sport: analysis.Walking}, {Provenance: analysis.StravaAPI}, {SourceID: "strava:8"}} {
		if answer, news := t.learn(track, nothing); news {
			t.Errorf("%+v taught %q", nothing, answer.Reason)
		}
	}
	if answer, news := t.learn(track, analysis.Told{Provenance: analysis.WatchFile}); !news || answer.Reason != "known already" || answer.Run.Provenance != analysis.WatchFile {
		t.Errorf("the watch's own file: %v, %+v", news, answer)
	}
	if _, news := t.learn(newRun(after(50), 1), list); news {
		t.Error("something was learned of what isn't stored")
	}

	// A track of no sport joined a run; it was a walk.
	both := t.record(newRun(after(5), 3), newRun(after(5), 3.02, nameless))
	walk := newRun(after(5), 3.02, nameless)
	t.equal(both[1].Run.ID, both[0].Run.ID)
	if answer, _ := t.learn(walk, analysis.Told{Sport: analysis.Walking}); answer.Run.ID == both[0].Run.ID || answer.Run.Sport != analysis.Walking ||
		!strings.Contains(answer.Reason, "walking") {
		t.Errorf("%+v", answer)
	}
	// Two that were two are one by what a list says.
	entry := newRun(after(9), 3, func(r *analysis.Run) { r.Format, r.Measures, r.SourceID = "csv", nil, "strava:9" })
	t.record(entry)
	moved := newRun(after(11), 3)
	t.record(moved)
	if answer, _ := t.learn(moved, analysis.Told{SourceID: "strava:9"}); !strings.Contains(answer.Reason, "the same run as") {
		t.Errorf("%+v", answer)
	}
	t.must(t.Check(t.Context()))
}

// What is measured otherwise indoors is measured again when it is learned that
// a run was indoors.
func learnsIndoors(t tester, again place) {
	t.treat(treated)
	track := newRun(after(2.5), 3, func(r *analysis.Run) { r.Sport, r.SubSport = analysis.UnknownSport, "" })
	t.record(append(usual(), track)...)
	o := options()
	o.Measure = func(run analysis.Run, original []byte, leg int) (analysis.Run, error) {
		m := newRun(time.Time{}, 1).Run
		t.must(fromJSON(string(original), &m))
		if m = m.With(run.Told()); m.Indoors() {
			m.AscentM = nil
		}
		return m, nil
	}
	t.Store = again(t, o)
	if answer, _ := t.learn(track, analysis.Told{Sport: analysis.Running, SubSport: "treadmill"}); answer.Run.AscentM != nil || answer.Run.SubSport != "treadmill" {
		t.Errorf("%+v", answer.Run)
	}
}
