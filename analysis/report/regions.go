package report

import (
	"slices"
	"strings"

	"needled/analysis"
)

// BodyPart is a part of the body with the regions in it, as people choose
// them.
type BodyPart struct {
	Name      string
	LowerLimb bool
	Regions   []analysis.Muscle
}

// BodyParts lists every region needled knows, from the foot up.
func BodyParts() []BodyPart {
	return []BodyPart{
		{"Leg and foot", true, []analysis.Muscle{"calf", "shin", "foot"}},
		{"Thigh", true, []analysis.Muscle{"hamstrings", "quadriceps", "adductors"}},
		{"Hip", true, []analysis.Muscle{"glutes", "hip-flexors", "tfl"}},
		{"Back and trunk", false, []analysis.Muscle{"lower-back", "upper-back", "latissimus", "abdomen"}},
		{"Shoulder and neck", false, []analysis.Muscle{"trapezius", "neck", "shoulder"}},
		{"Arm", false, []analysis.Muscle{"arm", "forearm"}},
	}
}

// RegionName is a region as it is written beside a box to tick: "Hip flexors".
func RegionName(m analysis.Muscle) string {
	return upper(regionWord(m))
}

// regionWord is a region within a sentence: "hip flexors".
func regionWord(m analysis.Muscle) string {
	if m == "tfl" {
		return "IT band (TFL)"
	}
	if !slices.Contains(analysis.Muscles(), m) {
		return string(m) // as it came
	}
	return strings.ReplaceAll(string(m), "-", " ")
}
