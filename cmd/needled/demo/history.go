package demo

import (
	"time"

	"github.com/tormoder/fit"

	"needled/analysis"
)

// historyEnd is the moment of the last day by which everything has happened.
var historyEnd = moment{0, 8, 30}

// The two treatments. Runs are placed around them in outings.
var (
	calfNeedled = moment{-36, 17, 45}
	hipsNeedled = moment{-8, 18, 15}
)

// Paces of the runner on flat ground, in m/s.
const (
	strolling = 1.4
	careful   = 2.58
	long      = 2.68
	usual     = 2.85
	brisk     = 2.98
	tempo     = 3.25
	repeats   = 3.55
)

// outing is one activity as the runner meant it.
type outing struct {
	when     moment
	sport    fit.Sport
	subSport fit.SubSport
	km       float64
	speed    float64 // m/s on flat ground
	climb    float64 // metres up, and down again, per km
	lights   int     // red traffic lights met
	reps     int     // hard repetitions of 600 m
	body     body
	recorder recorder
}

// recorder is how a runner's watch records.
type recorder struct {
	every   int  // seconds from one record to the next; 0 and 1: one
	noHeart bool // nothing takes the pulse
	unset   bool // its clock was never set
}

func run(when moment, km, speed, climb float64, lights int) outing {
	return outing{when: when, sport: fit.SportRunning, km: km, speed: speed, climb: climb, lights: lights, body: someBody}
}

func intervals(when moment, km float64, reps int) outing {
	o := run(when, km, careful, 3, 0)
	o.reps = reps
	return o
}

func treadmill(when moment, km, speed float64) outing {
	o := run(when, km, speed, 0, 0)
	o.subSport = fit.SubSportTreadmill
	return o
}

func walk(when moment, km float64) outing {
	o := run(when, km, strolling, 3, 0)
	o.sport = fit.SportWalking
	return o
}

// outings is what the runner did, in three or four runs a week.
func outings() []outing {
	return []outing{
		run(moment{-69, 7, 2}, 6.2, usual, 6, 1),
		run(moment{-67, 18, 31}, 5.1, brisk, 5, 2),
		run(moment{-65, 7, 6}, 7.2, usual, 9, 0),
		run(moment{-63, 9, 15}, 6.4, long, 7, 1),
		run(moment{-60, 18, 27}, 5.3, brisk, 4, 2),
		run(moment{-58, 7, 4}, 6.9, usual, 11, 0),
		run(moment{-56, 9, 38}, 9.6, long, 8, 1),
		run(moment{-53, 7, 8}, 6.1, usual, 6, 1),
		run(moment{-51, 18, 44}, 5.0, brisk, 5, 2),
		run(moment{-49, 9, 21}, 7.4, usual, 13, 0),
		intervals(moment{-47, 18, 22}, 6.7, 6),
		run(moment{-45, 7, 11}, 5.6, long, 5, 1),
		run(moment{-43, 9, 3}, 12.2, long, 7, 2),
		run(moment{-41, 7, 5}, 6.3, usual, 6, 1),
		run(moment{-39, 18, 36}, 5.8, brisk, 8, 1),
		run(moment{-37, 7, 9}, 6.6, usual, 7, 0),

		// Needled in one calf, the runner does as advised: a walk, two and a
		// half days of rest, a readiness check, then a little more each time.
		walk(moment{-35, 18, 10}, 3.1),
		run(moment{-33, 7, 14}, 3.5, careful, 3, 0),
		run(moment{-31, 7, 7}, 4.5, careful, 3, 1),
		run(moment{-29, 18, 29}, 5.3, careful, 11, 0), // the round by the dyke, not quite flat
		treadmill(moment{-27, 19, 2}, 5.9, careful),

		run(moment{-25, 18, 33}, 6.2, usual, 6, 1),
		run(moment{-22, 7, 3}, 6.7, usual, 9, 0),
		run(moment{-20, 18, 41}, 5.3, brisk, 5, 2),
		run(moment{-18, 7, 10}, 7.1, usual, 7, 0),
		run(moment{-15, 9, 12}, 10.4, long, 8, 1),
		run(moment{-13, 7, 6}, 5.7, usual, 6, 1),
		run(moment{-11, 18, 35}, 6.5, usual, 12, 0),
		run(moment{-9, 7, 13}, 6.4, usual, 7, 1),

		// Needled in glutes and hamstrings, with a race in mind, the runner
		// loses patience: out the second morning, back at the usual round,
		// then hills, then pace.
		run(moment{-6, 8, 43}, 3.4, careful, 3, 0),
		run(moment{-4, 7, 9}, 6.3, careful, 3, 1),
		run(moment{-2, 7, 4}, 5.0, careful, 22, 0),
		run(moment{0, 7, 11}, 5.5, tempo, 3, 0),
	}
}

func runner(zone *time.Location) analysis.Runner {
	return analysis.Runner{
		Name:       "demo runner",
		Experience: analysis.Recreational,
		BirthYear:  new(1988),
		Zone:       zone,
	}
}

func treatments(cal calendar) []analysis.Treatment {
	return []analysis.Treatment{
		{
			At:      cal.at(calfNeedled),
			Muscles: []analysis.Muscle{"calf"},
			CPT:     "20560",
			Note:    "left calf, tight since the long run",
		},
		{
			At:      cal.at(hipsNeedled),
			Muscles: []analysis.Muscle{"glutes", "hamstrings"},
			CPT:     "20560",
			Note:    "right glutes and hamstrings, sore when sitting",
		},
	}
}

func checkIns(cal calendar) []analysis.CheckIn {
	return []analysis.CheckIn{
		{
			Kind: analysis.Readiness, At: cal.at(moment{-33, 6, 48}),
			SquatOK: new(true), HeelRaise: new(true), FullROM: new(true), Soreness: new(0),
			Note: "feels like new",
		},
		{
			Kind: analysis.AfterRun, At: cal.at(moment{-33, 12, 30}),
			Pain: new(0), Note: "a little tired, nothing else",
		},
		{
			Kind: analysis.AfterRun, At: cal.at(moment{0, 8, 5}),
			Pain: new(4), Note: "back of the right thigh pulls on the stairs",
		},
	}
}
