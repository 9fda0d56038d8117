package configs

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
)

// Each fixture says in its "# want:" lines what is to come of it: of a good
// file everything that differs from the default, of a bad one every problem,
// with its line.
func eachFixture(t *testing.T, pattern string, test func(t *testing.T, path string) []string) {
	files, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures %s: %v", pattern, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			path, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for line := range strings.Lines(string(text)) {
				if w, ok := strings.CutPrefix(line, "# want: "); ok {
					want = append(want, strings.TrimSpace(w))
				}
			}
			var got []string
			for _, line := range test(t, path) {
				line = strings.TrimPrefix(line, path+":")
				got = append(got, strings.ReplaceAll(line, filepath.Dir(path), "DIR"))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			if strings.Contains(strings.Join(got, "\n"), "hunter2") {
				t.Errorf("a secret is shown: %v", got)
			}
		})
	}
}

func complaints(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		t.Fatal("accepted")
	}
	return strings.Split(err.Error(), "\n")
}

func TestBadProtocols(t *testing.T) {
	eachFixture(t, "bad/protocol_*.toml", func(t *testing.T, path string) []string {
		_, err := LoadProtocol(path)
		return complaints(t, err)
	})
}

func TestGoodProtocols(t *testing.T) {
	eachFixture(t, "good/protocol_*.toml", func(t *testing.T, path string) []string {
		p, err := LoadProtocol(path)
		if err != nil {
			t.Fatal(err)
		}
		d := DefaultProtocol()
		var changed []string
		if p.Name != strings.TrimSuffix(filepath.Base(path), ".toml") {
			changed = append(changed, "name = "+p.Name)
		}
		if p.Version != d.Version+"+custom" {
			changed = append(changed, "version = "+p.Version)
		}
		for _, s := range analysis.Specs() {
			if n := p.Numbers[s.Key]; n.Value != d.Value(s.Key) || n.Source != d.Numbers[s.Key].Source {
				changed = append(changed, fmt.Sprintf("%s = %s %s (%s)", s.Key, plain(n.Value), n.Unit, n.Source))
			}
		}
		return changed
	})
}

func TestBadSettings(t *testing.T) {
	eachFixture(t, "bad/settings_*.toml", func(t *testing.T, path string) []string {
		_, err := Load(Options{File: path, Env: home(t)})
		return complaints(t, err)
	})
}

func TestGoodSettings(t *testing.T) {
	eachFixture(t, "good/settings_*.toml", func(t *testing.T, path string) []string {
		env := home(t)
		c, err := Load(Options{File: path, Env: env})
		if err != nil {
			t.Fatal(err)
		}
		bare, err := Load(Options{Env: env})
		if err != nil {
			t.Fatal(err)
		}
		before := lines(bare)
		var changed []string
		for _, line := range lines(c) {
			if !slices.Contains(before, line) {
				changed = append(changed, line)
			}
		}
		return changed
	})
}

// home is the environment of somebody without any settings.
func home(t *testing.T) []string {
	return []string{"HOME=" + t.TempDir(), "TZ=America/New_York"}
}

// lines prints a configuration, a line a setting.
func lines(c Config) []string {
	var out []string
	add := func(key string, v any) { out = append(out, fmt.Sprintf("%s = %v", key, v)) }
	add("data", c.Data)
	add("database", c.Database)
	add("zone", c.Zone)
	add("units", c.Units)
	add("log_level", c.LogLevel)
	add("daemon.listen", c.Daemon.Listen)
	add("daemon.url", c.Daemon.URL)
	add("daemon.secret_key_file", c.Daemon.SecretKeyFile)
	for _, w := range c.Watch {
		add("watch", w.Path+" of "+w.Runner)
	}
	add("strava.client_id", c.Strava.ClientID)
	add("strava.client_secret", c.Strava.ClientSecret)
	add("strava.poll", c.Strava.Poll)
	add("strava.auth_url", c.Strava.AuthURL)
	add("strava.token_url", c.Strava.TokenURL)
	add("strava.revoke_url", c.Strava.RevokeURL)
	add("strava.api_url", c.Strava.APIURL)
	for _, u := range c.Notify.URLs {
		add("notify.urls", u)
	}
	add("notify.runner", c.Notify.Runner)
	add("notify.quiet", fmt.Sprintf("%v to %v", c.Notify.Quiet.From, c.Notify.Quiet.To))
	add("notify.digest", c.Notify.Digest)
	add("notify.silent_days", c.Notify.SilentDays)
	add("protocol.file", c.ProtocolFile)
	return out
}
