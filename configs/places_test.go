package configs

import (
	"os"
	"slices"
	"testing"
	"time"
)

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		goos  string
		env   []string
		files []string
		data  string
	}{
		{"linux", []string{"HOME=/home/ada"},
			[]string{"/home/ada/.config/needled/needled.toml", "/etc/needled/needled.toml"},
			"/home/ada/.local/share/needled"},
		{"linux", []string{"HOME=/home/ada", "XDG_CONFIG_HOME=/c", "XDG_DATA_HOME=/d"},
			[]string{"/c/needled/needled.toml", "/etc/needled/needled.toml"},
			"/d/needled"},
		{"linux", []string{"HOME=/home/ada", "XDG_CONFIG_HOME=c", "XDG_DATA_HOME=d"}, // relative: ignored
			[]string{"/home/ada/.config/needled/needled.toml", "/etc/needled/needled.toml"},
			"/home/ada/.local/share/needled"},
		{"linux", nil, []string{"/etc/needled/needled.toml"}, ""},
		{"darwin", []string{"HOME=/Users/ada"},
			[]string{"/Users/ada/Library/Application Support/needled/needled.toml", "/etc/needled/needled.toml"},
			"/Users/ada/Library/Application Support/needled"},
		{"windows", []string{"APPDATA=/roaming", "LOCALAPPDATA=/local", "PROGRAMDATA=/all"},
			[]string{"/roaming/needled/needled.toml", "/all/needled/needled.toml"},
			"/local/needled"},
	} {
		env := newEnvironment(c.env)
		if got := settingsFiles(c.goos, env); !slices.Equal(got, c.files) {
			t.Errorf("%s %v: settings %q", c.goos, c.env, got)
		}
		if got := dataFolder(c.goos, env); got != c.data {
			t.Errorf("%s %v: data %q", c.goos, c.env, got)
		}
	}
}

func TestWithoutAHomeDataMustBeGiven(t *testing.T) {
	_, err := Load(Options{})
	if want := "no folder to keep things in: no home folder is known here; give one by --data, NEEDLED_DATA, or data in a settings file"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	if _, err := Load(Options{Flags: map[string]string{"data": "/srv"}}); err != nil {
		t.Error(err)
	}
	if _, err := Load(Options{Flags: map[string]string{"data": "~/srv"}}); err == nil {
		t.Error("~ without a home is accepted")
	}
}

func TestSystemZone(t *testing.T) {
	for value, want := range map[string]string{
		"Europe/Berlin":  "Europe/Berlin",
		":Europe/Berlin": "Europe/Berlin",
		"":               "UTC",   // as the C library has it
		"CET-1CEST":      "Local", // rules in place of a name: the runtime's reading
	} {
		if got := systemZone(environment{"TZ": value}); got.String() != want {
			t.Errorf("TZ=%q: %s, want %s", value, got, want)
		}
	}
}

// Without TZ it is the machine's own zone, which time.Local is as well unless
// the tests run with a TZ.
func TestSystemZoneOfTheMachine(t *testing.T) {
	if _, set := os.LookupEnv("TZ"); set {
		t.Skip("TZ is set")
	}
	summer := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	_, got := summer.In(systemZone(environment{})).Zone()
	if _, want := summer.In(time.Local).Zone(); got != want {
		t.Errorf("%d s from UTC, want %d", got, want)
	}
}
