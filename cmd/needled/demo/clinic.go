package demo

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/tormoder/fit"

	"needled/analysis"
)

// Patient is a made-up runner in the care of the clinic. Runner.Name is the
// patient's full name. Treatments and check-ins have no ID and no runner yet;
// a treatment may still be planned.
type Patient struct {
	Runner     analysis.Runner
	Treatments []analysis.Treatment // by time
	CheckIns   []analysis.CheckIn   // by time
	Note       string               // what the clinician wrote down; "" for nothing
	outings    []placed             // by when they were run
}

// placed is an outing in real time, with its place in the story.
type placed struct {
	outing
	at    time.Time
	place uint64
}

// Clinic makes up forty patients up to now, each with another story: within
// the advice, too early, too long, resting now, silent for days, and so on; one
// has only just joined. All of it lies before now but the treatments that are
// planned. The same now and zone give the same patients, and the same files.
// zone is the clinic's; a few patients live in others. A nil zone means UTC.
func Clinic(now time.Time, zone *time.Location) ([]Patient, error) {
	if zone == nil {
		zone = time.UTC
	}
	var all []Patient
	for i, drawn := range slices.Concat(withinAdvice(), beyondAdvice(), unclear()) {
		p, err := drawn.upTo(now, zone, uint64(i))
		if err != nil {
			return nil, fmt.Errorf("making up the patient %s: %w", drawn.name, err)
		}
		all = append(all, p)
	}
	return all, nil
}

// drawn is a patient as the story has it, in days before the present.
type drawn struct {
	name       string
	experience analysis.Experience
	returning  bool    // from an injury
	born       int     // year; 0 when nobody said it
	hrMax      float64 // declared, beats/min; 0 when not
	usualKm    float64 // declared; 0 when not
	zone       string  // "" for the clinic's
	units      analysis.Units
	noHeart    bool // the watch takes no pulse
	habit      habit
	visits     []visit   // by time
	checks     []checked // check-ins that go with no run
	note       string
}

// visit is a treatment, and what the patient did in the days after it.
type visit struct {
	when      moment
	dateOnly  bool
	muscles   []analysis.Muscle
	intensity analysis.NeedlingIntensity
	class     analysis.Class
	cpt       string
	caps      map[analysis.Key]float64
	note      string
	then      []step
}

// checked is a check-in at a moment.
type checked struct {
	when moment
	said analysis.CheckIn
}

// everyS is how often the patients' watches record, in seconds.
const everyS = 4

// upTo places the story in real time. index tells the patients apart.
func (d drawn) upTo(now time.Time, zone *time.Location, index uint64) (Patient, error) {
	if d.zone != "" {
		var err error
		if zone, err = time.LoadLocation(d.zone); err != nil {
			return Patient{}, err
		}
	}
	cal := calendarUpTo(now, zone)
	p := Patient{Runner: d.runner(zone), Note: d.note}
	var checks []checked
	add := func(o outing) {
		o.recorder = recorder{every: everyS, noHeart: d.noHeart, unset: o.recorder.unset}
		place := 1000*(index+1) + uint64(len(p.outings))
		p.outings = append(p.outings, placed{o, cal.at(o.when), place})
	}
	b := d.body(cal.lastDay.Year())
	for _, o := range d.usualWeeks(b) {
		add(o)
	}
	for _, v := range d.visits {
		p.Treatments = append(p.Treatments, v.treatment(cal))
		for _, s := range v.then {
			o := s.outing(v.when.day, d.habit.km, b)
			add(o)
			checks = append(checks, s.checks(o)...)
		}
	}
	slices.SortFunc(p.outings, func(a, b placed) int { return a.at.Compare(b.at) })
	for _, c := range append(checks, d.checks...) {
		c.said.At = cal.at(c.when)
		p.CheckIns = append(p.CheckIns, c.said)
	}
	slices.SortFunc(p.CheckIns, func(a, b analysis.CheckIn) int { return a.At.Compare(b.At) })
	return p, nil
}

func (d drawn) runner(zone *time.Location) analysis.Runner {
	r := analysis.Runner{Name: d.name, Experience: cmp.Or(d.experience, analysis.Recreational), ReturningFromInjury: d.returning, Zone: zone, Units: d.units}
	if d.born != 0 {
		r.BirthYear = &d.born
	}
	if d.hrMax != 0 {
		r.HRMax = &d.hrMax
	}
	if d.usualKm != 0 {
		r.UsualM = new(1000 * d.usualKm)
	}
	return r
}

// body fits the heart to what is known of the patient.
func (d drawn) body(year int) body {
	top := d.hrMax
	switch {
	case top != 0:
	case d.born != 0:
		top = 208 - 0.7*float64(year-d.born)
	default:
		top = 184
	}
	return body{careful: d.habit.careful, heart: 0.68 * top, ceiling: top}
}

func (v visit) treatment(cal calendar) analysis.Treatment {
	t := analysis.Treatment{
		At: cal.at(v.when), Muscles: v.muscles, Intensity: cmp.Or(v.intensity, analysis.Standard),
		Class: v.class, CPT: v.cpt, Caps: v.caps, Note: v.note,
	}
	if v.dateOnly {
		y, m, d := t.At.Date()
		t.At, t.DateOnly = analysis.FirstInstant(y, m, d, t.At.Location()), true
	}
	return t
}

// activity runs the outing.
func (o placed) activity() activity {
	rng := randomFor(o.place)
	a := simulate(o.outing, o.at.Add(time.Duration(rng.IntN(60))*time.Second), rng)
	if o.recorder.unset {
		a.start = clockUnset.Add(time.Duration(o.at.Minute()) * time.Minute)
	}
	return a
}

// clockUnset is what a watch takes for now after its battery was empty.
var clockUnset = time.Date(1999, 8, 22, 0, 0, 0, 0, time.UTC)

// onTheSpot says whether the sport covers no distance.
func (o outing) onTheSpot() bool { return o.sport == fit.SportTraining }
