package archive

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"needled/analysis"
	"needled/ingest"
)

func TestAppleHealthRecord(t *testing.T) {
	record := `<HealthData>` + strings.Repeat(`<Record type="steps" value="7"/><WorkoutEvent type="x"/>`+"\n", 3000) + `
<Workout workoutActivityType="HKWorkoutActivityTypeRunning" device="&lt;HK > Watch/>">
 <WorkoutEvent type="HKWorkoutEventTypeLap"/>
 <WorkoutRoute><FileReference path="/workout-routes/route_A.gpx"/></WorkoutRoute>
</Workout>
<Workout workoutActivityType="HKWorkoutActivityTypeHiking"><WorkoutRoute><FileReference path="/workout-routes/route_b.gpx"/></WorkoutRoute></Workout>
<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30"/>
<Workout workoutActivityType="HKWorkoutActivityTypeCurling"><WorkoutRoute><FileReference path="/workout-routes/route_c.gpx"/></WorkoutRoute></Workout>
<Workout workoutActivityType="HKWorkoutActivityTypeYoga"></Workout></HealthData>`
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(record), "byte by byte": iotest.OneByteReader(strings.NewReader(record))} {
		h := readHealth(r)
		if h.workouts != 5 || h.without != 2 || h.runsWithout != 1 || h.damage != nil {
			t.Errorf("%s: %+v", name, h)
		}
		for route, want := range map[string]sport{
			"x/workout-routes/route_a.gpx": {analysis.Running, ""}, "route_b.gpx": {analysis.Hiking, ""}, "route_c.gpx": {}, "route_d.gpx": {},
		} {
			if got := h.sportOf(route); got != want {
				t.Errorf("%s: %s is %v, want %v", name, route, got, want)
			}
		}
	}
	// However it is cut, what came before counts.
	for cut := 0; cut < len(record); cut += 61 {
		h := readHealth(strings.NewReader(record[:cut]))
		if n := strings.Count(record[:cut], "</Workout>"); h.workouts < n || h.workouts > n+2 {
			t.Errorf("cut at %d: %d workouts of %d", cut, h.workouts, n)
		}
	}
	var failed *ingest.FailedError
	damaged := readHealth(io.MultiReader(strings.NewReader(record), iotest.ErrReader(&ingest.DamagedError{Reason: "it breaks off"})))
	if damaged.workouts != 5 || !errors.As(damaged.answer(), &failed) {
		t.Errorf("%+v: %v", damaged, damaged.answer())
	}
}

// A workout that never ends takes no more memory than one may, and the next
// ones count.
func TestAnEndlessWorkout(t *testing.T) {
	within(t, 1<<40, 64<<20, func() {
		h := readHealth(io.MultiReader(strings.NewReader(`<Workout workoutActivityType="HKWorkoutActivityTypeRunning">`),
			io.LimitReader(spaces{}, 50<<20), strings.NewReader(`<Workout workoutActivityType="HKWorkoutActivityTypeRunning"/>`)))
		if h.workouts != 2 || h.damage != nil {
			t.Errorf("%+v", h)
		}
	})
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
