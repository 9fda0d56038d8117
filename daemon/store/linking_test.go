package store

import (
	"strings"
	"time"

	"needled/analysis"
)

func gpx(r *analysis.Run)    { r.Format, r.Provenance, r.PeakHR = "gpx", analysis.RunnerExport, nil }
func strava(r *analysis.Run) { r.Format, r.Provenance = "strava", analysis.StravaAPI }

func merges(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	fromStrava, fromGPX, fromWatch := newRun(after(1), 3.02, strava), newRun(after(1), 3.05, gpx), newRun(after(1), 3)

	first := t.record(fromStrava)[0]
	second := t.record(fromGPX)[0]
	if second.Outcome != analysis.Merged || !strings.Contains(second.Reason, "same run as "+first.Run.ID+", known from Strava") {
		t.Errorf("%s: %s", second.Outcome, second.Reason)
	}
	third := t.record(fromWatch)[0]
	if third.Outcome != analysis.Merged || !strings.Contains(third.Reason, "leads now") {
		t.Errorf("%s: %s", third.Outcome, third.Reason)
	}
	if third.Run.ID != first.Run.ID || third.Run.Format != "fit" || *third.Run.DistanceM != 3000 {
		t.Errorf("the watch's file should lead the run, which keeps its ID: %+v", third.Run)
	}
	if e, err := t.Run(t.Context(), me, first.Run.ID); err != nil || e.Run.Measures == nil || len(e.Run.Measures.HeartRate) != 1080 {
		t.Errorf("the measures are not those of the watch's file: %v", err)
	}
	t.equal(t.numbers(), []string{"t1: 1 caution"})
	t.judged()

	recordings, err := t.RecordingsOf(t.Context(), me, first.Run.ID)
	t.must(err)
	var formats []string
	for _, r := range recordings {
		formats = append(formats, r.Run.Format)
	}
	t.equal(formats, []string{"fit", "strava", "gpx"})
	if !recordings[0].Lead || recordings[1].Lead || recordings[1].Outcome != analysis.Added || recordings[2].Outcome != analysis.Merged {
		t.Errorf("recordings %+v", recordings)
	}
}

func pairInDoubt(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	short, long := newRun(after(1), 3), newRun(after(1), 4, gpx)

	counted := t.record(short)[0]
	aside := t.record(long)[0]
	if aside.Outcome != analysis.InReview || aside.Verdict != nil || aside.Run.Doubt == "" {
		t.Errorf("%s, verdict %v, doubt %q", aside.Outcome, aside.Verdict, aside.Run.Doubt)
	}
	for _, word := range []string{counted.Run.ID, "3.00 km", "4.00 km", "this one is kept aside"} {
		if !strings.Contains(aside.Reason, word) {
			t.Errorf("reason %q doesn't say %q", aside.Reason, word)
		}
	}
	t.equal(t.numbers(), []string{"t1: 1 caution"})
	if review := t.runs(Filter{Review: true}); len(review) != 1 || review[0].Run.ID != aside.Run.ID {
		t.Errorf("for review: %v", review)
	}

	// Another recording of the run that counts is no new pair.
	better := func(r *analysis.Run) { r.MaxHR, r.ElapsedS = new(150.0), new(1120.0) }
	if again := t.record(newRun(after(1), 3, better))[0]; again.Outcome != analysis.Merged || !strings.Contains(again.Reason, "leads now") {
		t.Errorf("%s: %s", again.Outcome, again.Reason)
	}

	// The other way round the same run counts, and both are told of.
	t.runner = "other"
	t.must(t.AddRunner(t.Context(), analysis.Runner{Name: "other"}))
	t.treat(treated)
	t.record(usual()...)
	first, later := t.record(long)[0], t.record(short)[0]
	if later.Outcome != analysis.InReview || !strings.Contains(later.Reason, "this one counts") || later.Verdict == nil {
		t.Errorf("%s: %s", later.Outcome, later.Reason)
	}
	if e, err := t.Run(t.Context(), "other", first.Run.ID); err != nil || e.Run.Doubt == "" || e.Verdict != nil {
		t.Errorf("the run that came first should be kept aside now: %+v, %v", e, err)
	}
	t.equal(t.numbers(), []string{"t2: 1 caution"})
	t.judged()
}

// savedAgain: a file whose start moved by hours joins whether it comes in one
// go or later, when the measures of the first have to be read.
func savedAgain(t tester, _ place) {
	paced := func(r *analysis.Run) {
		r.Measures = &analysis.Measures{}
		for i := range 30 {
			r.Measures.Marks = append(r.Measures.Marks, 36*float64(i+1))
		}
	}
	moved := func(r *analysis.Run) { gpx(r); paced(r); r.Start, r.Device = r.Start.Add(2*time.Hour), "" }
	bare := func(r *analysis.Run) { moved(r); r.Measures = nil }
	together := t.record(newRun(after(1), 3, paced), newRun(after(1), 3, moved))
	apart := append(t.record(newRun(after(5), 3, paced)), t.record(newRun(after(5), 3, moved))...)
	for _, receipts := range [][]analysis.Receipt{together, apart} {
		t.equal(outcomes(receipts), []analysis.Outcome{analysis.Added, analysis.Merged})
	}
	unlike := t.record(newRun(after(9), 3, paced), newRun(after(9), 3, bare))
	t.equal(outcomes(unlike), []analysis.Outcome{analysis.Added, analysis.InReview})
	t.linked()
}

func runInDoubt(t tester, _ place) {
	t.treat(treated)
	t.record(usual()...)
	future := newRun(after(1), 3, func(r *analysis.Run) { r.Doubt = "its start lies in the future" })
	got := t.record(future)[0]
	if got.Outcome != analysis.InReview || got.Reason != "its start lies in the future" || got.Verdict != nil {
		t.Errorf("%s: %s, verdict %v", got.Outcome, got.Reason, got.Verdict)
	}
	if numbers := t.numbers(); len(numbers) != 0 {
		t.Errorf("judged all the same: %v", numbers)
	}
	// A track that says it better settles the doubt.
	if settled := t.record(newRun(after(1), 3))[0]; settled.Outcome != analysis.Merged || settled.Run.Doubt != "" || settled.Verdict == nil {
		t.Errorf("%s, doubt %q, verdict %v", settled.Outcome, settled.Run.Doubt, settled.Verdict)
	}
	t.judged()
}

func legs(t tester, _ place) {
	first, second := newRun(after(1), 3), newRun(after(1.01), 3)
	second.Original, second.Leg = first.Original, 1
	receipts := t.record(first, second)
	t.equal(outcomes(receipts), []analysis.Outcome{analysis.Added, analysis.Added})
	if receipts[0].Run.ID == receipts[1].Run.ID {
		t.Error("two legs of one file are two runs")
	}
	known, err := t.Known(t.Context(), me, []analysis.Sum{first.Original})
	t.must(err)
	if got := known[first.Original]; len(got) != 2 || got[0].Run.ID != receipts[0].Run.ID {
		t.Errorf("known by leg: %+v", got)
	}
}

func damagedFiles(t tester, _ place) {
	damaged := func(i analysis.Integrity) func(*analysis.Run) { return func(r *analysis.Run) { r.Integrity = i } }
	receipts := t.record(newRun(after(1), 3, damaged(analysis.BadCRC)), newRun(after(2), 3, damaged(analysis.Truncated)), newRun(after(3), 3, damaged(analysis.Partial)))
	for i, words := range []string{"checksum", "ends too early", "only in part"} {
		if receipts[i].Outcome != analysis.InPart || !strings.Contains(receipts[i].Reason, words) {
			t.Errorf("%s: %s", receipts[i].Outcome, receipts[i].Reason)
		}
	}
	again := t.record(newRun(after(1), 3, damaged(analysis.Truncated)))[0]
	if again.Outcome != analysis.Merged || !strings.Contains(again.Reason, "same run as") || !strings.Contains(again.Reason, "ends too early") {
		t.Errorf("%s: %s", again.Outcome, again.Reason)
	}
}
