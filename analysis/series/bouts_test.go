package series_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"needled/analysis/series"
)

var clinic = series.Pattern{Share: 1.12, MinS: 20, MaxS: 300, RestS: 20}

const (
	easy = 2.5
	fast = 2.8 // 112 % of easy, exactly
)

func TestBoutsAtTheirBoundaries(t *testing.T) {
	before := hold(easy, 600)
	for _, c := range []struct {
		name  string
		speed []float64 // after ten easy minutes
		want  []series.Bout
	}{
		{"20 s", join(hold(fast, 20), hold(easy, 60)), []series.Bout{{600, 620, fast}}},
		{"19 s", join(hold(fast, 19), hold(easy, 60)), nil},
		{"300 s", join(hold(fast, 300), hold(easy, 60)), []series.Bout{{600, 900, fast}}},
		{"301 s", join(hold(fast, 301), hold(easy, 60)), nil},
		{"just below 112 %", join(hold(fast-.001, 60), hold(easy, 60)), nil},
		{"20 s of rest", join(hold(fast, 60), hold(easy, 20), hold(fast, 400)), []series.Bout{{600, 660, fast}}},
		{"19 s of rest", join(hold(fast, 60), hold(easy, 19), hold(fast, 400)), nil},
		{"20 s to the end", join(hold(fast, 60), hold(easy, 20)), []series.Bout{{600, 660, fast}}},
		{"19 s to the end", join(hold(fast, 60), hold(easy, 19)), nil},
		{"at the end", hold(fast, 60), nil},
		{"a pause is rest", join(hold(fast, 60), hold(0, 20), hold(fast, 301), hold(easy, 20)), []series.Bout{{600, 660, fast}}},
		{"what is not known is no rest", join(hold(fast, 60), hold(easy, 10), hold(absent, 20), hold(easy, 30)), nil},
		{"what is not known is not fast", join(hold(fast, 15), hold(absent, 5), hold(fast, 15), hold(easy, 30)), nil},
		{"after what is not known", join(hold(absent, 5), hold(fast, 20), hold(easy, 20)), []series.Bout{{605, 625, fast}}},
		{"nor does it make easy seconds fast", join(hold(absent, 1), hold(easy, 1), hold(fast, 19), hold(easy, 60)), nil},
		{"two noisy seconds don't break one", join(hold(fast, 10), hold(1, 2), hold(fast, 8), hold(easy, 60)),
			[]series.Bout{{600, 620, (18*fast + 2) / 20}}},
		{"three slow seconds do", join(hold(fast, 10), hold(1, 3), hold(fast, 10), hold(easy, 60)), nil},
		{"two noisy seconds don't make one", join(hold(fast, 18), hold(easy, 1), hold(6, 1), hold(easy, 60)), nil},
		{"three of them", slices.Repeat(join(hold(fast, 20), hold(easy, 60)), 3),
			[]series.Bout{{600, 620, fast}, {680, 700, fast}, {760, 780, fast}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, median := series.Bouts(join(before, c.speed), clinic)
			if median != easy {
				t.Errorf("median = %v, want %v", median, easy)
			}
			same := func(a, b series.Bout) bool {
				return a.FromS == b.FromS && a.ToS == b.ToS && equal(a.SpeedMPS, b.SpeedMPS)
			}
			if !slices.EqualFunc(got, c.want, same) {
				t.Errorf("Bouts = %v, want %v", got, c.want)
			}
		})
	}
}

func TestMedianSpeedIsThatOfMoving(t *testing.T) {
	for _, c := range []struct {
		speed []float64
		want  float64
	}{
		{join(hold(0, 100), hold(.49, 100), hold(3, 3)), 3},
		{[]float64{2, 3, absent, .5}, 2},
		{[]float64{2, 3, 4, 5}, 3.5},
		{[]float64{absent, 0}, 0},
		{nil, 0},
	} {
		if _, median := series.Bouts(c.speed, clinic); median != c.want {
			t.Errorf("median moving speed of %v = %v, want %v", c.speed, median, c.want)
		}
	}
}

func TestMedianSpeedIsTheMiddleOfTheSortedOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		speed := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(.5, 9), rapid.SampledFrom([]float64{.5, 3, 4})), 1, 400).Draw(t, "speed")
		_, median := series.Bouts(speed, clinic)
		sorted := slices.Sorted(slices.Values(speed))
		n := len(sorted)
		if want := (sorted[(n-1)/2] + sorted[n/2]) / 2; median != want {
			t.Fatalf("median = %v, want %v", median, want)
		}
	})
}

func TestAskingForLessRestNeverLosesABout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		speed := efforts(t)
		strict := clinic
		strict.RestS = rapid.Float64Range(20, 90).Draw(t, "rest")
		few, _ := series.Bouts(speed, strict)
		many, _ := series.Bouts(speed, clinic)
		for _, b := range few {
			if !slices.Contains(many, b) {
				t.Fatalf("%v is a bout with %v s of rest, but not with 20 s", b, strict.RestS)
			}
		}
	})
}

func TestBoutsDependOnTheRunnersOwnSpeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		speed := efforts(t)
		quicker := make([]float64, len(speed))
		for i := range speed {
			quicker[i] = 2 * speed[i] // a power of two: exact
		}
		a, _ := series.Bouts(speed, clinic)
		b, _ := series.Bouts(quicker, clinic)
		same := func(a, b series.Bout) bool { return a.FromS == b.FromS && a.ToS == b.ToS }
		if !slices.EqualFunc(a, b, same) {
			t.Fatalf("%v, at twice the speed %v", a, b)
		}
	})
}

func TestBoutsAreAsLongAsAskedAndApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := 0.0
		bouts, _ := series.Bouts(efforts(t), clinic)
		for i, b := range bouts {
			if n := b.ToS - b.FromS; n < clinic.MinS || n > clinic.MaxS {
				t.Fatalf("a bout of %v s", n)
			}
			if i > 0 && b.FromS-end < clinic.RestS {
				t.Fatalf("bout %v begins %v s after the one before", b, b.FromS-end)
			}
			end = b.ToS
		}
	})
}

// efforts draws a run of stretches at different speeds. None lies between
// standing and half of it, so that doubling moves none across.
func efforts(t *rapid.T) []float64 {
	var speed []float64
	for range rapid.IntRange(1, 12).Draw(t, "stretches") {
		v := rapid.SampledFrom([]float64{0, 2, 2.4, 2.5, 2.8, 3, 4}).Draw(t, "speed")
		speed = append(speed, hold(v, rapid.IntRange(1, 350).Draw(t, "seconds"))...)
	}
	return speed
}
