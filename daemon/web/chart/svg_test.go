package chart_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/web/chart"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./daemon/web/chart -update writes it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

func picture(t *testing.T, d chart.Data, f chart.Frame) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.SVG(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sparse is the hilly run as a watch records it that saves power.
func sparse(u analysis.Units) chart.Data {
	s := hilly.source(u)
	var few []analysis.Sample
	for i, sample := range s.Track.Samples {
		if i%25 == 0 {
			few = append(few, sample)
		}
	}
	s.Track.Samples = few
	return chart.Of(s)
}

func TestGoldenChart(t *testing.T) {
	d := sparse(analysis.Metric)
	text, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	var rows bytes.Buffer // a column a line
	if err := json.Indent(&rows, text, "", ""); err != nil {
		t.Fatal(err)
	}
	golden(t, "hilly.json", regexp.MustCompile(`,\n(-?[0-9.]+|null)`).ReplaceAll(append(rows.Bytes(), '\n'), []byte(",$1")))
	golden(t, "hilly_narrow.svg", []byte(picture(t, d, chart.Narrow)))
	golden(t, "hilly_wide_imperial.svg", []byte(picture(t, sparse(analysis.Imperial), chart.Wide)))
	golden(t, "hilly.txt", []byte(strings.Join(d.Alternative(), "\n")+"\n"))
}

func TestPictureSaysWhatItShows(t *testing.T) {
	d := hilly.chart()
	for name, f := range map[string]chart.Frame{"wide": chart.Wide, "narrow": chart.Narrow} {
		var doc struct {
			Role  string   `xml:"role,attr"`
			Title string   `xml:"title"`
			Desc  string   `xml:"desc"`
			Text  []string `xml:"text"`
		}
		if err := xml.Unmarshal([]byte(picture(t, d, f)), &doc); err != nil {
			t.Fatal(err)
		}
		if doc.Role != "img" || doc.Title != d.Title || doc.Desc != strings.Join(d.Alternative(), " ") {
			t.Errorf("%s: role %q, title %q, description %q", name, doc.Role, doc.Title, doc.Desc)
		}
		all := strings.Join(doc.Text, "\n")
		for _, want := range []string{"Elevation, m", "Pace, min/km", "Heart rate, beats/min", "cap 3.6 km", "caution above 144 (76 % of HRmax)", "A\n", "longer than advised", "steep: grade of 3 % or more"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s doesn't say %q:\n%s", name, want, all)
			}
		}
	}
}

// On a phone of 360 px the picture has 302 px, on a wide screen at least 850.
func TestLettersOfThePictureCanBeRead(t *testing.T) {
	size := regexp.MustCompile(`<svg [^>]*width="([0-9.]+)"[^>]*font-size="([0-9.]+)"`)
	for room, f := range map[float64]chart.Frame{302: chart.Narrow, 850: chart.Wide} {
		svg := picture(t, hilly.chart(), f)
		found := size.FindStringSubmatch(svg)
		width, err := strconv.ParseFloat(found[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		letter, err := strconv.ParseFloat(found[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := letter * room / width; got < 12 {
			t.Errorf("in %v px letters are %v px", room, got)
		}
		if strings.Count(svg, "font-size") != 1 {
			t.Error("letters of another size")
		}
	}
}

func TestPolicyAllowsTheStyleOfThePicture(t *testing.T) {
	svg := picture(t, hilly.chart(), chart.Wide)
	style := svg[strings.Index(svg, "<style>")+len("<style>") : strings.Index(svg, "</style>")]
	sum := sha256.Sum256([]byte(style))
	if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(chart.Policy(), want) {
		t.Errorf("%s doesn't allow %s", chart.Policy(), want)
	}
	if !strings.Contains(style, "prefers-color-scheme: dark") {
		t.Error("it knows no dark theme")
	}
}

func TestPictureOfNothing(t *testing.T) {
	svg := picture(t, chart.Of(chart.Source{}), chart.Narrow)
	if !strings.Contains(svg, "only totals") {
		t.Errorf("it doesn't say why it is empty:\n%s", svg)
	}
}
