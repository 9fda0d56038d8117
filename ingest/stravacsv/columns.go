package stravacsv

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"needled/ingest"
)

// columns are the places of what is read of a list, -1 where it has none.
// What stands twice has two places, the first for display.
type columns struct {
	id, date, kind, file int
	elapsed, moving      int
	distance             []int
	speed                int
	ascent, descent      int
	avgHR                int
	maxHR                []int
	start                int

	metres  bool // a single distance is in metres, not as displayed
	english bool // commas group digits
	byPlace bool // the names of the first columns are not known
}

// The columns by what their headers say, in the languages known: English, as
// it was until June 2019 and since, German, French, Dutch.
var known = map[string]string{
	"id": "id", "activity id": "id", "aktivitäts-id": "id", "id de l'activité": "id", "activiteits-id": "id",
	"date": "date", "activity date": "date", "aktivitätsdatum": "date", "date de l'activité": "date",
	"datum van activiteit": "date",
	"activity type":        "kind", "aktivitätsart": "kind", "type d'activité": "kind", "activiteitstype": "kind",
	"filename": "file", "dateiname": "file", "nom du fichier": "file", "bestandsnaam": "file",
	"elapsed_time": "elapsed", "elapsed time": "elapsed", "verstrichene zeit": "elapsed", "temps écoulé": "elapsed",
	"verstreken tijd": "elapsed",
	"moving time":     "moving", "bewegungszeit": "moving", "durée de déplacement": "moving", "beweegtijd": "moving",
	"distance": "distance", "distanz": "distance", "afstand": "distance",
	"average speed": "speed", "durchschnittliche geschwindigkeit": "speed", "vitesse moyenne": "speed",
	"gemiddelde snelheid": "speed",
	"elevation gain":      "ascent", "höhenzunahme": "ascent", "dénivelé positif": "ascent", "hoogtewinst": "ascent",
	"totale stijging": "ascent",
	"elevation loss":  "descent", "höhenunterschied": "descent",
	"average heart rate": "avgHR", "durchschnittliche herzfrequenz": "avgHR", "gemiddelde hartslag": "avgHR",
	"max heart rate": "maxHR", "max. herzfrequenz": "maxHR", "fréquence cardiaque max.": "maxHR", "max. hartslag": "maxHR",
	"start time": "start", "startzeit": "start",
}

// Places of the first columns in every list, whatever its language.
const (
	placeID       = 0
	placeDate     = 1
	placeKind     = 3
	placeElapsed  = 5
	placeDistance = 6
	placesAtLeast = 10
)

// Places behind the file name, in lists since 2020.
const (
	behindElapsed  = 3
	behindMoving   = 4
	behindDistance = 5
	behindSpeed    = 7
	behindAscent   = 8
	behindDescent  = 9
	behindMaxHR    = 18
	behindAvgHR    = 19
	behindStart    = 33
)

// findColumns finds what is read; ok is false for a table of something else.
func findColumns(header []string, comma rune, rows iter.Seq[[]string]) (c columns, ok bool) {
	names := make([]string, len(header))
	places := map[string][]int{}
	for i, h := range header {
		names[i] = plain(h)
		if what := known[names[i]]; what != "" {
			places[what] = append(places[what], i)
		}
	}
	if slices.Contains(names, "start_utc") {
		return c, false // needled's own table of runs
	}
	old := slices.Contains(names, "elapsed_time")
	if kind := slices.Index(names, "type"); old && kind >= 0 {
		// Later lists have a "Type" that is something else.
		places["kind"] = append(places["kind"], kind)
	}
	byName := len(places["date"]) > 0 && len(places["kind"]) > 0 && len(places["file"]) > 0
	if !byName && len(names) < placesAtLeast {
		return c, false
	}
	file := first(places["file"], filePlace(names, rows))
	if file < 0 {
		return c, false
	}
	// Columns of other names are found by their place, unless they are
	// shuffled. What stands behind the file name has its place where headers
	// that stand twice show it.
	ordered := !byName || places["date"][0] == placeDate && places["kind"][0] == placeKind
	find := func(what string, place int) int {
		if !ordered || place >= len(names) || known[names[place]] != "" {
			place = -1
		}
		return first(places[what], place)
	}
	behind := func(what string, n int) int {
		if !repeats(names, file) {
			return first(places[what], -1)
		}
		return find(what, file+n)
	}
	c = columns{
		id:       find("id", placeID),
		date:     find("date", placeDate),
		kind:     find("kind", placeKind),
		file:     file,
		elapsed:  find("elapsed", placeElapsed),
		moving:   behind("moving", behindMoving),
		distance: places["distance"],
		speed:    behind("speed", behindSpeed),
		ascent:   behind("ascent", behindAscent),
		descent:  behind("descent", behindDescent),
		avgHR:    behind("avgHR", behindAvgHR),
		maxHR:    places["maxHR"],
		start:    behind("start", behindStart),
		metres:   old,
		english:  comma == ',' && (old || slices.Contains(names, "activity date")), // a spreadsheet that writes ; writes decimal commas
		byPlace:  !byName,
	}
	if len(c.distance) == 0 {
		c.distance = []int{find("", placeDistance), behind("", behindDistance)}
	}
	if len(c.maxHR) == 0 {
		c.maxHR = []int{behind("", behindMaxHR)}
	}
	three := c.date >= 0 && c.kind >= 0 && c.date != c.kind && c.date != c.file && c.kind != c.file
	return c, three && (byName || hasDates(rows, c.date))
}

// filePlace finds the file names in a list of an unknown language: by the
// headers that stand twice around them, else by how they look.
func filePlace(names []string, rows iter.Seq[[]string]) int {
	for file := placeDistance + 1; file < len(names); file++ {
		if repeats(names, file) {
			return file
		}
	}
	for cells := range some(rows) {
		for i, cell := range cells {
			if i > placeDistance && i < len(names) && ingest.IsTrack(cell) {
				return i
			}
		}
	}
	return -1
}

// hasDates says whether a column has dates; that of a list without a row
// passes.
func hasDates(rows iter.Seq[[]string], column int) bool {
	none := true
	for cells := range some(rows) {
		none = false
		if len(cells) > column {
			if _, err := parseDate(cells[column]); err == nil {
				return true
			}
		}
	}
	return none
}

// some are as many rows as it takes to tell what a column holds.
func some(rows iter.Seq[[]string]) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		n := 0
		for cells := range rows {
			if n++; n > 1000 || !yield(cells) {
				return
			}
		}
	}
}

// repeats says whether the headers of elapsed time and distance stand again
// where they should behind the file name.
func repeats(names []string, file int) bool {
	return file >= 0 && file+behindDistance < len(names) && names[placeElapsed] != "" &&
		names[file+behindElapsed] == names[placeElapsed] && names[file+behindDistance] == names[placeDistance]
}

func first(places []int, otherwise int) int {
	if len(places) > 0 {
		return places[0]
	}
	return otherwise
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plain is a header without HTML, in lower case, with plain spaces and
// apostrophes.
func plain(header string) string {
	header = strings.ReplaceAll(strings.ToLower(tags.ReplaceAllString(header, "")), "’", "'")
	return strings.Join(strings.Fields(header), " ")
}
