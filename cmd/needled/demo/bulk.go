package demo

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/tormoder/fit"
	"golang.org/x/sync/errgroup"
)

// Load describes many runs for measuring speed and for tests that interrupt
// an ingest.
type Load struct {
	Runs int
	// Records is about how many records, one a second, a file has; a record
	// takes 28 bytes: 2,400 make 68 kB and a run of 40 minutes.
	Records int
	Until   time.Time // the runs lie in the ten years before it
	Seed    uint64
}

// loadYears is the span the runs of a Load are spread over.
const loadYears = 10

// betweenRuns is the least time from the end of one run of a Load to the start
// of the next, so that no two are taken for the same run.
const betweenRuns = 3 * time.Hour

// loadShapes is how many different runs a Load is made of. Drawing a run is
// slow beside moving a drawn one in time.
const loadShapes = 24

// Bulk writes the runs of a Load as FIT files into dir, which it creates. Each
// has a start of its own; their paces, hills and lengths repeat. The same Load
// gives the same bytes.
func Bulk(dir string, l Load) error {
	starts, err := l.starts()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the folder for %d runs: %w", l.Runs, err)
	}
	shapes, err := l.shapes()
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, start := range starts {
		g.Go(func() error {
			b := shapes[i%len(shapes)].startingAt(start)
			return write(filepath.Join(dir, watchName(start)), b)
		})
	}
	return g.Wait()
}

// starts spreads the runs evenly, but for some chance, over the years.
func (l Load) starts() ([]time.Time, error) {
	if l.Runs < 1 || l.Records < 60 {
		return nil, errors.New("a load needs at least one run and 60 records a run")
	}
	until := l.Until.UTC().Truncate(time.Second)
	from := until.AddDate(-loadYears, 0, 0)
	each := until.Sub(from) / time.Duration(l.Runs)
	longest := 2 * time.Duration(l.Records) * time.Second
	free := each - longest - betweenRuns
	if free < 0 {
		return nil, fmt.Errorf("%d runs of %d records don't fit into %d years: make them fewer or shorter",
			l.Runs, l.Records, loadYears)
	}
	rng := rand.New(rand.NewPCG(l.Seed, 0))
	starts := make([]time.Time, l.Runs)
	for i := range starts {
		chance := time.Duration(rng.Float64() * float64(min(free, 12*time.Hour)))
		starts[i] = from.Add(time.Duration(i)*each + chance).Truncate(time.Second)
	}
	return starts, nil
}

// shape is an encoded run that can be moved in time.
type shape struct {
	activity
	bytes []byte
	times []int // where its instants stand
}

func (l Load) shapes() ([]shape, error) {
	shapes := make([]shape, min(loadShapes, l.Runs))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range shapes {
		g.Go(func() error {
			a := l.activity(i)
			b, err := encode(a)
			if err != nil {
				return fmt.Errorf("encoding a run for a load: %w", err)
			}
			shapes[i] = shape{a, b, timeOffsets(b)}
			return nil
		})
	}
	return shapes, g.Wait()
}

// activity draws one of the runs a Load is made of.
func (l Load) activity(i int) activity {
	rng := rand.New(rand.NewPCG(l.Seed, uint64(i)+1))
	speed := 2.5 + 0.7*rng.Float64()
	return simulate(outing{
		sport:  fit.SportRunning,
		km:     speed * float64(l.Records) * (0.9 + 0.15*rng.Float64()) / 1000,
		speed:  speed,
		climb:  2 + 14*rng.Float64(),
		lights: rng.IntN(3),
		body:   someBody,
	}, time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC), rng)
}

func (s shape) startingAt(t time.Time) []byte {
	b := slices.Clone(s.bytes)
	shift(b, s.times, uint32(t.Sub(s.start)/time.Second))
	return b
}
