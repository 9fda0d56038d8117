package xmltrack

import "needled/analysis"

// Sport is the sport that a file names, in FIT's words, with its sub-sport. A
// name that is not known gives the unknown sport with that name below it, so
// that a person who settles it sees what the file says.
func Sport(name string) (analysis.Sport, string) {
	words := analysis.SubSportOf(name)
	if s, ok := sports[words]; ok {
		return s.sport, s.sub
	}
	return analysis.UnknownSport, words
}

type sport struct {
	sport analysis.Sport
	sub   string
}

// sports are the names that services and programs give in GPX and TCX files.
var sports = map[string]sport{
	"": {analysis.UnknownSport, ""}, "unknown": {analysis.UnknownSport, ""}, "other": {analysis.UnknownSport, ""},
	"uncategorized": {analysis.UnknownSport, ""}, "generic": {analysis.UnknownSport, ""},
	"sport": {analysis.UnknownSport, ""}, "activity": {analysis.UnknownSport, ""},

	"run": {analysis.Running, ""}, "running": {analysis.Running, ""}, "jogging": {analysis.Running, ""},
	"outdoor_running": {analysis.Running, ""}, "outdoor_run": {analysis.Running, ""},
	"road_running": {analysis.Running, "street"}, "street_running": {analysis.Running, "street"},
	"trail_run": {analysis.Running, "trail"}, "trail_running": {analysis.Running, "trail"},
	"track_running": {analysis.Running, "track"}, "track_run": {analysis.Running, "track"},
	"ultra_run": {analysis.Running, "ultra"}, "ultra_running": {analysis.Running, "ultra"},
	"treadmill": {analysis.Running, "treadmill"}, "treadmill_running": {analysis.Running, "treadmill"},
	"treadmill_run": {analysis.Running, "treadmill"}, "indoor_run": {analysis.Running, "indoor_running"},
	"indoor_running": {analysis.Running, "indoor_running"}, "virtual_run": {analysis.Running, "virtual_activity"},
	"virtual_running": {analysis.Running, "virtual_activity"},

	"walk": {analysis.Walking, ""}, "walking": {analysis.Walking, ""}, "dog_walking": {analysis.Walking, ""},
	"nordic_walking": {analysis.Walking, "nordic_walking"}, "casual_walking": {analysis.Walking, "casual_walking"},
	"speed_walking": {analysis.Walking, "speed_walking"}, "indoor_walking": {analysis.Walking, "indoor_walking"},
	"hike": {analysis.Hiking, ""}, "hiking": {analysis.Hiking, ""}, "trekking": {analysis.Hiking, ""},

	"ride": {analysis.Cycling, ""}, "bike": {analysis.Cycling, ""}, "biking": {analysis.Cycling, ""},
	"cycling": {analysis.Cycling, ""}, "bicycling": {analysis.Cycling, ""},
	"road_cycling": {analysis.Cycling, "road"}, "road_biking": {analysis.Cycling, "road"},
	"mountain_bike_ride": {analysis.Cycling, "mountain"}, "mountain_biking": {analysis.Cycling, "mountain"},
	"mtb": {analysis.Cycling, "mountain"}, "gravel_ride": {analysis.Cycling, "gravel_cycling"},
	"gravel_cycling": {analysis.Cycling, "gravel_cycling"}, "indoor_cycling": {analysis.Cycling, "indoor_cycling"},
	"virtual_ride": {analysis.Cycling, "virtual_activity"}, "ebike_ride": {"e_biking", ""},
	"e_bike_ride": {"e_biking", ""}, "e_biking": {"e_biking", ""},

	"swim": {analysis.Swimming, ""}, "swimming": {analysis.Swimming, ""},
	"open_water_swimming": {analysis.Swimming, "open_water"}, "lap_swimming": {analysis.Swimming, "lap_swimming"},

	"training": {analysis.Training, ""}, "workout": {analysis.Training, ""},
	"weight_training": {analysis.Training, "strength_training"}, "strength_training": {analysis.Training, "strength_training"},
	"yoga": {analysis.Training, "yoga"}, "pilates": {analysis.Training, "pilates"}, "hiit": {"hiit", ""},
	"crossfit": {"hiit", ""}, "elliptical": {"fitness_equipment", "elliptical"},
	"stair_stepper": {"fitness_equipment", "stair_climbing"}, "transition": {analysis.Transition, ""},

	"rowing": {"rowing", ""}, "kayaking": {"kayaking", ""}, "canoeing": {"paddling", ""},
	"stand_up_paddling": {"stand_up_paddleboarding", ""}, "surfing": {"surfing", ""}, "sailing": {"sailing", ""},
	"rock_climbing": {"rock_climbing", ""}, "mountaineering": {"mountaineering", ""},
	"alpine_ski": {"alpine_skiing", ""}, "alpine_skiing": {"alpine_skiing", ""},
	"nordic_ski": {"cross_country_skiing", ""}, "cross_country_skiing": {"cross_country_skiing", ""},
	"backcountry_ski": {"alpine_skiing", "backcountry"}, "snowboard": {"snowboarding", ""},
	"snowboarding": {"snowboarding", ""}, "snowshoe": {"snowshoeing", ""}, "snowshoeing": {"snowshoeing", ""},
	"ice_skate": {"ice_skating", ""}, "ice_skating": {"ice_skating", ""},
	"inline_skate": {"inline_skating", ""}, "inline_skating": {"inline_skating", ""},
	"tennis": {"tennis", ""}, "soccer": {"soccer", ""}, "football": {"soccer", ""}, "basketball": {"basketball", ""},
	"volleyball": {"volleyball", ""}, "golf": {"golf", ""}, "horseback_riding": {"horseback_riding", ""},
	"driving": {"driving", ""}, "car": {"driving", ""}, "motorcycling": {"motorcycling", ""},
}
