package configs

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Options is what Load works from; it looks at nothing else but the files
// these name.
type Options struct {
	// File is the settings file, "" to look for one in the usual places. One
	// that is named must be there.
	File string
	// Env is the environment, as os.Environ gives it.
	Env []string
	// Flags are values given on the command line, by the key of their
	// setting: {"data": "…", "log_level": "debug"}.
	Flags map[string]string
	// OtherVariables are NEEDLED_ variables that the caller reads itself and
	// that are therefore no mistakes.
	OtherVariables []string
}

// Load gives the settings in force: flag before environment before systemd
// credential before file before default. An empty value counts as none. The
// error is an *Error with every mistake; a value that another overrides is
// not judged.
func Load(o Options) (Config, error) {
	l := loader{env: newEnvironment(o.Env), config: defaults(), given: map[string]given{}}
	written := l.fromFile(o.File)
	l.config.Exposed = exposed(l.config.File, written)
	l.overlay(written)
	l.overlay(l.fromCredentials())
	l.overlay(l.fromEnvironment(o.OtherVariables))
	l.overlay(l.fromFlags(o.Flags))
	for _, s := range settings() {
		if g, ok := l.given[s.key]; ok {
			l.apply(s, g)
		}
	}
	l.config.Notify.At = l.given["notify.urls"].at
	l.fillIn()
	if err := l.err(); err != nil {
		return Config{}, err
	}
	return l.config, nil
}

type loader struct {
	problems
	env    environment
	config Config
	given  map[string]given // by key of the setting
}

// given is a value as it was given, not judged yet.
type given struct {
	key    string // as written, "…_file" included
	values []string
	at     Origin
	folder string // where relative paths start
}

// overlay puts one layer over those before it. Within a layer a setting and
// its "…_file" form exclude each other.
func (l *loader) overlay(layer []given) {
	slices.SortStableFunc(layer, func(a, b given) int { return a.at.Line - b.at.Line })
	seen := map[string]string{}
	for _, g := range layer {
		s, _, ok := settingOf(g.key)
		if strings.Join(g.values, "") == "" && !s.empty {
			continue
		}
		if !ok {
			l.add(g.at, "%s is not a setting%s", g.key, didYouMean(nearestKey(g.key, settingKeys())))
			continue
		}
		if other, twice := seen[s.key]; twice {
			l.add(g.at, "give either %s or %s, not both", other, g.key)
			continue
		}
		seen[s.key] = g.key
		l.given[s.key] = g
	}
}

// apply checks a value and puts it into the configuration.
func (l *loader) apply(s setting, g given) {
	err := l.set(s, g)
	switch {
	case err == nil:
	case g.at.Name != "":
		l.add(g.at, "%s", err)
	default:
		l.add(g.at, "%s: %s", g.key, err)
	}
}

func (l *loader) set(s setting, g given) error {
	from := place{g.folder, l.env}
	values := g.values
	if _, file, _ := settingOf(g.key); file {
		path, err := from.path(g.values[0])
		if err != nil {
			return err
		}
		content, err := readSecret(path, l.env)
		if err != nil {
			return err
		}
		values = []string{content}
		if s.setAll != nil {
			values = list(content)
		}
	}
	if s.setAll != nil {
		return s.setAll(&l.config, values)
	}
	return s.set(&l.config, values[0], from)
}

// fillIn gives the defaults that depend on the machine.
func (l *loader) fillIn() {
	if _, ok := l.given["data"]; !ok {
		l.config.Data = dataFolder(runtime.GOOS, l.env)
		if l.config.Data == "" {
			l.add(Origin{}, "no folder to keep things in: no home folder is known here; give one by --data, NEEDLED_DATA, or data in a settings file")
		}
	}
	if _, ok := l.given["daemon.secret_key_file"]; !ok && l.config.Data != "" {
		l.config.Daemon.SecretKeyFile = filepath.Join(l.config.Data, "secret.key")
	}
	if path := l.credential("secret_key"); path != "" {
		l.config.Daemon.SecretKeyCredential = path
	}
	if _, ok := l.given["zone"]; !ok {
		l.config.Zone = systemZone(l.env)
	}
}

// list splits a list written in one text: by lines, or where there is one
// line only, by commas.
func list(text string) []string {
	separator := ","
	if strings.Contains(text, "\n") {
		separator = "\n"
	}
	var items []string
	for item := range strings.SplitSeq(text, separator) {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func (l *loader) fromFlags(flags map[string]string) []given {
	var layer []given
	for key, v := range flags {
		name := "--" + strings.NewReplacer("_", "-", ".", "-").Replace(key)
		layer = append(layer, l.written(key, v, Origin{Name: name}))
	}
	return layer
}

// written is a value given as plain text, by variable or flag.
func (l *loader) written(key, v string, at Origin) given {
	g := given{key: key, values: []string{v}, at: at}
	if s, file, ok := settingOf(key); ok && s.setAll != nil && !file {
		g.values = list(v)
	}
	return g
}

// fromCredentials looks for the secrets that systemd hands to the service
// (LoadCredential=strava_client_secret:…).
func (l *loader) fromCredentials() []given {
	var layer []given
	for _, s := range settings() {
		if !s.secret {
			continue
		}
		if path := l.credential(strings.ReplaceAll(s.key, ".", "_")); path != "" {
			layer = append(layer, given{key: s.key + "_file", values: []string{path}, at: Origin{Name: "systemd credential"}})
		}
	}
	return layer
}

// credential is the file in which systemd hands a credential to the service,
// "" where it doesn't.
func (l *loader) credential(name string) string {
	path := under(l.env.absolute("CREDENTIALS_DIRECTORY"), name)
	if path == "" {
		return ""
	}
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}
