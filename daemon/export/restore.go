package export

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// History reads what was entered, for the runner named; "" leaves the name of
// the runner it is of. What can't be so is left out, with a sentence each. An
// error means that none of it can be read.
func (f *File) History(runner string, p analysis.Protocol) (store.Kept, []string, error) {
	var h history
	if err := f.read(HistoryName, maxHistory, &h); err != nil {
		return store.Kept{}, nil, fmt.Errorf("%s, which holds treatments and check-ins, can't be read: %w", HistoryName, err)
	}
	if runner != "" {
		h.Runner.Name = runner
	}
	r := reading{protocol: p}
	k := store.Kept{Runner: r.runner(h.Runner)}
	for _, t := range h.Treatments {
		if treatment, err := r.treatment(t); err != nil {
			r.leaveOut("treatment %s: %v", plainName(t.ID), err)
		} else {
			k.Treatments = append(k.Treatments, treatment)
		}
	}
	for _, c := range h.CheckIns {
		if checkIn, err := r.checkIn(c); err != nil {
			r.leaveOut("check-in %s: %v", plainName(c.ID), err)
		} else {
			k.CheckIns = append(k.CheckIns, checkIn)
		}
	}
	for _, said := range h.Rulings {
		a, first := said.A.name()
		b, second := said.B.name()
		if !first || !second || a == b {
			r.leaveOut("a word on whether two files are one run: it doesn't name two")
			continue
		}
		k.Rulings = append(k.Rulings, analysis.Ruling{A: a, B: b, Same: said.Same})
	}
	for _, said := range h.Edits {
		named, ok := said.name()
		sport, known := analysis.NamedSport(string(said.Sport))
		switch {
		case !ok:
			r.leaveOut("a word on what a run was: it doesn't name one")
		case said.Sport != "" && !known:
			r.leaveOut("a word on what a run was: %q is no sport", plainName(string(said.Sport)))
		case said.Sport == "":
			k.Edits = append(k.Edits, store.RecordingEdit{Key: named, Accepted: said.Accepted, Doubt: plainName(said.Doubt)})
		default:
			k.Edits = append(k.Edits, store.RecordingEdit{Key: named, Sport: sport, Accepted: said.Accepted, Doubt: plainName(said.Doubt)})
		}
	}
	return k, r.left, nil
}

// read reads a member of JSON whose sum is as listed.
func (f *File) read(name string, limit int64, into any) error {
	m, holds := f.members[name]
	listed := f.listed[name]
	switch {
	case !holds && f.Cut:
		return errors.New("the export breaks off before it; " + copyAgain)
	case !holds:
		return errors.New("the export doesn't hold it")
	}
	b, err := unpack(m, limit)
	if err != nil {
		return err
	}
	if analysis.SumOf(b).String() != listed.SHA256 {
		return errors.New("its content is not what the export says: the sha256 differs")
	}
	return decode(b, into)
}

func (k key) name() (analysis.RecordingKey, bool) {
	sum, ok := sumOf(k.SHA256)
	return analysis.RecordingKey{Original: sum, Leg: k.Leg}, ok && k.Leg >= 0 && k.Leg < 1<<20
}

// reading is one History under way.
type reading struct {
	protocol analysis.Protocol
	left     []string
}

func (r *reading) leaveOut(format string, args ...any) {
	r.left = append(r.left, "left out "+fmt.Sprintf(format, args...))
}

// runner takes over the settings that can be so.
func (r *reading) runner(given runner) analysis.Runner {
	out := analysis.Runner{Name: given.Name, ReturningFromInjury: given.ReturningFromInjury}
	if slices.Contains([]analysis.Experience{"", analysis.NewRunner, analysis.Recreational, analysis.Seasoned}, given.Experience) {
		out.Experience = given.Experience
	} else {
		r.leaveOut("the runner's experience, %q", plainName(string(given.Experience)))
	}
	for _, figure := range []struct {
		name      string
		value     *float64
		least, at float64
		into      **float64
	}{
		{"HRmax", given.HRMax, 100, 240, &out.HRMax},
		{"resting heart rate", given.RestingHR, 25, 120, &out.RestingHR},
		{"usual distance", given.UsualM, 500, 100_000, &out.UsualM},
	} {
		switch v := figure.value; {
		case v == nil:
		case *v >= figure.least && *v <= figure.at:
			*figure.into = v
		default:
			r.leaveOut("the runner's %s, %v, which is impossible", figure.name, *v)
		}
	}
	if y := given.BirthYear; y != nil && *y >= 1900 && *y <= 2100 {
		out.BirthYear = y
	} else if y != nil {
		r.leaveOut("the runner's year of birth, %d, which is impossible", *y)
	}
	if slices.Contains([]analysis.Units{"", analysis.Metric, analysis.Imperial}, given.Units) {
		out.Units = given.Units
	} else {
		r.leaveOut("the runner's units, %q", plainName(string(given.Units)))
	}
	out.Zone, out.DefaultZone = r.zone(given.Zone), r.zone(given.ZoneInForce)
	return out
}

func (r *reading) zone(name string) *time.Location {
	if name == "" {
		return nil
	}
	// LoadLocation takes names of the zone database only, and no paths.
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		r.leaveOut("the zone %q, which is not known on this machine", plainName(name))
		return nil
	}
	return zone
}

func (r *reading) treatment(given treatment) (t analysis.Treatment, err error) {
	t = analysis.Treatment{
		ID: given.ID, Intensity: given.Intensity, Class: given.Class, CPT: given.CPT, Note: strings.ToValidUTF8(given.Note, "�"),
	}
	if t.At, err = time.Parse(time.RFC3339Nano, given.At); err != nil {
		if t.At, err = time.Parse(time.DateOnly, given.At); err != nil {
			return t, fmt.Errorf("%q is no time", plainName(given.At))
		}
		t.DateOnly = true
	}
	if err := plausible(t.At); err != nil {
		return t, err
	}
	for _, m := range given.Muscles {
		if !slices.Contains(analysis.Muscles(), m) {
			return t, fmt.Errorf("%q is no muscle needled knows", plainName(string(m)))
		}
		t.Muscles = append(t.Muscles, m)
	}
	switch {
	case !slices.Contains([]analysis.NeedlingIntensity{"", analysis.Standard, analysis.Intensive}, t.Intensity):
		return t, fmt.Errorf("%q is no intensity", plainName(string(t.Intensity)))
	case !slices.Contains([]analysis.Class{"", analysis.Typical, analysis.Demanding}, t.Class):
		return t, fmt.Errorf("%q is no class", plainName(string(t.Class)))
	case len(t.CPT) > 16:
		return t, errors.New("its CPT code is none")
	}
	for k, v := range given.Caps {
		spec, known := analysis.SpecOf(k)
		switch {
		case !known || spec.Measuring:
			return t, fmt.Errorf("%s is no cap", plainName(string(k)))
		case spec.Check(v) != nil:
			return t, spec.Check(v)
		}
		if t.Caps == nil {
			t.Caps = map[analysis.Key]float64{}
		}
		t.Caps[k] = v
	}
	if conflicts := r.protocol.With(t.Caps).Conflicts(); len(conflicts) > 0 {
		return t, conflicts[0]
	}
	return t, nil
}

func (r *reading) checkIn(given checkIn) (analysis.CheckIn, error) {
	c := analysis.CheckIn{
		ID: given.ID, Kind: given.Kind, At: given.At.UTC(), SquatOK: given.SquatOK, HeelRaise: given.HeelRaise, FullROM: given.FullROM,
		Soreness: given.Soreness, Pain: given.Pain, SharpPain: given.SharpPain, Cramping: given.Cramping, Note: strings.ToValidUTF8(given.Note, "�"),
	}
	if c.Kind != analysis.Readiness && c.Kind != analysis.AfterRun {
		return c, fmt.Errorf("%q is no kind of check-in", plainName(string(c.Kind)))
	}
	for _, scale := range []*int{c.Soreness, c.Pain} {
		if scale != nil && (*scale < 0 || *scale > 10) {
			return c, fmt.Errorf("%d is not on the scale from 0 to 10", *scale)
		}
	}
	return c, plausible(c.At)
}

// plausible refuses times that nobody meant, and that can't be counted with.
func plausible(at time.Time) error {
	if at.Year() < 1900 || at.Year() > 2200 {
		return fmt.Errorf("%s is no time to be treated or asked", at.Format(time.DateOnly))
	}
	return nil
}
