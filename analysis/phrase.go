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
// {pace:m/s}. A second value, {km:3640|3600}, is the quantity this one stands
// beside: both are printed with as many decimals as it takes to tell them
// apart, "3.64 km; the cap was 3.60 km".
type Phrase string

var token = regexp.MustCompile(`\{(km|m|climb|pace):([-0-9.e+]+)(?:\|([-0-9.e+]+))?\}`)

// In renders the phrase in the units given.
func (p Phrase) In(u Units) string {
	return token.ReplaceAllStringFunc(string(p), func(t string) string {
		parts := token.FindStringSubmatch(t)
		v, err := strconv.ParseFloat(parts[2], 64)
		if err != nil {
			return t
		}
		beside, err := strconv.ParseFloat(parts[3], 64)
		if err != nil {
			beside = v
		}
		switch parts[1] {
		case "km":
			return DistanceBeside(v, beside, u)
		case "m":
			return Height(v, u)
		case "climb":
			return ClimbBeside(v, beside, u)
		}
		return PaceBeside(v, beside, u)
	})
}

func (p Phrase) String() string { return p.In(Metric) }

// Distance prints metres as km or miles: "4.9 km", "3.0 mi"; under 1 km (or
// mile) with two decimals.
func Distance(m float64, u Units) string { return DistanceBeside(m, m, u) }

// DistanceBeside prints metres for a reader who sees another distance beside
// it, a cap for instance, with the decimals it takes to tell them apart:
// "3.64 km" beside 3,600 m, "4.9 km" beside 3,600 m.
func DistanceBeside(m, beside float64, u Units) string {
	per, unit := 1000.0, "km"
	if u == Imperial {
		per, unit = metresPerMile, "mi"
	}
	v, decimals := m/per, 1
	if math.Abs(v) < 1 {
		decimals = 2
	}
	return Figure(v, beside/per, decimals) + " " + unit
}

// Height prints metres as whole metres or feet.
func Height(m float64, u Units) string {
	if u == Imperial {
		return fixed(m/metresPerFoot, 0) + " ft"
	}
	return fixed(m, 0) + " m"
}

// Climb prints metres of climb per kilometre as m/km or ft/mi.
func Climb(mPerKm float64, u Units) string { return ClimbBeside(mPerKm, mPerKm, u) }

// ClimbBeside prints a climb beside another, like DistanceBeside.
func ClimbBeside(mPerKm, beside float64, u Units) string {
	if u == Imperial {
		const feetPerMile = metresPerMile / 1000 / metresPerFoot
		return Figure(mPerKm*feetPerMile, beside*feetPerMile, 0) + " ft/mi"
	}
	return Figure(mPerKm, beside, 1) + " m/km"
}

// Pace prints a speed in m/s as minutes a kilometre or mile: "5:58/km".
func Pace(mps float64, u Units) string { return PaceBeside(mps, mps, u) }

// PaceBeside prints a pace beside another, like DistanceBeside: "5:58.3/km"
// beside "5:58.1/km".
func PaceBeside(mps, beside float64, u Units) string {
	per, unit := 1000.0, "/km"
	if u == Imperial {
		per, unit = metresPerMile, "/mi"
	}
	if mps <= 0 {
		return "standing"
	}
	decimals := 0
	if beside > 0 {
		decimals = apart(per/mps, per/beside, 0)
	}
	scale := math.Pow10(decimals)
	s := math.Round(per/mps*scale) / scale // before minutes are split off: 59.6 s is a minute
	minutes := math.Floor(s / 60)
	seconds := strconv.FormatFloat(s-60*minutes, 'f', decimals, 64)
	if s-60*minutes < 10 {
		seconds = "0" + seconds
	}
	return fmt.Sprintf("%.0f:%s%s", minutes, seconds, unit)
}

// Percent prints a share of one as percent, with the decimals it has, two at
// most: "40.5 %" of 0.405. Protocols and clinicians give shares no finer.
func Percent(share float64) string { return percentage(share) + " %" }

func percentage(share float64) string {
	return strconv.FormatFloat(math.Round(share*1e4)/1e2, 'f', -1, 64)
}

// PercentBeside prints a share that stands beside another one, a measured
// one, with as many more decimals as it takes to tell them apart.
func PercentBeside(share, beside float64) string {
	_, decimals, _ := strings.Cut(percentage(share), ".")
	return Figure(share*100, beside*100, len(decimals)) + " %"
}

// Figure prints a number with the decimals given, or with as many more as it
// takes to tell it from the number it stands beside. Equal numbers, and
// numbers closer than any measurement, get the decimals given.
func Figure(v, beside float64, decimals int) string {
	return fixed(v, apart(v, beside, decimals))
}

// apart is the least number of decimals, from the one given, at which the two
// numbers print differently.
func apart(v, beside float64, decimals int) int {
	for d := decimals; d <= decimals+4; d++ {
		if fixed(v, d) != fixed(beside, d) {
			return d
		}
	}
	return decimals
}

// fixed prints v with so many decimals, and never as -0.
func fixed(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return s
}

// phrase builds a Phrase; a distance is put in with km, a measured value and
// its cap with kmVersus, climbVersus and paceVersus.
func phrase(format string, args ...any) Phrase { return Phrase(fmt.Sprintf(format, args...)) }

func km(metres float64) string { return "{km:" + plainSI(metres) + "}" }

// kmVersus gives two tokens that never print alike unless they are equal.
func kmVersus(measured, limit float64) (a, b string) { return versus("km", measured, limit) }

// climbVersus is kmVersus for metres per km.
func climbVersus(measured, limit float64) (a, b string) { return versus("climb", measured, limit) }

// paceVersus is kmVersus for speeds in m/s.
func paceVersus(measured, limit float64) (a, b string) { return versus("pace", measured, limit) }

func versus(kind string, v, w float64) (a, b string) {
	return "{" + kind + ":" + plainSI(v) + "|" + plainSI(w) + "}", "{" + kind + ":" + plainSI(w) + "|" + plainSI(v) + "}"
}

// plainSI keeps enough of a quantity to print it in any units.
func plainSI(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 5, 64), ".00000")
}
