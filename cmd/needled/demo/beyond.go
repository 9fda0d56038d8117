package demo

import "needled/analysis"

// beyondAdvice are the patients whose runs lie outside the clinic's advice, or
// close to it.
func beyondAdvice() []drawn {
	return []drawn{
		{name: "Mehmet Yıldırım", born: 1989, habit: habit{km: 8.0, careful: 2.75, days: []int{1, 3, 6}},
			visits: []visit{{when: moment{-5, 18, 0}, muscles: []analysis.Muscle{"glutes", "hamstrings"}, cpt: "20560",
				then: []step{gently(2, 0.54).felt(3, "could not sit still; a dull ache, gone by the evening"), gently(5, 0.6)}}}},
		{name: "Siobhán O'Donoghue", born: 1992, habit: habit{km: 6.0, careful: 2.55, days: []int{0, 2, 4}},
			visits: []visit{{when: moment{-6, 16, 30}, muscles: []analysis.Muscle{"calf"}, then: []step{gently(1, 0.52).at(18, 40), gently(4, 0.7), gently(6, 0.8)}}}},
		{name: "Nguyễn Thị Thanh Hương", born: 1986, habit: habit{km: 6.8, careful: 2.5, days: []int{1, 4, 6}},
			visits: []visit{{when: moment{-8, 17, 0}, muscles: []analysis.Muscle{"hip-flexors"}, cpt: "20560", then: []step{gently(3, 0.55).ready(), gently(5, 0.97), gently(8, 0.85)}}}},
		{name: "Maria Magdalena Philippa Freifrau von Schellenberg-Hohenwaldburg zu Klein-Auersbach und Obertannenried", born: 1961,
			habit:  habit{km: 5.5, careful: 2.2, days: []int{2, 4, 6}},
			visits: []visit{{when: moment{-6, 10, 30}, muscles: []analysis.Muscle{"adductors"}, then: []step{gently(3, 0.65), gently(5, 0.68)}}}},
		{name: "佐藤美咲", born: 1994, zone: "Asia/Tokyo", habit: habit{km: 7.0, careful: 2.7, days: []int{1, 3, 5}},
			visits: []visit{{when: moment{-7, 19, 0}, muscles: []analysis.Muscle{"shin"}, cpt: "20560", then: []step{gently(3, 0.55), hilly(6, 0.66, 24)}}}},
		{name: "Олена Ткаченко", born: 1983, habit: habit{km: 9.0, careful: 2.8, days: []int{0, 2, 5}, climb: 12},
			visits: []visit{{when: moment{-7, 13, 0}, muscles: []analysis.Muscle{"tfl"}, then: []step{hilly(3, 0.55, 11), hilly(6, 0.68, 11.5)}}}},
		{name: "ليلى الحداد", born: 1990, habit: habit{km: 6.3, careful: 2.6, days: []int{1, 3, 5}},
			visits: []visit{{when: moment{-9, 18, 30}, muscles: []analysis.Muscle{"hamstrings"}, cpt: "20560", then: []step{gently(4, 0.55), hard(7, 0.66, 1.26).felt(2, "felt great"), gently(9, 0.8)}}}},
		{name: "Łukasz Wiśniewski", born: 1988, habit: habit{km: 8.8, careful: 2.9, days: []int{0, 3, 5}},
			visits: []visit{{when: moment{-8, 17, 15}, muscles: []analysis.Muscle{"calf"}, then: []step{gently(3, 0.55), speedWork(6, 0.7, 4), gently(8, 0.8)}}}},
		{name: "Zoë Vandenbroucke", born: 1995, habit: habit{km: 5.9, careful: 2.6, days: []int{2, 4, 6}},
			visits: []visit{{when: moment{-7, 9, 30}, muscles: []analysis.Muscle{"foot"}, cpt: "20560", then: []step{gently(3, 0.54).felt(6, "stabbing under the heel from the second km"), gently(6, 0.4).felt(2, "")}}},
			note:   "Heel pain after the first run; asked to come in before running on."},
		{name: "Ifeoma Okonkwo", born: 1998, habit: habit{km: 6.6, careful: 2.7, days: []int{0, 2, 4}},
			visits: []visit{{when: moment{-5, 16, 0}, muscles: []analysis.Muscle{"calf"}, cpt: "20560", then: []step{gently(3, 0.52).unready(4, "heel raises hurt, went anyway"), gently(5, 0.66)}}}},
		{name: "Ngaio Te Rangi", born: 1981, zone: "Pacific/Auckland", habit: habit{km: 10.5, careful: 2.8, days: []int{0, 2, 4}, climb: 16},
			visits: []visit{{when: moment{-7, 8, 0}, muscles: []analysis.Muscle{"quadriceps"}, then: []step{gently(3, 0.55).onTrail(), gently(6, 0.7).onTrail()}}}},
		{name: "Noa Ben-Ami", born: 1993, habit: habit{km: 6.4, careful: 2.65, days: []int{1, 3, 5}},
			visits: []visit{{when: moment{-6, 17, 45}, muscles: []analysis.Muscle{"hip-flexors"}, then: []step{weights(1), gently(3, 0.55), gently(6, 0.7)}}}},
		{name: "Fatoumata Diallo", born: 1984, habit: habit{km: 7.1, careful: 2.6, days: []int{2, 3, 5}},
			visits: []visit{{when: moment{-5, 12, 30}, muscles: []analysis.Muscle{"latissimus", "lower-back"}, cpt: "20560", then: []step{hardRide(1), gently(4, 0.55)}}}},
		{name: "Marcus Washington", born: 1980, units: analysis.Imperial, zone: "America/Chicago", habit: habit{km: 9.7, careful: 2.7, days: []int{1, 3, 4, 6}},
			visits: []visit{
				{when: moment{-39, 17, 30}, muscles: []analysis.Muscle{"calf"}, cpt: "20560", then: advised()},
				{when: moment{-6, 17, 30}, muscles: []analysis.Muscle{"calf", "hamstrings"}, cpt: "20560", note: "half marathon in three weeks",
					then: []step{gently(1, 0.9).felt(3, ""), hilly(3, 0.95, 21), hard(6, 0.8, 1.26).felt(5, "calf locked up on the last mile")}}},
			note: "Talk about the race: rather start late than not at all."},
		{name: "Leilani Kahananui", born: 1997, units: analysis.Imperial, zone: "Pacific/Honolulu", habit: habit{km: 6.2, careful: 2.6, days: []int{0, 2, 4}},
			visits: []visit{{when: moment{-6, 14, 0}, muscles: []analysis.Muscle{"foot"}, then: []step{hilly(3, 0.66, 11), gently(6, 0.7)}}}},
		{name: "Bo Ek", hrMax: 176, experience: analysis.Seasoned, habit: habit{km: 12.5, careful: 3.1, days: []int{0, 2, 3, 5}},
			visits: []visit{{when: moment{-5, 18, 30}, muscles: []analysis.Muscle{"quadriceps"}, intensity: analysis.Intensive, cpt: "20560", then: []step{gently(3, 0.52), gently(5, 0.7)}}}},
		{name: "Bogdan Ștefănescu", born: 1978, habit: habit{km: 7.5, careful: 2.55, days: []int{1, 2, 4}},
			visits: []visit{
				{when: moment{-5, 18, 0}, muscles: []analysis.Muscle{"glutes", "hamstrings"}, cpt: "20560"},
				{when: moment{-4, 10, 0}, muscles: []analysis.Muscle{"neck"}, cpt: "20560", note: "neck only, the day after", then: []step{gently(1, 0.5).at(12, 30), gently(4, 0.7)}}}},
		{name: "Juan José Íñiguez Peña", born: 1970, habit: habit{km: 8.6, careful: 2.5, days: []int{0, 3, 5}},
			visits: []visit{{when: moment{-6, 9, 45}, muscles: []analysis.Muscle{"calf"}, caps: map[analysis.Key]float64{analysis.Run1Target: 0.3, analysis.Run1Share: 0.4},
				note: "start with 40 %, calf torn in spring", then: []step{gently(3, 0.46), gently(6, 0.6)}}}},
	}
}
