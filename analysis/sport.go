package analysis

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Sport is the kind of an activity, in FIT's words, lower case with
// underscores ("running", "walking", "rock_climbing"). "unknown" where the
// source names none.
type Sport string

const (
	Running      Sport = "running"
	Walking      Sport = "walking"
	Hiking       Sport = "hiking"
	Cycling      Sport = "cycling"
	Swimming     Sport = "swimming"
	Training     Sport = "training"
	Transition   Sport = "transition" // between the legs of a multisport event
	UnknownSport Sport = "unknown"
)

// IsRun says whether the sport is held against the caps for runs: running,
// under whatever name a source has for its kinds.
func (s Sport) IsRun() bool { return slices.Contains(runSports, s) }

var runSports = []Sport{Running, "trail_running", "track_running", "treadmill_running", "virtual_run"}

// Words is the sport as a person would say it: "Rock climbing".
func (s Sport) Words() string {
	w := strings.ReplaceAll(string(s), "_", " ")
	if w == "" {
		return "Unknown sport"
	}
	_, first := utf8.DecodeRuneInString(w)
	return strings.ToUpper(w[:first]) + w[first:]
}

// NamedSport is the sport a person means by a word such as "run" or "Trail
// running"; ok is false for a word needled doesn't know.
func NamedSport(word string) (s Sport, ok bool) {
	word = strings.Join(strings.FieldsFunc(strings.ToLower(word), func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), "_")
	if other, short := shortNames[word]; short {
		return other, true
	}
	s = Sport(word)
	return s, s.IsRun() || slices.Contains(sports, s)
}

// Sports lists the sports a person may name, those asked for most first.
func Sports() []Sport { return slices.Clone(sports) }

var shortNames = map[string]Sport{
	"run": Running, "jog": Running, "jogging": Running, "walk": Walking, "hike": Hiking, "swim": Swimming,
	"ride": Cycling, "bike": Cycling, "biking": Cycling, "gym": Training, "strength": "strength_training",
	"football": "soccer", "skiing": "alpine_skiing", "skating": "inline_skating", "climbing": "rock_climbing",
}

var sports = []Sport{
	Running, Walking, Hiking, Cycling, Swimming, Training, "strength_training", "hiit", "yoga", "mobility",
	"fitness_equipment", "rowing", "e_biking", "cross_country_skiing", "alpine_skiing", "snowboarding", "snowshoeing",
	"inline_skating", "ice_skating", "rock_climbing", "mountaineering", "soccer", "basketball", "volleyball", "american_football",
	"baseball", "rugby", "cricket", "hockey", "lacrosse", "tennis", "squash", "badminton", "racket", "golf", "disc_golf",
	"boxing", "mixed_martial_arts", "dance", "jump_rope", "stand_up_paddleboarding", "paddling", "kayaking", "rafting",
	"surfing", "windsurfing", "kitesurfing", "sailing", "boating", "diving", "horseback_riding", "meditation",
	"driving", "motorcycling", "flying", Transition, "generic",
}

// Gentle says whether the clinic calls the activity good in the time of rest:
// walking, hiking, yoga, mobility.
func (s Sport) Gentle(subSport string) bool {
	return slices.Contains(gentle, string(s)) || slices.Contains(gentle, subSport)
}

var gentle = []string{
	"walking", "indoor_walking", "casual_walking", "speed_walking", "hiking",
	"yoga", "mobility", "flexibility_training", "stretching",
}

// HighImpact says whether the sport is strenuous by its type: strength, HIIT,
// a ball or court game, rope, rowing or climbing. Stairs, boxing and others
// that the protocol doesn't name are judged by heart rate.
func (s Sport) HighImpact(subSport string) bool {
	return slices.Contains(highImpact, string(s)) || slices.Contains(highImpact, subSport)
}

var highImpact = []string{
	"strength_training", "hiit", "amrap", "emom", "tabata",
	"basketball", "soccer", "american_football", "baseball", "volleyball", "rugby", "cricket", "hockey", "lacrosse",
	"racket", "tennis", "squash", "badminton", "pickleball", "padel", "table_tennis", "racquetball",
	"jump_rope", "rowing", "indoor_rowing", "rock_climbing", "indoor_climbing", "bouldering",
}

// Indoors says whether the activity was on a treadmill or otherwise inside or
// virtual, where an altitude channel is not incline.
func (r Run) Indoors() bool {
	return slices.Contains(indoors, string(r.Sport)) || slices.Contains(indoors, r.SubSport) ||
		strings.HasPrefix(r.SubSport, "indoor_")
}

var indoors = []string{
	"treadmill", "treadmill_running", "virtual_activity", "virtual_run", "fitness_equipment",
	"elliptical", "stair_climbing", "spin", "lap_swimming",
}
