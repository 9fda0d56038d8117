package analysis_test

import (
	"slices"
	"testing"

	. "needled/analysis"
)

// A service lets people edit a start, a distance, a sport: what it knows under
// one number is one run wherever it lies in time, unless a person says not.
func TestOneSourceIDIsOneRun(t *testing.T) {
	strava := func(original, id string, days int, change func(*Run)) Recording {
		return told(original, func(r *Run) {
			r.Format, r.SourceID, r.Start = "csv", id, r.Start.AddDate(0, 0, days)
			if change != nil {
				change(r)
			}
		})
	}
	entry := strava("exported in May", "strava:7", 0, nil)
	edited := strava("exported in June", "strava:7", 3, func(r *Run) { r.Sport, r.DistanceM = Cycling, new(9000.0) })
	other := strava("another", "strava:8", 3, nil)
	watch := told("watch", nil)
	if SameRun(entry, edited) != Same || SameRun(entry, other) != Distinct || SameRun(edited, watch) != Distinct {
		t.Error("the id decides where both have one, and nothing else")
	}
	legs := edited
	legs.Original, legs.Leg = entry.Original, 1
	if SameRun(entry, legs) != Distinct {
		t.Error("legs of one original never match")
	}

	for _, c := range []struct {
		name       string
		recordings []Recording
		rulings    []Ruling
		runs       [][]int
	}{
		{"the two", []Recording{entry, edited}, nil, [][]int{{0, 1}}},
		{"and the watch, at the time of one", []Recording{entry, edited, watch}, nil, [][]int{{0, 1, 2}}},
		{"another id", []Recording{entry, other}, nil, [][]int{{0}, {1}}},
		{"a person splits them", []Recording{entry, edited}, []Ruling{{entry.Key(), edited.Key(), false}}, [][]int{{0}, {1}}},
		{"none", []Recording{strava("x", "", 0, nil), strava("y", "", 3, nil)}, nil, [][]int{{0}, {1}}},
	} {
		var runs [][]int
		for _, l := range Link(c.recordings, c.rulings...) {
			runs = append(runs, slices.Sorted(slices.Values(l.Recordings)))
		}
		slices.SortFunc(runs, slices.Compare)
		if !slices.EqualFunc(runs, c.runs, slices.Equal) {
			t.Errorf("%s: %v, want %v", c.name, runs, c.runs)
		}
	}
}

func TestWhatIsToldOfARun(t *testing.T) {
	nameless := Run{Provenance: RunnerExport, Sport: UnknownSport, Integrity: Intact}
	list := Told{Provenance: RunnerExport, Sport: Running, SubSport: "trail", SourceID: "strava:9"}
	file := Told{Provenance: WatchFile, SourceID: "strava:10", Integrity: BadCRC}
	want := Run{Provenance: WatchFile, Sport: Running, SubSport: "trail", SourceID: "strava:10", Integrity: BadCRC}
	for _, got := range []Run{nameless.With(list).With(file), nameless.With(file).With(list), nameless.With(list).With(file).With(list)} {
		if got.Provenance != want.Provenance || got.Sport != want.Sport || got.SubSport != want.SubSport ||
			got.SourceID != want.SourceID || got.Integrity != want.Integrity {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if walk := (Run{Sport: Walking, SubSport: "casual_walking"}).With(list); walk.Sport != Walking || walk.SubSport != "casual_walking" {
		t.Errorf("the original names its sport, and it became %s", walk.Sport)
	}
	if cut := (Run{Integrity: Truncated}).With(file); cut.Integrity != Truncated {
		t.Errorf("a cut file became %s", cut.Integrity)
	}
	if again := (Run{}).With(want.Told()); again.Told() != want.Told() {
		t.Errorf("told again: %+v", again.Told())
	}
}
