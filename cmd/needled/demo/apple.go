package demo

import (
	"fmt"
	"io"
	"strings"
)

// Apple writes an export of Apple Health as a zip file: its record, named in
// the language, and the routes of the workouts, all of them GPX. Manual is how
// many workouts have none.
func (e Export) Apple(w io.Writer) (Contents, error) {
	p := e.packer(w)
	var routes Contents
	var workouts strings.Builder
	_, err := e.tracks(func(t track) error {
		routes.GPX++
		content := t.gpx()
		routes.Bytes += int64(len(content))
		file := "/workout-routes/route_" + t.start.UTC().Format("2006-01-02_3.04pm") + ".gpx"
		fmt.Fprintf(&workouts, `<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" durationUnit="min" sourceName="A &gt; B" startDate="%s">
 <WorkoutRoute sourceName="Watch"><FileReference path="%s"/></WorkoutRoute>
</Workout>
`, t.start.Format(appleTime), file)
		return p.add("apple_health_export"+file, content)
	})
	if err != nil {
		return routes, err
	}
	for i := range e.Manual {
		fmt.Fprintf(&workouts, `<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" durationUnit="min" startDate="%s"/>`+"\n",
			e.Until.AddDate(0, 0, -i).Format(appleTime))
		routes.NoRoute++
	}
	record := "export.xml"
	switch e.Language {
	case "de":
		record = "Export.xml"
	case "fr":
		record = "exporter.xml"
	}
	err = p.beside(&routes,
		[2]string{"apple_health_export/" + record, `<?xml version="1.0"?><HealthData locale="de_DE">` + "\n" + workouts.String() + `</HealthData>`},
		[2]string{"apple_health_export/export_cda.xml", `<?xml version="1.0"?><ClinicalDocument/>`},
		[2]string{"apple_health_export/electrocardiograms/ecg_2026-01-01.csv", "Name,Runner\n"},
	)
	if err != nil {
		return routes, err
	}
	return routes, p.Close()
}

// appleTime is how Apple Health writes an instant.
const appleTime = "2006-01-02 15:04:05 -0700"
