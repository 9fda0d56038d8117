package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// The tables are for people and other programs; they are not read back. Units
// are SI, absent values are empty.

func writeRuns(w io.Writer, l *store.Lasting) error {
	files := map[string][]string{}
	for _, o := range l.Originals {
		for _, leg := range o.Legs {
			if name := memberOf(o); !slices.Contains(files[leg.Run], name) {
				files[leg.Run] = append(files[leg.Run], name)
			}
		}
	}
	rows := [][]string{{
		"id", "start_utc", "utc_offset_s", "sport", "sub_sport", "distance_m", "moving_s", "elapsed_s", "ascent_m", "descent_m",
		"avg_hr_bpm", "max_hr_bpm", "device", "provenance", "format", "integrity",
		"verdict", "treatment", "run_number", "hours_since_treatment", "kept_aside", "note", "originals",
	}}
	for _, e := range l.Runs {
		r, v := e.Run, analysis.Verdict{}
		if e.Verdict != nil {
			v = *e.Verdict
		}
		start := r.Start.UTC().Format(time.RFC3339Nano)
		if r.StartHidden {
			start = r.Start.UTC().Format(time.DateOnly)
		}
		rows = append(rows, []string{
			r.ID, start, whole(r.UTCOffsetS), text(r.Sport), text(r.SubSport),
			number(r.DistanceM), number(r.MovingS), number(r.ElapsedS), number(r.AscentM), number(r.DescentM),
			number(r.AvgHR), number(r.MaxHR), text(r.Device), text(r.Provenance), text(r.Format), text(r.Integrity),
			text(v.Level), text(v.Treatment), whole(v.RunNumber), number(v.HoursSinceTreatment), text(r.Doubt), text(r.Note),
			strings.Join(files[r.ID], " "),
		})
	}
	return writeRows(w, rows)
}

func writeTreatments(w io.Writer, l *store.Lasting) error {
	rows := [][]string{{"id", "at", "muscles", "intensity", "class", "cpt", "caps", "note"}}
	for _, t := range l.Treatments {
		var muscles, caps []string
		for _, m := range t.Muscles {
			muscles = append(muscles, string(m))
		}
		for k, v := range t.Caps {
			caps = append(caps, fmt.Sprintf("%s=%v", k, v))
		}
		slices.Sort(caps)
		rows = append(rows, []string{
			t.ID, momentOf(t, l.Runner.Location()), text(strings.Join(muscles, " ")), text(t.Intensity), text(t.Class), text(t.CPT),
			text(strings.Join(caps, " ")), text(t.Note),
		})
	}
	return writeRows(w, rows)
}

func writeCheckIns(w io.Writer, l *store.Lasting) error {
	rows := [][]string{{"id", "at", "kind", "squat_ok", "heel_raise_ok", "full_rom", "soreness", "pain", "sharp_pain", "cramping", "note"}}
	for _, c := range l.CheckIns {
		rows = append(rows, []string{
			c.ID, c.At.UTC().Format(time.RFC3339Nano), text(c.Kind), answer(c.SquatOK), answer(c.HeelRaise), answer(c.FullROM),
			whole(c.Soreness), whole(c.Pain), strconv.FormatBool(c.SharpPain), strconv.FormatBool(c.Cramping), text(c.Note),
		})
	}
	return writeRows(w, rows)
}

// writeVerdicts writes each run that has a verdict as a line of JSON, as
// `needled runs --json` does.
func writeVerdicts(w io.Writer, l *store.Lasting) error {
	for _, e := range l.Runs {
		if e.Verdict == nil {
			continue
		}
		if err := report.WriteJSON(w, report.NewRunJSON(e.Run, e.Verdict, analysis.Metric)); err != nil {
			return err
		}
	}
	return nil
}

func writeRows(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true // as RFC 4180 has it
	return out.WriteAll(rows)
}

func text[T ~string](s T) string { return report.CSVText(string(s)) }

func whole(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func number(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

func answer(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}
