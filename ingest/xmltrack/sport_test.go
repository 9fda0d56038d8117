package xmltrack

import (
	"testing"

	"needled/analysis"
)

func TestSportsByName(t *testing.T) {
	for name, want := range map[string]struct {
		sport analysis.Sport
		sub   string
	}{
		"running":           {analysis.Running, ""},
		"Running":           {analysis.Running, ""},
		"RUN":               {analysis.Running, ""},
		"TrailRun":          {analysis.Running, "trail"},
		"trail_running":     {analysis.Running, "trail"},
		"Trail Running":     {analysis.Running, "trail"},
		"treadmill-running": {analysis.Running, "treadmill"},
		"VirtualRun":        {analysis.Running, "virtual_activity"},
		"Biking":            {analysis.Cycling, ""},
		"Hike":              {analysis.Hiking, ""},
		"E-Bike Ride":       {"e_biking", ""},
		"WeightTraining":    {analysis.Training, "strength_training"},
		"":                  {analysis.UnknownSport, ""},
		"Other":             {analysis.UnknownSport, ""},
		"unknown":           {analysis.UnknownSport, ""},
		"Spaziergang":       {analysis.UnknownSport, "spaziergang"},
		"Lauf (Straße)":     {analysis.UnknownSport, "lauf_straße"},
		"9":                 {analysis.UnknownSport, "9"},
	} {
		if sport, sub := Sport(name); sport != want.sport || sub != want.sub {
			t.Errorf("%q is %s/%s, want %s/%s", name, sport, sub, want.sport, want.sub)
		}
	}
}
