package strava

import (
	"strings"
	"unicode"

	"needled/analysis"
)

// sport is a sport in FIT's words.
type sport struct {
	sport analysis.Sport
	sub   string
}

// sportOf is the sport that Strava names. One that is not known here keeps
// its own name.
func sportOf(a Activity) sport {
	s, known := sports[a.SportType]
	switch {
	case known:
	case a.SportType == "":
		return sport{analysis.UnknownSport, ""}
	case strings.HasSuffix(a.SportType, "Run"):
		s = sport{analysis.Running, words(strings.TrimSuffix(a.SportType, "Run"))}
	case strings.HasSuffix(a.SportType, "Ride"):
		s = sport{analysis.Cycling, words(strings.TrimSuffix(a.SportType, "Ride"))}
	default:
		s = sport{analysis.Sport(words(a.SportType)), ""}
	}
	if a.Trainer && s.sub == "" {
		switch s.sport {
		case analysis.Running, analysis.Walking:
			s.sub = "treadmill"
		case analysis.Cycling:
			s.sub = "indoor_cycling"
		}
	}
	return s
}

// words turns "TrailRun" into "trail_run".
func words(name string) string {
	var b strings.Builder
	var last rune
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = '_'
		case unicode.IsUpper(r) && unicode.IsLower(last):
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
		last = r
	}
	if w := strings.Trim(b.String(), "_"); w != "" {
		return w
	}
	return string(analysis.UnknownSport)
}

// sports are the sport types of the API.
var sports = map[string]sport{
	"Run":        {analysis.Running, ""},
	"TrailRun":   {analysis.Running, "trail"},
	"VirtualRun": {analysis.Running, "virtual_activity"},
	"Walk":       {analysis.Walking, ""},
	"Hike":       {analysis.Hiking, ""},
	"Swim":       {analysis.Swimming, ""},

	"Ride":              {analysis.Cycling, ""},
	"VirtualRide":       {analysis.Cycling, "virtual_activity"},
	"MountainBikeRide":  {analysis.Cycling, "mountain"},
	"GravelRide":        {analysis.Cycling, "gravel_cycling"},
	"Velomobile":        {analysis.Cycling, "velomobile"},
	"Handcycle":         {analysis.Cycling, "hand_cycling"},
	"EBikeRide":         {"e_biking", ""},
	"EMountainBikeRide": {"e_biking", "e_bike_mountain"},

	"Workout":                       {analysis.Training, ""},
	"WeightTraining":                {analysis.Training, "strength_training"},
	"Yoga":                          {analysis.Training, "yoga"},
	"Pilates":                       {analysis.Training, "pilates"},
	"Crossfit":                      {"hiit", ""},
	"HighIntensityIntervalTraining": {"hiit", ""},
	"Elliptical":                    {"fitness_equipment", "elliptical"},
	"StairStepper":                  {"fitness_equipment", "stair_climbing"},

	"Rowing":          {"rowing", ""},
	"VirtualRow":      {"rowing", "indoor_rowing"},
	"Kayaking":        {"kayaking", ""},
	"Canoeing":        {"paddling", ""},
	"StandUpPaddling": {"stand_up_paddleboarding", ""},
	"Surfing":         {"surfing", ""},
	"Windsurf":        {"windsurfing", ""},
	"Kitesurf":        {"kitesurfing", ""},
	"Sail":            {"sailing", ""},

	"AlpineSki":      {"alpine_skiing", ""},
	"BackcountrySki": {"alpine_skiing", "backcountry"},
	"NordicSki":      {"cross_country_skiing", ""},
	"RollerSki":      {"cross_country_skiing", "roller_skiing"},
	"Snowboard":      {"snowboarding", ""},
	"Snowshoe":       {"snowshoeing", ""},
	"IceSkate":       {"ice_skating", ""},
	"InlineSkate":    {"inline_skating", ""},
	"Skateboard":     {"skateboarding", ""},
	"RockClimbing":   {"rock_climbing", ""},

	"Racquetball": {"racket", "racquetball"},
}
