package configs

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// listen takes host:port; the host may be empty (every interface), the port 0
// (any free one).
func listen(to *string, v string) error {
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return fmt.Errorf("%q is not host:port, such as 127.0.0.1:8321", v)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q has no port between 0 and 65535 after the colon, such as 127.0.0.1:8321", v)
	}
	*to = v
	return nil
}

// webAddress takes an http or https address of a place, not of a search, such
// as the example.
func webAddress(to *string, v, example string) error {
	u, err := url.Parse(v)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return errors.New("not a web address, such as " + example)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("a web address with nothing but host and path is wanted here, without user, ? or #")
	}
	*to = strings.TrimRight(v, "/")
	return nil
}

// safeAddress is a web address that secrets are sent to: https, or this very
// machine.
func safeAddress(to *string, v string) error {
	if err := webAddress(to, v, "https://www.strava.com"); err != nil {
		return err
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme == "https" || u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback() {
		return err
	}
	return fmt.Errorf("%q would send secrets unencrypted; write https://", v)
}

// database takes sqlite:FILE or postgres://…. What it shows hides a password.
func database(v string) (Secret, error) {
	scheme, rest, found := strings.Cut(v, ":")
	switch {
	case found && scheme == "sqlite":
		switch {
		case rest == "" || strings.HasSuffix(rest, "/"):
			return Secret{}, errors.New("names no file; write sqlite:needled.db, or sqlite:/folder/needled.db")
		case strings.HasPrefix(rest, "//") && !strings.HasPrefix(rest, "///"):
			return Secret{}, fmt.Errorf("write sqlite:%s for a file in the data folder, sqlite:/%[1]s for one elsewhere", rest[2:])
		case strings.ContainsRune(rest, '?') || rest == ":memory:":
			return Secret{}, errors.New("a file name without options is wanted after sqlite:, such as sqlite:needled.db")
		}
		return NewSecret(v, v), nil
	case found && (scheme == "postgres" || scheme == "postgresql"):
		u, err := url.Parse(v)
		if err != nil || !strings.HasPrefix(rest, "//") {
			// The parser's own words might repeat the password.
			return Secret{}, errors.New("not a PostgreSQL address, such as postgres://user:password@host:5432/needled; write special characters of the password as %XX")
		}
		q := u.Query()
		if q.Has("password") {
			q.Set("password", "xxxxx")
			u.RawQuery = q.Encode()
		}
		return NewSecret(v, u.Redacted()), nil
	}
	return Secret{}, errors.New("must be sqlite:FILE, such as sqlite:needled.db, or postgres://…")
}

var scheme = regexp.MustCompile(`^([a-z][a-z0-9+.-]*)://.+`)

// notifyURLs takes shoutrrr addresses; whether the service is known is for
// notify to say.
func notifyURLs(c *Config, vs []string) error {
	c.Notify.URLs = nil
	for i, v := range vs {
		m := scheme.FindStringSubmatch(v)
		if m == nil {
			return fmt.Errorf("entry %d is not an address like ntfy://ntfy.sh/topic", i+1)
		}
		c.Notify.URLs = append(c.Notify.URLs, NewSecret(v, m[1]+"://…"))
	}
	return nil
}
