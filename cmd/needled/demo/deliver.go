package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"needled/analysis"
)

// Delivery is what reached needled at a moment.
type Delivery struct {
	At         time.Time
	Files      []string // paths of FIT files, by when they were run
	Treatments []analysis.Treatment
	CheckIns   []analysis.CheckIn
}

// Deliver writes the patient's activities as FIT files into dir, which it
// creates, and tells what came when: by the time of look, when somebody last
// looked, and since then, up to now. A part in which nothing happened is left
// out. A treatment that is planned has come by now.
func (p Patient) Deliver(dir string, look, now time.Time) ([]Delivery, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making a folder for %s: %w", p.Runner.Name, err)
	}
	before, since := Delivery{}, Delivery{}
	part := func(at time.Time) *Delivery {
		d := &since
		if !at.After(look) {
			d = &before
		}
		if at.After(now) {
			at = now // planned by now
		}
		if at.After(d.At) {
			d.At = at
		}
		return d
	}
	for i, o := range p.outings {
		a := o.activity()
		b, err := encode(a)
		if err != nil {
			return nil, fmt.Errorf("encoding run %d of %s: %w", i+1, p.Runner.Name, err)
		}
		path := filepath.Join(dir, watchName(a.start))
		if err := write(path, b); err != nil {
			return nil, err
		}
		d := part(o.at.Add(a.end().Sub(a.start) + time.Minute))
		d.Files = append(d.Files, path)
	}
	for _, c := range p.CheckIns {
		d := part(c.At)
		d.CheckIns = append(d.CheckIns, c)
	}
	for _, t := range p.Treatments {
		d := part(t.At)
		d.Treatments = append(d.Treatments, t)
	}
	var all []Delivery
	for _, d := range []Delivery{before, since} {
		if !d.At.IsZero() {
			all = append(all, d)
		}
	}
	return all, nil
}
