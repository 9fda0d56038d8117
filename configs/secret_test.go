package configs

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecretIsNeverShown(t *testing.T) {
	s := NewSecret("hunter2", "(secret)")
	type hidden struct{ inner Secret } // fmt can't call methods on it
	c := Config{Database: s, Strava: Strava{ClientSecret: s}, Notify: Notify{URLs: []Secret{s}}}
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	shown := string(asJSON) + s.String() + s.GoString()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
		for _, v := range []any{s, &s, c, &c, []Secret{s}, map[string]Secret{"a": s}, hidden{s}, &hidden{s}} {
			shown += fmt.Sprintf(verb, v)
		}
	}
	for _, leak := range []string{"hunter2", fmt.Sprintf("%x", "hunter2"), fmt.Sprintf("%X", "hunter2")} {
		if strings.Contains(shown, leak) {
			t.Errorf("%s is shown", leak)
		}
	}
	if s.Reveal() != "hunter2" {
		t.Errorf("Reveal() = %q", s.Reveal())
	}
}

func TestSecretThatIsNotSet(t *testing.T) {
	var s Secret
	asJSON, err := json.Marshal(s)
	if s.IsSet() || NewSecret("", "(secret)").IsSet() || s.Reveal() != "" || s.String() != "(not set)" || string(asJSON) != "null" || err != nil {
		t.Errorf("got %v %s %v", s, asJSON, err)
	}
}

// write puts a file into a fresh folder.
func write(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // past the umask
		t.Fatal(err)
	}
	return path
}

func TestSecretFromFile(t *testing.T) {
	for content, want := range map[string]string{
		"hunter2":         "hunter2",
		"hunter2\n":       "hunter2",
		"hunter2\r\n":     "hunter2",
		"hunter2\n\n":     "", // one line end is taken away, not two
		"\n":              "",
		"hunter2\nmore\n": "",
	} {
		path := write(t, "secret", content, 0o600)
		c, err := Load(Options{Env: append(home(t), "NEEDLED_STRAVA__CLIENT_SECRET_FILE="+path)})
		if (err == nil) != (want != "") || c.Strava.ClientSecret.Reveal() != want {
			t.Errorf("%q: got %q, %v", content, c.Strava.ClientSecret.Reveal(), err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v shows the secret", err)
		}
	}
}

func TestSecretFileMustBeClosedToOthers(t *testing.T) {
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: true, 0o644: false, 0o604: false, 0o602: false} {
		path := write(t, "secret", "hunter2", mode)
		_, err := Load(Options{Env: append(home(t), "NEEDLED_STRAVA__CLIENT_SECRET_FILE="+path)})
		want := "NEEDLED_STRAVA__CLIENT_SECRET_FILE: " + path + " is open to everybody on this machine; close it with: chmod 600 " + path
		if ok && err != nil || !ok && (err == nil || err.Error() != want) {
			t.Errorf("%o: %v", mode, err)
		}
	}
}

// systemd's own folder is closed to others, whatever the modes inside.
func TestSecretFileAmongCredentialsMayHaveAnyMode(t *testing.T) {
	path := write(t, "mine", "hunter2", 0o444)
	c, err := Load(Options{Env: append(home(t),
		"NEEDLED_STRAVA__CLIENT_SECRET_FILE="+path, "CREDENTIALS_DIRECTORY="+filepath.Dir(path))})
	if err != nil || c.Strava.ClientSecret.Reveal() != "hunter2" {
		t.Errorf("got %v", err)
	}
}

func TestSystemdCredentials(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"strava_client_secret": "hunter2\n",
		"database":             "postgres://needled:hunter2@db/needled\n",
		"notify_urls":          "ntfy://ntfy.sh/a\n\nntfy://ntfy.sh/b\n",
		"something_else":       "not ours",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Load(Options{Env: append(home(t), "CREDENTIALS_DIRECTORY="+dir, "NEEDLED_STRAVA__CLIENT_ID=1")})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Strava.On() || c.Strava.ClientSecret.Reveal() != "hunter2" {
		t.Error("no client secret")
	}
	if got := c.DatabaseURL(); got != "postgres://needled:hunter2@db/needled" {
		t.Errorf("database %s", got)
	}
	if got := c.Database.String(); got != "postgres://needled:xxxxx@db/needled" {
		t.Errorf("database shown as %s", got)
	}
	if len(c.Notify.URLs) != 2 || c.Notify.URLs[1].Reveal() != "ntfy://ntfy.sh/b" {
		t.Errorf("addresses %v", c.Notify.URLs)
	}
}

func TestPasswordOutsideItsPlaceIsHiddenToo(t *testing.T) {
	s, err := database("postgresql://db/needled?user=a&password=hunter2")
	if err != nil || strings.Contains(s.String(), "hunter2") || !strings.Contains(s.Reveal(), "hunter2") {
		t.Errorf("got %v %v", s, err)
	}
}

// Secrets in settings that everybody can read work, but are told of; those in
// files of their own are in order, and so are settings without any.
func TestSecretsInSettingsThatEverybodyCanRead(t *testing.T) {
	const hook, postgres = "[notify]\nurls = [\"ntfy://ntfy.sh/t\"]\n", "database = \"postgres://a:b@db/n\"\n"
	for _, c := range []struct {
		text string
		mode os.FileMode
		want string
	}{
		{hook, 0o600, ""},
		{hook, 0o640, ""},
		{hook, 0o644, "notify.urls"},
		{hook, 0o602, "notify.urls"},
		{postgres + hook, 0o644, "database"},
		{"[strava]\nclient_secret = \"x\"\n" + hook, 0o644, "strava.client_secret"},
		{"[strava]\nclient_secret = \"\"\n", 0o644, ""},
		{"database = \"sqlite:a.db\"\nunits = \"metric\"\n", 0o644, ""},
		{"[notify]\nurls_file = \"URLS\"\n", 0o644, ""},
	} {
		urls := write(t, "urls", "ntfy://ntfy.sh/t\n", 0o600)
		path := write(t, "needled.toml", strings.ReplaceAll(c.text, "URLS", urls), c.mode)
		got, err := Load(Options{File: path, Env: home(t)})
		if err != nil || got.Exposed != c.want {
			t.Errorf("%o %s: exposed %q, %v; want %q", c.mode, c.text, got.Exposed, err, c.want)
		}
	}
}
