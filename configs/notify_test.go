package configs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestQuietHours(t *testing.T) {
	for given, want := range map[string]Quiet{
		"22:00-07:00":  {22 * time.Hour, 7 * time.Hour},
		"9:05 - 17:00": {9*time.Hour + 5*time.Minute, 17 * time.Hour},
		"22:00–06:59":  {22 * time.Hour, 6*time.Hour + 59*time.Minute},
		"20:00-24:00":  {20 * time.Hour, 0},
		"00:00-00:01":  {0, time.Minute},
		"off":          {},
		"":             {},
	} {
		if got, err := quiet(given); err != nil || got != want {
			t.Errorf("%q: %v, %v", given, got, err)
		}
	}
	for _, given := range []string{"22:00", "24:00-07:00", "22:60-07:00", "22:00-24:01", "22-7", "10pm-7am", "22:00-07:00:00", "off-on", "-"} {
		if q, err := quiet(given); err == nil || !strings.Contains(err.Error(), "is not two times of day") {
			t.Errorf("%q: %v, %v", given, q, err)
		}
	}
	for _, given := range []string{"07:00-07:00", "00:00-24:00"} {
		if q, err := quiet(given); err == nil || !strings.Contains(err.Error(), "begins and ends at the same time") {
			t.Errorf("%q: %v, %v", given, q, err)
		}
	}
}

func TestSilentDays(t *testing.T) {
	for given, ok := range map[string]bool{"0": true, "1": true, "21": true, "22": false, "-1": false, "1.5": false, "three": false} {
		if _, err := Load(Options{Env: home(t), Flags: map[string]string{"notify.silent_days": given}}); (err == nil) != ok {
			t.Errorf("%s: %v", given, err)
		}
	}
}

func TestNameOfTheRunnerWhoIsTold(t *testing.T) {
	c, err := Load(Options{Env: append(home(t), "NEEDLED_NOTIFY__RUNNER=Ada Lovelace")})
	if err != nil || c.Notify.Runner != "Ada Lovelace" {
		t.Errorf("%q, %v", c.Notify.Runner, err)
	}
	if _, err := Load(Options{Env: append(home(t), "NEEDLED_NOTIFY__RUNNER=ada\nme")}); err == nil {
		t.Error("two lines are taken for a name")
	}
}

func TestSecretKeyFromSystemd(t *testing.T) {
	secrets := t.TempDir()
	env := append(home(t), "CREDENTIALS_DIRECTORY="+secrets)
	c, err := Load(Options{Env: env})
	if err != nil || c.Daemon.SecretKeyCredential != "" {
		t.Errorf("without: %q, %v", c.Daemon.SecretKeyCredential, err)
	}
	path := filepath.Join(secrets, "secret_key")
	if err := os.WriteFile(path, []byte("key"), 0o400); err != nil {
		t.Fatal(err)
	}
	if c, err = Load(Options{Env: env}); err != nil || c.Daemon.SecretKeyCredential != path {
		t.Errorf("with: %q, %v", c.Daemon.SecretKeyCredential, err)
	}
}
