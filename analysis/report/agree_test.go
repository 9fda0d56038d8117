package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

// A figure is the same on paper, in the spreadsheet and for a script.
func TestFormatsAgreeOnEveryFigure(t *testing.T) {
	zone := berlin(t)
	r := flaggedReport(zone)
	for _, u := range []analysis.Units{analysis.Metric, analysis.Imperial} {
		t.Run(string(u), func(t *testing.T) {
			var text, table, lines bytes.Buffer
			if err := Text(&text, Style{Units: u}, r); err != nil {
				t.Fatal(err)
			}
			if err := CSV(&table, Style{Units: u}, r); err != nil {
				t.Fatal(err)
			}
			if err := WriteJSON(&lines, NewReportJSON(r, u)); err != nil {
				t.Fatal(err)
			}
			var view ReportJSON
			if err := json.Unmarshal(lines.Bytes(), &view); err != nil {
				t.Fatal(err)
			}
			rows := csvRows(t, &table)
			if len(view.Runs) != len(r.Recovery.Entries) || len(rows) != len(r.Recovery.Entries) {
				t.Fatalf("%d runs in JSON, %d rows in CSV, want %d", len(view.Runs), len(rows), len(r.Recovery.Entries))
			}
			in := unitsOf(u)
			for i, run := range view.Runs {
				row := rows[i]
				same(t, run.ID, "distance", row["distance_"+in.long], run.DistanceM, in.toLong, 0.0001)
				same(t, run.ID, "moving time", row["moving_min"], run.MovingS, 1/60.0, 0.0001)
				same(t, run.ID, "ascent", row["ascent_"+in.short], run.AscentM, in.toShort, 0.0051)
				same(t, run.ID, "heart rate", row["avg_hr_bpm"], run.AvgHR, 1, 0.0001)
				if run.Verdict == nil || run.Verdict.RunNumber == nil {
					continue
				}
				same(t, run.ID, "hours", row["hours_since_treatment"], run.Verdict.HoursSince, 1, 0.0001)
				line := tableLine(t, text.String(), *run.Verdict.RunNumber, run.ID)
				for _, f := range run.Verdict.Findings {
					if row[strings.ReplaceAll(string(f.Rule), "-", "_")] != string(f.Level) {
						t.Errorf("%s: CSV has another level for %s than JSON, %s", run.ID, f.Rule, f.Level)
					}
					if f.Level != analysis.OK && !strings.Contains(unwrapped(text.String()), f.Text) {
						t.Errorf("%s: the text lacks %q", run.ID, f.Text)
					}
					switch f.Rule {
					case analysis.TooLong:
						same(t, run.ID, "distance cap", row["distance_cap_"+in.long], f.Cap, in.toLong, 0.0001)
						want := analysis.DistanceBeside(*f.Cap, *f.Measured, u)
						if !strings.Contains(line, "/ "+want) {
							t.Errorf("%s: the table line %q lacks the cap %s", run.ID, line, want)
						}
					case analysis.TooHilly:
						same(t, run.ID, "climb", row["climb_"+in.climb], f.Measured, in.toClimb, 0.0001)
						same(t, run.ID, "climb cap", row["climb_cap_"+in.climb], f.Cap, in.toClimb, 0.0001)
						if want := analysis.ClimbBeside(*f.Cap, *f.Measured, u); !strings.Contains(line, "/ "+want) {
							t.Errorf("%s: the table line %q lacks the cap %s", run.ID, line, want)
						}
					}
				}
			}
			s := view.Summary
			if want := strconv.Itoa(s.OK) + " of " + strconv.Itoa(s.Runs) + " runs within the advice"; !strings.Contains(text.String(), want) {
				t.Errorf("the text lacks %q", want)
			}
		})
	}
}

func same(t *testing.T, id, what, cell string, si *float64, scale, tolerance float64) {
	t.Helper()
	if si == nil {
		if cell != "" {
			t.Errorf("%s: %s is null in JSON and %q in CSV", id, what, cell)
		}
		return
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.Abs(v-*si*scale) > tolerance {
		t.Errorf("%s: %s is %v in JSON (SI) and %q in CSV", id, what, *si, cell)
	}
}

// csvRows reads CSV as one map a row.
func csvRows(t *testing.T, table *bytes.Buffer) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(table).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[all[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func tableLine(t *testing.T, text string, number int, id string) string {
	t.Helper()
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), strconv.Itoa(number)+"  ") {
			return line
		}
	}
	t.Fatalf("%s: no line for run %d in\n%s", id, number, text)
	return ""
}

func unwrapped(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestTheSameReportGivesTheSameBytes(t *testing.T) {
	zone := berlin(t)
	var first bytes.Buffer
	for i := range 5 {
		var b bytes.Buffer
		if err := WriteJSON(&b, NewReportJSON(flaggedReport(zone), analysis.Metric)); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = b
		} else if !bytes.Equal(first.Bytes(), b.Bytes()) {
			t.Fatal("two renderings of one report differ")
		}
	}
}

func TestJSONShowsNoNoiseOfFloatingPoint(t *testing.T) {
	r := run("r", march(time.UTC, 3, 7, 0), 1, 6)
	r.DistanceM, r.AscentM, r.AvgHR, r.MaxHR = new(3599.9999999), new(-0.0000001), new(math.NaN()), new(math.Inf(1))
	var b bytes.Buffer
	if err := WriteJSON(&b, NewRunJSON(r, nil, analysis.Metric)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"distance_m":3600,`, `"ascent_m":0,`, `"avg_hr":null`, `"max_hr":null`, `"verdict":null`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("got %s, want it to hold %s", b.String(), want)
		}
	}
}

func TestJSONKeysComeInTheOrderPromised(t *testing.T) {
	zone := berlin(t)
	for _, tt := range []struct {
		name string
		view any
		keys string
	}{
		{"report", NewReportJSON(flaggedReport(zone), analysis.Metric), "runner treatment recovery baseline runs summary"},
		{"run", NewRunJSON(analysis.Run{}, nil, analysis.Metric), "id runner provenance format sport sub_sport start utc_offset_s distance_m moving_s elapsed_s ascent_m descent_m ascent_source avg_speed_mps avg_hr max_hr device integrity verdict"},
		{"verdict", NewVerdictJSON(&analysis.Verdict{}, analysis.Metric), "level treatment run_number hours_since_treatment findings"},
		{"finding", newFindingJSON(analysis.Finding{}, analysis.Metric), "rule level measured cap unit source confidence from_s to_s text"},
		{"status", NewStatusJSON(mara(zone), restPlan(zone), nil, analysis.Metric), "runner at state treatment earliest clear run_number caps advice sources"},
		{"treatment", NewTreatmentJSON(analysis.Treatment{}), "id at date_only muscles intensity class cpt caps note"},
		{"receipt", NewReceiptJSON(analysis.Receipt{}, analysis.Metric), "path member outcome reason batch sha256 run"},
	} {
		var b bytes.Buffer
		if err := WriteJSON(&b, tt.view); err != nil {
			t.Fatal(err)
		}
		if got := topKeys(t, b.Bytes()); !strings.HasPrefix(got+" ", tt.keys+" ") {
			t.Errorf("%s has the keys\n%s\nwant them to begin with\n%s", tt.name, got, tt.keys)
		}
	}
}

// topKeys lists the keys of an object in their order.
func topKeys(t *testing.T, object []byte) string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.(string))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return strings.Join(keys, " ")
}
