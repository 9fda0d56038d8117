package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// recording is a recording as it is stored.
type recording struct {
	analysis.Recording
	seq int64  // order of arrival
	id  string // the ID of the run, when this is the first recording of it
	run string // the run it belongs to; "" before it is linked for the first time

	// What follows is set while it is being stored.
	key     string    // names it at its service
	fetched time.Time // zero for what may stay
}

// group is a run and the recordings it is made of.
type group struct {
	run     analysis.Run
	members []int // indexes of recordings, the lead first
	first   int   // the member that arrived first and gave the run its ID
	rival   int   // index of the group it is in doubt with, -1 without one
	ask     analysis.Question
}

// relink sorts recordings, and all that could be of one run with them, into
// runs again, and returns the instants at which something changed.
func relink(ctx context.Context, t *tx, runner string, seeds []recording) ([]time.Time, error) {
	w, err := loadWords(ctx, t, runner)
	if err != nil {
		return nil, err
	}
	all, err := gather(ctx, t, runner, w, seeds)
	if err != nil {
		return nil, err
	}
	before, err := runsOf(ctx, t, runner, all)
	if err != nil {
		return nil, err
	}
	return settle(ctx, t, runner, all, arrange(all, w), before)
}

// gather returns the seeds and every stored recording that matches one of
// them, or one found that way. Recordings outside this circle can't change
// how those in it are linked.
func gather(ctx context.Context, t *tx, runner string, w words, seeds []recording) ([]recording, error) {
	all := slices.Clone(seeds)
	seen := map[int64]bool{}
	for i, r := range all {
		seen[r.seq] = true
		if err := loadMarks(ctx, t, &all[i]); err != nil {
			return nil, err
		}
	}
	for i := 0; i < len(all); i++ {
		kin, err := w.kin(ctx, t, runner, all[i])
		if err != nil {
			return nil, err
		}
		for _, r := range kin {
			if !seen[r.seq] {
				seen[r.seq] = true
				all = append(all, r)
			}
		}
	}
	return all, nil
}

// neighbours are the stored recordings near enough in time to be of the same
// run as r.
func neighbours(ctx context.Context, t *tx, runner string, r recording) ([]recording, error) {
	from := r.Run.Start.Add(-analysis.MatchMargin)
	to := r.Run.Start.Add(min(r.Run.End().Sub(r.Run.Start), analysis.LongestMatch) + analysis.MatchMargin)
	return recordings(ctx, t, runner, `started_at >= $2 AND started_at <= $3 AND ended_at >= $4`,
		micros(from.Add(-analysis.LongestMatch)), micros(to), micros(from))
}

// recordings reads the recordings of a runner that satisfy a condition, whose
// parameters are numbered from $2.
func recordings(ctx context.Context, t *tx, runner, condition string, args ...any) ([]recording, error) {
	var found []recording
	err := t.each(ctx, `SELECT seq, id, run, original, leg, `+runFields+` FROM recordings WHERE runner = $1 AND `+condition,
		append([]any{runner}, args...), func(rows *sql.Rows) error {
			var r recording
			var sum sql.RawBytes
			row := runRow{Run: analysis.Run{Runner: runner}}
			err := rows.Scan(append([]any{&r.seq, &r.id, &r.run, &sum, &r.Leg}, row.fields()...)...)
			copy(r.Original[:], sum)
			r.Run = row.run()
			found = append(found, r)
			return err
		})
	return found, err
}

// arrange sorts recordings into runs. A run has the ID of the recording that
// arrived first, so it keeps it when a better one takes over.
func arrange(all []recording, w words) []group {
	linkable := make([]analysis.Recording, len(all))
	for i, r := range all {
		linkable[i] = w.linkable(r)
	}
	linked := analysis.Link(linkable, w.rulings...)

	groups := make([]group, len(linked))
	for i, l := range linked {
		first := slices.MinFunc(l.Recordings, func(a, b int) int { return int(all[a].seq - all[b].seq) })
		g := group{run: w.run(all, l.Recordings), members: l.Recordings, first: first, rival: l.Rival, ask: l.Question}
		g.run.ID = all[first].id
		groups[i] = g
	}
	for i, g := range groups {
		if g.rival >= 0 {
			other := groups[g.rival].run
			groups[i].run.Doubt = also(g.run.Doubt, differs(g.run, other, g.ask)+"; that one counts, this one is kept aside")
		}
	}
	return groups
}

// also joins reasons, some of which may be sentences.
func also(reasons ...string) string {
	reasons = slices.DeleteFunc(reasons, func(r string) bool { return r == "" })
	for i := range len(reasons) - 1 {
		reasons[i] = strings.TrimSuffix(reasons[i], ".")
	}
	return strings.Join(reasons, "; ")
}

// differs tells a run from the one it is in doubt with.
func differs(run, other analysis.Run, ask analysis.Question) string {
	switch ask {
	case analysis.OtherHour:
		return fmt.Sprintf("it lasted as long as run %s and went as far, but started %s, as when a program saves a file again with the wrong zone",
			other.ID, laterBy(run.Start.Sub(other.Start)))
	case analysis.HardlyTogether:
		return fmt.Sprintf("it started within two minutes of run %s and went as far, but they have little time in common", other.ID)
	case analysis.NothingToTell:
		return fmt.Sprintf("it started together with run %s, and how long and how far both went can't be compared", other.ID)
	}
	return fmt.Sprintf("it took place at the same time as run %s, but is %s long instead of %s",
		other.ID, length(run), length(other))
}

func laterBy(d time.Duration) string {
	minutes := int(d.Abs().Round(time.Minute).Minutes())
	said := fmt.Sprintf("%d h", minutes/60)
	if minutes%60 != 0 {
		said += fmt.Sprintf(" %d min", minutes%60)
	}
	if d < 0 {
		return said + " earlier"
	}
	return said + " later"
}

func length(r analysis.Run) string {
	if r.DistanceM == nil {
		return "an unknown distance"
	}
	if *r.DistanceM < 1000 {
		return fmt.Sprintf("%.0f m", *r.DistanceM)
	}
	return fmt.Sprintf("%.2f km", *r.DistanceM/1000)
}

// settle writes the runs that recordings make, drops those they were part of
// before that are no more, and returns the instants at which something
// changed.
func settle(ctx context.Context, t *tx, runner string, all []recording, groups []group, before map[string]ledRun) ([]time.Time, error) {
	gone := maps.Clone(before)
	var changed []time.Time
	for _, g := range groups {
		lead := all[g.members[0]].seq
		old, existed := before[g.run.ID]
		delete(gone, g.run.ID)
		if existed && old.lead == lead && reflect.DeepEqual(old.run, g.run) {
			continue
		}
		if changed = append(changed, g.run.Start); existed {
			changed = append(changed, old.run.Start)
		}
		if err := putRun(ctx, t, g.run, lead); err != nil {
			return nil, err
		}
	}
	for _, g := range groups {
		for _, m := range g.members {
			if all[m].run == "" || all[m].run == g.run.ID {
				continue
			}
			if _, err := t.exec(ctx, `UPDATE recordings SET run = $2 WHERE seq = $1`, all[m].seq, g.run.ID); err != nil {
				return nil, err
			}
		}
	}
	for id, old := range gone {
		changed = append(changed, old.run.Start)
		if _, err := t.exec(ctx, `DELETE FROM runs WHERE runner = $1 AND id = $2`, runner, id); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// ledRun is a stored run with the recording that leads it.
type ledRun struct {
	run  analysis.Run
	lead int64
}

// runsOf reads the runs that recordings belong to.
func runsOf(ctx context.Context, t *tx, runner string, all []recording) (map[string]ledRun, error) {
	found := map[string]ledRun{}
	for _, r := range all {
		if _, ok := found[r.run]; ok || r.run == "" {
			continue
		}
		run, ok, err := runByID(ctx, t, runner, r.run)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("run %s of recording %d is missing", r.run, r.seq)
		}
		old := ledRun{run: run}
		if err := t.one(ctx, `SELECT lead FROM runs WHERE id = $1`, []any{r.run}, &old.lead); err != nil {
			return nil, err
		}
		found[r.run] = old
	}
	return found, nil
}

func putRun(ctx context.Context, t *tx, run analysis.Run, lead int64) error {
	changed, err := t.exec(ctx, `UPDATE runs SET lead = $3, `+setRunFields(4)+` WHERE runner = $1 AND id = $2`,
		append([]any{run.Runner, run.ID, lead}, runArgs(run)...)...)
	if err != nil || changed > 0 {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO runs (runner, id, lead, `+runFields+`) VALUES (`+parameters(3+runFieldCount)+`)`,
		append([]any{run.Runner, run.ID, lead}, runArgs(run)...)...)
	return err
}
