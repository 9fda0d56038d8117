package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"needled/analysis"
)

// runFields are the columns that runs and recordings share, in the order of
// runArgs and runRow.
const runFields = `provenance, format, sport, sub_sport, started_at, ended_at, start_hidden, utc_offset_s,
	distance_m, moving_s, elapsed_s, ascent_m, descent_m, ascent_source, descent_source,
	avg_speed_mps, avg_hr, max_hr, peak_hr, device, integrity, cut_short, note, doubt, source_id`

// runFieldCount is how many they are.
const runFieldCount = 25

// runsFields are the same columns of the table runs, for joins.
var runsFields = "runs." + strings.Join(strings.FieldsFunc(runFields, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' }), ", runs.")

// parameters is $1, $2, … up to n.
func parameters(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(parameter(i + 1))
	}
	return b.String()
}

func parameter(n int) string { return fmt.Sprintf("$%d", n) }

// setRunFields sets those columns to parameters from $first on.
func setRunFields(first int) string {
	var set []string
	for i, field := range strings.Split(runFields, ",") {
		set = append(set, fmt.Sprintf("%s = $%d", strings.TrimSpace(field), first+i))
	}
	return strings.Join(set, ", ")
}

func runArgs(r analysis.Run) []any {
	return []any{
		string(r.Provenance), r.Format, string(r.Sport), r.SubSport, micros(r.Start), micros(r.End()), r.StartHidden, r.UTCOffsetS,
		r.DistanceM, r.MovingS, r.ElapsedS, r.AscentM, r.DescentM, string(r.AscentSource), string(r.DescentSource),
		r.AvgSpeedMPS, r.AvgHR, r.MaxHR, r.PeakHR, r.Device, string(r.Integrity), r.CutShort, r.Note, r.Doubt, r.SourceID,
	}
}

// runRow receives those columns; plain types keep scanning fast.
type runRow struct {
	analysis.Run
	started, ended                                            int64
	provenance, sport, ascentSource, descentSource, integrity string
}

func (r *runRow) fields() []any {
	return []any{
		&r.provenance, &r.Format, &r.sport, &r.SubSport, &r.started, &r.ended, &r.StartHidden, &r.UTCOffsetS,
		&r.DistanceM, &r.MovingS, &r.ElapsedS, &r.AscentM, &r.DescentM, &r.ascentSource, &r.descentSource,
		&r.AvgSpeedMPS, &r.AvgHR, &r.MaxHR, &r.PeakHR, &r.Device, &r.integrity, &r.CutShort, &r.Note, &r.Doubt, &r.SourceID,
	}
}

// run is what was received.
func (r *runRow) run() analysis.Run {
	run := r.Run
	run.Provenance, run.Sport = analysis.Provenance(r.provenance), analysis.Sport(r.sport)
	run.AscentSource, run.DescentSource = analysis.Confidence(r.ascentSource), analysis.Confidence(r.descentSource)
	run.Integrity = analysis.Integrity(r.integrity)
	run.Start = instant(r.started)
	return run
}

// scanRuns reads runs from a query that selects id and runFields, and calls
// each with them.
func scanRuns(ctx context.Context, t *tx, runner, query string, args []any, found func(analysis.Run)) error {
	return t.each(ctx, query, args, func(rows *sql.Rows) error {
		row := runRow{Run: analysis.Run{Runner: runner}}
		err := rows.Scan(append([]any{&row.ID}, row.fields()...)...)
		found(row.run())
		return err
	})
}

// runByID reads a run; ok is false when there is none.
func runByID(ctx context.Context, t *tx, runner, id string) (run analysis.Run, ok bool, err error) {
	row := runRow{Run: analysis.Run{Runner: runner}}
	err = t.one(ctx, `SELECT id, `+runFields+` FROM runs WHERE runner = $1 AND id = $2`, []any{runner, id}, append([]any{&row.ID}, row.fields()...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return run, false, nil
	}
	return row.run(), err == nil, err
}
