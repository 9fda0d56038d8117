package configs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

// place is where a value was given, as far as its meaning depends on it.
type place struct {
	folder string // relative paths start here; "" is the working directory
	env    environment
}

// path makes a path absolute. A relative one in a settings file starts at the
// file's folder; ~ is the home folder.
func (p place) path(v string) (string, error) {
	if v == "~" || strings.HasPrefix(v, "~/") {
		home := p.env.home()
		if home == "" {
			return "", fmt.Errorf("%q: no home folder is known here; write the whole path", v)
		}
		return filepath.Join(home, v[1:]), nil
	}
	if filepath.IsAbs(v) {
		return filepath.Clean(v), nil
	}
	if p.folder != "" {
		return filepath.Join(p.folder, v), nil
	}
	path, err := filepath.Abs(v)
	if err != nil {
		return "", fmt.Errorf("find the whole path of %q: %w", v, err)
	}
	return path, nil
}

// existing takes the path of a file that is there.
func existing(to *string, v string, from place) error {
	path, err := from.path(v)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %s", path, cannotRead(err))
	case info.IsDir():
		return fmt.Errorf("%s is a folder, not a file", path)
	}
	*to = path
	return nil
}

func clientID(to *string, v string) error {
	if !oneWord(v) {
		return fmt.Errorf("%q is not the client id of a Strava application, such as 12345", v)
	}
	*to = v
	return nil
}

func clientSecret(to *Secret, v string) error {
	if !oneWord(v) {
		return errors.New("holds spaces or more than one line; a client secret is one word")
	}
	*to = NewSecret(v, "(secret)")
	return nil
}

func hasControl(v string) bool { return strings.ContainsFunc(v, unicode.IsControl) }

func oneWord(v string) bool {
	return !strings.ContainsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

// Shorter than a second is a slip of the unit; longer than a day would miss
// the recovery it is meant to watch. Strava's request limits are kept
// elsewhere, whatever stands here.
const (
	shortestPoll = time.Second
	longestPoll  = 24 * time.Hour
)

func poll(to *time.Duration, v string) error {
	d, err := time.ParseDuration(v)
	if err != nil {
		return fmt.Errorf(`%q is not a duration, such as "15m" or "1h"`, v)
	}
	if d < shortestPoll || d > longestPoll {
		return fmt.Errorf("%q must lie between 1s and 24h", v)
	}
	*to = d
	return nil
}
