package analysis

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Units are the units a reader wants.
type Units string

const (
	Metric   Units = "metric"
	Imperial Units = "imperial"
)

const (
	metresPerMile = 1609.344
	metresPerFoot = 0.3048
)

// Phrase is a sentence whose quantities are still in SI units, written as
// tokens: "{km:4900}; the cap was {km:3600}", so that it can be kept and read
// in other units later. In renders it.
//
// Tokens, all in SI: {km:metres}, {m:metres}, {climb:metres per km},
// {pace:m/s}.
type Phrase string

var token = regexp.MustCompile(`\{(km|m|climb|pace):([-0-9.e+]+)\}`)

// In renders the phrase in the units given.
func (p Phrase) In(u Units) string {
	return token.ReplaceAllStringFunc(string(p), func(t string) string {
		parts := token.FindStringSubmatch(t)
		v, err := strconv.ParseFloat(parts[2], 64)
		if err != nil {
			return t
		}
		switch parts[1] {
		case "km":
			return Distance(v, u)
		case "m":
			return Height(v, u)
		case "climb":
			return Climb(v, u)
		}
		return Pace(v, u)
	})
}

func (p Phrase) String() string { return p.In(Metric) }

// Distance prints metres as km or miles: "4.9 km", "3.0 mi". A figure next to
// a cap is given with one decimal, under 1 km (or mile) with two.
func Distance(m float64, u Units) string {
	v, unit := m/1000, "km"
	if u == Imperial {
		v, unit = m/metresPerMile, "mi"
	}
	if math.Abs(v) < 1 {
		return fmt.Sprintf("%.2f %s", v, unit)
	}
	return fmt.Sprintf("%.1f %s", v, unit)
}

// Height prints metres as whole metres or feet.
func Height(m float64, u Units) string {
	if u == Imperial {
		return fmt.Sprintf("%.0f ft", m/metresPerFoot)
	}
	return fmt.Sprintf("%.0f m", m)
}

// Climb prints metres of climb per kilometre as m/km or ft/mi.
func Climb(mPerKm float64, u Units) string {
	if u == Imperial {
		return fmt.Sprintf("%.0f ft/mi", mPerKm/metresPerFoot*metresPerMile/1000)
	}
	return fmt.Sprintf("%.1f m/km", mPerKm)
}

// Pace prints a speed in m/s as minutes a kilometre or mile: "5:58/km".
func Pace(mps float64, u Units) string {
	if mps <= 0 {
		return "standing"
	}
	per, unit := 1000.0, "/km"
	if u == Imperial {
		per, unit = metresPerMile, "/mi"
	}
	s := int(math.Round(per / mps))
	return fmt.Sprintf("%d:%02d%s", s/60, s%60, unit)
}

// phrase builds a Phrase; quantities are put in with km, m, climb and pace.
func phrase(format string, args ...any) Phrase { return Phrase(fmt.Sprintf(format, args...)) }

func km(metres float64) string    { return quantity("km", metres) }
func climb(mPerKm float64) string { return quantity("climb", mPerKm) }
func pace(mps float64) string     { return quantity("pace", mps) }

func quantity(kind string, v float64) string {
	return "{" + kind + ":" + strings.TrimSuffix(strconv.FormatFloat(v, 'f', 3, 64), ".000") + "}"
}
