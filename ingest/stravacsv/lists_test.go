package stravacsv

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The first columns of real lists. What follows the French names is unknown
// to the reader, as it is in Italian.
const (
	june2019 = `id,date,name,type,description,elapsed_time,distance,commute,gear,filename`
	july2019 = `Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Commute,Activity Gear,Filename`
	english  = `Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,Relative Effort,` +
		`Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,Average Speed,` +
		`Elevation Gain,Elevation Loss,Elevation Low,Elevation High,Max Grade,Average Grade,Average Positive Grade,Average Negative Grade,` +
		`Max Cadence,Average Cadence,Max Heart Rate,Average Heart Rate`
	german = `Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,Max. Herzfrequenz,` +
		`Relative Leistung,Pendeln,Hinweis zur Privatsphäre für Aktivitäten,Aktivitätsausrüstung,Dateiname,Sportlergewicht,Fahrradgewicht,` +
		`Verstrichene Zeit,Bewegungszeit,Distanz,Höchstgeschw.,Durchschnittliche Geschwindigkeit,Höhenzunahme,Höhenunterschied,Min. Höhe,Max. Höhe,` +
		`Max. Steigung,Durchschnittliche Steigung,Durchschnittliche positive Steigung,Durchschnittliche negative Steigung,` +
		`Max. Tritt-/Schrittfrequenz,Durchschnittliche Trittfrequenz,Max. Herzfrequenz,Durchschnittliche Herzfrequenz`
	french = `ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Description de l'activité,Temps écoulé,Distance,` +
		`Fréquence cardiaque max.,Effort relatif,Déplacement-transport,Note privée sur les activités,Matériel utilisé pour l'activité,Nom du fichier,` +
		`Poids de l'athlète,Poids du vélo,Temps écoulé,Durée de déplacement,Distance,Vitesse max.,Vitesse moyenne,Dénivelé positif,X1,X2,X3,X4,X5,X6,X7,` +
		`X8,X9,Fréquence cardiaque max.,X10`
	italian = `ID attività,Data,Nome,Tipo,Descrizione,Tempo trascorso,Distanza,FC max,Sforzo,Pendolarismo,Nota,Attrezzatura,Nome del file,Peso,Peso bici,` +
		`Tempo trascorso,Tempo in movimento,Distanza,V max,V media,Salita,Discesa,Q min,Q max,P max,P media,P pos,P neg,C max,C media,FC max,FC media`
)

// list is a list of activities from its header and rows.
func list(t *testing.T, header string, rows ...string) *Table {
	t.Helper()
	table, err := Read([]byte(header + "\n" + strings.Join(rows, "\n")))
	if err != nil {
		t.Fatalf("%v: %s", err, header)
	}
	return table
}

// shared is a file of the folder of real samples, when that is at hand.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "strava", "export", name))
	if err != nil {
		t.Skip("no real samples at hand:", err)
	}
	return b
}

func TestRealLists(t *testing.T) {
	for _, name := range []string{"activities_en_103cols_2026-04.csv", "activities_html_in_header_2023-11.csv"} {
		t.Run(name, func(t *testing.T) {
			table, err := Read(shared(t, name))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for row := range table.Rows() {
				sport, sub := row.Sport()
				got = append(got, strings.Join([]string{row.ID(), string(sport), sub, row.File()}, " "))
			}
			want := []string{
				"9000000001 running  activities/9100000001.fit.gz",
				"9000000002 running trail activities/9100000002.gpx.gz",
				"9000000003 running  ",
				"9000000004 walking  activities/9100000004.tcx.gz",
				"9000000005 cycling  activities/9100000005.fit.gz",
			}
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("got\n%s", strings.Join(got, "\n"))
			}
			decoded, err := New().Decode(shared(t, name))
			if err != nil || len(decoded) != 1 {
				t.Fatalf("%d activities without a track, %v", len(decoded), err)
			}
			if r := decoded[0].Run; *r.DistanceM != 5000 || *r.MovingS != 1800 || r.Start.Format("2006-01-02 15:04") != "2024-05-09 18:00" {
				t.Errorf("the manual entry reads as %+v", r)
			}
		})
	}
}

func TestRealHeaders(t *testing.T) {
	for name, file := range map[string]int{
		"activities_header_en_2019-06.csv": 9, "activities_header_en_2019-07.csv": 9,
		"activities_header_de_92.csv": 12, "activities_header_fr_first21.csv": 12,
		"activities_en_103cols_2026-04.csv": 12, "activities_html_in_header_2023-11.csv": 12,
	} {
		b := shared(t, name)
		table, err := Read(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c := table.columns
		if c.id != 0 || c.date != 1 || c.kind != 3 || c.elapsed != 5 || c.file != file {
			t.Errorf("%s: %+v", name, c)
		}
		header, err := csv.NewReader(strings.NewReader(string(b))).Read()
		if err != nil {
			t.Fatal(err)
		}
		if len(header) > 13 && (c.moving != 16 || c.ascent != 20 || c.speed != 19 || c.distance[1] != 17) {
			t.Errorf("%s: behind the file name %+v", name, c)
		}
	}
}
