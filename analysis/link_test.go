package analysis_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	. "needled/analysis"
)

func TestLinkLetsTheBetterOfAPairCount(t *testing.T) {
	fit := told("fit", nil)
	gpx := told("gpx", func(r *Run) { r.Format, r.DistanceM = "gpx", new(7000.0) })
	tcx := told("tcx", func(r *Run) { r.Format, r.DistanceM = "tcx", new(7010.0) })
	runs := Link([]Recording{gpx, fit, tcx})
	if len(runs) != 2 || !slices.Equal(runs[0].Recordings, []int{1}) || runs[0].Rival != -1 {
		t.Fatalf("the FIT file should count on its own: %+v", runs)
	}
	if !slices.Equal(runs[1].Recordings, []int{2, 0}) || runs[1].Rival != 0 {
		t.Errorf("TCX and GPX agree, and should be kept aside together, TCX leading: %+v", runs)
	}
}

// A person's word holds, whatever the figures say and whatever arrives later.
func TestLinkHoldsToRulings(t *testing.T) {
	length := func(metres float64) func(*Run) { return func(r *Run) { r.DistanceM = new(metres) } }
	as := func(format string, metres float64) func(*Run) {
		return func(r *Run) { r.Format, r.DistanceM = format, new(metres) }
	}
	watch, phone := told("watch", nil), told("phone", as("gpx", 7000))
	again := told("watch, saved again", as("tcx", 6010))
	phoneToo := told("phone, exported", as("strava", 7020))
	better := told("watch, with its heart rate", func(r *Run) { r.AvgHR = new(140.0) })
	wrongClock := told("wrong clock", func(r *Run) { r.Start, r.Doubt = r.Start.AddDate(-36, 0, 0), "before 2000" })
	bike := told("bike", func(r *Run) { r.Sport, r.Format = Cycling, "gpx" })
	same := func(a, b Recording) Ruling { return Ruling{a.Key(), b.Key(), true} }
	apart := func(a, b Recording) Ruling { return Ruling{a.Key(), b.Key(), false} }
	for _, c := range []struct {
		name       string
		recordings []Recording
		rulings    []Ruling
		runs       [][]int
		rivals     []int
	}{
		{"no word on a doubtful pair", []Recording{watch, phone}, nil, [][]int{{0}, {1}}, []int{-1, 0}},
		{"they are one", []Recording{watch, phone}, []Ruling{same(watch, phone)}, [][]int{{0, 1}}, []int{-1}},
		{"they are two", []Recording{watch, phone}, []Ruling{apart(phone, watch)}, [][]int{{0}, {1}}, []int{-1, -1}},
		{"a match is two", []Recording{watch, again}, []Ruling{apart(watch, again)}, [][]int{{0}, {1}}, []int{-1, -1}},
		{"the later word holds", []Recording{watch, phone}, []Ruling{apart(phone, watch), same(watch, phone)}, [][]int{{0, 1}}, []int{-1}},
		{"and then the one after it", []Recording{watch, phone}, []Ruling{same(watch, phone), apart(phone, watch)}, [][]int{{0}, {1}}, []int{-1, -1}},
		{"one, and a better recording of it comes", []Recording{watch, phone, better}, []Ruling{same(watch, phone)}, [][]int{{2, 0, 1}}, []int{-1}},
		{"one, and another of the lesser comes", []Recording{watch, phone, phoneToo}, []Ruling{same(watch, phone)}, [][]int{{0, 1, 2}}, []int{-1}},
		{"one, and both come", []Recording{watch, phone, phoneToo, better}, []Ruling{same(watch, phone)}, [][]int{{3, 0, 1, 2}}, []int{-1}},
		{"two, and a better recording of one comes", []Recording{watch, phone, better}, []Ruling{apart(watch, phone)}, [][]int{{2, 0}, {1}}, []int{-1, -1}},
		{"two, and another of the lesser comes", []Recording{watch, phone, phoneToo}, []Ruling{apart(watch, phone)}, [][]int{{0}, {1, 2}}, []int{-1, -1}},
		{"one, years apart", []Recording{watch, wrongClock}, []Ruling{same(watch, wrongClock)}, [][]int{{0, 1}}, []int{-1}},
		{"one, of two sports", []Recording{watch, bike}, []Ruling{same(watch, bike)}, [][]int{{0, 1}}, []int{-1}},
		{"one over a third, of which the later word says two", []Recording{watch, phone, wrongClock},
			[]Ruling{same(watch, wrongClock), same(wrongClock, phone), apart(watch, phone)}, [][]int{{0}, {1, 2}}, []int{-1, -1}},
		{"a word on what isn't there", []Recording{watch, again}, []Ruling{apart(watch, phone), same(again, phone)}, [][]int{{0, 1}}, []int{-1}},
		{"one, and both match a third", []Recording{told("x", length(6300)), told("y", length(5700)), told("z", as("gpx", 6000))},
			[]Ruling{same(told("x", length(6300)), told("y", length(5700)))}, [][]int{{0, 1, 2}}, []int{-1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			linked := Link(c.recordings, c.rulings...)
			var runs [][]int
			var rivals []int
			for _, l := range linked {
				runs, rivals = append(runs, slices.Sorted(slices.Values(l.Recordings))), append(rivals, l.Rival)
			}
			want := make([][]int, len(c.runs))
			for i, run := range c.runs {
				want[i] = slices.Sorted(slices.Values(run))
			}
			slices.SortFunc(runs, slices.Compare)
			slices.SortFunc(want, slices.Compare)
			if !slices.EqualFunc(runs, want, slices.Equal) || !slices.Equal(rivals, c.rivals) {
				t.Errorf("linked %+v, want %v with rivals %v", linked, c.runs, c.rivals)
			}
			if lead := c.runs[0][0]; linked[0].Recordings[0] != lead && strings.HasPrefix(c.name, "one") {
				t.Errorf("recording %d leads, want %d", linked[0].Recordings[0], lead)
			}
		})
	}
}

func TestLinkAsksWhatThereIsToLookAt(t *testing.T) {
	for question, change := range map[Question]func(*Run){
		OtherDistance:  func(r *Run) { r.DistanceM = new(7000.0) },
		OtherHour:      func(r *Run) { r.Start, r.Device = r.Start.Add(2*time.Hour+time.Second), "" },
		HardlyTogether: func(r *Run) { r.ElapsedS, r.Start = new(150.0), r.Start.Add(-100*time.Second) },
		NothingToTell:  func(r *Run) { r.DistanceM, r.MovingS, r.ElapsedS = nil, nil, nil },
	} {
		linked := Link([]Recording{told("a", func(r *Run) { r.Device = "Garmin Forerunner 35" }), told("b", change)})
		if len(linked) != 2 || linked[1].Question != question || linked[1].Rival != 0 || linked[0].Question != "" {
			t.Errorf("%s: %+v", question, linked)
		}
	}
}

// Whatever the order recordings come in, the same ones end up together, and
// no run holds two legs of one original, or two recordings that a person
// ruled apart last.
func TestLinkDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		recordings := rapid.SliceOfNDistinct(rapid.Custom(drawRecording), 1, 8, Recording.Key).Draw(t, "recordings")
		rulings := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Ruling {
			return Ruling{
				A:    rapid.SampledFrom(recordings).Draw(t, "a").Key(),
				B:    rapid.SampledFrom(recordings).Draw(t, "b").Key(),
				Same: rapid.Bool().Draw(t, "same"),
			}
		}), 0, 4).Draw(t, "rulings")
		order := rapid.Permutation(indexesOf(recordings)).Draw(t, "order")
		shuffled := make([]Recording, len(order))
		for i, k := range order {
			shuffled[i] = recordings[k]
		}
		want, got := Link(recordings, rulings...), Link(shuffled, rulings...)
		if len(want) != len(got) {
			t.Fatalf("%d runs in one order, %d in another", len(want), len(got))
		}
		runOf := map[RecordingKey]int{}
		for i := range want {
			same := slices.EqualFunc(want[i].Recordings, got[i].Recordings, func(a, b int) bool {
				return recordings[a].Key() == shuffled[b].Key()
			})
			if !same || want[i].Rival != got[i].Rival || want[i].Question != got[i].Question {
				t.Fatalf("run %d is made of %v in one order, of %v in another", i, want[i], got[i])
			}
			originals := map[Sum]bool{}
			for _, k := range want[i].Recordings {
				if originals[recordings[k].Original] {
					t.Fatalf("run %d holds two legs of one original", i)
				}
				originals[recordings[k].Original] = true
				runOf[recordings[k].Key()] = i
			}
		}
		if len(runOf) != len(recordings) {
			t.Fatalf("%d of %d recordings are in runs", len(runOf), len(recordings))
		}
		if n := len(rulings); n > 0 && rulings[n-1].A.Original != rulings[n-1].B.Original {
			last := rulings[n-1]
			if together := runOf[last.A] == runOf[last.B]; together != last.Same {
				t.Fatalf("the last ruling %v does not hold", last)
			}
		}
	})
}

func indexesOf(rs []Recording) []int {
	is := make([]int, len(rs))
	for i := range is {
		is[i] = i
	}
	return is
}

func drawRecording(t *rapid.T) Recording {
	r := told(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h"}).Draw(t, "original"), func(r *Run) {
		r.Format = rapid.SampledFrom([]string{"fit", "tcx", "gpx", "strava"}).Draw(t, "format")
		r.Sport = rapid.SampledFrom([]Sport{Running, Running, Walking, UnknownSport}).Draw(t, "sport")
		r.Integrity = rapid.SampledFrom([]Integrity{Intact, Intact, BadCRC, Truncated}).Draw(t, "integrity")
		r.Start = r.Start.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "late")) * 2 * time.Minute)
		r.SourceID = rapid.SampledFrom([]string{"", "", "strava:1", "strava:2"}).Draw(t, "id")
		r.DistanceM = rapid.SampledFrom([]*float64{nil, new(6000.0), new(6250.0), new(6500.0)}).Draw(t, "distance")
		r.ElapsedS = rapid.SampledFrom([]*float64{nil, new(600.0), new(2160.0), new(2400.0)}).Draw(t, "elapsed")
	})
	r.Leg = rapid.IntRange(0, 2).Draw(t, "leg")
	return r
}
