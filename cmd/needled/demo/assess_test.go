package demo

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
	"needled/configs"
	"needled/ingest"
	"needled/ingest/fit"
)

// The whole way, from files to verdicts: every finding but ok, by run.
func TestTheProtocolFindsWhatEachRunMeans(t *testing.T) {
	protocol := configs.DefaultProtocol()
	cal := calendarUpTo(now, berlin)
	h := analysis.History{Runner: runner(berlin), Treatments: treatments(cal), CheckIns: checkIns(cal)}
	for i := range h.Treatments {
		h.Treatments[i].ID = fmt.Sprint("treatment ", i+1)
	}
	for _, w := range allWatched(t) {
		h.Runs = append(h.Runs, decode(t, w, protocol))
	}

	got := map[string]map[analysis.Rule]analysis.Level{}
	recoveries := analysis.Assess(h, protocol)
	for i, r := range recoveries {
		for _, e := range r.Entries {
			name := fmt.Sprintf("%d: %s", i+1, e.Run.Sport)
			if n := e.Verdict.RunNumber; n != nil {
				name = fmt.Sprintf("%d: run %d", i+1, *n)
			}
			got[name] = map[analysis.Rule]analysis.Level{}
			for _, f := range e.Verdict.Findings {
				if f.Level != analysis.OK {
					got[name][f.Rule] = f.Level
				}
			}
		}
	}
	want := map[string]map[analysis.Rule]analysis.Level{
		"1: walking": {},
		"1: run 1":   {},
		"1: run 2":   {},
		"1: run 3":   {analysis.TooHilly: analysis.Caution},
		"1: run 4":   {analysis.TooHilly: analysis.Unknown},
		"2: run 1":   {analysis.TooEarly: analysis.Violation},
		"2: run 2":   {analysis.TooLong: analysis.Violation},
		"2: run 3":   {analysis.TooHilly: analysis.Violation},
		"2: run 4":   {analysis.TooHard: analysis.Violation, analysis.Symptoms: analysis.Violation},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}

	for i, want := range []analysis.Class{analysis.Typical, analysis.Demanding} {
		if got := recoveries[i].Class; got != want {
			t.Errorf("treatment %d is %s, want %s", i+1, got, want)
		}
		if b := recoveries[i].Baseline; b.Days != 28 || b.UsualM == nil || *b.UsualM < 6000 || *b.UsualM > 7000 {
			t.Errorf("the usual run before treatment %d comes from %d days, of %d runs", i+1, b.Days, len(b.Runs))
		}
	}
	if plan := analysis.PlanAt(h, protocol, now); plan.State != analysis.Ready || plan.RunNumber == nil || *plan.RunNumber != 5 {
		t.Errorf("now the runner is %s, want ready for run 5", plan.State)
	}
}

// decode reads an activity on the ordinary way of a run.
func decode(t *testing.T, w watched, p analysis.Protocol) analysis.Run {
	t.Helper()
	decoded, err := fit.New().Decode(w.bytes)
	if err != nil {
		t.Fatalf("%s: %v", w.name, err)
	}
	if len(decoded) != 1 {
		t.Fatalf("%s holds %d activities, want 1", w.name, len(decoded))
	}
	run := ingest.Measured(decoded[0].Run, decoded[0].Track, p)
	run.ID, run.Format, run.Provenance = w.name, "fit", analysis.WatchFile
	if run.Integrity != analysis.Intact || run.Note != "" {
		t.Errorf("%s is %s: %q", w.name, run.Integrity, run.Note)
	}
	return run
}
