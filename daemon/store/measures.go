package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"needled/analysis"
)

// putMeasures replaces the measures of a recording.
func putMeasures(ctx context.Context, t *tx, recording int64, m *analysis.Measures) error {
	if m == nil {
		_, err := t.exec(ctx, `DELETE FROM measures WHERE recording = $1`, recording)
		return err
	}
	// The long lists go in as plain bytes: as JSON they would be most of what
	// reading a history costs.
	small := *m
	small.HeartRate, small.Grades, small.Marks = nil, nil, nil
	rest, err := json.Marshal(small)
	if err != nil {
		return fmt.Errorf("measures: %w", err)
	}
	_, err = t.exec(ctx, `INSERT INTO measures (recording, heart_rate, grades, marks, rest) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (recording) DO UPDATE SET
		heart_rate = excluded.heart_rate, grades = excluded.grades, marks = excluded.marks, rest = excluded.rest`,
		recording, m.HeartRate, packGrades(m.Grades), packFloats(m.Marks), string(rest))
	return err
}

// scanMeasures reads from a query that selects a run's ID and the columns
// heart_rate, grades, marks and rest.
func scanMeasures(ctx context.Context, t *tx, query string, args []any, found func(run string, m *analysis.Measures)) error {
	return t.each(ctx, query, args, func(rows *sql.Rows) error {
		var run string
		var heartRate []byte
		var grades, marks, rest sql.RawBytes
		if err := rows.Scan(&run, &heartRate, &grades, &marks, &rest); err != nil {
			return err
		}
		m := &analysis.Measures{}
		if err := json.Unmarshal(rest, m); err != nil {
			return fmt.Errorf("measures of run %s: %w", run, err)
		}
		m.HeartRate, m.Grades, m.Marks = heartRate, unpackGrades(grades), unpackFloats(marks)
		found(run, m)
		return nil
	})
}

// loadMarks gives a stored recording, which has no measures, those that tell
// it from another.
func loadMarks(ctx context.Context, t *tx, r *recording) error {
	if r.Run.Measures != nil {
		return nil
	}
	return t.each(ctx, `SELECT marks FROM measures WHERE recording = $1`, []any{r.seq}, func(rows *sql.Rows) error {
		var marks sql.RawBytes
		err := rows.Scan(&marks)
		r.Run.Measures = &analysis.Measures{Marks: unpackFloats(marks)}
		return err
	})
}

// loadMeasures gives the runs that started within the spans their measures.
func loadMeasures(ctx context.Context, t *tx, runner string, runs []analysis.Run, within []span) error {
	index := make(map[string]int, len(runs))
	for i, r := range runs {
		index[r.ID] = i
	}
	for _, w := range within {
		err := scanMeasures(ctx, t, `SELECT runs.id, heart_rate, grades, marks, rest
			FROM runs JOIN measures ON measures.recording = runs.lead
			WHERE runner = $1 AND started_at >= $2 AND started_at <= $3`,
			[]any{runner, micros(w.from), micros(w.to)}, func(run string, m *analysis.Measures) {
				if i, ok := index[run]; ok {
					runs[i].Measures = m
				}
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// span is a stretch of time, both ends included.
type span struct{ from, to time.Time }

func (s span) holds(t time.Time) bool { return !t.Before(s.from) && !t.After(s.to) }

// merged joins spans that touch; they must come by their beginning.
func merged(spans []span) []span {
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && !s.from.After(out[n-1].to) {
			if s.to.After(out[n-1].to) {
				out[n-1].to = s.to
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

func packFloats(fs []float64) []byte {
	if len(fs) == 0 {
		return nil
	}
	b := make([]byte, 0, 8*len(fs))
	for _, f := range fs {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
	}
	return b
}

func unpackFloats(b []byte) []float64 {
	if len(b) == 0 {
		return nil
	}
	fs := make([]float64, len(b)/8)
	for i := range fs {
		fs[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return fs
}

func packGrades(gs []analysis.GradeSpan) []byte {
	fs := make([]float64, 0, 5*len(gs))
	for _, g := range gs {
		fs = append(fs, g.FromM, g.ToM, g.FromS, g.ToS, g.GradePct)
	}
	return packFloats(fs)
}

func unpackGrades(b []byte) []analysis.GradeSpan {
	fs := unpackFloats(b)
	if len(fs) == 0 {
		return nil
	}
	gs := make([]analysis.GradeSpan, len(fs)/5)
	for i := range gs {
		f := fs[5*i:]
		gs[i] = analysis.GradeSpan{FromM: f[0], ToM: f[1], FromS: f[2], ToS: f[3], GradePct: f[4]}
	}
	return gs
}
