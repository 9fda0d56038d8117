package gpx

import (
	"regexp"
	"strings"

	"needled/analysis"
	"needled/ingest/xmltrack"
)

// stravaTypes are the numbers by which Strava's exports of before 2022 name a
// sport. Other programs have numbers of their own.
var stravaTypes = map[string]string{
	"1": "ride", "4": "hike", "9": "run", "10": "walk", "16": "swim",
}

// sportOf is the sport that the type of a track names.
func sportOf(name, creator string) (analysis.Sport, string) {
	if word, ok := stravaTypes[name]; ok && strings.HasPrefix(creator, "StravaGPX") {
		name = word
	}
	return xmltrack.Sport(name)
}

var address = regexp.MustCompile(`[\s-]*\(?(https?://|www\.)\S*`)

// device is the program or device that wrote the file, without its address.
func device(creator string) string {
	name := strings.TrimSpace(address.ReplaceAllString(creator, ""))
	if rest, ok := strings.CutPrefix(name, "StravaGPX"); ok {
		return strings.TrimSpace("Strava " + strings.TrimSpace(rest))
	}
	return name
}
