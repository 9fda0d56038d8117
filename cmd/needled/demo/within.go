package demo

import "needled/analysis"

// withinAdvice are the patients who do as the clinic advises, who rest, or of
// whom there is nothing to say yet.
func withinAdvice() []drawn {
	return []drawn{
		{name: "Anneliese Brückner", born: 1985, habit: habit{km: 6.5, careful: 2.6, days: []int{1, 3, 5}},
			visits: []visit{{when: moment{-8, 17, 30}, muscles: []analysis.Muscle{"calf"}, cpt: "20560", note: "right calf, two trigger points",
				then: []step{strolled(1, 0.5), gently(3, 0.55).ready().felt(1, ""), gently(5, 0.7), gently(8, 0.84).felt(0, "light legs")}}}},
		{name: "Kwame Mensah-Boateng", hrMax: 188, experience: analysis.Seasoned, habit: habit{km: 9.5, careful: 3.0, days: []int{0, 2, 4, 5}},
			visits: []visit{
				{when: moment{-41, 18, 0}, muscles: []analysis.Muscle{"tfl"}, cpt: "20560", then: advised()},
				{when: moment{-9, 16, 15}, muscles: []analysis.Muscle{"tfl", "calf"}, cpt: "20560", then: []step{gently(4, 0.55).ready(), gently(6, 0.7), gently(9, 0.7)}}}},
		{name: "Emily Carter", born: 1979, returning: true, units: analysis.Imperial, zone: "America/New_York",
			habit:  habit{km: 5.2, careful: 2.3, days: []int{1, 4, 6}},
			visits: []visit{{when: moment{-8, 15, 0}, muscles: []analysis.Muscle{"foot", "shin"}, cpt: "20560", note: "first visit since the stress fracture", then: []step{strolled(2, 0.5), gently(4, 0.5).ready().felt(1, ""), gently(6, 0.66), gently(8, 0.74)}}}},
		{name: "Zsófia Nagy", hrMax: 192, experience: analysis.Seasoned, habit: habit{km: 10.2, careful: 3.1, days: []int{0, 1, 3, 5}},
			visits: []visit{{when: moment{-6, 6, 30}, muscles: []analysis.Muscle{"neck", "shoulder"}, cpt: "20560", note: "desk neck; nothing in the legs",
				then: []step{gently(1, 0.5).at(8, 10).ready().felt(0, ""), gently(3, 0.7), gently(5, 0.85)}}}},

		// Resting, or careful, as this is read.
		{name: "Αλέξανδρος Παπαδάκης", born: 1990, habit: habit{km: 7.8, careful: 2.75, days: []int{2, 4, 6}},
			visits: []visit{{when: moment{-1, 17, 30}, muscles: []analysis.Muscle{"quadriceps", "hamstrings"}, cpt: "20560"}}},
		{name: "Priya Raghunathan", born: 1996, experience: analysis.NewRunner, habit: habit{km: 3.6, careful: 2.1, days: []int{2, 4, 6}},
			visits: []visit{{when: moment{-1, 10, 0}, muscles: []analysis.Muscle{"calf"}, cpt: "20560", then: []step{strolled(1, 0.8).at(6, 30)}}}},
		{name: "Ingibjörg Þórsdóttir", born: 1982, habit: habit{km: 6.9, careful: 2.7, days: []int{1, 3, 6}},
			visits: []visit{
				{when: moment{-38, 11, 0}, muscles: []analysis.Muscle{"glutes"}, then: advised()},
				{when: moment{0, 7, 45}, muscles: []analysis.Muscle{"glutes", "adductors"}, intensity: analysis.Intensive, cpt: "20561"}}},
		{name: "João Gonçalves", born: 1974, habit: habit{km: 8.4, careful: 2.65, days: []int{2, 3, 5}},
			visits: []visit{{when: moment{-2, 18, 0}, muscles: []analysis.Muscle{"shin"}, caps: map[analysis.Key]float64{analysis.TypicalClear: 72},
				note: "careful for a third day, the shin is stubborn", then: []step{strolled(1, 0.4)}}}},
		{name: "Çağla Öztürk", born: 1993, habit: habit{km: 5.8, careful: 2.5, days: []int{0, 3, 5}},
			visits: []visit{{when: moment{-3, 18, 0}, muscles: []analysis.Muscle{"calf"}, class: analysis.Demanding, caps: map[analysis.Key]float64{analysis.DemandingClear: 96},
				note: "one calf, but many points: counts as demanding", then: []step{strolled(2, 0.4)}}}},

		// Closed recoveries, and the usual runs since.
		{name: "김서연", born: 1999, habit: habit{km: 6.1, careful: 2.7, days: []int{0, 2, 5}, weeks: 4, goesOn: true},
			visits: []visit{
				{when: moment{-56, 17, 0}, muscles: []analysis.Muscle{"calf"}, then: advised()},
				{when: moment{-36, 17, 0}, muscles: []analysis.Muscle{"calf"}, cpt: "20560", then: advised()},
				{when: moment{-16, 17, 0}, muscles: []analysis.Muscle{"calf", "foot"}, cpt: "20560", then: advised()}}},
		{name: "Camille Lefèvre-Dubois", hrMax: 181, habit: habit{km: 11.0, careful: 2.9, days: []int{1, 3, 5}, goesOn: true},
			visits: []visit{
				{when: moment{-28, 8, 30}, muscles: []analysis.Muscle{"hamstrings"}, cpt: "20560", then: advised()},
				{when: moment{3, 16, 0}, muscles: []analysis.Muscle{"hamstrings"}, note: "planned, the week before the marathon's taper"}},
			note: "Marathon in five weeks; wants no treatment in the last two."},

		// Nothing to say yet.
		{name: "Åsa Lindqvist", born: 1987, habit: habit{km: 7.4, careful: 2.7, days: []int{1, 3, 5}},
			visits: []visit{{when: moment{-4, 15, 45}, muscles: []analysis.Muscle{"quadriceps"}, cpt: "20560", then: []step{strolled(1, 0.4), strolled(3, 0.6)}}},
			checks: []checked{{moment{0, 7, 30}, *passed("ready to go tomorrow")}}},
		{name: "Ravi Subramaniam"},
	}
}
