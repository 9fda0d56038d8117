package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"needled/analysis"
	"needled/configs"
)

// query is what was asked for behind the path. Every parameter has to be one of
// those named, and be given once.
func (v *visit) query(names ...string) (url.Values, error) {
	asked, err := url.ParseQuery(v.r.URL.RawQuery)
	if err != nil {
		return nil, bad("the parameters behind the ? can't be read; escape what isn't a letter or a digit")
	}
	for name, values := range asked {
		if !slices.Contains(names, name) {
			return nil, bad("there is no parameter %q%s", name, instead(name, names))
		}
		if len(values) > 1 {
			return nil, bad("%s is given %d times; give it once", name, len(values))
		}
	}
	return asked, nil
}

// instead lists what there is instead of a word that isn't known.
func instead(word string, words []string) string {
	if near := configs.Nearest(word, words); near != "" {
		return fmt.Sprintf("; did you mean %s?", near)
	}
	if len(words) == 0 {
		return "; none is known here"
	}
	return "; known are " + strings.Join(words, ", ")
}

// moment reads a time: RFC 3339, or a date, which is its first instant in the
// zone.
func moment(name, text string, zone *time.Location) (at time.Time, dateOnly bool, err error) {
	// A + that nobody escaped arrives as a space.
	if t, err := time.Parse(time.RFC3339Nano, strings.Replace(text, " ", "+", 1)); err == nil {
		return t.UTC(), false, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return analysis.FirstInstant(t.Year(), t.Month(), t.Day(), zone).UTC(), true, nil
	}
	return at, false, bad("%s: %.40q is no time; write it as 2026-03-02T17:30:00+01:00, or as 2026-03-02", name, text)
}

// span reads since and until. A date as until includes that day.
func span(asked url.Values, zone *time.Location) (since, until time.Time, err error) {
	if text := asked.Get("since"); text != "" {
		if since, _, err = moment("since", text, zone); err != nil {
			return since, until, err
		}
	}
	if text := asked.Get("until"); text != "" {
		var day bool
		if until, day, err = moment("until", text, zone); err != nil {
			return since, until, err
		}
		if day {
			y, m, d := until.In(zone).Date()
			until = analysis.FirstInstant(y, m, d+1, zone).UTC()
		}
	}
	if !since.IsZero() && !until.IsZero() && !since.Before(until) {
		return since, until, bad("since is not before until")
	}
	return since, until, nil
}

// truth reads a yes or no; without one it is no.
func truth(asked url.Values, name string) (bool, error) {
	switch asked.Get(name) {
	case "":
		return false, nil
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, bad("%s is true or false", name)
}

// numberAsked reads a whole number from lo to hi; without one it is usual.
func numberAsked(asked url.Values, name string, usual, lo, hi int) (int, error) {
	text := asked.Get(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < lo || n > hi {
		return 0, bad("%s is a whole number from %d to %d", name, lo, hi)
	}
	return n, nil
}
