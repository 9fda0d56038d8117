package stravacsv

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"needled/analysis"
	"needled/ingest"
)

// only is the one activity of a list that has no track.
func only(t *testing.T, header string, rows ...string) analysis.Run {
	t.Helper()
	decoded, err := New().Decode([]byte(header + "\n" + strings.Join(rows, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	if len(decoded) != 1 {
		t.Fatalf("%d activities, want 1", len(decoded))
	}
	return decoded[0].Run
}

// The same run, entered by hand, in the lists of several years and languages.
func TestAManualEntryInEveryLanguage(t *testing.T) {
	whole := analysis.Run{
		SourceID: "strava:7", Sport: analysis.Running, Start: time.Date(2024, 5, 9, 18, 0, 0, 0, time.UTC), Integrity: analysis.Intact,
		DistanceM: new(9440.0), ElapsedS: new(3189.0), MovingS: new(3000.0), AvgSpeedMPS: new(3.15),
		AscentM: new(41.5), AscentSource: analysis.FromService, DescentM: new(40.0), DescentSource: analysis.FromService,
		MaxHR: new(171.0), AvgHR: new(150.5),
		Note: "Entered by hand in Strava; there is no recording of it.",
	}
	details := `,,,3189.0,3000.0,9440.0,4.1,3.15,41.5,40.0,,,,,,,,,171.0,150.5`
	short := whole
	short.MovingS, short.AvgSpeedMPS, short.AscentM, short.DescentM, short.MaxHR, short.AvgHR = nil, nil, nil, nil, nil, nil
	short.AscentSource, short.DescentSource = "", ""

	for name, tt := range map[string]struct {
		header, row string
		want        analysis.Run
	}{
		"English, June 2019":        {june2019, `7,2024-05-09 18:00:00,Treadmill,Run,,3189,9440.0,false,,`, short},
		"English, July 2019":        {july2019, `7,"May 9, 2024, 6:00:00 PM",Treadmill,Run,,3189,9.44,false,,`, short},
		"English":                   {english, `7,"May 9, 2024, 6:00:00 PM",Treadmill,Run,,3189,9.44,171,,false,,,` + details, whole},
		"German":                    {german, `7,"09.05.2024, 18:00:00",Laufband,Lauf,,3189,"9,44",171,,false,"",,` + details, whole},
		"French":                    {french, `7,"9 mai 2024, 18:00:00",Tapis,Course à pied,,3189,"9,44",171,,false,,,` + details, whole},
		"a language nobody told of": {italian, `7,"9 mag 2024, 18:00:00",Tapis,Corsa,,3189,"9,44",171,,false,,,` + details, whole},
		"HTML in the header":        {strings.ReplaceAll(english, "Moving Time", `"<span class=""translation_missing"" title=""x"">Moving Time</span>"`), `7,"May 9, 2024, 6:00:00 PM",Treadmill,Run,,3189,9.44,171,,false,,,` + details, whole},
		"with a byte order mark":    {"\ufeff" + english, `7,"May 9, 2024, 6:00:00 PM",Treadmill,Run,,3189,9.44,171,,false,,,` + details, whole},
		"saved by a spreadsheet":    {strings.ReplaceAll(german, ",", ";"), strings.ReplaceAll(`7,09.05.2024 18:00:00,Laufband,Lauf,,3189,9!44,171,,false,,,`+details, ",", ";"), whole},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, only(t, tt.header, strings.ReplaceAll(tt.row, "!", ","))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// Whoever shuffles the columns, or repeats them, is read by the names.
func TestShuffledColumns(t *testing.T) {
	got := only(t, `Filename,Distance,Elevation Gain,Activity Date,Distance,Whatever,Elapsed Time,Activity Type,Elapsed Time,Activity ID`,
		`,9440.0,12,"May 9, 2024, 6:00:00 PM",9.44,x,3189,Trail Run,3189.0,7`)
	if *got.DistanceM != 9440 || *got.ElapsedS != 3189 || *got.AscentM != 12 || got.Sport != analysis.Running || got.SubSport != "trail" {
		t.Errorf("read as %+v", got)
	}
}

func TestOnlyOneDistanceIsShownInKilometres(t *testing.T) {
	for row, want := range map[string]float64{
		`7,"May 9, 2024, 6:00:00 PM",a,Run,,3189,9.44,false,,`:                             9440,
		`7,"May 9, 2024, 6:00:00 PM",a,Run,,3189,"1,009.44",f,,`:                           1009440, // the comma groups
		`7,"May 9, 2024, 6:00:00 PM",a,Swim,,3189,"1,500",false,,`:                         1500,    // shown in metres
		`7,"May 9, 2024, 6:00:00 PM",a,Rowing,,3189,2000,false,,`:                          2000,
		`7,"May 9, 2024, 6:00:00 PM",a,Run,,3189,0.0,false,,`:                              -1, // not entered
		`7,"May 9, 2024, 6:00:00 PM",a,Run,,3189,,false,,`:                                 -1,
		`7,"May 9, 2024, 6:00:00 PM",a,Run,,3189,-5,false,,`:                               -1,
		`7,"May 9, 2024, 6:00:00 PM",a,Run,,3189,NaN,false,,`:                              -1,
		`7,"May 9, 2024, 6:00:00 PM",a,Run,,3189,` + strings.Repeat("9", 400) + `,false,,`: -1,
	} {
		got := -1.0
		if d := only(t, july2019, row).DistanceM; d != nil {
			got = *d
		}
		if got != want {
			t.Errorf("%.60s…: %v m, want %v", row, got, want)
		}
	}
}

// An English list that a spreadsheet of another country saved again has
// decimal commas, between semicolons or in quotes.
func TestAnEnglishListSavedAgain(t *testing.T) {
	for name, run := range map[string]analysis.Run{
		"semicolons": only(t, strings.ReplaceAll(english, ",", ";"),
			`7;May 9, 2024, 6:00:00 PM;a;Run;;1800;10,02;171;;false;;;;;;1800;1800;10020,5;4,1;3,3;10,4;12,125`),
		"quotes": only(t, english, `7,"May 9, 2024, 6:00:00 PM",a,Run,,1800,"10,02",171,,false,,,,,,1800,1800,"10020,5","4,1","3,3","10,4",12.125`),
	} {
		if *run.DistanceM != 10020.5 || *run.AvgSpeedMPS != 3.3 || *run.AscentM != 10.4 || *run.DescentM != 12.125 {
			t.Errorf("%s: %v m at %v m/s, %v m up, %v m down", name, *run.DistanceM, *run.AvgSpeedMPS, *run.AscentM, *run.DescentM)
		}
	}
	if d := only(t, strings.ReplaceAll(july2019, ",", ";"), `7;May 9, 2024, 6:00:00 PM;a;Run;;3189;10,020;false;;`).DistanceM; *d != 10020 {
		t.Errorf("10,020 km of a spreadsheet are %v m", *d)
	}
}

func TestARowWhoseTrackIsMissing(t *testing.T) {
	for _, file := range []string{"activities/1.gpx.gz", "#error#"} {
		got := only(t, july2019, `7,"May 9, 2024, 6:00:00 PM",a,Run,,3189,9.44,false,,`+file)
		if !strings.Contains(got.Note, file) || strings.Contains(got.Note, "by hand") {
			t.Errorf("%s: %q", file, got.Note)
		}
	}
}

func TestAnUnknownSportKeepsItsName(t *testing.T) {
	got := only(t, july2019, `7,"May 9, 2024, 6:00:00 PM",a,Пробежка,,3189,9.44,false,,`)
	if got.Sport != analysis.UnknownSport || got.SubSport != "пробежка" {
		t.Errorf("%s, %q", got.Sport, got.SubSport)
	}
}

func TestAWholeListGivesWhatHasNoTrack(t *testing.T) {
	decoded, err := New().Decode([]byte(july2019 + `
1,"May 1, 2024, 6:00:00 PM",a,Run,,3189,9.44,false,,activities/1.fit.gz
2,"May 2, 2024, 6:00:00 PM",b,Run,"two
lines",3189,9.44,false,,

3,some day,c,Run,,3189,9.44,false,,
4,"May 4, 2024, 6:00:00 PM",d,Run,,3189,9.44,false,,#error#
`))
	if err != nil || len(decoded) != 2 {
		t.Fatalf("%d activities, %v", len(decoded), err)
	}
	if decoded[0].Run.Start.Day() != 2 || decoded[1].Run.Start.Day() != 4 {
		t.Errorf("on %v and %v", decoded[0].Run.Start, decoded[1].Run.Start)
	}
	if !strings.Contains(decoded[0].Run.Note, `1 others can't be read: the date of activity "3"`) {
		t.Errorf("of the unreadable one: %q", decoded[0].Run.Note)
	}
}

func TestWhatIsNoListOfActivities(t *testing.T) {
	for name, content := range map[string]string{
		"empty":                  "",
		"one word":               "hello",
		"another table":          "Name,Value\nweight,70\n",
		"a wide one":             strings.Repeat("x,", 30) + "\n" + strings.Repeat("1,", 30),
		"a wide one with tracks": strings.Repeat("x,", 30) + "\n" + strings.Repeat("1.gpx,", 30),
		"all have tracks": july2019 + "\n" + `1,"May 1, 2024, 6:00:00 PM",a,Run,,3189,9.44,false,,activities/1.fit.gz` + "\n" +
			`2,"May 2, 2024, 6:00:00 PM",a,Run,,3189,9.44,false,,activities/2.fit.gz`,
		"no row": july2019 + "\n",
	} {
		_, err := New().Decode([]byte(content))
		var ignored *ingest.IgnoredError
		if !errors.As(err, &ignored) {
			t.Errorf("%s: %v, want it ignored", name, err)
		}
	}
	_, err := New().Decode([]byte(july2019 + "\n7,some day,c,Run,,3189,9.44,false,,\n"))
	var failed *ingest.FailedError
	if !errors.As(err, &failed) || !strings.Contains(err.Error(), `"some day"`) {
		t.Errorf("an unreadable date: %v", err)
	}
}

func TestADocumentReadsAsItsRow(t *testing.T) {
	rows := []string{
		`7,"09.05.2024, 18:00:00","Lauf, ""schnell""",Lauf,"zwei
Zeilen",3189,"9,44",171,,false,"",,,,,3189.0,3000.0,9440.0,4.1,3.15,41.5,40.0,,,,,,,,,171.0,150.5`,
		`8,"10.05.2024, 18:00:00",zu kurz,Lauf`,
	}
	table := list(t, german, rows...)
	n := 0
	for row := range table.Rows() {
		want, err := row.run()
		if err != nil {
			t.Fatal(err)
		}
		document := row.Document()
		if diff := cmp.Diff(want, only(t, string(document))); diff != "" {
			t.Errorf("row %d (-row +document)\n%s", n, diff)
		}
		again, err := Read(document)
		if err != nil {
			t.Fatal(err)
		}
		for r := range again.Rows() {
			if string(r.Document()) != string(document) {
				t.Error("the document of a document differs")
			}
		}
		n++
	}
	if n != len(rows) {
		t.Errorf("%d rows, want %d", n, len(rows))
	}
}

// Where only another row shows which column has the file names, a document
// still tells.
func TestADocumentOfAListReadByPlace(t *testing.T) {
	table := list(t, strings.Join(strings.SplitN(italian, ",", 11)[:10], ","),
		`7,"9 mag 2024, 18:00:00",Tapis,Corsa,,3189,"9,44",false,,`,
		`8,"10 mag 2024, 18:00:00",Tapis,Corsa,,3189,"9,44",false,,activities/8.gpx`)
	for row := range table.Rows() {
		if row.File() != "" {
			continue
		}
		if err := New().Sniff(row.Document()); err != nil {
			t.Errorf("a document is refused: %v", err)
		}
		if run := only(t, string(row.Document())); *run.DistanceM != 9440 || *run.ElapsedS != 3189 || run.Start.Day() != 9 || run.Sport != analysis.Running {
			t.Errorf("read as %+v", run)
		}
		return
	}
	t.Error("no row without a track")
}

// A table in a language nobody told of may be anything; a table of needled's
// own is no list whatever its name.
func TestATableThatOnlyLooksLikeAList(t *testing.T) {
	row := "7,2026-03-01 08:00:00,a,running,,10000,3600,3600,,,,activities/7.gpx\n"
	var ignored *ingest.IgnoredError
	if err := New().Sniff([]byte("id,start,zone,sport,sub,distance,moving,elapsed,up,down,hr,originals\n" + row)); !errors.As(err, &ignored) {
		t.Errorf("%v, want it ignored", err)
	}
	if _, err := Read([]byte("id,start_utc,utc_offset_s,sport,sub_sport,distance_m,moving_s,elapsed_s,ascent_m,descent_m,avg_hr_bpm,originals\n" + row)); !errors.As(err, &ignored) {
		t.Errorf("%v, want it ignored", err)
	}
}

func TestBounds(t *testing.T) {
	row := `7,"May 9, 2024, 6:00:00 PM",a,Run,,3189,9.44,false,,` + "\n"
	if _, err := (Decoder{MaxBytes: 1 << 20, MaxRows: 3}).Decode([]byte(july2019 + "\n" + strings.Repeat(row, 3))); err != nil {
		t.Error("three rows of three:", err)
	}
	if _, err := (Decoder{MaxBytes: 1 << 20, MaxRows: 3}).Decode([]byte(july2019 + "\n" + strings.Repeat(row, 4))); err == nil {
		t.Error("four rows of three were read")
	}
	if _, err := (Decoder{MaxBytes: 100, MaxRows: 3}).Decode([]byte(july2019 + "\n" + row)); err == nil {
		t.Error("200 bytes of 100 were read")
	}
}
