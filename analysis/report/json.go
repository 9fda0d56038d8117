package report

import (
	"encoding/json"
	"io"
	"time"

	"needled/analysis"
)

// WriteJSON writes v as one line of JSON. The same value gives the same
// bytes.
func WriteJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Decimals that figures are rounded to in JSON: finer than any device
// measures, coarse enough to show none of the noise of floating point.
const (
	centimetres = 2 // of a distance in metres
	millis      = 3 // of a time in seconds
	fine        = 6 // speeds, shares, hours, climb per km
	tenths      = 1 // heart rates
)

// instant is a moment in UTC, as RFC 3339 has it.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// instantOf is instant of a moment that may be absent.
func instantOf(t *time.Time) *string {
	if t == nil {
		return nil
	}
	return new(instant(*t))
}

// known is a text, absent when empty.
func known[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}

// sentences renders phrases; none gives an empty list, not null.
func sentences(phrases []analysis.Phrase, u analysis.Units) []string {
	said := make([]string, len(phrases))
	for i, p := range phrases {
		said[i] = p.In(u)
	}
	return said
}
