package web

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"needled/analysis"
)

func (b *browser) getIfNot(path, tag string) answer {
	b.Helper()
	r, err := http.NewRequest(http.MethodGet, b.server.URL+path, nil)
	b.must(err)
	r.Header.Set("If-None-Match", tag)
	return b.do(r)
}

// The chart's figures are finite, hold no position, and name the part that a
// finding speaks of by its id on the page.
func TestChartData(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	st.recovering(anna, l)
	id := st.take(anna, l.leg(onDay(3, 7, 0), 8.1))[0]
	a := st.as(anna).get("/runs/" + id + "/chart.json")
	if a.status != 200 || a.header.Get("Content-Type") != "application/json" || a.header.Get("Cache-Control") != "private, no-cache" {
		t.Fatal(a.status, a.header)
	}
	var data map[string]any
	st.must(json.Unmarshal([]byte(a.body), &data))
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case float64:
			if math.IsInf(v, 0) || math.IsNaN(v) {
				t.Errorf("%s is %v", at, v)
			}
		case []any:
			for _, e := range v {
				walk(at, e)
			}
		case map[string]any:
			for k, e := range v {
				if name := strings.ToLower(k); strings.Contains(name, "lat") || strings.Contains(name, "lon") || strings.Contains(name, "lng") || strings.Contains(name, "position") {
					t.Errorf("%s.%s may be a position", at, k)
				}
				walk(at+"."+k, e)
			}
		}
	}
	walk("chart", data)
	a.shows(t, `"anchor":"finding-too-long"`, `"text":"cap 3.6 km"`)

	wide, narrow := st.as(anna).get("/runs/"+id+"/chart.svg?wide=1"), st.as(anna).get("/runs/"+id+"/chart.svg")
	for _, picture := range []answer{wide, narrow} {
		if picture.status != 200 || picture.header.Get("Content-Type") != "image/svg+xml" || strings.Contains(picture.header.Get("Content-Security-Policy"), "script") {
			t.Error(picture.status, picture.header)
		}
		for d := xml.NewDecoder(strings.NewReader(picture.body)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	if wide.body == narrow.body {
		t.Error("the wide picture is the narrow one")
	}
}

// A chart that is still the same isn't sent again; one over which something
// else is drawn is, and so is one in other units.
func TestChartIsKept(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	id := st.take(anna, l.leg(onDay(3, 7, 0), 8.1))[0]
	b, path := st.as(anna), "/runs/"+id+"/chart.json"
	tag := b.get(path).header.Get("ETag")
	if tag == "" || b.get(path).header.Get("ETag") != tag {
		t.Fatalf("tag %q, then %q", tag, b.get(path).header.Get("ETag"))
	}
	if a := b.getIfNot(path, tag); a.status != 304 || a.body != "" || a.header.Get("ETag") != tag {
		t.Errorf("the same: %d %s", a.status, a.body)
	}
	if a := st.nobody().getIfNot(path, tag); a.status != 303 {
		t.Errorf("somebody else who has the tag: %d", a.status)
	}
	st.recovering(anna, l)
	judged := b.getIfNot(path, tag)
	if judged.status != 200 {
		t.Errorf("with a verdict: %d", judged.status)
	}
	r, err := st.store.Runner(t.Context(), anna.Runner)
	st.must(err)
	r.Units = analysis.Imperial
	st.must(st.store.EditRunner(t.Context(), r))
	miles := b.getIfNot(path, judged.header.Get("ETag"))
	if miles.status != 200 {
		t.Errorf("in miles: %d", miles.status)
	}
	miles.shows(t, `"distance":"mi"`)
	r.HRMax = new(190.0)
	st.must(st.store.EditRunner(t.Context(), r))
	if a := b.getIfNot(path, miles.header.Get("ETag")); a.status != 200 {
		t.Errorf("with another cap for the heart rate: %d", a.status)
	}
}

// broken has lost its originals.
type broken struct{ *fakeService }

// A chart that can't be drawn isn't kept: the file may be there again.
func TestChartUnreadableIsNotKept(t *testing.T) {
	st := newStage(t)
	anna, l := st.runnerWithRuns("Anna")
	id := st.take(anna, l.leg(onDay(3, 7, 0), 8.1))[0]
	st.site.Service = broken{st.service}
	a := st.as(anna).get("/runs/" + id + "/chart.json")
	if a.status != 200 || a.header.Get("ETag") != "" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", a.status, a.header)
	}
	a.shows(t, "can’t be read any more", `"findings":[]`)
	st.as(anna).get("/runs/"+id+"/chart.svg").shows(t, "can’t be read")
}
