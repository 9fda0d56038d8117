package analysis

import (
	"slices"
	"strings"
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

// IsRun says whether the sport is held against the caps for runs.
func (s Sport) IsRun() bool { return s == Running }

// Words is the sport as a person would say it: "Rock climbing".
func (s Sport) Words() string {
	w := strings.ReplaceAll(string(s), "_", " ")
	if w == "" {
		return "Unknown sport"
	}
	return strings.ToUpper(w[:1]) + w[1:]
}

// Gentle says whether the clinic calls the activity good in the time of rest:
// walking, hiking, yoga, mobility.
func (s Sport) Gentle(subSport string) bool {
	return s == Walking || s == Hiking || s == "yoga" ||
		slices.Contains([]string{"yoga", "mobility", "flexibility_training", "stretching"}, subSport)
}

// HighImpact says whether the sport is strenuous by its type: strength, HIIT,
// a ball or court game, rope, rowing or climbing.
func (s Sport) HighImpact(subSport string) bool {
	return slices.Contains(highImpact, string(s)) || slices.Contains(highImpact, subSport)
}

var highImpact = []string{
	"strength_training", "hiit",
	"tennis", "basketball", "soccer", "american_football", "baseball", "volleyball", "rugby", "cricket", "hockey", "lacrosse", "racket",
	"jump_rope", "rowing", "indoor_rowing", "rock_climbing", "indoor_climbing", "bouldering",
}

// Indoors says whether the run was on a treadmill or otherwise inside, where
// an altitude channel is not incline.
func (r Run) Indoors() bool {
	return slices.Contains([]string{"treadmill", "indoor_running", "virtual_activity", "indoor_track"}, r.SubSport) ||
		strings.HasPrefix(r.SubSport, "indoor_")
}
