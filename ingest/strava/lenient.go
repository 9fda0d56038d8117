package strava

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// number is a number as Strava may write it: also as text, or null. Anything
// else is absent.
type number string

func (n *number) UnmarshalJSON(b []byte) error {
	*n = ""
	b = bytes.Trim(bytes.TrimSpace(b), `"`)
	if v, err := strconv.ParseFloat(string(b), 64); err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		*n = number(b)
	}
	return nil
}

// whole is the number as an identifier; ok is false for what is none.
func (n number) whole() (int64, bool) {
	v, err := strconv.ParseInt(string(n), 10, 64)
	return v, err == nil && v > 0
}

// float is nil where the number is absent.
func (n number) float() *float64 {
	v, err := strconv.ParseFloat(string(n), 64)
	if err != nil {
		return nil
	}
	return &v
}

// positive is nil where the number is absent, 0 or less: no time, speed or
// heart rate is 0.
func (n number) positive() *float64 {
	if v := n.float(); v != nil && *v > 0 {
		return v
	}
	return nil
}

// word is a text; anything else is "".
type word string

func (w *word) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		s = ""
	}
	*w = word(s)
	return nil
}

// truth is a yes or no; anything but yes is no.
type truth bool

func (t *truth) UnmarshalJSON(b []byte) error {
	*t = string(bytes.TrimSpace(b)) == "true"
	return nil
}

// instant reads a time with its zone.
func (w word) instant() (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, string(w))
	return t.UTC(), err == nil && t.Year() >= 1970 && t.Year() < 9999
}
