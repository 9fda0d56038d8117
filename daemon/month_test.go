package daemon

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
	"needled/ingest/strava/stravatest"
)

var (
	monthSeeds = flag.Uint64("month.seeds", 3, "how many months with faults are lived through")
	monthFirst = flag.Uint64("month.first", 1, "the `seed` of the first")
	monthLog   = flag.String("month.log", "", "`file` the log of each month goes to, its seed added")
)

const (
	month  = 30 * daily
	ending = month + 30*time.Hour // after a calm day
	faults = 200
)

// A month with faults comes to what a month without comes to.
func TestMonthsWithFaults(t *testing.T) {
	if raced && os.Getenv("NEEDLED_RACED_MONTH") == "" {
		t.Skip("it takes minutes under the race detector; NEEDLED_RACED_MONTH=1 lives through it all the same")
	}
	seeds := *monthSeeds
	if testing.Short() {
		seeds = 1
	}
	outcomes := make([]outcome, 1+seeds)
	t.Run("live", func(t *testing.T) {
		for i := range outcomes {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				if i == 0 {
					outcomes[i] = lived(t, 0, 0)
				} else {
					outcomes[i] = lived(t, *monthFirst+uint64(i)-1, faults)
				}
			})
		}
	})
	if t.Failed() {
		return
	}
	calm := outcomes[0]
	t.Run("without", calm.check)
	for i, o := range outcomes[1:] {
		t.Run(fmt.Sprint("seed ", *monthFirst+uint64(i)), func(t *testing.T) { o.compare(t, calm) })
	}
}

// outcome is what a month came to.
//
// Messages are compared by what they are about. A run is told of once; again
// only where needled had to forget in between that it was told: when the
// connection came to an end, with which all goes that came through it, or when
// the clock said that a week had gone by.
type outcome struct {
	report                         string            // of all recoveries and runs, runs named by their start
	told                           []map[string]int  // by service: what was told how often
	ids                            map[string]string // the starts of runs by all the IDs they had
	log                            *logbook
	syncs, lists, streams, refused int
	dead, forgot                   int
}

func lived(t *testing.T, seed uint64, n int) (o outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.steps = inOrder(slices.Concat(w.story(), w.ticks(), w.draw(seed, n)))
		w.live(ending)
		if *monthLog != "" {
			w.must(os.WriteFile(fmt.Sprint(*monthLog, seed), []byte(strings.Join(w.log.lines, "")), 0o600))
		}
		o = w.outcome()
		w.stop(time.Second)
		w.must(w.beside.Close())
	})
	return o
}

// ticks are what happens every so often.
func (w *world) ticks() []step {
	var steps []step
	for at := time.Duration(0); at < ending; at += 10 * time.Minute {
		steps = append(steps, step{at, w.act})
	}
	for at := 50 * time.Minute; at < ending; at += time.Hour {
		steps = append(steps, step{at, func() { w.connect(); w.look() }})
	}
	return steps
}

// look sees that nothing fetched is older than it may be, and notes the IDs of
// runs.
func (w *world) look() {
	rows, err := w.beside.Query(`SELECT id, source_key, started_at, COALESCE(fetched_at, 0) FROM recordings`)
	if err != nil {
		return // the store is busy
	}
	defer rows.Close()
	calm := w.service.Load() != nil && time.Since(w.since) > time.Hour && time.Since(w.unwell) > time.Hour
	for rows.Next() {
		var id, key string
		var started, fetched int64
		w.must(rows.Scan(&id, &key, &started, &fetched))
		w.runs[id] = time.UnixMicro(started).UTC().Format(time.RFC3339)
		if fetched == 0 {
			continue
		}
		name := fmt.Sprint(key, fetched)
		if _, seen := w.known[name]; !seen {
			w.known[name] = time.Now()
		}
		if age := time.Since(w.known[name]); calm && age > 7*daily {
			w.Errorf("day %.1f: %s was fetched %v ago and is still there", time.Since(w.zero).Hours()/24, key, age)
		}
	}
	w.must(rows.Err())
}

var runID = regexp.MustCompile(`\b[2-9bcdfghjkmnpqrstvwxyz]{8}\b`)

func (w *world) outcome() outcome {
	w.look()
	o := outcome{
		ids: w.runs, log: &w.log, syncs: w.log.counts[`"asked Strava"`],
		forgot: w.forgot - 1, lists: w.strava.Count(stravatest.List), streams: w.strava.Count(stravatest.Streams), refused: w.strava.Refused(),
	}
	// A run is named after what arrived of it first, which faults may change.
	o.report = runID.ReplaceAllStringFunc(w.report(), o.named)
	for _, in := range w.told {
		told := map[string]int{}
		for _, m := range in.got {
			what := m.Title
			if _, after, ok := strings.Cut(m.Body, "needled show "); ok {
				what = "outside: " + runID.ReplaceAllStringFunc(after[:8], o.named)
			} else if strings.HasPrefix(what, "You may run") || strings.HasPrefix(what, "The rest is over") {
				what = "clear"
			}
			told[what]++
		}
		o.told = append(o.told, told)
	}
	var err error
	_, o.dead, err = w.st.JobCounts(w.Context())
	w.must(err)
	return o
}

func (o outcome) named(id string) string {
	if start, ok := o.ids[id]; ok {
		return start
	}
	return id
}

// report is all there is to say of the runner.
func (w *world) report() string {
	var b bytes.Buffer
	ctx, now := w.Context(), w.now()
	h, err := w.st.History(ctx, runner, now.Add(-analysis.PlanReach))
	w.must(err)
	checks, err := w.st.CheckIns(ctx, runner, time.Time{})
	w.must(err)
	protocol := w.service.Load().Protocol
	plan := analysis.PlanAt(h, protocol, now)
	for _, r := range analysis.Assess(h, protocol) {
		one := report.Report{Runner: h.Runner, Recovery: r, CheckIns: checks, At: now}
		if plan.Treatment != nil && plan.Treatment.ID == r.Treatment.ID {
			one.Next = &plan
		}
		w.must(report.WriteJSON(&b, report.NewReportJSON(one, analysis.Metric)))
	}
	// Verdicts as they are stored.
	entries, err := w.st.Runs(ctx, runner, store.Filter{AllSports: true})
	w.must(err)
	for _, e := range entries {
		w.must(report.WriteJSON(&b, report.NewRunJSON(e.Run, e.Verdict, analysis.Metric)))
	}
	return b.String()
}

// check sees that a month without faults is worth comparing with, and what it
// reads of Strava.
func (o outcome) check(t *testing.T) {
	t.Helper()
	t.Logf("%d syncs, %d lists, %d reads of samples; told %v", o.syncs, o.lists, o.streams, o.told[0])
	for _, told := range o.told {
		if told["clear"] != 2 || len(told) != 1+5 || slices.Max(slices.Collect(maps.Values(told))) > 2 {
			t.Errorf("told %v, want of five runs and twice that the rest is over", told)
		}
	}
	// A list more when a window is read for the first time (connecting, two
	// treatments) and when something is gone (two deletions, of which one fell
	// together with a full list).
	if o.lists < o.syncs || o.lists > o.syncs+5 {
		t.Errorf("%d lists in %d syncs", o.lists, o.syncs)
	}
	// Of the eight runs in recoveries that no file told of before: one each,
	// four that are read again after six days, two before samples were ready,
	// and three more that were never to come.
	if o.streams > 8+4+2+3 {
		t.Errorf("%d reads of samples", o.streams)
	}
	if o.dead != 0 || o.refused != 0 {
		t.Errorf("%d dead jobs, %d reads refused", o.dead, o.refused)
	}
	o.checkLog(t)
}

// compare holds a month with faults against one without.
func (o outcome) compare(t *testing.T, calm outcome) {
	t.Helper()
	happened := o.log.faults
	t.Logf("%d syncs, %d lists, %d reads of samples, %d refused; forgot %d times; %v", o.syncs, o.lists, o.streams, o.refused, o.forgot, happened)
	if o.report != calm.report {
		t.Errorf("the report differs (-without, +with faults):\n%s", cmp.Diff(pretty(calm.report), pretty(o.report)))
	}
	for i, told := range o.told {
		for what, want := range calm.told[i] {
			if n := told[what]; n < want || n > want+o.forgot {
				t.Errorf("service %d was told %d times of %s, want %d", i, n, what, want)
			}
		}
		for what, n := range told {
			// While a run was missing, the others were held against other caps.
			if calm.told[i][what] == 0 && strings.HasPrefix(what, "outside") && n > 1+o.forgot {
				t.Errorf("service %d was told %d times of %s", i, n, what)
			}
		}
	}
	// Every answer that fails may be asked for again; samples are, too, where
	// the clock was set back, which removes what was fetched by it.
	failing, afresh := 5*happened[stravaFailing]+happened[tokenEnds]+happened[answerLost], happened[clockSet]+o.forgot
	if o.lists > o.syncs+5+failing+2*afresh || o.streams > calm.streams+failing+17*afresh {
		t.Errorf("%d syncs took %d lists and %d reads of samples", o.syncs, o.lists, o.streams)
	}
	if others := happened[readsSpent]; o.refused > others {
		t.Errorf("%d reads beyond the limits, %d times after another program's", o.refused, others)
	}
	if o.dead != 0 {
		t.Errorf("%d jobs are dead", o.dead)
	}
	o.checkLog(t)
}

// checkLog sees that nothing is in the log that is nobody's business.
func (o outcome) checkLog(t *testing.T) {
	t.Helper()
	for _, line := range o.log.lines {
		for _, secret := range []string{stravatest.ClientSecret, "access-", "refresh-", "52.5", "13.4", "panicked"} {
			if strings.Contains(line, secret) {
				t.Errorf("%q is in the log: %s", secret, line)
			}
		}
	}
}

// pretty is the lines of a report, indented.
func pretty(s string) (lines []string) {
	for line := range strings.Lines(s) {
		var b bytes.Buffer
		_ = json.Indent(&b, []byte(line), "", " ")
		lines = append(lines, strings.Split(b.String(), "\n")...)
	}
	return lines
}
