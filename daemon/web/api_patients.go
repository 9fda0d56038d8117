package web

import (
	"slices"
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// patientsJSON is a page of a clinician's patients.
type patientsJSON struct {
	Total    int           `json:"total"` // that match, on all pages
	Offset   int           `json:"offset"`
	Patients []patientJSON `json:"patients"`
}

// patientJSON is a patient by the latest treatment that has begun.
type patientJSON struct {
	Runner    string                `json:"runner"`
	Name      string                `json:"name"`
	Treatment *report.TreatmentJSON `json:"treatment"` // null without one, as is what depends on it
	Floor     *time.Time            `json:"floor"`
	Clear     *time.Time            `json:"clear"`
	Ends      *time.Time            `json:"ends"` // the end of the recovery, or the latest it can have
	Summary   patientSummary        `json:"summary"`
	Worst     *worstJSON            `json:"worst"` // the worst finding above ok; null without one
	Days      []dayJSON             `json:"days"`  // the days of the recovery so far, from that of the treatment on
	LastData  *time.Time            `json:"last_data"`
}

type patientSummary struct {
	Runs      int `json:"runs"`
	OK        int `json:"ok"`
	Unknown   int `json:"unknown"`
	Caution   int `json:"caution"`
	Violation int `json:"violation"`
}

type worstJSON struct {
	Run      string         `json:"run"`
	Rule     analysis.Rule  `json:"rule"`
	Level    analysis.Level `json:"level"`
	Measured *float64       `json:"measured"`
	Cap      *float64       `json:"cap"`
	Unit     *string        `json:"unit"`
}

type dayJSON struct {
	Day   string          `json:"day"`   // a date where the runner is
	Level *analysis.Level `json:"level"` // the worst of that day; null where there was no run
}

// mostPatients is how many patients one answer holds.
const mostPatients = 200

func (v *visit) apiPatients() error {
	asked, err := v.query("search", "show", "sort", "offset", "limit")
	if err != nil {
		return err
	}
	q := store.RosterQuery{Now: v.Now(), Search: strings.TrimSpace(asked.Get("search")), Filter: store.RosterFilter(asked.Get("show")),
		Sort: store.RosterSort(asked.Get("sort")), SilentAfter: silentAfter}
	for name, words := range rosterWords {
		if word := asked.Get(name); word != "" && !slices.Contains(words, word) {
			return bad("there is no %s %.40q%s", name, word, instead(word, words))
		}
	}
	if q.Filter == "all" {
		q.Filter = store.RosterAll
	}
	if q.Sort == "worst" {
		q.Sort = store.RosterWorst
	}
	if q.Offset, err = numberAsked(asked, "offset", 0, 0, 1_000_000); err != nil {
		return err
	}
	if q.N, err = numberAsked(asked, "limit", rosterRows, 1, mostPatients); err != nil {
		return err
	}
	rows, total, err := v.Store.Roster(v.ctx(), v.person.ID, q)
	if err != nil {
		return err
	}
	if err := v.audit("view patients", "", "", store.OutcomeOK); err != nil {
		return err
	}
	page := patientsJSON{Total: total, Offset: q.Offset, Patients: []patientJSON{}}
	for _, row := range rows {
		page.Patients = append(page.Patients, newPatientJSON(row))
	}
	return v.answer(200, page)
}

// rosterWords are what patients may be chosen and sorted by.
var rosterWords = map[string][]string{
	"show": {"all", "outside", "caution", "silent", "resting"},
	"sort": {"worst", "name", "treatment", "data"},
}

func newPatientJSON(row store.RosterRow) patientJSON {
	p := patientJSON{Runner: row.Runner, Name: row.Name, Days: []dayJSON{}, LastData: inUTC(row.LastData),
		Summary: patientSummary{row.Runs, row.OK, row.Unknown, row.Caution, row.Violation}}
	if row.Treatment == nil {
		return p
	}
	p.Treatment = new(report.NewTreatmentJSON(*row.Treatment))
	p.Floor, p.Clear, p.Ends = inUTC(&row.Floor), inUTC(&row.Clear), inUTC(&row.Ends)
	if w := row.Worst; w != nil {
		p.Worst = &worstJSON{Run: w.Run, Rule: w.Rule, Level: w.Level, Measured: w.Measured, Cap: w.Cap}
		if w.Unit != "" {
			p.Worst.Unit = &w.Unit
		}
	}
	zone := row.Zone
	if zone == nil {
		zone = time.UTC
	}
	for _, m := range row.Marks {
		day := dayJSON{Day: m.Day.In(zone).Format(time.DateOnly)}
		if m.Level != "" {
			day.Level = &m.Level
		}
		p.Days = append(p.Days, day)
	}
	return p
}

func inUTC(t *time.Time) *time.Time {
	if t == nil || t.IsZero() {
		return nil
	}
	return new(t.UTC())
}
