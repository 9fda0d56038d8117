package series_test

import (
	"testing"

	"pgregory.net/rapid"

	"needled/analysis/series"
)

func TestStandingIsTheTimerTimeToTheNextSample(t *testing.T) {
	for _, c := range []struct {
		name   string
		t      []float64
		pauses []series.Span
		end    float64
		want   []float64
	}{
		{name: "a sample a second", t: seconds(3), end: 3, want: []float64{1, 1, 1}},
		{name: "the last stands to the end", t: seconds(3), end: 2.5, want: []float64{1, 1, .5}},
		{name: "the last at the end", t: seconds(3), end: 2, want: []float64{1, 1, 0}},
		{name: "an end before the last", t: seconds(3), end: 1.5, want: []float64{1, 1, 0}},
		{name: "30 s are held", t: []float64{0, 30}, end: 30, want: []float64{30, 0}},
		{name: "no more", t: []float64{0, 31}, end: 31, want: []float64{30, 0}},
		{name: "a pause is left out", t: []float64{0, 95, 165, 170}, pauses: []series.Span{{FromS: 100, ToS: 160}},
			end: 170, want: []float64{30, 10, 5, 0}},
		{name: "a sample within a pause", t: []float64{0, 10, 20}, pauses: []series.Span{{FromS: 5, ToS: 15}},
			end: 20, want: []float64{5, 5, 0}},
		{name: "two pauses in one hole", t: []float64{0, 20}, pauses: []series.Span{{FromS: 1, ToS: 5}, {FromS: 10, ToS: 19}},
			end: 20, want: []float64{7, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, "Standing", series.Standing(c.t, c.pauses, c.end, series.MaxHold), c.want)
		})
	}
}

func TestPerSecondHoldsValues(t *testing.T) {
	const still = -1
	for _, c := range []struct {
		name   string
		t, v   []float64
		pauses []series.Span
		end    float64
		want   []float64
	}{
		{name: "each second once", t: seconds(3), v: []float64{1, 2, 3}, end: 3, want: []float64{1, 2, 3}},
		{name: "the last sample, when the timer covers it in part", t: seconds(3), v: []float64{1, 2, 3}, end: 2.1, want: []float64{1, 2, 3}},
		{name: "not when it doesn't", t: seconds(3), v: []float64{1, 2, 3}, end: 2, want: []float64{1, 2}},
		{name: "nothing before the first", t: []float64{2}, v: []float64{7}, end: 3, want: []float64{absent, absent, 7}},
		{name: "over absent ones", t: seconds(4), v: []float64{1, absent, absent, 4}, end: 4, want: []float64{1, 1, 1, 4}},
		{name: "over absent ones for 5 s", t: seconds(6), v: []float64{1, absent, absent, absent, absent, 6}, end: 6, want: []float64{1, 1, 1, 1, 1, 6}},
		{name: "no longer", t: seconds(7), v: []float64{1, absent, absent, absent, absent, absent, 7}, end: 7,
			want: []float64{1, absent, absent, absent, absent, absent, 7}},
		{name: "not to the end", t: seconds(4), v: []float64{1, 2, absent, absent}, end: 4, want: []float64{1, 2, absent, absent}},
		{name: "until a sample without a value", t: []float64{0, 20, 40}, v: []float64{1, absent, 3}, end: 41,
			want: join(hold(1, 20), hold(absent, 20), []float64{3})},
		{name: "fractions of a second", t: []float64{.5, 1.4, 2.6}, v: []float64{1, 2, 3}, end: 3.4, want: []float64{1, 2, 3, 3}},
		{name: "30 s at most", t: []float64{0, 32}, v: []float64{1, 2}, end: 33, want: join(hold(1, 30), []float64{absent, absent, 2})},
		{name: "a pause", t: []float64{0, 5}, v: []float64{1, 2}, pauses: []series.Span{{FromS: 2, ToS: 4}}, end: 6,
			want: []float64{1, 1, still, still, absent, 2}},
		{name: "a sample at the beginning of a pause", t: seconds(4), v: []float64{1, 2, 3, 4}, pauses: []series.Span{{FromS: 1, ToS: 3}}, end: 4,
			want: []float64{1, still, still, 4}},
		{name: "a second is paused when its middle is", t: seconds(5), v: []float64{1, 2, 3, 4, 5}, pauses: []series.Span{{FromS: 1.5, ToS: 2.6}}, end: 5,
			want: []float64{1, still, still, 4, 5}},
		{name: "and isn't when it isn't", t: seconds(5), v: []float64{1, 2, 3, 4, 5}, pauses: []series.Span{{FromS: 1.6, ToS: 2.5}}, end: 5,
			want: []float64{1, 2, absent, 4, 5}},
		{name: "a sample within a pause", t: []float64{0, 3, 6}, v: []float64{1, 2, 3}, pauses: []series.Span{{FromS: 2, ToS: 4}}, end: 7,
			want: []float64{1, 1, still, still, absent, absent, 3}},
		{name: "a pause at the end", t: seconds(2), v: []float64{1, 2}, pauses: []series.Span{{FromS: 2, ToS: 9}}, end: 4,
			want: []float64{1, 2, still, still}},
		{name: "no time", t: []float64{0}, v: []float64{1}, end: 0, want: nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, "PerSecond", series.PerSecond(c.t, c.v, c.pauses, c.end, still), c.want)
		})
	}
}

func TestStandingNeverExceedsTheTimerTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := times(t)
		end := at[len(at)-1]
		from := rapid.Float64Range(0, end).Draw(t, "from")
		to := rapid.Float64Range(from, end).Draw(t, "to")
		var sum float64
		for i, s := range series.Standing(at, []series.Span{{FromS: from, ToS: to}}, end, series.MaxHold) {
			if s < 0 || s > series.MaxHold {
				t.Fatalf("sample %d stands for %v s", i, s)
			}
			sum += s
		}
		if sum > end-(to-from)+1e-6 {
			t.Fatalf("samples stand for %v s of a run of %v s with a pause of %v s", sum, end, to-from)
		}
	})
}
