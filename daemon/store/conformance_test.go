package store

import (
	"testing"
	"time"

	"needled/analysis"
	"needled/ingest"
)

var _ ingest.Store = (*Store)(nil)

// conform holds a Store against what every engine has to do. newPlace makes
// an empty place for a store.
func conform(t *testing.T, newPlace func(t testing.TB) place) {
	for name, check := range map[string]func(t tester, again place){
		"what is recorded is read back":             readsBack,
		"everything again changes nothing":          idempotent,
		"closing and opening again":                 reopens,
		"two runners with the same file":            twoRunners,
		"a run known already is merged":             merges,
		"a pair in doubt":                           pairInDoubt,
		"a file saved again hours later":            savedAgain,
		"a cut file, then the whole":                cutThenWhole,
		"two equal runs of one day":                 twiceADay,
		"one activity of a service":                 oneSource,
		"a run in doubt counts nowhere":             runInDoubt,
		"legs of one file":                          legs,
		"damaged files":                             damagedFiles,
		"verdicts follow treatments":                followsTreatments,
		"a late upload renumbers":                   lateUpload,
		"verdicts follow check-ins":                 followsCheckIns,
		"verdicts follow the runner":                followsRunner,
		"verdicts follow the protocol":              followsProtocol,
		"verdicts of two protocols are not mixed":   mixesNothing,
		"the settings' zone":                        followsSettingsZone,
		"a runner's own zone":                       keepsOwnZone,
		"dates in every zone":                       keepsDates,
		"measured again":                            measuresAgain,
		"an original that can't be read any more":   unreadableNow,
		"accidents and other sports":                accidents,
		"filters":                                   filters,
		"runs by the start of their ID":             prefixes,
		"history from a moment on":                  historySince,
		"treatments":                                keepsTreatments,
		"runners":                                   keepsRunners,
		"check-ins":                                 keepsCheckIns,
		"batches and notes":                         keepsBatches,
		"the last success":                          knowsLastSuccess,
		"marks of originals":                        marks,
		"files that were seen":                      seesFiles,
		"what was told long ago":                    prunesEvents,
		"a second container tells more":             learns,
		"a second container says it was indoors":    learnsIndoors,
		"undoing a batch":                           undoes,
		"undoing leaves what came before":           undoesNoMore,
		"words on what was fetched go with it":      wordsOnFetchedGo,
		"a doubt goes with the word on a sport":     doubtGoesWithWord,
		"a doubt goes with a word taken back":       doubtGoesWithWordTakenBack,
		"undone by another meanwhile":               undoneMeanwhile,
		"a person merges a pair in doubt":           mergesPair,
		"a person says a pair in doubt is two":      splitsPair,
		"a person splits a run":                     splitsOne,
		"a person takes a merge back":               splitsMerged,
		"merges that make no sense":                 refusesMerges,
		"a watch whose clock was wrong":             wrongClock,
		"a person says the sport":                   saysSport,
		"a file that names the wrong sport":         sportWasWrong,
		"the sport settles a doubt":                 sportSettlesDoubt,
		"a person accepts a run":                    accepts,
		"what there is to settle":                   asksToSettle,
		"undone and given again":                    undoesAndComesAgain,
		"a watch file makes a fetched run lasting":  watchFileLasts,
		"what was fetched expires":                  expires,
		"what was fetched, and the clock jumps":     clockJumps,
		"told once, though the clock jumps":         clockJumpsTellOnce,
		"fetched again and unchanged":               renews,
		"fetched again and changed":                 replaces,
		"accepted, and fetched again":               acceptedStays,
		"fetched too long ago":                      tooOldToKeep,
		"a file takes over from what was fetched":   fileTakesOver,
		"removing what was fetched":                 removesFetched,
		"undoing what was fetched":                  undoneFetched,
		"connections to Strava":                     keepsAccounts,
		"a connection that ended":                   endedConnection,
		"a connection that ends by itself":          endsByItself,
		"rotating tokens":                           rotates,
		"only one rotates":                          onlyOneRotates,
		"applications at Strava":                    keepsApps,
		"streams that are not there yet":            keepsPending,
		"sources":                                   keepsSources,
		"jobs":                                      keepsJobs,
		"leases of jobs":                            leasesJobs,
		"jobs of a daemon that was killed":          freesJobs,
		"jobs asked for meanwhile":                  askedMeanwhile,
		"jobs given up":                             buriesJobs,
		"a job is claimed once":                     claimedOnce,
		"a job is added once":                       addedOnce,
		"deliveries":                                delivers,
		"deliveries put off by a wrong clock":       recallsDeliveries,
		"a run outside is told once":                tellsOutside,
		"what was dropped and is so again":          tellsAgain,
		"the end of the rest is told":               tellsClear,
		"runs follow the rules for what is one":     followsRules,
		"what may be kept":                          lastsWithoutFetched,
		"what was entered comes back":               restores,
		"rehearsing keeps nothing":                  rehearses,
		"people":                                    keepsPeople,
		"people who can't be":                       refusesPeople,
		"the last admin stays":                      keepsAnAdmin,
		"a person who is disabled":                  disables,
		"whoever uses the store alone":              keepsOwner,
		"links":                                     keepsLinks,
		"links that can't be used any more":         refusesLinks,
		"a link works once":                         usedOnce,
		"setting up":                                setsUp,
		"setting up over an owner":                  setsUpOverOwner,
		"invitations":                               invites,
		"invitations nobody may make":               refusesInvitations,
		"invitations that are answered wrong":       refusesAnswers,
		"a new password":                            renewsPassword,
		"sessions":                                  keepsSessions,
		"consents":                                  keepsConsents,
		"the audit log":                             keepsAudit,
		"the last look":                             looks,
		"many write the audit log":                  auditsTogether,
		"tokens":                                    keepsTokens,
		"notes on patients":                         keepsPatientNotes,
		"who may change whom":                       letsOnlyWhoMayEdit,
		"links that ended long ago":                 sweepsLinks,
		"a failed change leaves nothing":            allOrNothing,
		"an ended context":                          endedContext,
		"names that aren't there":                   notThere,
		"every order of arrival, the same verdicts": anyOrder,
		"judging bit by bit is complete":            bitByBit,
		"a recovery ends at the next treatment":     nextTreatmentCounts,
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			check(test(t, p(t, options())), p)
		})
	}
}

func readsBack(t tester, _ place) {
	run := newRun(after(1), 4.9, func(r *analysis.Run) {
		r.SubSport, r.DescentM, r.DescentSource = "trail", new(13.0), analysis.Estimated
		r.AvgSpeedMPS, r.MaxHR, r.Note = new(2.75), new(166.0), "the device's ascent of 0 was wrong"
		r.CutShort, r.SourceID = true, "strava:1234"
		r.Measures.InclineAscentM, r.Measures.Bouts = new(4.5), []analysis.Bout{{Span: analysis.Span{FromS: 60, ToS: 120}, SpeedMPS: 4}}
	})
	treatment := t.treat(treated)
	receipts := t.record(append(usual(), run)...)
	got := receipts[4]
	if got.Outcome != analysis.Added || got.Reason != "" || *got.Sum != run.Original || got.Batch != "b1" || got.Path == "" {
		t.Errorf("receipt %+v", got)
	}
	if got.Verdict == nil || got.Verdict.Treatment != treatment.ID || got.Verdict.Finding(analysis.TooLong).Level != analysis.Violation {
		t.Errorf("verdict %+v", got.Verdict)
	}

	e, err := t.Run(t.Context(), me, got.Run.ID)
	t.must(err)
	want := run.Run
	want.ID, want.Runner = got.Run.ID, me
	t.equal(e.Run, want)
	t.equal(e.Verdict, got.Verdict)

	original, err := t.Original(t.Context(), run.Original)
	t.must(err)
	t.equal(original, originalOf(run.Run))
	t.judged()
}

func idempotent(t tester, _ place) {
	t.treat(treated)
	all := append(usual(), newRun(after(1), 3), newRun(after(3), 4))
	first := t.record(all...)
	before, stats := t.runs(Filter{}), t.stats()

	batch, err := t.BeginBatch(t.Context(), me, after(100))
	t.must(err)
	for range 2 {
		t.keep(all...)
		again, err := t.Record(t.Context(), me, batch, filings(all...))
		t.must(err)
		for i, r := range again {
			if r.Outcome != analysis.Duplicate || r.Run.ID != first[i].Run.ID {
				t.Errorf("again: %s %s, run %s", r.Outcome, r.Reason, r.Run.ID)
			}
			t.equal(r.Verdict, first[i].Verdict)
		}
	}
	t.equal(t.runs(Filter{}), before)
	t.equal(t.stats(), stats)

	known, err := t.Known(t.Context(), me, []analysis.Sum{all[4].Original, analysis.SumOf([]byte("never seen"))})
	t.must(err)
	if len(known) != 1 || len(known[all[4].Original]) != 1 {
		t.Fatalf("known: %v", known)
	}
	t.equal(known[all[4].Original][0].Verdict, first[4].Verdict)
}

func (t tester) stats() Stats {
	t.Helper()
	s, err := t.Stats(t.Context())
	t.must(err)
	return s
}

func reopens(t tester, again place) {
	t.treat(treated)
	t.record(append(usual(), newRun(after(1), 3))...)
	before := t.runs(Filter{})
	t.must(t.Close())
	t.Store = again(t, options())
	t.equal(t.runs(Filter{}), before)
	t.must(t.Check(t.Context()))
	t.must(t.Ping(t.Context()))
}

func twoRunners(t tester, _ place) {
	for _, name := range []string{"anna", "ben"} {
		t.must(t.AddRunner(t.Context(), analysis.Runner{Name: name}))
	}
	anna, ben := tester{t.TB, t.Store, "anna"}, tester{t.TB, t.Store, "ben"}
	anna.treat(treated)
	run := newRun(after(1), 3)
	a, b := anna.record(run)[0], ben.record(run)[0]
	if a.Outcome != analysis.Added || b.Outcome != analysis.Added || a.Run.ID == b.Run.ID {
		t.Errorf("%s %s and %s %s: a file of two runners is a run of each", a.Outcome, a.Run.ID, b.Outcome, b.Run.ID)
	}
	if a.Verdict == nil || b.Verdict != nil {
		t.Errorf("Anna was treated, Ben was not: %v, %v", a.Verdict, b.Verdict)
	}
	if s := t.stats(); s.Originals != 1 || s.Runs != 2 {
		t.Errorf("%d originals of %d runs; the bytes are kept once", s.Originals, s.Runs)
	}
	_, err := t.Run(t.Context(), "ben", a.Run.ID)
	t.fails(err, NotFound)
	_, err = t.Treatment(t.Context(), "ben", "t1")
	t.fails(err, NotFound)
}

func endedContext(t tester, _ place) {
	ctx, end := contextOf(t)
	end()
	_, err := t.Runs(ctx, me, Filter{})
	if err == nil || IsKind(err, Internal) || IsKind(err, Unavailable) {
		t.Errorf("an ended context is nobody's fault: %v", err)
	}
}

func allOrNothing(t tester, _ place) {
	batch, err := t.BeginBatch(t.Context(), me, after(0))
	t.must(err)
	good, missing := newRun(after(1), 3), newRun(after(2), 3)
	t.keep(good)
	_, err = t.Record(t.Context(), me, batch, filings(good, missing)) // the second original was not kept
	t.fails(err, Internal)
	if s := t.stats(); s.Runs != 0 || s.Recordings != 0 {
		t.Errorf("%d runs and %d recordings of a Record that failed", s.Runs, s.Recordings)
	}
}

func notThere(t tester, _ place) {
	_, err := t.Runs(t.Context(), "anna", Filter{})
	t.fails(err, NotFound, "anna", "known: me", "needled runner add")
	_, err = t.BeginBatch(t.Context(), "anna", after(0))
	t.fails(err, NotFound, "anna")
	_, err = t.Record(t.Context(), me, "b9", nil)
	t.fails(err, NotFound, "b9")
	t.fails(t.EndBatch(t.Context(), "b9", after(0)), NotFound, "b9")
	_, err = t.UndoBatch(t.Context(), me, "b9", after(100))
	t.fails(err, NotFound, "b9")
	_, err = t.Treatment(t.Context(), me, "t9")
	t.fails(err, NotFound, "t9", "has none")
	t.fails(t.RemoveTreatment(t.Context(), me, "t9"), NotFound, "t9")
	_, err = t.EditTreatment(t.Context(), analysis.Treatment{ID: "t9", Runner: me, At: treated})
	t.fails(err, NotFound, "t9")
	_, err = t.Original(t.Context(), analysis.Sum{})
	t.fails(err, NotFound)
	_, err = t.RecordingsOf(t.Context(), me, "23456789")
	t.fails(err, NotFound)
	if last, err := t.LastSuccess(t.Context(), me); last != nil || err != nil {
		t.Errorf("a last success before the first: %v, %v", last, err)
	}
}

func historySince(t tester, _ place) {
	t.treat(after(-60))
	t.treat(treated)
	t.record(newRun(after(-58), 3), newRun(after(-20), 6), newRun(after(1), 3), newRun(after(40), 6))
	h, err := t.History(t.Context(), me, after(-20))
	t.must(err)
	if len(h.Treatments) != 2 || len(h.Runs) != 3 {
		t.Fatalf("%d treatments, %d runs; want both treatments and the 3 runs since", len(h.Treatments), len(h.Runs))
	}
	for _, r := range h.Runs {
		if measured := r.Measures != nil; measured != (r.Start.Equal(after(1))) {
			t.Errorf("run of %s: measures loaded %v; only runs that may lie in a recovery need them", r.Start.Format(time.DateOnly), measured)
		}
	}
}
