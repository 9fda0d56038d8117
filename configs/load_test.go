package configs

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDefaults(t *testing.T) {
	folder := t.TempDir()
	c, err := Load(Options{Env: []string{"HOME=" + folder, "TZ=Europe/Berlin"}})
	if err != nil {
		t.Fatal(err)
	}
	want := `data = ` + folder + `/.local/share/needled
database = sqlite:needled.db
zone = Europe/Berlin
units = metric
log_level = info
daemon.listen = 127.0.0.1:8321
daemon.url = 
daemon.secret_key_file = ` + folder + `/.local/share/needled/secret.key
strava.client_id = 
strava.client_secret = (not set)
strava.poll = 15m0s
strava.auth_url = https://www.strava.com/oauth/authorize
strava.token_url = https://www.strava.com/oauth/token
strava.revoke_url = https://www.strava.com/oauth/revoke
strava.api_url = https://www.strava.com/api/v3
notify.runner = 
notify.quiet = 22h0m0s to 7h0m0s
notify.digest = off
notify.silent_days = 3
protocol.file = `
	if got := strings.Join(lines(c), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if c.File != "" || c.Strava.On() {
		t.Errorf("file %q, Strava on: %v", c.File, c.Strava.On())
	}
}

// Flag before environment before credential before file before default.
func TestPrecedence(t *testing.T) {
	file := write(t, "needled.toml", "log_level = 'debug'\n[strava]\nclient_secret = 'from-file'", 0o600)
	secrets := t.TempDir()
	if err := os.WriteFile(filepath.Join(secrets, "strava_client_secret"), []byte("from-systemd"), 0o400); err != nil {
		t.Fatal(err)
	}
	o := Options{Env: home(t)}
	step := func(what, level, secret string) {
		t.Helper()
		c, err := Load(o)
		if err != nil {
			t.Fatal(err)
		}
		if c.LogLevel != level || c.Strava.ClientSecret.Reveal() != secret {
			t.Errorf("with %s: %s, %q", what, c.LogLevel, c.Strava.ClientSecret.Reveal())
		}
	}
	step("nothing", "info", "")
	o.File = file
	step("file", "debug", "from-file")
	o.Env = append(o.Env, "CREDENTIALS_DIRECTORY="+secrets)
	step("credential", "debug", "from-systemd")
	o.Env = append(o.Env, "NEEDLED_LOG_LEVEL=warn", "NEEDLED_STRAVA__CLIENT_SECRET=from-environment")
	step("environment", "warn", "from-environment")
	o.Flags = map[string]string{"log_level": "error"}
	step("flag", "error", "from-environment")
	o.Flags = map[string]string{"log_level": ""}
	step("empty flag", "warn", "from-environment")
}

func TestEverySettingCanComeFromTheEnvironment(t *testing.T) {
	protocol := write(t, "clinic.toml", "", 0o644)
	env := append(home(t),
		"NEEDLED_DATA=/srv/needled",
		"NEEDLED_DATABASE=sqlite:/srv/db/needled.db",
		"NEEDLED_ZONE=Asia/Tokyo",
		"NEEDLED_UNITS=imperial",
		"NEEDLED_LOG_LEVEL=trace",
		"NEEDLED_DAEMON__LISTEN=[::1]:0",
		"NEEDLED_DAEMON__URL=http://needled.lan",
		"NEEDLED_DAEMON__SECRET_KEY_FILE=/srv/keys/needled",
		"NEEDLED_STRAVA__CLIENT_ID=12345",
		"NEEDLED_STRAVA__CLIENT_SECRET=hunter2",
		"NEEDLED_STRAVA__POLL=24h",
		"NEEDLED_STRAVA__AUTH_URL=https://a.example",
		"NEEDLED_STRAVA__TOKEN_URL=https://t.example",
		"NEEDLED_STRAVA__REVOKE_URL=https://r.example",
		"NEEDLED_STRAVA__API_URL=https://api.example",
		"NEEDLED_NOTIFY__URLS=ntfy://ntfy.sh/a, discord://token@id",
		"NEEDLED_NOTIFY__RUNNER=Ada Lovelace",
		"NEEDLED_NOTIFY__QUIET=21:30-06:15",
		"NEEDLED_NOTIFY__DIGEST=weekly",
		"NEEDLED_NOTIFY__SILENT_DAYS=21",
		"NEEDLED_PROTOCOL__FILE="+protocol,
	)
	c, err := Load(Options{Env: env})
	if err != nil {
		t.Fatal(err)
	}
	want := `data = /srv/needled
database = sqlite:/srv/db/needled.db
zone = Asia/Tokyo
units = imperial
log_level = trace
daemon.listen = [::1]:0
daemon.url = http://needled.lan
daemon.secret_key_file = /srv/keys/needled
strava.client_id = 12345
strava.client_secret = (secret)
strava.poll = 24h0m0s
strava.auth_url = https://a.example
strava.token_url = https://t.example
strava.revoke_url = https://r.example
strava.api_url = https://api.example
notify.urls = ntfy://…
notify.urls = discord://…
notify.runner = Ada Lovelace
notify.quiet = 21h30m0s to 6h15m0s
notify.digest = weekly
notify.silent_days = 21
protocol.file = ` + protocol
	if got := strings.Join(lines(c), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, s := range settings() {
		if !strings.Contains(strings.Join(env, " "), Variable(s.key)+"=") {
			t.Errorf("%s is not tried here", Variable(s.key))
		}
	}
}

func TestMistakesInTheEnvironment(t *testing.T) {
	_, err := Load(Options{
		Env: append(home(t),
			"NEEDLED_STRAVA_CLIENT_ID=1",
			"NEEDLED_DATE=/srv",
			"NEEDLED_COFFEE=1",
			"NEEDLED_WATCH__PATH=/media",
			"NEEDLED_CRASH_AT=3", // the caller's own
			"NEEDLED_DAEMON__LISTEN=8321",
			"NEEDLED_NOTIFY__URLS=hunter2",
			"NEEDLED_STRAVA__CLIENT_SECRET=hunter2",
			"NEEDLED_STRAVA__CLIENT_SECRET_FILE=/run/hunter",
			"NEEDLED_STRAVA__POLL=",
		),
		Flags:          map[string]string{"units": "miles"},
		OtherVariables: []string{"NEEDLED_CRASH_AT"},
	})
	want := `--units: "miles" is not one of metric, imperial
NEEDLED_COFFEE: is not a variable of needled
NEEDLED_DAEMON__LISTEN: "8321" is not host:port, such as 127.0.0.1:8321
NEEDLED_DATE: is not a variable of needled; did you mean NEEDLED_DATA?
NEEDLED_NOTIFY__URLS: entry 1 is not an address like ntfy://ntfy.sh/topic
NEEDLED_STRAVA_CLIENT_ID: is not a variable of needled; did you mean NEEDLED_STRAVA__CLIENT_ID?
NEEDLED_STRAVA__CLIENT_SECRET_FILE: give either strava.client_secret or strava.client_secret_file, not both
NEEDLED_WATCH__PATH: watched folders are given in a settings file, as [[watch]]`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if _, ok := errors.AsType[*Error](err); !ok {
		t.Errorf("a %T, want *Error", err)
	}
}

func TestSettingsFileIsFound(t *testing.T) {
	folder := t.TempDir()
	put := func(path, level string) string {
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("log_level = '"+level+"'"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	put("home/.config/needled/needled.toml", "trace")
	put("xdg/needled/needled.toml", "debug")
	named := put("named.toml", "warn")
	flagged := put("flagged.toml", "error")

	o := Options{Env: []string{"HOME=" + folder + "/home"}}
	for _, step := range []struct{ variable, file, want string }{
		{"", "", "trace"},
		{"XDG_CONFIG_HOME=" + folder + "/xdg", "", "debug"},
		{"XDG_CONFIG_HOME=xdg", "", "trace"}, // a relative one doesn't count
		{"NEEDLED_CONFIG=" + named, "", "warn"},
		{"NEEDLED_CONFIG=" + named, flagged, "error"},
	} {
		o.Env, o.File = append(o.Env, step.variable), step.file
		c, err := Load(o)
		if err != nil || c.LogLevel != step.want {
			t.Errorf("%v: %s, %v", step, c.LogLevel, err)
		}
	}
}

func TestNamedSettingsFileMustBeThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "needled.toml")
	_, err := Load(Options{File: path, Env: home(t)})
	if want := "--config: " + path + ": there is no such file"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = Load(Options{Env: append(home(t), "NEEDLED_CONFIG="+path)})
	if want := "NEEDLED_CONFIG: " + path + ": there is no such file"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestSettingsFileThatCannotBeRead(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "needled", "needled.toml")
	if err := os.MkdirAll(path, 0o700); err != nil { // a folder in its place
		t.Fatal(err)
	}
	_, err := Load(Options{Env: []string{"HOME=" + folder, "XDG_CONFIG_HOME=" + folder}})
	if err == nil || !strings.HasPrefix(err.Error(), path+": can't be read: ") {
		t.Errorf("got %v", err)
	}
}

func TestRelativePaths(t *testing.T) {
	file := write(t, "needled.toml", "data = 'store'\n[[watch]]\npath = '~/inbox/*'\n[protocol]\nfile = 'needled.toml'", 0o600)
	folder, user := filepath.Dir(file), t.TempDir()
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	c, err := Load(Options{File: file, Env: []string{"HOME=" + user}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != folder+"/store" || c.Watch[0].Path != user+"/inbox/*" || c.ProtocolFile != file {
		t.Errorf("in a file: %s %s %s", c.Data, c.Watch[0].Path, c.ProtocolFile)
	}
	c, err = Load(Options{Flags: map[string]string{"data": "store"}})
	if err != nil || c.Data != here+"/store" {
		t.Errorf("by flag: %s %v", c.Data, err)
	}
}

func TestDatabaseURL(t *testing.T) {
	for given, want := range map[string]string{
		"sqlite:needled.db":              "sqlite:/data/needled.db",
		"sqlite:sub/../needled.db":       "sqlite:/data/needled.db",
		"sqlite:/srv/needled.db":         "sqlite:/srv/needled.db",
		"sqlite:///srv/needled.db":       "sqlite:/srv/needled.db",
		"postgres://db/needled":          "postgres://db/needled",
		"postgresql://u:p@db:5432/n?a=b": "postgresql://u:p@db:5432/n?a=b",
		"sqlite:":                        "",
		"sqlite:folder/":                 "",
		"sqlite://needled.db":            "",
		"sqlite::memory:":                "",
		"sqlite:needled.db?mode=ro":      "",
		"postgres:needled":               "",
		"mysql://db/needled":             "",
		"needled.db":                     "",
	} {
		c, err := Load(Options{Flags: map[string]string{"data": "/data", "database": given}})
		if want == "" && err == nil || want != "" && (err != nil || c.DatabaseURL() != want) {
			t.Errorf("%s: %s %v", given, c.DatabaseURL(), err)
		}
	}
}

func TestPollBounds(t *testing.T) {
	for given, ok := range map[string]bool{"999ms": false, "1s": true, "24h": true, "24h1s": false, "-15m": false, "0": false} {
		if _, err := Load(Options{Env: home(t), Flags: map[string]string{"strava.poll": given}}); (err == nil) != ok {
			t.Errorf("%s: %v", given, err)
		}
	}
}

func TestListen(t *testing.T) {
	for given, ok := range map[string]bool{
		"127.0.0.1:8321": true, ":80": true, "localhost:0": true, "[::1]:65535": true,
		"localhost:65536": false, "localhost:-1": false, "localhost:http": false, "::1:80": false, "localhost": false, "a:": false,
	} {
		var to string
		if err := listen(&to, given); (err == nil) != ok {
			t.Errorf("%s: %v", given, err)
		}
	}
}

func TestAddressesThatSecretsGoTo(t *testing.T) {
	for given, ok := range map[string]bool{
		"https://www.strava.com/oauth/token": true,
		"http://127.0.0.1:4010/token":        true,
		"http://[::1]:4010":                  true,
		"http://localhost:4010":              true,
		"http://www.strava.com/oauth/token":  false,
		"http://localhost.example.org":       false,
		"ftp://localhost":                    false,
		"https://":                           false,
	} {
		var to string
		if err := safeAddress(&to, given); (err == nil) != ok {
			t.Errorf("%s: %v", given, err)
		}
	}
}

func TestListsInOneText(t *testing.T) {
	for text, want := range map[string]string{
		"a://1":                       "a://1",
		"a://1,b://2":                 "a://1|b://2",
		" a://1 , b://2, ":            "a://1|b://2",
		"a://1\nb://2\n":              "a://1|b://2",
		"a://1?to=x,y\n":              "a://1?to=x,y", // with a line end commas are part of the address
		"a://1?to=x,y\r\n\r\nb://2\n": "a://1?to=x,y|b://2",
	} {
		if got := strings.Join(list(text), "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestProtocolInForce(t *testing.T) {
	file := write(t, "riverside.toml", "[rest]\ntypical_floor_h = 36", 0o644)
	c, err := Load(Options{Env: append(home(t), "NEEDLED_PROTOCOL__FILE="+file)})
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Protocol()
	if err != nil || p.Name != "riverside" || p.Version != "2026.1+custom" || p.Value("rest.typical_floor_h") != 36 {
		t.Errorf("%s %s %v", p.Name, p.Version, err)
	}
	if got, want := p.Numbers["rest.typical_floor_h"].Note, "set by this protocol; the default is 24 h (C): after a typical treatment: no running before this"; got != want {
		t.Errorf("note %q\nwant %q", got, want)
	}
	c.ProtocolFile = ""
	if p, err := c.Protocol(); err != nil || p.Name != "needled default" {
		t.Errorf("%s %v", p.Name, err)
	}
	c.ProtocolFile = file + "x"
	if _, err := c.Protocol(); err == nil || err.Error() != file+"x: there is no such file" {
		t.Errorf("got %v", err)
	}
}
