package stravacsv

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// grouped is a figure whose commas group digits.
var grouped = regexp.MustCompile(`^\d{1,3}(,\d{3})+$`)

// parseNumber reads a figure; nil when there is none. A lone comma is a
// decimal one, but in an English list it groups digits, where it can: three
// follow it.
func parseNumber(s string, english bool) *float64 {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u202f', '\'', '’': // group digits
			return -1
		}
		return r
	}, s)
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma < 0:
	case comma < point, english && grouped.MatchString(s):
		s = strings.ReplaceAll(s, ",", "")
	default:
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	}
	if strings.Trim(s, "0123456789.") != "" {
		return nil // also "NaN", "Inf", hexadecimals and signs
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
