package configs

import (
	"testing"

	"needled/analysis"
)

func TestParseCap(t *testing.T) {
	for text, want := range map[string]struct {
		key analysis.Key
		v   float64
	}{
		"distance.run_1_share=0.5":       {analysis.Run1Share, 0.5},
		" rest.typical_floor_h = 36 ":    {analysis.TypicalFloor, 36},
		"symptoms.pain_caution=0":        {analysis.PainCaution, 0},
		"distance.run_1_share=2":         {analysis.Run1Share, 2}, // the most that is possible
		"hills.climb_caution_m_per_km=0": {analysis.ClimbCaution, 0},
	} {
		if k, v, err := ParseCap(text); err != nil || k != want.key || v != want.v {
			t.Errorf("ParseCap(%q) = %s, %v, %v", text, k, v, err)
		}
	}
}

func TestParseCapRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                               `"" is not KEY=VALUE, such as distance.run_1_share=0.5`,
		"=0.5":                           `"=0.5" is not KEY=VALUE, such as distance.run_1_share=0.5`,
		"distance.run_1_share":           `"distance.run_1_share" is not KEY=VALUE, such as distance.run_1_share=0.5`,
		"distance.run_1_shar=0.5":        "distance.run_1_shar is not a number of the protocol; did you mean distance.run_1_share?",
		"run_1_share=0.5":                "run_1_share is not a number of the protocol; did you mean distance.run_1_share?",
		"rest.typical_clear_h =50h":      `rest.typical_clear_h: "50h" is not a number; write it like 48 (h)`,
		"distance.run_1_share=":          `distance.run_1_share: "" is not a number; write it like 0.6 (share)`,
		"distance.run_1_share=50":        "distance.run_1_share = 50 is impossible: it must lie between 0.01 and 2 share",
		"distance.run_1_share=2.01":      "distance.run_1_share = 2.01 is impossible: it must lie between 0.01 and 2 share",
		"distance.run_1_share=nan":       "distance.run_1_share = NaN is impossible: it must lie between 0.01 and 2 share",
		"symptoms.pain_caution=2.5":      "symptoms.pain_caution = 2.5 is impossible: it must be a whole number of /10",
		"hills.window_m=50":              "hills.window_m says how runs are counted or measured, not what is advised; change it in a protocol file",
		"recovery.accident_distance_m=0": "recovery.accident_distance_m says how runs are counted or measured, not what is advised; change it in a protocol file",
		"effort.hrmax_plausible=fast":    "effort.hrmax_plausible says how runs are counted or measured, not what is advised; change it in a protocol file",
	} {
		if _, _, err := ParseCap(text); err == nil || err.Error() != want {
			t.Errorf("ParseCap(%q)\n got %v\nwant %s", text, err, want)
		}
	}
}
