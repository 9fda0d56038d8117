package demo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	tormoder "github.com/tormoder/fit"

	"needled/analysis"
	"needled/configs"
	"needled/ingest"
	"needled/ingest/fit"
)

// The whole way, from files to verdicts: where each patient stands now, and
// every finding but ok of the latest recovery that has begun, by run.
func TestEachPatientHasAStoryOfTheirOwn(t *testing.T) {
	want := map[string]string{
		"Anneliese Brückner":     "ready; Walking; run 1; run 2; run 3",
		"Kwame Mensah-Boateng":   "ready; run 1; run 2; run 3",
		"Emily Carter":           "ready; Walking; run 1; run 2; run 3",
		"Zsófia Nagy":            "ready; run 1; run 2; run 3",
		"Αλέξανδρος Παπαδάκης":   "rest",
		"Priya Raghunathan":      "rest; Walking",
		"Ingibjörg Þórsdóttir":   "rest",
		"João Gonçalves":         "careful; Walking",
		"Çağla Öztürk":           "careful; Walking",
		"김서연":                    "free; closed; Walking; run 1; run 2; run 3; run 4",
		"Camille Lefèvre-Dubois": "free; closed; Walking; run 1; run 2; run 3; run 4",
		"Åsa Lindqvist":          "ready; Walking; Walking",
		"Ravi Subramaniam":       "free; no treatment",

		"Mehmet Yıldırım":        "ready; run 1 too-early violation symptoms caution; run 2",
		"Siobhán O'Donoghue":     "ready; run 1 too-early caution; run 2; run 3",
		"Nguyễn Thị Thanh Hương": "ready; run 1; run 2 too-long violation; run 3",
		"Maria Magdalena Philippa Freifrau von Schellenberg-Hohenwaldburg zu Klein-Auersbach und Obertannenried": "ready; run 1 too-long caution; run 2",
		"佐藤美咲":                   "ready; run 1; run 2 too-hilly violation",
		"Олена Ткаченко":         "ready; run 1 too-hilly caution; run 2 too-hilly caution",
		"ليلى الحداد":            "ready; run 1; run 2 too-hard violation; run 3",
		"Łukasz Wiśniewski":      "ready; run 1; run 2 too-hard violation speed-work violation; run 3",
		"Zoë Vandenbroucke":      "ready; run 1 symptoms violation; run 2",
		"Ifeoma Okonkwo":         "ready; run 1 not-ready violation; run 2",
		"Ngaio Te Rangi":         "ready; run 1 technical-terrain caution; run 2 technical-terrain caution",
		"Noa Ben-Ami":            "ready; Training high-intensity caution; run 1; run 2",
		"Fatoumata Diallo":       "ready; Cycling high-intensity caution; run 1",
		"Marcus Washington":      "ready, held; run 1 too-early violation too-long violation symptoms caution; run 2 too-long violation too-hilly violation too-early caution; run 3 too-hard violation symptoms violation",
		"Leilani Kahananui":      "ready; run 1 too-long caution too-hilly caution; run 2",
		"Bo Ek":                  "ready; run 1 too-early caution; run 2",
		"Bogdan Ștefănescu":      "ready; run 1 too-early violation; run 2",
		"Juan José Íñiguez Peña": "ready; run 1 too-long caution; run 2",

		"Jiří Dvořáček":            "ready; run 1; run 2",
		"Rasa Kazlauskaitė":        "ready",
		"Tomáš Kováč":              "ready; no baseline; run 1 too-long unknown too-hard unknown",
		"李伟":                       "ready; run 1; run 2",
		"Dáithí Mac Giolla Bhríde": "ready; run 1 too-hilly unknown; run 2 too-hilly unknown; run 3 too-hilly unknown",
		"Wanjiru Kamau":            "ready; run 1; run 2 too-hard violation",
		"Ilse de Wit":              "ready; run 1 too-early unknown; run 2",
		"Hanna Järvinen":           "ready; run 1; run 2; a run in review",
		"Đorđe Petrović":           "ready, held; run 1; run 2",
	}
	got := map[string]string{}
	for _, p := range clinicAt(t, now) {
		got[p.Runner.Name] = storyOf(p.history(t, now), now)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stories (-want +got):\n%s", diff)
	}
}

// storyOf is a patient's state and findings in a line.
func storyOf(h analysis.History, now time.Time) string {
	protocol := configs.DefaultProtocol()
	plan := analysis.PlanAt(h, protocol, now)
	said := []string{string(plan.State)}
	if plan.Hold != "" {
		said[0] += ", held"
	}
	var latest *analysis.Recovery
	for _, r := range analysis.Assess(h, protocol) {
		if !r.Treatment.At.After(now) {
			latest = &r
		}
	}
	if latest == nil {
		return said[0] + "; no treatment"
	}
	if latest.Baseline.UsualM == nil {
		said = append(said, "no baseline")
	}
	if latest.End != nil && latest.End.Before(now) {
		said = append(said, "closed")
	}
	for _, e := range latest.Entries {
		what := e.Run.Sport.Words()
		if n := e.Verdict.RunNumber; n != nil {
			what = fmt.Sprint("run ", *n)
		}
		for _, f := range e.Verdict.Findings {
			if f.Level != analysis.OK {
				what += fmt.Sprintf(" %s %s", f.Rule, f.Level)
			}
		}
		said = append(said, what)
	}
	for _, r := range h.Runs {
		if r.Doubt != "" {
			said = append(said, "a run in review")
		}
	}
	return strings.Join(said, "; ")
}

// history is what needled makes of a patient's files.
func (p Patient) history(t *testing.T, now time.Time) analysis.History {
	t.Helper()
	h := p.known()
	for i, o := range p.outings {
		b, err := encode(o.activity())
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := fit.New().Decode(b)
		if err != nil || len(decoded) != 1 {
			t.Fatalf("%s: %d activities, %v", p.Runner.Name, len(decoded), err)
		}
		r := ingest.Measured(decoded[0].Run, decoded[0].Track, configs.DefaultProtocol())
		r.ID, r.Format, r.Provenance = fmt.Sprint("run ", i+1), "fit", analysis.WatchFile
		if r.Integrity != analysis.Intact || r.Note != "" {
			t.Errorf("%s: run %d is %s: %q", p.Runner.Name, i+1, r.Integrity, r.Note)
		}
		_, r.Doubt = analysis.DoubtOf(r, now)
		h.Runs = append(h.Runs, r)
	}
	return h
}

// known is a patient's history without the runs.
func (p Patient) known() analysis.History {
	h := analysis.History{Runner: p.Runner, Treatments: slices.Clone(p.Treatments), CheckIns: p.CheckIns}
	for i := range h.Treatments {
		h.Treatments[i].ID = fmt.Sprint("treatment ", i+1)
	}
	return h
}

// Where a patient stands doesn't depend on the hour, nor on the days on which
// the clocks change; and nothing has happened yet that lies ahead but what is
// planned.
func TestTheClinicHoldsWhateverTheHour(t *testing.T) {
	states := func(now time.Time) map[string]analysis.State {
		all := map[string]analysis.State{}
		for _, p := range clinicAt(t, now) {
			p.allBefore(t, now)
			all[p.Runner.Name] = analysis.PlanAt(p.sketched(), configs.DefaultProtocol(), now).State
		}
		return all
	}
	want := states(now)
	for _, day := range []time.Time{
		time.Date(2026, 11, 22, 0, 0, 0, 0, berlin),
		time.Date(2026, 10, 25, 0, 0, 0, 0, berlin), // an hour more
		time.Date(2027, 3, 28, 0, 0, 0, 0, berlin),  // an hour less
		time.Date(2027, 1, 1, 0, 0, 0, 0, berlin),
		time.Date(2028, 2, 29, 0, 0, 0, 0, berlin),
	} {
		for _, minute := range []int{1, 8*60 + 29, 8*60 + 30, 8*60 + 31, 13 * 60, 24*60 - 1} {
			at := time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, berlin)
			if diff := cmp.Diff(want, states(at)); diff != "" {
				t.Errorf("at %s (-want +got):\n%s", at, diff)
			}
		}
	}
}

// allBefore reports what is said to have happened after now.
func (p Patient) allBefore(t *testing.T, now time.Time) {
	t.Helper()
	for _, c := range p.CheckIns {
		if c.At.After(now) {
			t.Errorf("%s checks in at %s, after %s", p.Runner.Name, c.At, now)
		}
	}
	for _, r := range p.sketched().Runs {
		if r.End().After(now) {
			t.Errorf("%s runs until %s, after %s", p.Runner.Name, r.End(), now)
		}
	}
	for _, v := range p.Treatments {
		if v.At.After(now) && !strings.HasPrefix(v.Note, "planned") {
			t.Errorf("%s is treated at %s, after %s", p.Runner.Name, v.At, now)
		}
	}
}

// sketched is a patient's history as the runs were meant, without files.
func (p Patient) sketched() analysis.History {
	h := p.known()
	for i, o := range p.outings {
		sport := analysis.Running
		if o.sport != tormoder.SportRunning {
			sport = analysis.Walking
		}
		took := o.km * 1000 / o.speed
		h.Runs = append(h.Runs, analysis.Run{ID: fmt.Sprint("run ", i+1), Sport: sport, Start: o.at.UTC(),
			DistanceM: new(o.km * 1000), MovingS: &took, ElapsedS: &took})
	}
	return h
}

func clinicAt(t *testing.T, now time.Time) []Patient {
	t.Helper()
	patients, err := Clinic(now, berlin)
	if err != nil {
		t.Fatal(err)
	}
	return patients
}
