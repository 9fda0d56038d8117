package configs

import (
	"path/filepath"
	"strings"
	"time"

	"needled/analysis"
)

// Config is the settings in force. Every path in it is absolute.
type Config struct {
	File     string // the settings file that was read, "" for none
	Exposed  string // key of a secret in that file, which everybody may read; "" for none
	Data     string // folder where everything is kept
	Database Secret // as given: "sqlite:needled.db" or "postgres://…"
	Zone     *time.Location
	Units    analysis.Units
	LogLevel string // trace, debug, info, warn or error
	Daemon   Daemon
	Watch    []Watch
	Strava   Strava
	Notify   Notify
	// ProtocolFile is the clinic's own protocol, "" for the default one.
	ProtocolFile string
}

// Daemon is how the service is reached.
type Daemon struct {
	Listen string // host:port
	URL    string // public address without a slash at its end, "" for none
	// SecretKeyFile holds the key that seals tokens, and SecretKeyCredential
	// the same from systemd, which goes before it; "" for none.
	SecretKeyFile       string
	SecretKeyCredential string
}

// Watch is a folder whose activity files belong to a runner.
type Watch struct {
	Path   string // may hold patterns: /media/*/GARMIN
	Runner string
}

// Strava is the operator's own API application.
type Strava struct {
	ClientID     string
	ClientSecret Secret
	Poll         time.Duration
	AuthURL      string
	TokenURL     string
	RevokeURL    string
	APIURL       string
}

// On says whether the operator has entered an application's id and secret.
func (s Strava) On() bool { return s.ClientID != "" && s.ClientSecret.IsSet() }

// Notify is whom to tell of what, and when.
type Notify struct {
	URLs       []Secret // shoutrrr addresses, which hold tokens
	At         Origin   // where they were given
	Runner     string   // whose messages they get; "" for the only runner
	Quiet      Quiet
	Digest     Digest
	SilentDays int // days without data in a recovery before that is told; 0: never
}

// Quiet is the part of each day without messages, from From to To by the
// runner's wall clock, counted from midnight; it may cross midnight. Both are
// 0 where there is none.
type Quiet struct{ From, To time.Duration }

// Digest is how often a summary is sent.
type Digest string

const (
	NoDigest Digest = "off"
	Daily    Digest = "daily"
	Weekly   Digest = "weekly"
)

// DatabaseURL is the address to open, its SQLite path absolute:
// "sqlite:/var/lib/needled/needled.db" or "postgres://…", password included.
func (c Config) DatabaseURL() string {
	address := c.Database.Reveal()
	file, ok := strings.CutPrefix(address, "sqlite:")
	if !ok {
		return address
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(c.Data, file)
	}
	return "sqlite:" + filepath.Clean(file)
}

// Protocol is the protocol in force. The error is an *Error.
func (c Config) Protocol() (analysis.Protocol, error) {
	if c.ProtocolFile == "" {
		return DefaultProtocol(), nil
	}
	return LoadProtocol(c.ProtocolFile)
}

// defaults are the settings that depend on no machine; data and zone follow
// in Load.
func defaults() Config {
	return Config{
		Database: NewSecret("sqlite:needled.db", "sqlite:needled.db"),
		Units:    analysis.Metric,
		LogLevel: "info",
		Daemon:   Daemon{Listen: "127.0.0.1:8321"},
		Notify:   Notify{Quiet: Quiet{From: 22 * time.Hour, To: 7 * time.Hour}, Digest: NoDigest, SilentDays: 3},
		Strava: Strava{
			Poll:      15 * time.Minute,
			AuthURL:   "https://www.strava.com/oauth/authorize",
			TokenURL:  "https://www.strava.com/oauth/token",
			RevokeURL: "https://www.strava.com/oauth/revoke",
			APIURL:    "https://www.strava.com/api/v3",
		},
	}
}
