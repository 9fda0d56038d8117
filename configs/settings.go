package configs

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"needled/analysis"
)

// setting is one key of the settings file, and of the environment. The one
// list of them serves file, environment, flags, credentials and the search
// for a nearest word.
type setting struct {
	key string
	// set checks a value and puts it in its place. The error begins with what
	// is wrong, and never holds a secret.
	set func(c *Config, v string, from place) error
	// setAll takes the place of set for a list.
	setAll func(c *Config, vs []string) error
	// secret settings can be given by file, as key + "_file", and by systemd
	// credential, as the key with _ for the dot.
	secret bool
	// empty values mean something; those of other settings count as none.
	empty bool
	// numeric settings may be written as a whole number, without quotes.
	numeric bool
}

func settings() []setting {
	return []setting{
		{key: "data", set: func(c *Config, v string, from place) (err error) { c.Data, err = from.path(v); return err }},
		{key: "database", secret: true, set: func(c *Config, v string, _ place) (err error) { c.Database, err = database(v); return err }},
		{key: "zone", set: func(c *Config, v string, from place) (err error) { c.Zone, err = zone(v, from.env); return err }},
		{key: "units", set: func(c *Config, v string, _ place) error {
			return oneOf(&c.Units, v, analysis.Metric, analysis.Imperial)
		}},
		{key: "log_level", set: func(c *Config, v string, _ place) error {
			return oneOf(&c.LogLevel, v, "trace", "debug", "info", "warn", "error")
		}},
		{key: "daemon.listen", set: func(c *Config, v string, _ place) error { return listen(&c.Daemon.Listen, v) }},
		{key: "daemon.url", set: func(c *Config, v string, _ place) error {
			return webAddress(&c.Daemon.URL, v, "https://needled.example.org")
		}},
		{key: "daemon.secret_key_file", set: func(c *Config, v string, from place) (err error) {
			c.Daemon.SecretKeyFile, err = from.path(v)
			return err
		}},
		{key: "strava.client_id", numeric: true, set: func(c *Config, v string, _ place) error { return clientID(&c.Strava.ClientID, v) }},
		{key: "strava.client_secret", secret: true, set: func(c *Config, v string, _ place) error { return clientSecret(&c.Strava.ClientSecret, v) }},
		{key: "strava.poll", set: func(c *Config, v string, _ place) error { return poll(&c.Strava.Poll, v) }},
		{key: "strava.auth_url", set: func(c *Config, v string, _ place) error { return safeAddress(&c.Strava.AuthURL, v) }},
		{key: "strava.token_url", set: func(c *Config, v string, _ place) error { return safeAddress(&c.Strava.TokenURL, v) }},
		{key: "strava.revoke_url", set: func(c *Config, v string, _ place) error { return safeAddress(&c.Strava.RevokeURL, v) }},
		{key: "strava.api_url", set: func(c *Config, v string, _ place) error { return safeAddress(&c.Strava.APIURL, v) }},
		{key: "notify.urls", secret: true, setAll: notifyURLs},
		{key: "notify.runner", set: func(c *Config, v string, _ place) error { return runnerName(&c.Notify.Runner, v) }},
		{key: "notify.quiet", empty: true, set: func(c *Config, v string, _ place) (err error) { c.Notify.Quiet, err = quiet(v); return err }},
		{key: "notify.digest", set: func(c *Config, v string, _ place) error { return oneOf(&c.Notify.Digest, v, NoDigest, Daily, Weekly) }},
		{key: "notify.silent_days", numeric: true, set: func(c *Config, v string, _ place) error { return silentDays(&c.Notify.SilentDays, v) }},
		{key: "protocol.file", set: func(c *Config, v string, from place) error { return existing(&c.ProtocolFile, v, from) }},
	}
}

// settingOf finds the setting of a key; file says that the key is its
// "…_file" form.
func settingOf(key string) (s setting, file, ok bool) {
	for _, s := range settings() {
		if s.key == key {
			return s, false, true
		}
		if s.secret && s.key+"_file" == key {
			return s, true, true
		}
	}
	return setting{}, false, false
}

// settingKeys lists every key a file may hold outside [[watch]].
func settingKeys() []string {
	var keys []string
	for _, s := range settings() {
		keys = append(keys, s.key)
		if s.secret {
			keys = append(keys, s.key+"_file")
		}
	}
	return keys
}

// settingTables lists the tables of a settings file, with their keys.
func settingTables() map[string][]string {
	tables := map[string][]string{}
	for _, k := range settingKeys() {
		if table, name, ok := strings.Cut(k, "."); ok {
			tables[table] = append(tables[table], name)
		}
	}
	return tables
}

// oneOf takes one of a few words.
func oneOf[T ~string](to *T, v string, words ...T) error {
	if slices.Contains(words, T(v)) {
		*to = T(v)
		return nil
	}
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return fmt.Errorf("%q is not one of %s%s", v, strings.Join(list, ", "), didYouMean(fewestSlips(v, list)))
}

func tableNames() []string {
	return append(slices.Sorted(maps.Keys(settingTables())), "watch")
}
