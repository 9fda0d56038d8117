package demo

import (
	"io"
)

// Apple writes an export of Apple Health as a zip file: its record, named in
// the language, and the routes of the workouts, all of them GPX.
func (e Export) Apple(w io.Writer) (Contents, error) {
	p := e.packer(w)
	var routes Contents
	_, err := e.tracks(func(t track) error {
		routes.GPX++
		content := t.gpx()
		routes.Bytes += int64(len(content))
		return p.add("apple_health_export/workout-routes/route_"+t.start.UTC().Format("2006-01-02_3.04pm")+".gpx", content)
	})
	if err != nil {
		return routes, err
	}
	record := "export.xml"
	switch e.Language {
	case "de":
		record = "Export.xml"
	case "fr":
		record = "exporter.xml"
	}
	err = p.beside(&routes,
		[2]string{"apple_health_export/" + record, `<?xml version="1.0"?><HealthData locale="de_DE"></HealthData>`},
		[2]string{"apple_health_export/export_cda.xml", `<?xml version="1.0"?><ClinicalDocument/>`},
		[2]string{"apple_health_export/electrocardiograms/ecg_2026-01-01.csv", "Name,Runner\n"},
	)
	if err != nil {
		return routes, err
	}
	return routes, p.Close()
}
