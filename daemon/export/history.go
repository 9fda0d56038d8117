package export

import (
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// history is what the runner, the clinician and whoever sorted the runs
// entered: all that can't be read from the originals.
type history struct {
	Runner     runner      `json:"runner"`
	Treatments []treatment `json:"treatments"` // by time
	CheckIns   []checkIn   `json:"checkins"`   // by time
	Rulings    []ruling    `json:"rulings"`    // in the order they were made
	Edits      []edit      `json:"edits"`
}

// runner holds the settings of a runner. Zone is the runner's own, "" without
// one; ZoneInForce is the one that held.
type runner struct {
	Name                string              `json:"name"`
	Experience          analysis.Experience `json:"experience"`
	ReturningFromInjury bool                `json:"returning_from_injury"`
	HRMax               *float64            `json:"hr_max"`     // declared, beats/min
	RestingHR           *float64            `json:"resting_hr"` // declared, beats/min
	BirthYear           *int                `json:"birth_year"`
	UsualM              *float64            `json:"usual_m"` // declared, metres
	Zone                string              `json:"zone"`
	ZoneInForce         string              `json:"zone_in_force"`
	Units               analysis.Units      `json:"units"` // the runner's own, "" without
}

// treatment is a treatment; At is its date alone where only that is known.
type treatment struct {
	ID        string                     `json:"id"`
	At        string                     `json:"at"`
	Muscles   []analysis.Muscle          `json:"muscles"`
	Intensity analysis.NeedlingIntensity `json:"intensity"`
	Class     analysis.Class             `json:"class"`
	CPT       string                     `json:"cpt"`
	Caps      map[analysis.Key]float64   `json:"caps"`
	Note      string                     `json:"note"`
}

type checkIn struct {
	ID        string               `json:"id"`
	Kind      analysis.CheckInKind `json:"kind"`
	At        time.Time            `json:"at"`
	SquatOK   *bool                `json:"squat_ok"`
	HeelRaise *bool                `json:"heel_raise_ok"`
	FullROM   *bool                `json:"full_rom"`
	Soreness  *int                 `json:"soreness"`
	Pain      *int                 `json:"pain"`
	SharpPain bool                 `json:"sharp_pain"`
	Cramping  bool                 `json:"cramping"`
	Note      string               `json:"note"`
}

// key names a recording.
type key struct {
	SHA256 string `json:"sha256"`
	Leg    int    `json:"leg"`
}

// ruling is a person's word that two recordings are one run, or two.
type ruling struct {
	A    key  `json:"a"`
	B    key  `json:"b"`
	Same bool `json:"same"`
}

// edit is a person's word on what a recording is.
type edit struct {
	key
	Sport    analysis.Sport `json:"sport"` // "" leaves what the source says
	Accepted bool           `json:"accepted"`
	Doubt    string         `json:"doubt"`
}

func keyOf(k analysis.RecordingKey) key { return key{k.Original.String(), k.Leg} }

// historyOf is what was entered, as it is written.
func historyOf(l *store.Lasting) history {
	r := l.Runner
	h := history{
		Runner: runner{
			Name: r.Name, Experience: r.Experience, ReturningFromInjury: r.ReturningFromInjury,
			HRMax: r.HRMax, RestingHR: r.RestingHR, BirthYear: r.BirthYear, UsualM: r.UsualM,
			ZoneInForce: r.Location().String(), Units: r.Units,
		},
		Treatments: []treatment{}, CheckIns: []checkIn{}, Rulings: []ruling{}, Edits: []edit{},
	}
	if r.Zone != nil {
		h.Runner.Zone = r.Zone.String()
	}
	for _, t := range l.Treatments {
		h.Treatments = append(h.Treatments, treatment{
			ID: t.ID, At: momentOf(t, r.Location()), Muscles: t.Muscles, Intensity: t.Intensity, Class: t.Class, CPT: t.CPT, Caps: t.Caps, Note: t.Note,
		})
	}
	for _, c := range l.CheckIns {
		h.CheckIns = append(h.CheckIns, checkIn{
			ID: c.ID, Kind: c.Kind, At: c.At, SquatOK: c.SquatOK, HeelRaise: c.HeelRaise, FullROM: c.FullROM,
			Soreness: c.Soreness, Pain: c.Pain, SharpPain: c.SharpPain, Cramping: c.Cramping, Note: c.Note,
		})
	}
	for _, r := range l.Rulings {
		h.Rulings = append(h.Rulings, ruling{keyOf(r.A), keyOf(r.B), r.Same})
	}
	for _, e := range l.Edits {
		h.Edits = append(h.Edits, edit{keyOf(e.Key), e.Sport, e.Accepted, e.Doubt})
	}
	return h
}

// momentOf is when a treatment ended; its date where only that is known.
func momentOf(t analysis.Treatment, zone *time.Location) string {
	if t.DateOnly {
		return t.At.In(zone).Format(time.DateOnly)
	}
	return t.At.UTC().Format(time.RFC3339Nano)
}
