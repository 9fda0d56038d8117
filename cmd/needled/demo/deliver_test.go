package demo

import (
	"bytes"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tormoder/fit"
)

func TestFortyPeopleOfManyNames(t *testing.T) {
	patients := clinicAt(t, now)
	names := map[string]bool{}
	beyondASCII, apostrophes, longest := 0, 0, 0
	imperial, unknownHeart, elsewhere := 0, 0, 0
	for _, p := range patients {
		r := p.Runner
		names[r.Name] = true
		if len(r.Name) != utf8.RuneCountInString(r.Name) {
			beyondASCII++
		}
		apostrophes += strings.Count(r.Name, "'")
		longest = max(longest, utf8.RuneCountInString(r.Name))
		if r.Units != "" {
			imperial++
		}
		if r.HRMax == nil && r.BirthYear == nil {
			unknownHeart++
		}
		if r.Zone != berlin {
			elsewhere++
		}
	}
	if len(patients) != 40 || len(names) != 40 {
		t.Errorf("%d patients of %d names, want 40", len(patients), len(names))
	}
	if beyondASCII < 20 || apostrophes != 1 || longest < 80 {
		t.Errorf("%d names with letters beyond ASCII, %d with an apostrophe, the longest of %d letters", beyondASCII, apostrophes, longest)
	}
	if imperial != 3 || unknownHeart != 3 || elsewhere != 5 {
		t.Errorf("%d have units of their own, of %d neither HRmax nor age is known, %d live in another zone", imperial, unknownHeart, elsewhere)
	}
}

// What came by the last look comes first; what a patient never sent doesn't
// come; and a planned treatment comes though it lies ahead.
func TestWhatCameWhen(t *testing.T) {
	look := now.AddDate(0, 0, -3)
	for name, want := range map[string]struct {
		parts      int
		silentDays float64
	}{
		"Marcus Washington":      {parts: 2},
		"Camille Lefèvre-Dubois": {parts: 2},
		"Jiří Dvořáček":          {parts: 1, silentDays: 6},
		"Rasa Kazlauskaitė":      {parts: 1, silentDays: 12},
		"Ravi Subramaniam":       {parts: 0},
	} {
		p := patientNamed(t, name)
		came, err := p.Deliver(filepath.Join(t.TempDir(), "files"), look, now)
		if err != nil {
			t.Fatal(err)
		}
		if len(came) != want.parts {
			t.Fatalf("%s: %d parts, want %d", name, len(came), want.parts)
		}
		files, treatments, checks := 0, 0, 0
		for i, d := range came {
			if d.At.After(now) || (d.At.After(look) != (i == 1)) {
				t.Errorf("%s: part %d came at %s", name, i+1, d.At)
			}
			files, treatments, checks = files+len(d.Files), treatments+len(d.Treatments), checks+len(d.CheckIns)
		}
		if files != len(p.outings) || treatments != len(p.Treatments) || checks != len(p.CheckIns) {
			t.Errorf("%s: %d files, %d treatments and %d check-ins came", name, files, treatments, checks)
		}
		if want.silentDays > 0 && now.Sub(came[0].At).Hours() < 24*want.silentDays {
			t.Errorf("%s: last heard of at %s", name, came[0].At)
		}
	}
}

func TestTheSameNowGivesTheSamePatient(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, two} {
		if _, err := patientNamed(t, "Hanna Järvinen").Deliver(dir, now, now); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(folder(t, one), folder(t, two)) {
		t.Error("the same patient gave different bytes")
	}
	if unset, _ := filepath.Glob(filepath.Join(one, "1999-08-22-*.fit")); len(unset) != 1 {
		t.Errorf("%d runs of a watch whose clock was not set, want 1", len(unset))
	}
}

func TestHowThePatientsWatchesRecord(t *testing.T) {
	for name, check := range map[string]func(*testing.T, watched){
		"Wanjiru Kamau": func(t *testing.T, w watched) {
			for _, r := range w.records {
				if r.HeartRate != math.MaxUint8 {
					t.Fatalf("%s: a pulse of %d, though the watch takes none", w.name, r.HeartRate)
				}
			}
		},
		"Noa Ben-Ami": func(t *testing.T, w watched) {
			if w.sport != fit.SportTraining {
				return
			}
			if r := w.records[9]; !math.IsNaN(w.distanceM) || !math.IsNaN(r.GetDistanceScaled()) || !r.PositionLat.Invalid() {
				t.Errorf("%s: %v m of strength training, at %v", w.name, w.distanceM, r.PositionLat)
			}
		},
	} {
		dir := t.TempDir()
		came, err := patientNamed(t, name).Deliver(dir, now, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range came[0].Files {
			w := mustWatch(t, path)
			check(t, w)
			for i, r := range w.records[1:] {
				if apart := r.Timestamp.Sub(w.records[i].Timestamp); apart > everyS*time.Second && !slices.ContainsFunc(w.events, func(e *fit.EventMsg) bool {
					return e.Timestamp.Equal(r.Timestamp)
				}) {
					t.Fatalf("%s: record %d comes %v after the one before", w.name, i+1, apart)
				}
			}
			if last := w.records[len(w.records)-1]; !last.Timestamp.Equal(w.end) {
				t.Errorf("%s: the last record is of %s, the end %s", w.name, last.Timestamp, w.end)
			}
		}
	}
}

func patientNamed(t *testing.T, name string) Patient {
	t.Helper()
	patients := clinicAt(t, now)
	i := slices.IndexFunc(patients, func(p Patient) bool { return p.Runner.Name == name })
	if i < 0 {
		t.Fatalf("there is no patient %s", name)
	}
	return patients[i]
}
