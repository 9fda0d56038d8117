package analysis

import (
	"cmp"
	"slices"
	"time"
)

// History is everything known of one runner. Slices may come in any order.
type History struct {
	Runner     Runner
	Treatments []Treatment
	Runs       []Run
	CheckIns   []CheckIn
}

// Recovery is the time after one treatment, and what happened in it.
type Recovery struct {
	Treatment Treatment
	Protocol  Protocol // the one in force, with what was set for this treatment
	Class     Class
	ClassWhy  string
	// Floor and Clear are the instants before which running is outside the
	// advice, and from which it is clear, the rest of earlier treatments
	// included. A passed readiness check may release a run earlier.
	Floor, Clear time.Time
	// End is the last instant of the recovery; nil while it is open, which is
	// at most until Latest.
	End      *time.Time
	Latest   time.Time
	Baseline Baseline
	Entries  []Entry // by start; runs and other sports
	Aside    []Run   // by start; what is kept aside and would lie in it; it counts nowhere
}

// Entry is one activity of a recovery with its verdict, which is nil for an
// accident of the button.
type Entry struct {
	Run     Run
	Verdict *Verdict
}

// Assess compares a runner's history with the protocol: one Recovery a
// treatment, by time, with a verdict for every activity in it. It is pure: the
// same history gives the same answer, in whatever order it comes.
func Assess(h History, p Protocol) []Recovery {
	j := newJudge(h, p)
	recoveries := make([]Recovery, len(j.treatments))
	for i := range j.treatments {
		recoveries[i] = j.assess(i)
	}
	return recoveries
}

// judge is a history put in order, and what the rules share.
type judge struct {
	runner     Runner
	zone       *time.Location
	treatments []Treatment // by end
	rests      []rest      // of each treatment
	protocols  []Protocol  // of each treatment
	runs       []Run       // all sports, without those in doubt, by time
	aside      []Run       // those in doubt, by start
	times      []possible  // when each of runs may have started
	counted    []int       // indexes of the runs that count: running, no accidents
	inRecovery []bool      // for each of runs: it lies in a recovery already assessed
	readiness  []CheckIn   // by time
	after      map[int][]CheckIn
}

func newJudge(h History, p Protocol) *judge {
	j := &judge{runner: h.Runner, zone: h.Runner.Location(), after: map[int][]CheckIn{}}

	j.treatments = slices.Clone(h.Treatments)
	slices.SortStableFunc(j.treatments, func(a, b Treatment) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	for _, t := range j.treatments {
		own := p.With(t.Caps)
		j.protocols = append(j.protocols, own)
		j.rests = append(j.rests, restOf(t, h.Runner, own))
	}

	j.sortRuns(h.Runs)
	j.inRecovery = make([]bool, len(j.runs))
	for i, r := range j.runs {
		if r.Sport.IsRun() && !r.accident(p) {
			j.counted = append(j.counted, i)
		}
	}
	j.sortCheckIns(h.CheckIns)
	return j
}

// sortRuns puts runs in order by start, those in doubt apart. Indexes
// are sorted, since runs are large.
func (j *judge) sortRuns(runs []Run) {
	starts := make([]possible, len(runs))
	var order []int
	for i, r := range runs {
		if r.Doubt == "" {
			starts[i] = startOf(r, j.zone)
			order = append(order, i)
		} else {
			j.aside = append(j.aside, r)
		}
	}
	slices.SortStableFunc(j.aside, func(a, b Run) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(starts[a].latest.Compare(starts[b].latest), runs[a].Start.Compare(runs[b].Start), cmp.Compare(runs[a].ID, runs[b].ID))
	})
	j.runs, j.times = make([]Run, 0, len(order)), make([]possible, 0, len(order))
	for _, i := range order {
		j.runs, j.times = append(j.runs, runs[i]), append(j.times, starts[i])
	}
}

// assess judges the recovery of treatment i. Recoveries are assessed in
// order, since a baseline leaves out the runs of earlier ones.
func (j *judge) assess(i int) Recovery {
	t, p := j.treatments[i], j.protocols[i]
	members, end, latest := j.membersOf(i)
	r := Recovery{
		Treatment: t, Protocol: p,
		End: end, Latest: latest,
		Baseline: j.baselineOf(t, p),
		Aside:    j.asideOf(i, end, latest),
	}
	r.Class, r.ClassWhy = t.ClassIn(p)
	r.Floor, r.Clear = j.window(i)

	number := 0
	for _, m := range members {
		e := Entry{Run: j.runs[m]}
		switch {
		case !e.Run.Sport.IsRun():
			e.Verdict = j.judgeOther(&r, i, m)
		case !e.Run.accident(p):
			number++
			e.Verdict = j.judgeRun(&r, i, m, number)
			j.inRecovery[m] = true
		}
		r.Entries = append(r.Entries, e)
	}
	return r
}

// pass goes by the recovery of treatment i without judging it: all that a
// later baseline needs of it.
func (j *judge) pass(i int) {
	members, _, _ := j.membersOf(i)
	for _, m := range members {
		j.inRecovery[m] = j.runs[m].Sport.IsRun() && !j.runs[m].accident(j.protocols[i])
	}
}

// judgeRun holds run m, the number-th of recovery r of treatment i, against
// every rule.
func (j *judge) judgeRun(r *Recovery, i, m, number int) *Verdict {
	run := j.runs[m]
	v := &Verdict{Treatment: r.Treatment.ID, RunNumber: new(number), HoursSinceTreatment: j.hoursSince(i, m), Findings: make([]Finding, 0, 8)}
	hrMax := j.hrMaxAt(run, r.Protocol)

	v.add(j.tooEarly(i, m))
	v.add(tooLong(run, number, r.Baseline, r.Protocol))
	v.add(tooHilly(run, r.Protocol))
	v.add(tooHard(run, hrMax, r.Baseline, r.Protocol))
	v.add(speedWork(run, r.Protocol))
	v.add(technicalTerrain(run))
	if check := j.readinessBefore(m, r.Protocol); check != nil {
		v.add(notReady(*check, r.Protocol))
	} else {
		v.Notes = append(v.Notes, "Readiness before the run: not recorded.")
	}
	if checks := j.checksAfter(m, r.Protocol); len(checks) > 0 {
		v.add(symptoms(checks, r.Protocol))
	}

	if load := j.load(run, hrMax, r.Protocol); load != nil {
		if usual := j.usualLoad(r.Baseline, hrMax, r.Protocol); usual != nil {
			v.LoadShare = new(*load / *usual)
			v.Notes = append(v.Notes, phrase("Training load (TRIMP): %.0f %% of your usual run's. For information; the clinic doesn't say how intensity is measured.", *v.LoadShare*100))
		}
	}
	v.settle(run)
	return v
}

// judgeOther looks at an activity of another sport.
func (j *judge) judgeOther(r *Recovery, i, m int) *Verdict {
	run := j.runs[m]
	v := &Verdict{Treatment: r.Treatment.ID, HoursSinceTreatment: j.hoursSince(i, m), Findings: []Finding{}}
	if run.Sport.Gentle(run.SubSport) {
		v.Notes = append(v.Notes, phrase("%s: fine.", run.activity()))
	} else {
		v.add(j.highIntensity(r, i, m))
	}
	v.settle(run)
	return v
}

func (v *Verdict) add(f Finding) { v.Findings = append(v.Findings, f) }

// settle orders the findings, worst first, gives the verdict its level, and
// marks what rests on a damaged file.
func (v *Verdict) settle(run Run) {
	v.Level = OK
	for i := range v.Findings {
		f := &v.Findings[i]
		v.Level = Worst(v.Level, f.Level)
		if run.Integrity != Intact && run.Integrity != "" && f.aboutFile() {
			f.Confidence, f.Integrity = Estimated, run.Integrity
		}
	}
	slices.SortStableFunc(v.Findings, func(a, b Finding) int { return cmp.Compare(b.Level.severity(), a.Level.severity()) })
}

// aboutFile says whether the finding rests on what the file holds, rather
// than on what a person reported.
func (f Finding) aboutFile() bool { return f.Rule != NotReady && f.Rule != Symptoms }
