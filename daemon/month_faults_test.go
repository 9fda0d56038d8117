package daemon

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"needled/daemon/notify"
	"needled/ingest/strava/stravatest"
)

// fault is something that goes wrong, and by itself right again.
type fault struct {
	name   string
	weight int // how often, beside the others
	happen func(w *world, r *rand.Rand)
}

// Faults that something is reckoned by.
const (
	stravaFailing = "Strava fails"
	tokenEnds     = "an access token ends early"
	answerLost    = "the answer with the next token is lost"
	readsSpent    = "another program spends the reads"
	clockSet      = "the clock is set"
)

var kinds = []fault{
	{stravaFailing, 60, stravaFails},
	{tokenEnds, 8, func(w *world, _ *rand.Rand) { w.strava.Expire(athlete) }},
	{answerLost, 2, func(w *world, _ *rand.Rand) {
		w.strava.Expire(athlete)
		w.strava.Fail(stravatest.Token, w.strava.Lost)
	}},
	{readsSpent, 6, func(w *world, r *rand.Rand) { w.strava.Use(50 + r.IntN(60)) }},
	{"Strava's list misses everything", 4, listIsEmpty},
	{"the store is busy", 16, storeIsBusy},
	{"the store takes no more", 16, storeIsFull},
	{"a service for messages fails", 20, serviceFails},
	{"needled is stopped", 20, isStopped},
	{clockSet, 20, clockIsSet},
	{"a file arrives in two halves", 12, func(w *world, r *rand.Rand) { w.halved = between(r, 10*time.Second, 30*time.Minute) }},
	{"the folder vanishes", 10, folderVanishes},
	{"junk lies in the folder", 4, junk},
	{"Strava's events are lost", 4, eventsAreLost},
}

// draw draws faults at random moments of the month.
func (w *world) draw(seed uint64, n int) []step {
	r := rand.New(rand.NewPCG(seed, 2026))
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	var steps []step
	for range n {
		at := days(0.2) + time.Duration(r.Float64()*float64(month-days(0.2)))
		pick, own := r.IntN(total), rand.New(rand.NewPCG(r.Uint64(), seed))
		for _, k := range kinds {
			if pick -= k.weight; pick < 0 {
				steps = append(steps, step{at.Truncate(time.Second), func() {
					w.log.note(k.name)
					k.happen(w, own)
				}})
				break
			}
		}
	}
	return steps
}

// between draws a time; short ones are as likely as long ones.
func between(r *rand.Rand, shortest, longest time.Duration) time.Duration {
	d := shortest
	for d < longest && r.IntN(3) > 0 {
		d *= 2
	}
	return min(d+time.Duration(r.Float64()*float64(d)), longest)
}

func stravaFails(w *world, r *rand.Rand) {
	endpoint := []stravatest.Endpoint{stravatest.List, stravatest.List, stravatest.Streams, stravatest.Streams, stravatest.Token, stravatest.Hooks}[r.IntN(6)]
	kinds := []stravatest.Fault{
		stravatest.Status(http.StatusInternalServerError, "oops"), stravatest.Status(http.StatusServiceUnavailable, ""),
		stravatest.Hang, stravatest.Cut, stravatest.Inactive(),
		stravatest.Status(http.StatusTooManyRequests, `{"message":"Rate Limit Exceeded"}`),
		stravatest.Status(http.StatusOK, `[{"id":1,"start_da`), stravatest.Status(http.StatusOK, `<html>`),
		stravatest.Status(http.StatusOK, `null`), stravatest.Status(http.StatusOK, ``),
	}
	notFound := stravatest.Status(http.StatusNotFound, `{"message":"Resource Not Found","errors":[]}`)
	if endpoint != stravatest.Streams { // of samples it means that there are none
		kinds = append(kinds, notFound)
	}
	what := kinds[r.IntN(len(kinds))]
	if endpoint == stravatest.Token {
		w.strava.Expire(athlete) // so that it is asked for one
	} else if r.IntN(6) == 0 {
		what = stravatest.Unauthorized() // the token endpoint would mean by it that the runner withdrew the leave
	}
	for range 1 + r.IntN(5) {
		w.strava.Fail(endpoint, what)
	}
}

// listIsEmpty is believed by nobody for a day.
func listIsEmpty(w *world, r *rand.Rand) {
	w.strava.Change(func() { w.strava.Hide = func(*stravatest.Activity) bool { return true } })
	w.later(between(r, 10*time.Minute, 5*time.Hour), func() { w.strava.Change(func() { w.strava.Hide = nil }) })
}

func storeIsBusy(w *world, r *rand.Rand) {
	tx, err := w.beside.Begin()
	if err != nil {
		return // needled is writing, or it is busy already
	}
	until := between(r, time.Second, 15*time.Minute)
	w.unwell = time.Now().Add(until)
	w.later(until, func() { _ = tx.Rollback() })
}

// storeIsFull has the store refuse rows of a table, as a full disk does.
func storeIsFull(w *world, r *rand.Rand) {
	table := []string{"recordings", "originals", "runs", "verdicts", "events", "deliveries", "jobs", "sources", "strava_pending", "strava_accounts", "strava_apps", "seen", "batches", "clock"}[r.IntN(14)]
	for _, on := range []string{"INSERT", "UPDATE"} {
		if _, err := w.beside.Exec(`CREATE TRIGGER IF NOT EXISTS full_` + on + `_` + table + ` BEFORE ` + on + ` ON ` + table + ` BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`); err != nil {
			return
		}
	}
	until := between(r, 10*time.Second, time.Hour)
	w.unwell = time.Now().Add(until)
	w.later(until, func() { w.makeRoom(table) })
}

func (w *world) makeRoom(table string) {
	for _, on := range []string{"INSERT", "UPDATE"} {
		if _, err := w.beside.Exec(`DROP TRIGGER IF EXISTS full_` + on + `_` + table); err != nil {
			w.later(time.Second, func() { w.makeRoom(table) })
			return
		}
	}
}

func serviceFails(w *world, r *rand.Rand) {
	in := w.told[r.IntN(len(w.told))]
	in.set([]func(context.Context) error{
		func(context.Context) error { return &notify.Failure{Text: "no network"} },
		func(context.Context) error { return errors.New("status 503") },
		func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
	}[r.IntN(3)])
	w.later(between(r, time.Minute, 6*time.Hour), func() { in.set(nil) })
}

func isStopped(w *world, r *rand.Rand) {
	if w.service.Load() == nil {
		return
	}
	within := 9 * time.Second
	if r.IntN(3) == 0 {
		within = 0 // what is under way is cut
	}
	w.stop(within)
	w.later(between(r, 10*time.Second, 8*time.Hour), w.start)
}

func clockIsSet(w *world, r *rand.Rand) {
	by := between(r, 2*time.Minute, 9*daily)
	if r.IntN(2) == 0 {
		by = -by
	}
	if by > 6*daily {
		w.forgot++
	}
	w.offset.Add(int64(by))
	w.later(between(r, time.Minute, 12*time.Hour), func() { w.offset.Add(-int64(by)) })
}

func folderVanishes(w *world, r *rand.Rand) {
	if w.place() != w.folder {
		return
	}
	w.must(os.Rename(w.folder, w.folder+" away"))
	w.later(between(r, 5*time.Minute, 10*time.Hour), func() { w.must(os.Rename(w.folder+" away", w.folder)) })
}

func junk(w *world, r *rand.Rand) {
	name := []string{"empty.fit", "junk.fit", "notes.txt", ".hidden.fit", "copy.fit.part", "junk.gpx"}[r.IntN(6)]
	content := make([]byte, r.IntN(2)*2000)
	for i := range content {
		content[i] = byte(r.Uint32())
	}
	w.write(filepath.Join(w.place(), name), content)
	w.later(between(r, time.Minute, 10*time.Hour), func() { _ = os.Remove(filepath.Join(w.place(), name)) })
}

func eventsAreLost(w *world, r *rand.Rand) {
	reach := &http.Client{Transport: stravatest.Within(http.NotFoundHandler())}
	w.strava.Change(func() { w.strava.Callback = reach })
	w.later(between(r, time.Minute, 12*time.Hour), func() {
		w.strava.Change(func() { w.strava.Callback = &http.Client{Transport: stravatest.Within(http.HandlerFunc(w.answer))} })
	})
}
