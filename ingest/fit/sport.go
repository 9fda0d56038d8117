package fit

import (
	"fmt"
	"strings"
	"unicode"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

// sportSetting is a sport message: what the device was set to when a leg began.
type sportSetting struct {
	sport tfit.Sport
	sub   tfit.SubSport
}

func readSportSetting(d *definition, msg []byte) sportSetting {
	s := sportSetting{tfit.SportInvalid, tfit.SubSportInvalid}
	if v, ok := d.number(msg, 0); ok {
		s.sport = tfit.Sport(v)
	}
	if v, ok := d.number(msg, 1); ok {
		s.sub = tfit.SubSport(v)
	}
	return s
}

// sportName is the sport in FIT's words. "generic" is a word of FIT, which
// devices write for activities they have no name for; unknown is what the file
// does not state.
func sportName(s tfit.Sport) analysis.Sport {
	if s == tfit.SportInvalid || s == tfit.SportAll {
		return analysis.UnknownSport
	}
	if name, ok := newerSports[s]; ok {
		return name
	}
	return analysis.Sport(words(s.String(), "sport", byte(s)))
}

// subSportName is the sub-sport in FIT's words, "" where there is none.
func subSportName(s tfit.SubSport) string {
	switch s {
	case tfit.SubSportGeneric, tfit.SubSportInvalid, tfit.SubSportAll:
		return ""
	}
	if name, ok := newerSubSports[s]; ok {
		return name
	}
	return words(s.String(), "sub_sport", byte(s))
}

// words turns the name of a Go constant into lower case words joined by
// underscores. A number that has no name becomes kind_number.
func words(name, kind string, number byte) string {
	if strings.HasSuffix(name, ")") {
		return fmt.Sprintf("%s_%d", kind, number)
	}
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// newerSports are in FIT's profile 21.188 and not yet in tormoder's.
var newerSports = map[tfit.Sport]analysis.Sport{
	49: "baseball",
	65: "wheelchair_push_walk",
	66: "wheelchair_push_run",
	67: "meditation",
	69: "disc_golf",
	71: "cricket",
	72: "rugby",
	73: "hockey",
	74: "lacrosse",
	75: "volleyball",
	80: "mixed_martial_arts",
	82: "snorkeling",
	83: "dance",
	84: "jump_rope",
}

var newerSubSports = map[tfit.SubSport]string{
	86: "indoor_wheelchair_walk",
	87: "indoor_wheelchair_run",
	88: "indoor_hand_cycling",
	94: "squash",
	95: "badminton",
	96: "racquetball",
	97: "table_tennis",
}
