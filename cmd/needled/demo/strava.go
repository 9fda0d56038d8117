package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Strava writes a bulk export of Strava as a zip file.
func (e Export) Strava(w io.Writer) (Contents, error) {
	p := e.packer(w)
	var table bytes.Buffer
	list := csv.NewWriter(&table)
	columns := e.columns()
	if err := list.Write(strings.Split(columns.header, ",")); err != nil {
		return Contents{}, err
	}
	var first time.Time
	c, err := e.tracks(func(t track) error {
		if first.IsZero() {
			first = t.start
		}
		file := "activities/" + t.name
		if err := list.Write(columns.row(t.activity, t.id, file)); err != nil {
			return err
		}
		return p.add(file, t.content)
	})
	if err != nil {
		return c, err
	}
	for i := range e.Manual {
		a := e.activity(i)
		a.start = first.AddDate(0, 0, -1-i)
		if err := list.Write(columns.row(a, 9_000_000_000+i, "")); err != nil {
			return c, err
		}
		c.Manual++
	}
	list.Flush()
	err = p.beside(&c,
		[2]string{"activities.csv", table.String()},
		[2]string{"bikes.csv", "Bike Name,Bike Brand\n"},
		[2]string{"profile.csv", "Athlete ID,Email Address\n1,runner@example.org\n"},
		[2]string{"routes/1.gpx", `<gpx version="1.1"><rte><rtept lat="54" lon="8"/></rte></gpx>`},
		[2]string{"media/one.jpg", "\xff\xd8\xff\xe0 a picture"},
	)
	if err != nil {
		return c, err
	}
	return c, p.Close()
}

// columns is how a list of activities is written.
type columns struct {
	header string
	date   string // layout of an instant, in UTC
	run    string // the sport
	metres bool   // the first distance
	comma  bool   // in the first distance
	wide   bool   // with the detailed columns
}

// columns of the language and year. What is known from before July 2019 is in
// English; then lists had ten columns in the language of the account, and
// since 2020 more behind them and among them.
func (e Export) columns() columns {
	if e.Year < 2020 && e.Language == "en" {
		return columns{header: "id,date,name,type,description,elapsed_time,distance,commute,gear,filename",
			date: time.DateTime, run: "Run", metres: true}
	}
	first, later, behind, c := e.headers()
	switch {
	case e.Year >= 2026:
		first = slices.Concat(first[:7], later[:2], first[7:8], later[2:], first[8:])
	case e.Year >= 2020:
		first = slices.Concat(first[:7], later[1:2], first[7:])
	}
	if c.wide = e.Year >= 2020; c.wide {
		first = slices.Concat(first, behind)
	}
	c.header = strings.Join(first, ",")
	return c
}

// headers are the first columns of a list in the language, those that came
// later among them (highest heart rate, relative effort, private note), and
// those behind the file name.
func (e Export) headers() (first, later, behind []string, c columns) {
	list := func(names string) []string { return strings.Split(names, ",") }
	switch e.Language {
	case "de":
		return list("Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,Pendeln," +
				"Aktivitätsausrüstung,Dateiname"),
			list("Max. Herzfrequenz,Relative Leistung,Hinweis zur Privatsphäre für Aktivitäten"),
			list("Sportlergewicht,Fahrradgewicht,Verstrichene Zeit,Bewegungszeit,Distanz,Höchstgeschw.,Durchschnittliche Geschwindigkeit," +
				"Höhenzunahme,Höhenunterschied"),
			columns{date: "02.01.2006, 15:04:05", run: "Lauf", comma: true}
	case "fr":
		return list("ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Description de l'activité,Temps écoulé,Distance," +
				"Déplacement-transport,Matériel utilisé pour l'activité,Nom du fichier"),
			list("Fréquence cardiaque max.,Effort relatif,Note privée sur les activités"),
			list("Poids de l'athlète,Poids du vélo,Temps écoulé,Durée de déplacement,Distance,Vitesse max.,Vitesse moyenne,Dénivelé positif,Dénivelé négatif"),
			columns{date: "2 MON 2006, 15:04:05", run: "Course à pied", comma: true}
	}
	return list("Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Commute,Activity Gear,Filename"),
		list("Max Heart Rate,Relative Effort,Activity Private Note"),
		list("Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss"),
		columns{date: "Jan 2, 2006, 3:04:05 PM", run: "Run"}
}

// frenchMonths are as lists abbreviate them.
var frenchMonths = []string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}

// row is an activity as the list tells it.
func (c columns) row(a activity, id int, file string) []string {
	t := a.totals(0, len(a.samples)-1)
	one := func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
	shown := one(t.distanceM)
	if !c.metres {
		shown = strconv.FormatFloat(t.distanceM/1000, 'f', 2, 64)
	}
	if c.comma {
		shown = strings.Replace(shown, ".", ",", 1)
	}
	start := a.start.UTC()
	cells := make([]string, strings.Count(c.header, ",")+1)
	cells[0] = fmt.Sprint(id)
	cells[1] = strings.Replace(start.Format(c.date), "MON", frenchMonths[start.Month()-1], 1)
	cells[2], cells[3], cells[4] = `Round, the "usual"`, c.run, "said in\ntwo lines"
	cells[5], cells[6] = strconv.Itoa(int(t.elapsedS)), shown
	if !c.wide {
		cells[9] = file
		return cells
	}
	at := len(cells) - 10
	for i, cell := range []string{file, "", "", one(t.elapsedS), one(t.timerS), one(t.distanceM), one(t.maxSpeed), one(t.distanceM / t.timerS),
		one(t.ascentM), one(t.descentM)} {
		cells[at+i] = cell
	}
	return cells
}
