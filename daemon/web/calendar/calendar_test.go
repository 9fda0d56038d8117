package calendar_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/web/calendar"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	treated = time.Date(2026, 3, 2, 16, 30, 0, 0, time.UTC)
	changed = time.Date(2026, 3, 3, 8, 15, 30, 0, time.UTC)
)

// history has a treatment of the calf, six usual runs of 6 km before it, and a
// check-in that says what no feed may say.
func history() analysis.History {
	h := analysis.History{
		Runner:     analysis.Runner{Name: "Ada", HRMax: new(190.0)},
		Treatments: []analysis.Treatment{{ID: "t1", Runner: "Ada", At: treated, Muscles: []analysis.Muscle{"calf"}, Note: "left calf, deep"}},
		CheckIns: []analysis.CheckIn{{ID: "c1", Kind: analysis.Readiness, At: treated.Add(12 * time.Hour), Soreness: new(6),
			SquatOK: new(false), SharpPain: true, Note: "cramps at night"}},
	}
	for i := range 6 {
		h.Runs = append(h.Runs, analysis.Run{ID: string(rune('a' + i)), Sport: analysis.Running,
			Start: treated.AddDate(0, 0, -3*(i+1)), DistanceM: new(6000.0), MovingS: new(2100.0)})
	}
	return h
}

// of is the calendar of a history at a moment.
func of(h analysis.History, now time.Time) calendar.Calendar {
	p := configs.DefaultProtocol()
	return calendar.Calendar{Recoveries: analysis.Assess(h, p), Next: new(analysis.PlanAt(h, p, now)),
		Units: analysis.Metric, Now: now, Changed: changed, Link: "https://clinic.example/"}
}

func written(t interface{ Fatal(...any) }, c calendar.Calendar) string {
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parsed(t interface{ Fatal(...any) }, c calendar.Calendar) []*ics.VEvent {
	cal, err := ics.ParseCalendar(strings.NewReader(written(t, c)))
	if err != nil {
		t.Fatal(err)
	}
	return cal.Events()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./daemon/web/calendar -update writes it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

func TestGoldenCalendars(t *testing.T) {
	resting := of(history(), treated.Add(20*time.Hour))
	golden(t, "resting.ics", written(t, resting))

	imperial := resting
	imperial.Units = analysis.Imperial
	golden(t, "imperial.ics", written(t, imperial))

	h := history()
	h.Runs = nil
	h.Treatments[0].DateOnly, h.Treatments[0].At = true, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	h.Treatments = append(h.Treatments, analysis.Treatment{ID: "t2", At: treated.AddDate(0, 0, 14)})
	golden(t, "little_known_and_planned.ics", written(t, of(h, treated.Add(20*time.Hour))))

	golden(t, "empty.ics", written(t, calendar.Calendar{Now: treated, Changed: changed}))
}

func TestWindowsOfARecovery(t *testing.T) {
	want := []struct {
		uid, summary string
		from, to     time.Time
	}{
		{"t1-rest@needled", "Rest: no running (needled)", treated, treated.Add(24 * time.Hour)},
		{"t1-careful@needled", "Careful: short and easy, if it feels right (needled)", treated.Add(24 * time.Hour), treated.Add(48 * time.Hour)},
		{"t1-clear@needled", "Clear to run: first run (needled)", treated.Add(48 * time.Hour), treated.Add(48*time.Hour + 30*time.Minute)},
	}
	events := parsed(t, of(history(), treated.Add(20*time.Hour)))
	if len(events) != len(want) {
		t.Fatalf("%d events", len(events))
	}
	for i, w := range want {
		e := events[i]
		from, err := e.GetStartAt()
		if err != nil {
			t.Fatal(err)
		}
		to, err := e.GetEndAt()
		if err != nil {
			t.Fatal(err)
		}
		if e.Id() != w.uid || value(e, ics.ComponentPropertySummary) != w.summary || !from.Equal(w.from) || !to.Equal(w.to) {
			t.Errorf("event %s %q from %v to %v, want %+v", e.Id(), value(e, ics.ComponentPropertySummary), from, to, w)
		}
		if stamp := value(e, ics.ComponentPropertyDtstamp); stamp != "20260303T081530Z" || value(e, ics.ComponentPropertyLastModified) != stamp {
			t.Errorf("it is stamped %s", stamp)
		}
	}
	if text := value(events[2], ics.ComponentPropertyDescription); !strings.HasPrefix(text, "First run: 3.0–3.6 km · flat (climb up to 8.0 m/km) · easy · heart rate under 144.\n") {
		t.Errorf("it says %q", text)
	}
}

func value(e *ics.VEvent, of ics.ComponentProperty) string {
	p := e.GetProperty(of)
	if p == nil {
		return ""
	}
	return p.Value
}

func TestTheSameFeedIsTheSameToTheByte(t *testing.T) {
	c := of(history(), treated.Add(20*time.Hour))
	first := written(t, c)
	c.Now = c.Now.Add(time.Minute)
	slices.Reverse(c.Recoveries)
	if got := written(t, c); got != first {
		t.Errorf("a minute later it reads\n%s\nafter\n%s", got, first)
	}
}

func TestAChangeRaisesTheSequence(t *testing.T) {
	c := of(history(), treated.Add(20*time.Hour))
	before := value(parsed(t, c)[0], ics.ComponentPropertySequence)
	c.Changed = c.Changed.Add(time.Minute)
	if after := value(parsed(t, c)[0], ics.ComponentPropertySequence); len(after) < len(before) || after <= before {
		t.Errorf("the sequence goes from %s to %s", before, after)
	}
	c.Changed = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := value(parsed(t, c)[0], ics.ComponentPropertySequence); got != "0" {
		t.Errorf("long ago it is %s", got)
	}
}

func TestTheFeedTellsNothingOfSymptomsOrRegions(t *testing.T) {
	h := history()
	h.Runs = append(h.Runs, analysis.Run{ID: "early", Sport: analysis.Running, Start: treated.Add(5 * time.Hour), DistanceM: new(8000.0), MovingS: new(2400.0), ElapsedS: new(2400.0)})
	h.CheckIns = append(h.CheckIns, analysis.CheckIn{ID: "c2", Kind: analysis.AfterRun, At: treated.Add(7 * time.Hour), Pain: new(7), Cramping: true})
	text := strings.ToLower(strings.ReplaceAll(written(t, of(h, treated.Add(20*time.Hour))), "\r\n ", ""))
	for _, word := range []string{"calf", "pain", "sore", "cramp", "squat", "symptom", "needling", "deep", "ada", "8.0 km", "geo", "location"} {
		if strings.Contains(text, word) {
			t.Errorf("it says %q:\n%s", word, text)
		}
	}
	if !strings.Contains(text, "second run") {
		t.Error("the next run is the second one")
	}
}

func TestWhichRecoveriesAreTold(t *testing.T) {
	h := analysis.History{Treatments: []analysis.Treatment{
		{ID: "old", At: treated.AddDate(0, -3, 0)}, {ID: "last", At: treated}, {ID: "planned", At: treated.AddDate(0, 0, 30)},
	}}
	for _, c := range []struct {
		name string
		now  time.Time
		want []string
	}{
		{"before the last", treated.Add(-time.Second), []string{"old", "last", "planned"}},
		{"at the last", treated, []string{"last", "planned"}},
		{"long after it", treated.AddDate(0, 0, 29), []string{"last", "planned"}},
		{"at the planned one", treated.AddDate(0, 0, 30), []string{"planned"}},
		{"before any", treated.AddDate(-1, 0, 0), []string{"old", "last", "planned"}},
	} {
		var got []string
		for _, e := range parsed(t, of(h, c.now)) {
			if id, rest := strings.CutSuffix(e.Id(), "-rest@needled"); rest {
				got = append(got, id)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAPassedCheckReleasesTheRunner(t *testing.T) {
	h := history()
	h.Runner.Experience = analysis.Seasoned
	h.Treatments[0].Muscles = []analysis.Muscle{"neck"}
	h.CheckIns = []analysis.CheckIn{{Kind: analysis.Readiness, At: treated.Add(25 * time.Hour), SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Soreness: new(0)}}
	var ids []string
	for _, e := range parsed(t, of(h, treated.Add(26*time.Hour))) {
		ids = append(ids, e.Id())
		if from, err := e.GetStartAt(); err != nil || e.Id() == "t1-clear@needled" && !from.Equal(treated.Add(24*time.Hour)) {
			t.Errorf("clear at %v, %v", from, err)
		}
	}
	if !slices.Equal(ids, []string{"t1-rest@needled", "t1-clear@needled"}) {
		t.Errorf("events %v; the time of care is over", ids)
	}
}

func TestCapsBelongToTheirRecoveryOnly(t *testing.T) {
	h := history()
	h.Treatments = append(h.Treatments, analysis.Treatment{ID: "t2", At: treated.AddDate(0, 0, 14)})
	for _, e := range parsed(t, of(h, treated.Add(20*time.Hour))) {
		if text := value(e, ics.ComponentPropertyDescription); strings.Contains(text, "km") != (e.Id() == "t1-clear@needled") {
			t.Errorf("%s says %q", e.Id(), text)
		}
	}
}

// Lines are folded at 75 octets and end with CRLF, and foreign text begins no
// line of its own.
func TestAnyFeedIsWellFormed(t *testing.T) {
	odd := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a\r\nEND:VEVENT", "é\n", "\r", "x;y,z:\\", strings.Repeat("ß", 200), "\x00"}))
	rapid.Check(t, func(t *rapid.T) {
		h := history()
		h.Treatments[0].ID = odd.Draw(t, "id")
		h.Treatments[0].Note = odd.Draw(t, "note")
		c := of(h, treated.Add(time.Duration(rapid.IntRange(-100, 1000).Draw(t, "hours"))*time.Hour))
		c.Link = odd.Draw(t, "link")
		c.Units = rapid.SampledFrom([]analysis.Units{"", analysis.Metric, analysis.Imperial}).Draw(t, "units")
		text := written(t, c)
		for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n\x00") || line == "" {
				t.Fatalf("line %q", line)
			}
		}
		if events := parsed(t, c); len(events) != 3 || strings.Count(text, "BEGIN:VEVENT") != 3 || strings.Count(text, "\r\nEND:VEVENT\r\n") != 3 {
			t.Fatalf("%d events:\n%s", len(events), text)
		}
	})
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestErrorsOfWritingAreTold(t *testing.T) {
	err := calendar.Write(full{}, of(history(), treated))
	if err == nil || err.Error() != "writing the calendar: disk full" {
		t.Errorf("error %v", err)
	}
}
