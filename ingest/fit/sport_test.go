package fit

import (
	"strings"
	"testing"

	"github.com/muktihari/fit/profile/typedef"
	tfit "github.com/tormoder/fit"
)

// The names are those of another library's, newer, profile.
func TestSportNames(t *testing.T) {
	for n := range 254 {
		want := typedef.Sport(n).String()
		if strings.Contains(want, "Invalid") {
			continue
		}
		if got := string(sportName(tfit.Sport(n))); got != want {
			t.Errorf("sport %d is %q, want %q", n, got, want)
		}
	}
	for n, want := range map[tfit.Sport]string{
		0: "generic", 1: "running", 31: "rock_climbing", 200: "sport_200",
		tfit.SportAll: "unknown", tfit.SportInvalid: "unknown",
	} {
		if got := string(sportName(n)); got != want {
			t.Errorf("sport %d is %q, want %q", n, got, want)
		}
	}
}

func TestSubSportNames(t *testing.T) {
	for n := 1; n < 254; n++ {
		want := typedef.SubSport(n).String()
		if strings.Contains(want, "Invalid") {
			continue
		}
		if got := subSportName(tfit.SubSport(n)); got != want {
			t.Errorf("sub-sport %d is %q, want %q", n, got, want)
		}
	}
	for n, want := range map[tfit.SubSport]string{
		0: "", 1: "treadmill", 3: "trail", 45: "indoor_running", 200: "sub_sport_200", tfit.SubSportInvalid: "",
	} {
		if got := subSportName(n); got != want {
			t.Errorf("sub-sport %d is %q, want %q", n, got, want)
		}
	}
}

// Where the session states no sport, the device's setting does, then a lap.
func TestSportOfSettingAndLap(t *testing.T) {
	setting := func(m *messages, sport tfit.Sport, sub tfit.SubSport) {
		m.define(5, tfit.MesgNumSport, field{0, 1, baseEnum}, field{1, 1, baseEnum})
		m.data(5, byte(sport), byte(sub))
	}
	lap := func(m *messages, sport tfit.Sport) {
		m.define(6, tfit.MesgNumLap, timestamp, field{2, 4, baseUint32}, field{25, 1, baseEnum})
		m.data(6, stamp(60), stamp(0), byte(sport))
	}
	tests := []struct {
		name       string
		write      func(m *messages)
		session    tfit.Sport
		sport, sub string
	}{
		{"nothing", func(*messages) {}, tfit.SportInvalid, "unknown", ""},
		{"setting", func(m *messages) { setting(m, tfit.SportRunning, tfit.SubSportTrail) }, tfit.SportInvalid, "running", "trail"},
		{"sub-sport of the setting", func(m *messages) { setting(m, tfit.SportRunning, tfit.SubSportTrail) }, tfit.SportRunning, "running", "trail"},
		{"a setting of another sport", func(m *messages) { setting(m, tfit.SportCycling, tfit.SubSportRoad) }, tfit.SportRunning, "running", ""},
		{"lap", func(m *messages) { lap(m, tfit.SportWalking) }, tfit.SportInvalid, "walking", ""},
		{"a lap that says nothing", func(m *messages) { lap(m, tfit.SportGeneric) }, tfit.SportInvalid, "unknown", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m messages
			m.fileID(tfit.FileTypeActivity)
			tt.write(&m)
			m.session(tt.session, 0, 60, 60, 180)
			run := one(t, m.bytes()).Run
			equal(t, "sport", string(run.Sport), tt.sport)
			equal(t, "sub-sport", run.SubSport, tt.sub)
		})
	}
}
