// Package demo makes up a runner: ten weeks of activities as FIT files, two
// dry-needling treatments and the check-ins around them, so that needled can
// be seen at work without anyone's data. Clinic makes up forty patients more.
//
// Everything it gives is what a watch, a clinic and a runner would give. No
// verdict is written anywhere: what lies outside the clinic's advice has to
// come out of the protocol. The runs are drawn in history.go (what the runner
// meant to do), course.go (over which ground), simulate.go (second by second),
// sensors.go (as the watch sees it) and encode.go (as FIT).
//
// The patients' stories stand in within.go, beyond.go and unclear.go, told in
// the words of habit.go (how they usually run) and step.go (what they did
// after a treatment).
package demo

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"needled/analysis"
)

// Story is what people know of the made-up runner, and where the files are.
// Treatments and check-ins have no ID and no runner yet.
type Story struct {
	Runner     analysis.Runner
	Treatments []analysis.Treatment // by time
	CheckIns   []analysis.CheckIn   // by time
	Files      []string             // paths of the FIT files written, by start
}

// Write makes the history that leads up to now and writes its activities as
// FIT files into dir, which it creates. The last run lies on the last morning
// before now, and the recovery from the last treatment is still open. The same
// now and zone give the same bytes. A nil zone means UTC.
func Write(dir string, now time.Time, zone *time.Location) (Story, error) {
	if zone == nil {
		zone = time.UTC
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Story{}, fmt.Errorf("making the demo's folder: %w", err)
	}
	cal := calendarUpTo(now, zone)
	story := Story{Runner: runner(zone), Treatments: treatments(cal), CheckIns: checkIns(cal)}

	outings := history()
	story.Files = make([]string, len(outings))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, o := range outings {
		rng := randomFor(uint64(i))
		start := cal.at(o.when).Add(time.Duration(rng.IntN(60)) * time.Second)
		path := filepath.Join(dir, watchName(start))
		story.Files[i] = path
		g.Go(func() error {
			b, err := encode(simulate(o, start, rng))
			if err != nil {
				return fmt.Errorf("encoding %s: %w", path, err)
			}
			return write(path, b)
		})
	}
	if err := g.Wait(); err != nil {
		return Story{}, err
	}
	return story, nil
}

// watchName is the file name a watch gives an activity: its local start.
func watchName(start time.Time) string { return start.Format("2006-01-02-15-04-05") + ".fit" }

func write(path string, b []byte) error {
	if err := os.WriteFile(path, b, 0o644); err != nil {
		return fmt.Errorf("writing a demo activity: %w", err)
	}
	return nil
}

// moment is a local time of day, counted in days from the last day of the
// history: 0 is that day, -1 the day before.
type moment struct{ day, hour, minute int }

func (m moment) compare(n moment) int {
	return cmp.Or(cmp.Compare(m.day, n.day), cmp.Compare(m.hour, n.hour), cmp.Compare(m.minute, n.minute))
}

// calendar places moments in real time.
type calendar struct{ lastDay time.Time }

// calendarUpTo takes as the last day the latest one whose morning run and
// what was said of it lie before now.
func calendarUpTo(now time.Time, zone *time.Location) calendar {
	y, m, d := now.In(zone).Date()
	cal := calendar{time.Date(y, m, d, 0, 0, 0, 0, zone)}
	if cal.at(historyEnd).After(now) {
		cal.lastDay = cal.lastDay.AddDate(0, 0, -1)
	}
	return cal
}

func (c calendar) at(m moment) time.Time {
	y, mo, d := c.lastDay.Date()
	return time.Date(y, mo, d+m.day, m.hour, m.minute, 0, 0, c.lastDay.Location())
}

func byMoment(a, b outing) int { return a.when.compare(b.when) }

// history lists the outings by start.
func history() []outing { return slices.SortedFunc(slices.Values(outings()), byMoment) }
