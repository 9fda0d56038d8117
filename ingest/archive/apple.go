package archive

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"needled/analysis"
	"needled/ingest"
)

// health is what Apple Health's own record tells of the workouts: of those
// whose route lies beside it, the sport, which the route doesn't name.
type health struct {
	sports      map[string]sport // by the file name of the route, in lower case
	workouts    int
	without     int   // of the workouts, those without a route
	runsWithout int   // of those, runs
	damage      error // what stopped the reading of the record short
}

// sport is a sport in FIT's words.
type sport struct {
	sport analysis.Sport
	sub   string
}

// workout is an element of the record.
type workout struct {
	Kind   string `xml:"workoutActivityType,attr"`
	Routes []struct {
		Files []struct {
			Path string `xml:"path,attr"`
		} `xml:"FileReference"`
	} `xml:"WorkoutRoute"`
}

// healthSports are Apple's names of sports.
var healthSports = map[string]sport{
	"Running": {analysis.Running, ""}, "Walking": {analysis.Walking, ""}, "Hiking": {analysis.Hiking, ""},
	"Cycling": {analysis.Cycling, ""}, "HandCycling": {analysis.Cycling, "hand_cycling"}, "Swimming": {analysis.Swimming, ""},
	"Rowing": {"rowing", ""}, "PaddleSports": {"paddling", ""}, "CrossCountrySkiing": {"cross_country_skiing", ""},
	"DownhillSkiing": {"alpine_skiing", ""}, "Snowboarding": {"snowboarding", ""}, "SkatingSports": {"inline_skating", ""},
	"Golf": {"golf", ""}, "Soccer": {"soccer", ""}, "Tennis": {"tennis", ""}, "Sailing": {"sailing", ""},
	"TraditionalStrengthTraining": {analysis.Training, "strength_training"}, "FunctionalStrengthTraining": {analysis.Training, "strength_training"},
}

// isHealthRecord says whether a member, in lower case, is Apple Health's record. It
// is named in the language of the phone.
func isHealthRecord(name string) bool {
	folder, base := path.Split("/" + name)
	return strings.HasSuffix(folder, "/apple_health_export/") && strings.HasSuffix(base, ".xml") && base != "export_cda.xml"
}

// readHealth reads the record in passing: it may have gigabytes, of which
// workouts are few.
func readHealth(r io.Reader) *health {
	h := &health{sports: map[string]sport{}}
	elements := bufio.NewScanner(r)
	elements.Buffer(make([]byte, 1<<16), longestWorkout)
	elements.Split(splitWorkouts)
	for elements.Scan() {
		d := xml.NewDecoder(bytes.NewReader(elements.Bytes()))
		d.Strict = false
		var w workout
		if err := d.Decode(&w); err == nil || w.Kind != "" {
			h.add(w)
		}
	}
	h.damage = elements.Err()
	return h
}

// mostWorkouts is how many workouts are looked at.
const mostWorkouts = 100_000

func (h *health) add(w workout) {
	if h.workouts == mostWorkouts {
		return
	}
	h.workouts++
	kind := healthSports[strings.TrimPrefix(w.Kind, "HKWorkoutActivityType")]
	routes := 0
	for _, route := range w.Routes {
		for _, file := range route.Files {
			routes++
			if kind.sport != "" {
				h.sports[fileKey(file.Path)] = kind
			}
		}
	}
	if routes == 0 {
		h.without++
		if kind.sport.IsRun() {
			h.runsWithout++
		}
	}
}

// sportOf is what the record says of a route.
func (h *health) sportOf(name string) sport {
	if h == nil {
		return sport{}
	}
	return h.sports[fileKey(name)]
}

// answer is what is said to the record itself; nil stands for one that was not
// read.
func (h *health) answer() error {
	const own = "Apple Health's own record; "
	switch {
	case h == nil:
		return &ingest.IgnoredError{Reason: own + "routes are taken from workout-routes beside it, workouts without a route are not"}
	case h.damage != nil:
		return failed("Apple Health's own record can be read only in part: %v; what it says beyond is lost. Get the export again", sentence(h.damage))
	case h.without == 0:
		return &ingest.IgnoredError{Reason: own + "it tells the sports of the routes beside it"}
	}
	reason := fmt.Sprintf("it tells the sports of the routes beside it. Workouts without a route are not taken in: %d of %d", h.without, h.workouts)
	if h.runsWithout > 0 {
		reason += fmt.Sprintf(", among them %s, which no verdict knows of", counted(h.runsWithout, "run", "runs"))
	}
	return &ingest.IgnoredError{Reason: own + reason}
}

// otherRecord is the answer to what else is XML there.
func otherRecord() error {
	return &ingest.IgnoredError{Reason: "Apple Health's record for other programs; the workouts are taken from the routes beside it, in workout-routes"}
}

// longestWorkout is how much of one is read, in bytes.
const longestWorkout = 4 << 20

// splitWorkouts is a bufio.SplitFunc that finds the elements of workouts.
func splitWorkouts(data []byte, atEOF bool) (advance int, token []byte, err error) {
	const begins, ends = "<Workout ", "</Workout>"
	at := bytes.Index(data, []byte(begins))
	if at < 0 {
		if atEOF {
			return len(data), nil, nil
		}
		return max(len(data)-len(begins)+1, 0), nil, nil
	}
	element := data[at:]
	end := tagEnd(element)
	if end > 0 && element[end-2] != '/' {
		if end = bytes.Index(element, []byte(ends)); end >= 0 {
			end += len(ends)
		}
	}
	switch {
	case end > 0:
		return at + end, element[:end], nil
	case atEOF, at == 0 && len(data) >= longestWorkout: // as much as there is
		return len(data), element, nil
	}
	return at, nil, nil
}

// tagEnd is where the tag that b begins with ends, -1 where it doesn't.
func tagEnd(b []byte) int {
	var quote byte
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return -1
}
