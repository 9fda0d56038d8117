package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// rosterDocument is what a row of the roster holds besides what it is found
// and sorted by.
type rosterDocument struct {
	Name      string              `json:"name"`
	Treatment *analysis.Treatment `json:"treatment"`
	Planned   *analysis.Treatment `json:"planned"`
	Floor     time.Time           `json:"floor"`
	Clear     time.Time           `json:"clear"`
	Ends      time.Time           `json:"ends"`
	Counts    levelCounts         `json:"counts"`
	Worst     *Flag               `json:"worst"`
	Marks     []DayMark           `json:"marks"` // only days that have one
	LastData  *time.Time          `json:"last_data"`
	Zone      string              `json:"zone"`
	Units     analysis.Units      `json:"units"`
}

// levelCounts counts numbered runs by their level.
type levelCounts struct {
	OK, Unknown, Caution, Violation int
}

func (c *levelCounts) count(l analysis.Level) {
	switch l {
	case analysis.Violation:
		c.Violation++
	case analysis.Caution:
		c.Caution++
	case analysis.Unknown:
		c.Unknown++
	default:
		c.OK++
	}
}

// keepRoster keeps a runner's row of the roster as it is now. judged are
// recoveries that were just assessed, everything fetched included.
func (s *Store) keepRoster(ctx context.Context, t *tx, r storedRunner, all []analysis.Treatment, judged []analysis.Recovery, now time.Time) error {
	last, err := lastData(ctx, t, r.Name, false)
	if err != nil {
		return err
	}
	d := rosterDocument{LastData: last, Zone: r.Location().String(), Units: r.Units}
	if d.Name, err = personName(ctx, t, r.Name); err != nil {
		return err
	}
	begun := 0
	for begun < len(all) && !all[begun].At.After(now) {
		begun++
	}
	valid := span{beginOfTime, endOfTime}
	if begun < len(all) {
		valid.to, d.Planned = all[begun].At, &all[begun]
	}
	if begun == 0 {
		return putRoster(ctx, t, r.Name, d, analysis.OK, false, valid)
	}
	recovery, err := s.sharedRecovery(ctx, t, r, all, begun-1, judged)
	if err != nil {
		return err
	}
	worst := d.take(recovery, r.Location())
	valid.from = all[begun-1].At
	ongoing := !now.After(d.Ends)
	if ended := d.Ends.Add(time.Microsecond); !ongoing {
		valid.from = ended
	} else if ended.Before(valid.to) {
		valid.to = ended
	}
	return putRoster(ctx, t, r.Name, d, worst, ongoing, valid)
}

// sharedRecovery is the recovery from treatment i as a shared view shows it.
func (s *Store) sharedRecovery(ctx context.Context, t *tx, r storedRunner, all []analysis.Treatment, i int, judged []analysis.Recovery) (analysis.Recovery, error) {
	w, err := s.withoutFetched(ctx, t, r)
	if err != nil {
		return analysis.Recovery{}, err
	}
	if w == nil {
		for _, recovery := range judged {
			if recovery.Treatment.ID == all[i].ID {
				return recovery, nil
			}
		}
	}
	list, err := s.recoveries(ctx, t, r, w, all, []int{i}, inOutline)
	if err != nil {
		return analysis.Recovery{}, err
	}
	return list[0], nil
}

// personName is the name of the person whose runs a runner's are; the
// runner's where nobody has them.
func personName(ctx context.Context, t *tx, runner string) (string, error) {
	name := ""
	err := t.one(ctx, `SELECT name FROM people WHERE runner = $1`, []any{runner}, &name)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	return cmp.Or(name, runner), nil
}

// take summarizes a recovery, and returns its worst level.
func (d *rosterDocument) take(r analysis.Recovery, zone *time.Location) analysis.Level {
	d.Treatment, d.Floor, d.Clear, d.Ends = &r.Treatment, r.Floor, r.Clear, r.Latest
	if r.End != nil {
		d.Ends = *r.End
	}
	worst, excess := analysis.OK, 0.0
	for _, e := range r.Entries {
		v := e.Verdict
		if v == nil || v.RunNumber == nil && v.Level == analysis.OK {
			continue // walking is fine, and no run
		}
		if v.RunNumber != nil {
			d.Counts.count(v.Level)
		}
		worst = analysis.Worst(worst, v.Level)
		d.mark(e.Run.Start, zone, v.Level)
		f := worstOf(*v)
		if f == nil {
			continue
		}
		if over := excessOf(*f); d.Worst == nil || f.Level.WorseThan(d.Worst.Level) || f.Level == d.Worst.Level && over > excess {
			d.Worst, excess = &Flag{Run: e.Run.ID, Rule: f.Rule, Level: f.Level, Measured: f.Measured, Cap: f.Cap, Unit: f.Unit}, over
		}
	}
	return worst
}

// worstOf is a verdict's first finding, the worst; nil where it is ok.
func worstOf(v analysis.Verdict) *analysis.Finding {
	if len(v.Findings) == 0 || v.Findings[0].Level == analysis.OK {
		return nil
	}
	return &v.Findings[0]
}

// mark marks the local day of an instant.
func (d *rosterDocument) mark(at time.Time, zone *time.Location, level analysis.Level) {
	day := dayOf(at, zone)
	if i := slices.IndexFunc(d.Marks, func(m DayMark) bool { return m.Day.Equal(day) }); i >= 0 {
		d.Marks[i].Level = analysis.Worst(d.Marks[i].Level, level)
		return
	}
	d.Marks = append(d.Marks, DayMark{day.UTC(), level})
}

// dayOf is the first instant of a local day.
func dayOf(at time.Time, zone *time.Location) time.Time {
	y, m, day := at.In(zone).Date()
	return analysis.FirstInstant(y, m, day, zone)
}

// excessOf is how far a finding lies beyond its cap, as a share of it.
func excessOf(f analysis.Finding) float64 {
	if f.Measured == nil || f.Cap == nil {
		return 0
	}
	over := math.Abs(*f.Measured - *f.Cap)
	if *f.Cap == 0 {
		return over
	}
	return over / math.Abs(*f.Cap)
}

// absent takes the place of an instant there isn't: it comes last.
const absent = math.MaxInt64

// putRoster writes a row, unless it says the same already.
func putRoster(ctx context.Context, t *tx, runner string, d rosterDocument, worst analysis.Level, ongoing bool, valid span) error {
	document, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("the roster's row of %s: %w", runner, err)
	}
	floor, treated, heard := int64(0), int64(absent), int64(absent)
	if d.Treatment != nil {
		floor, treated = micros(d.Floor), -micros(d.Treatment.At)
	}
	if d.LastData != nil {
		heard = -micros(*d.LastData)
	}
	columns := []string{"runner", "name", "search", "rank", "outside", "cautious", "ongoing", "floor_at", "treated", "heard", "valid_from", "valid_until", "document"}
	var set, differs []string
	for _, c := range columns[1:] {
		set = append(set, c+" = excluded."+c)
		differs = append(differs, "roster."+c+" <> excluded."+c)
	}
	_, err = t.exec(ctx, `INSERT INTO roster (`+strings.Join(columns, ", ")+`) VALUES (`+parameters(len(columns))+`)
		ON CONFLICT (runner) DO UPDATE SET `+strings.Join(set, ", ")+` WHERE `+strings.Join(differs, " OR "),
		runner, fold(d.Name), fold(runner)+"\n"+fold(d.Name), d.rank(worst, ongoing),
		worst == analysis.Violation, worst == analysis.Caution, ongoing, floor, treated, heard,
		micros(valid.from), micros(valid.to), string(document))
	return err
}

// rank orders the roster: open recoveries, those that ended, runners without a
// treatment; in each the worst level, the most violations, the most cautions.
func (d rosterDocument) rank(worst analysis.Level, ongoing bool) int64 {
	state := int64(2)
	switch {
	case ongoing:
		state = 0
	case d.Treatment != nil:
		state = 1
	}
	levels := []analysis.Level{analysis.Violation, analysis.Caution, analysis.Unknown, analysis.OK}
	const most = 999
	fewer := func(n int) int64 { return int64(most - min(n, most)) }
	return ((state*int64(len(levels))+int64(slices.Index(levels, worst)))*(most+1)+fewer(d.Counts.Violation))*(most+1) + fewer(d.Counts.Caution)
}

// refreshRoster makes anew the rows that the clock, or a new name, made stale.
func (s *Store) refreshRoster(ctx context.Context, now time.Time) error {
	_, err := write(ctx, s, "bringing the list of runners up to date", func(t *tx) (int, error) {
		stale, err := idsOf(ctx, t, `SELECT runner FROM roster WHERE `+staleRoster, micros(now))
		if err != nil {
			return 0, err
		}
		for _, name := range stale {
			r, err := s.runner(ctx, t, name)
			var all []analysis.Treatment
			if err == nil {
				all, err = treatments(ctx, t, r.Runner)
			}
			if err == nil {
				err = s.keepRoster(ctx, t, r, all, nil, now)
			}
			if IsKind(err, Invalid) {
				// Nothing can be said of the runner now, as when the zone is not
				// known on this machine; judging the runner anew makes the row.
				err = putRoster(ctx, t, name, rosterDocument{Name: name, Zone: time.UTC.String()}, analysis.OK, false, span{beginOfTime, endOfTime})
			}
			if err != nil {
				return 0, err
			}
		}
		return len(stale), nil
	})
	return err
}

// staleRoster is the condition for rows that don't hold at $1. Each half has
// an index.
const staleRoster = `(valid_from > $1 OR valid_until <= $1)`
