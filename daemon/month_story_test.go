package daemon

import (
	"cmp"
	"slices"
	"time"

	"needled/analysis"
	"needled/ingest/strava/stravatest"
)

// outing is something the runner did, and how it comes to needled.
type outing struct {
	day    float64 // when it began, counted from the start of the month
	km     float64
	climb  float64       // metres, up and down again
	file   time.Duration // after its start a file of it lies in the folder; 0: never
	strava time.Duration // after its start Strava has it; 0: never
	change func(*stravatest.Activity)
	// Later Strava has it otherwise (edit), or no longer (remove).
	later  time.Duration
	edit   func(*stravatest.Activity)
	remove bool
}

const (
	soon  = time.Hour
	pace  = 2.8 // m/s, on every run
	flat  = 20  // metres of climb
	daily = 24 * time.Hour
)

// outings are the runner's, the usual ones before the month included.
func outings() []outing {
	var all []outing
	for i := range 14 {
		o := outing{day: -59.6 + 4.1*float64(i), km: 8, climb: flat}
		if i%3 != 0 {
			o.file = soon
		}
		if i%3 != 1 {
			o.strava = soon
		}
		all = append(all, o)
	}
	set := func(fields map[string]any) func(*stravatest.Activity) {
		return func(a *stravatest.Activity) { a.With(fields) }
	}
	month := []outing{
		// The recovery from the first treatment, on day 2.5.
		{day: 3.15, km: 4, climb: flat, strava: soon}, // before the rest was over
		{day: 5.1, km: 4.5, climb: flat, file: 40 * time.Minute, strava: 2 * time.Hour},
		{day: 6.3, km: 7.9, climb: flat, strava: 50 * time.Minute, file: 30 * time.Hour}, // too far
		{day: 7.2, km: 5, climb: flat, file: soon},
		{day: 8.15, km: 5, climb: 120, strava: soon, change: func(a *stravatest.Activity) { a.NotReady = 2 }}, // hilly
		{day: 9.2, km: 5, strava: soon, change: treadmill},
		{day: 9.6, km: 30, climb: 200, strava: soon, change: set(map[string]any{"type": "Ride", "sport_type": "Ride"})},
		// In between.
		{day: 10.4, km: 5, strava: soon, change: func(a *stravatest.Activity) { a.Manual() }},
		{day: 12.3, km: 8, climb: flat, file: soon, strava: soon, later: 20 * time.Hour, remove: true},
		{day: 13.2, km: 7, climb: flat, strava: soon, later: 26 * time.Hour, remove: true},
		{day: 14.2, km: 9, climb: flat, strava: soon, later: 20 * time.Hour, edit: func(a *stravatest.Activity) {
			*a = *stravatest.Run(a.ID, a.Start, 6000, seconds(outing{km: 6})) // its end was cut off
		}},
		{day: 15.4, km: 8, climb: flat, file: soon},
		{day: 16.5, km: 8, climb: flat, strava: 5 * daily}, // uploaded late
		{day: 18, km: 8, climb: flat, strava: 12 * time.Hour, change: hidden},
		{day: 19.4, km: 8, climb: flat, file: soon},
		{day: 20.6, km: 8, climb: flat, file: 2 * time.Hour, strava: soon},
		// The recovery from the second treatment, on day 24.5.
		{day: 25.2, km: 5, climb: flat, strava: soon, change: func(a *stravatest.Activity) { a.Streams = nil }}, // too soon, and without samples
		{day: 26.4, km: 7.9, climb: flat, file: soon},                                                           // too far
		{day: 27.2, km: 5, climb: flat, strava: soon, file: 3 * time.Hour},
		{day: 28.3, km: 9.5, climb: flat, strava: 26 * time.Hour}, // late, and too far
		{day: 28.9, km: 6, climb: flat, file: soon},
		{day: 29.3, km: 6, climb: flat, strava: soon, later: 10 * time.Hour, edit: set(map[string]any{"name": "Round", "sport_type": "TrailRun"})},
	}
	return append(all, month...)
}

func treadmill(a *stravatest.Activity) {
	a.With(map[string]any{"trainer": true, "start_latlng": []float64{}, "total_elevation_gain": 0})
	for _, name := range []string{"elev_high", "elev_low"} {
		delete(a.Fields, name)
	}
	for _, name := range []string{"altitude", "latlng", "velocity_smooth"} {
		delete(a.Streams, name)
	}
}

// hidden hides the time of day, as Strava does.
func hidden(a *stravatest.Activity) {
	offset := time.Hour
	a.Start = a.Start.Add(offset).Truncate(daily).Add(time.Second - offset)
}

// onStrava is the outing as Strava has it at first.
func (o outing) onStrava(id int64, start time.Time) *stravatest.Activity {
	a := stravatest.Run(id, start, o.km*1000, seconds(o))
	if o.climb != flat {
		a.With(map[string]any{"total_elevation_gain": o.climb, "elev_high": 100 + o.climb})
		for i, v := range a.Streams["altitude"] {
			a.Streams["altitude"][i] = 100 + (v.(float64)-100)*o.climb/20
		}
	}
	if o.change != nil {
		o.change(a)
	}
	return a
}

func seconds(o outing) float64 { return float64(int(o.km * 1000 / pace)) }

// step is something that happens at a moment, counted from the start of the
// month.
type step struct {
	at time.Duration
	do func()
}

func inOrder(steps []step) []step {
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	return steps
}

func days(n float64) time.Duration { return (time.Duration(n * float64(daily))).Truncate(time.Second) }

// story is what the runner does, and says, in the month.
func (w *world) story() []step {
	var steps []step
	add := func(at time.Duration, do func()) { steps = append(steps, step{max(at, 0), do}) }
	for i, o := range outings() {
		start := w.zero.Add(days(o.day))
		if o.file > 0 {
			add(days(o.day)+o.file, func() { w.deliver(start, fitFile(w.T, start, o.km*1000, seconds(o), o.climb)) })
		}
		if o.strava == 0 {
			continue
		}
		id := int64(1000 + i)
		add(days(o.day)+o.strava, func() {
			w.strava.Put(athlete, o.onStrava(id, start))
			if o.day > 0 {
				w.hint(id, "create")
			}
		})
		switch {
		case o.remove:
			add(days(o.day)+o.later, func() { w.strava.Delete(athlete, id); w.hint(id, "delete") })
		case o.edit != nil:
			add(days(o.day)+o.later, func() {
				a := o.onStrava(id, start)
				o.edit(a)
				w.strava.Put(athlete, a)
				w.hint(id, "update")
			})
		}
	}
	treat := func(day float64, muscles ...analysis.Muscle) {
		at := w.zero.Add(days(day))
		add(days(day)+90*time.Minute, func() {
			w.persons(func() error {
				_, err := w.st.AddTreatment(w.Context(), analysis.Treatment{Runner: runner, At: at, Muscles: muscles})
				return err
			})
		})
	}
	treat(2.5, "calf")
	treat(24.5, "shin")
	check := func(day float64, c analysis.CheckIn) {
		c.Runner, c.At = runner, w.zero.Add(days(day))
		add(days(day), func() {
			w.persons(func() error { _, err := w.st.AddCheckIn(w.Context(), c); return err })
		})
	}
	check(5.05, analysis.CheckIn{Kind: analysis.Readiness, SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Soreness: new(1)})
	check(26.6, analysis.CheckIn{Kind: analysis.AfterRun, Pain: new(5), SharpPain: true})
	check(27.1, analysis.CheckIn{Kind: analysis.Readiness, SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Pain: new(0)})
	return steps
}
