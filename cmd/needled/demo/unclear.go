package demo

import "needled/analysis"

// unclear are the patients of whom something is not known: silent for days,
// without a baseline, without a pulse, or with a run that has to be looked at.
func unclear() []drawn {
	return []drawn{
		{name: "Jiří Dvořáček", born: 1976, habit: habit{km: 7.3, careful: 2.6, days: []int{1, 3, 6}},
			visits: []visit{{when: moment{-11, 16, 30}, muscles: []analysis.Muscle{"hamstrings"}, cpt: "20560", then: []step{gently(3, 0.55), gently(5, 0.7)}}}},
		{name: "Rasa Kazlauskaitė", born: 1985, habit: habit{km: 6.7, careful: 2.6, days: []int{0, 2, 4}},
			visits: []visit{{when: moment{-13, 17, 0}, muscles: []analysis.Muscle{"calf"}}}},
		{name: "Tomáš Kováč", experience: analysis.NewRunner, habit: habit{km: 3.1, careful: 2.1, days: []int{3}, weeks: 2},
			visits: []visit{{when: moment{-6, 18, 15}, muscles: []analysis.Muscle{"shin"}, note: "runs since last month", then: []step{gently(4, 0.7)}}}},
		{name: "李伟", born: 2001, experience: analysis.NewRunner, usualKm: 5, habit: habit{km: 4.8, careful: 2.4, days: []int{2}, weeks: 2},
			visits: []visit{{when: moment{-7, 17, 30}, muscles: []analysis.Muscle{"calf"}, cpt: "20560", then: []step{gently(4, 0.5).ready(), gently(7, 0.7)}}}},
		{name: "Dáithí Mac Giolla Bhríde", born: 1972, habit: habit{km: 8.2, careful: 2.5, days: []int{1, 3, 5}},
			visits: []visit{{when: moment{-7, 8, 45}, muscles: []analysis.Muscle{"quadriceps"}, then: []step{gently(3, 0.55).onTreadmill(), gently(5, 0.7).onTreadmill(), gently(7, 0.8).onTreadmill()}}}},
		{name: "Wanjiru Kamau", noHeart: true, habit: habit{km: 9.9, careful: 2.9, days: []int{0, 2, 4}},
			visits: []visit{{when: moment{-6, 15, 30}, muscles: []analysis.Muscle{"tfl"}, cpt: "20560", then: []step{gently(3, 0.52), hard(6, 0.66, 1.3)}}}},
		{name: "Ilse de Wit", born: 1966, habit: habit{km: 6.1, careful: 2.3, days: []int{2, 4, 6}},
			visits: []visit{{when: moment{-5, 12, 0}, dateOnly: true, muscles: []analysis.Muscle{"calf"}, then: []step{gently(0, 0.5).at(17, 20), gently(3, 0.66)}}}},
		{name: "Hanna Järvinen", born: 1991, habit: habit{km: 7.2, careful: 2.8, days: []int{0, 2, 4}},
			visits: []visit{{when: moment{-8, 9, 0}, muscles: []analysis.Muscle{"hip-flexors"}, cpt: "20560", then: []step{gently(3, 0.56), gently(5, 0.7).clockUnset(), gently(8, 0.72)}}}},
		{name: "Đorđe Petrović", born: 1968, habit: habit{km: 8.1, careful: 2.5, days: []int{0, 3, 5}},
			visits: []visit{{when: moment{-7, 12, 0}, dateOnly: true, muscles: []analysis.Muscle{"lower-back"}, then: []step{gently(3, 0.52), gently(6, 0.7)}}},
			checks: []checked{{moment{0, 8, 20}, *failed(5, "stiff again this morning")}}},
	}
}
