package chart_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"needled/analysis"
	"needled/daemon/web/chart"
	"needled/daemon/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(webtest.Main(m)) }

var figurePage = template.Must(template.New("").Parse(`<!DOCTYPE html><html lang="en"><head><title>A run</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/app.css"><link rel="stylesheet" href="/assets/uplot/uPlot.min.css"><link rel="stylesheet" href="/assets/chart.css">
<script src="/assets/uplot/uPlot.iife.min.js" defer></script><script src="/assets/chart.js" defer></script></head>
<body><main><h1>A run</h1>
<figure class="chart" data-chart="/chart.json">
<div class="chart-buttons" hidden><button type="button" data-by="distance" aria-pressed="true">Distance</button>
<button type="button" data-by="time" aria-pressed="false">Time</button></div>
<div class="chart-plot" tabindex="0" role="img" aria-label="{{.Title}}" hidden></div>
<picture><source media="(min-width: 900px)" srcset="/wide.svg"><img src="/narrow.svg" alt="{{.Title}}"></picture>
<figcaption>{{range .Alternative}}{{.}} {{end}}</figcaption></figure>
<ul>{{range .Findings}}<li id="{{.Anchor}}" data-finding="{{.Rule}}"><a href="#{{.Anchor}}">{{.Letter}}</a> {{.Text}}</li>{{end}}</ul>
</main></body></html>`))

// serve shows a chart on a page of its own, under the policy of the site.
func serve(t *testing.T, d chart.Data, broken bool) string {
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServer(http.Dir("../assets"))))
	mux.HandleFunc("GET /chart.json", func(w http.ResponseWriter, _ *http.Request) {
		if broken {
			http.Error(w, "", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(d); err != nil {
			t.Error(err)
		}
	})
	for name, f := range map[string]chart.Frame{"wide": chart.Wide, "narrow": chart.Narrow} {
		mux.HandleFunc("GET /"+name+".svg", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/svg+xml")
			w.Header().Set("Content-Security-Policy", chart.Policy())
			if err := d.SVG(w, f); err != nil {
				t.Error(err)
			}
		})
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'")
		if err := figurePage.Execute(w, d); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// page opens the chart in a browser and waits until it is drawn.
func page(t *testing.T, d chart.Data, width int, dark bool) context.Context {
	t.Helper()
	ctx := webtest.Page(t, width, dark)
	webtest.Do(ctx, chromedp.Navigate(serve(t, d, false)), chromedp.WaitVisible(".chart-plot canvas"))
	return ctx
}

func evaluated[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

const readout = `document.querySelector(".chart-values").innerText.replace(/\s+/g, " ")`

func TestChartInTheBrowserHasNoFault(t *testing.T) {
	noHeartRate, noAltitude := hilly, hilly
	noHeartRate.heartRate, noAltitude.altitude = nil, nil
	paused := hilly
	paused.pauses = []analysis.Span{{FromS: 500, ToS: 900}}
	for name, m := range map[string]sampled{
		"hilly": hilly, "without heart rate": noHeartRate, "without altitude": noAltitude, "with a pause": paused,
		"treadmill": {seconds: 900, heartRate: always(140), subSport: "treadmill"},
	} {
		for _, width := range []int{360, 1280} {
			for _, dark := range []bool{false, true} {
				if name != "hilly" && dark != (width == 1280) {
					continue // one theme a width
				}
				t.Run(fmt.Sprintf("%s, %d px, dark %v", name, width, dark), func(t *testing.T) {
					ctx := page(t, m.chart(), width, dark)
					for _, v := range webtest.Axe(ctx) {
						t.Error(v)
					}
					for _, text := range webtest.Overflows(ctx) {
						t.Error(text)
					}
					if evaluated[bool](t, ctx, `document.querySelector("picture").checkVisibility()`) {
						t.Error("the still picture stands beside the chart")
					}
				})
			}
		}
	}
}

func TestArrowKeysReadTheValues(t *testing.T) {
	ctx := page(t, hilly.chart(), 360, false)
	webtest.Do(ctx, chromedp.Focus(".chart-plot"), chromedp.KeyEvent(kb.End))
	if got := evaluated[string](t, ctx, readout); got != "Distance 5.40 km Time 30:00 Elevation 400 m Grade 0 % Pace 5:33/km Heart rate 170 beats/min Part A, B" {
		t.Errorf("at the end it reads %q", got)
	}
	webtest.Do(ctx, chromedp.KeyEvent(kb.Home))
	if got := evaluated[string](t, ctx, readout); !strings.HasPrefix(got, "Distance 0.00 km Time 0:00 Elevation 400 m") || !strings.HasSuffix(got, "130 beats/min Part –") {
		t.Errorf("at the start it reads %q", got)
	}
	before := evaluated[int](t, ctx, `+document.querySelector(".chart-plot").ariaValueNow`)
	webtest.Do(ctx, chromedp.KeyEvent(kb.ArrowRight))
	if after := evaluated[int](t, ctx, `+document.querySelector(".chart-plot").ariaValueNow`); after <= before {
		t.Errorf("the right arrow moves from %d to %d", before, after)
	}
	if text := evaluated[string](t, ctx, `document.querySelector(".chart-plot").ariaValueText`); !strings.Contains(text, "Heart rate 130 beats/min") {
		t.Errorf("a screen reader hears %q", text)
	}
}

func TestPointingReadsTheValues(t *testing.T) {
	ctx := page(t, hilly.chart(), 1280, false)
	for what, event := range map[string]string{
		"mouse": `new MouseEvent("mousemove", { bubbles: true, clientX: r.left + r.width / 2, clientY: r.top + 9 })`,
		"touch": `new PointerEvent("pointerdown", { bubbles: true, pointerType: "touch", clientX: r.left + r.width / 2, clientY: r.top + 9 })`,
	} {
		for panel := range 3 {
			_ = evaluated[bool](t, ctx, fmt.Sprintf(`(() => { const o = document.querySelectorAll(".u-over")[%d], r = o.getBoundingClientRect(); return o.dispatchEvent(%s) })()`, panel, event))
			got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(`+readout+`))))`, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(got, "Distance 2.7") || !strings.Contains(got, "Elevation 4") || !strings.HasSuffix(got, "Part B, C") {
				t.Errorf("the %s in the middle of panel %d reads %q", what, panel, got)
			}
		}
	}
}

func TestTheAxisCanBeSwitched(t *testing.T) {
	ctx := page(t, hilly.chart(), 1280, false)
	pressed := `[...document.querySelectorAll("[data-by]")].map((b) => b.ariaPressed).join(" ")`
	if got := evaluated[string](t, ctx, pressed); got != "true false" {
		t.Errorf("at first the buttons are pressed %s", got)
	}
	webtest.Do(ctx, chromedp.Click(`[data-by="time"]`))
	if got := evaluated[string](t, ctx, pressed); got != "false true" {
		t.Errorf("by time the buttons are pressed %s", got)
	}
	ctx = page(t, sampled{seconds: 900, heartRate: always(140), subSport: "treadmill"}.chart(), 360, false)
	if evaluated[bool](t, ctx, `document.querySelector(".chart-buttons").checkVisibility()`) {
		t.Error("without distance there is nothing to switch")
	}
}

func TestAFindingLightsItsPart(t *testing.T) {
	ctx := page(t, hilly.chart(), 1280, false)
	lit := `[...document.querySelectorAll(".chart-lane.lit")].map((l) => l.innerText).join()`
	webtest.Do(ctx, chromedp.Focus("#finding-too-hard a"))
	if got := evaluated[string](t, ctx, lit); !strings.Contains(got, "harder than advised") {
		t.Errorf("its focus lights %q", got)
	}
	webtest.Do(ctx, chromedp.Focus("#finding-too-long a"))
	if got := evaluated[string](t, ctx, lit); !strings.Contains(got, "longer than advised") || strings.Contains(got, "harder") {
		t.Errorf("the next one's focus lights %q", got)
	}
	webtest.Do(ctx, chromedp.Blur("#finding-too-long a"))
	if got := evaluated[string](t, ctx, lit); got != "" {
		t.Errorf("%q stays lit", got)
	}
}

func TestThePictureStaysWhereNothingLoads(t *testing.T) {
	for name, before := range map[string]chromedp.Action[chromedp.Void]{"no data": nil, "no script": webtest.NoJavaScript()} {
		t.Run(name, func(t *testing.T) {
			ctx := webtest.Page(t, 360, true)
			if before != nil {
				webtest.Do(ctx, before)
			}
			webtest.Do(ctx, chromedp.Navigate(serve(t, hilly.chart(), before == nil)), chromedp.WaitVisible("picture img"))
			if before == nil {
				webtest.Do(ctx, chromedp.WaitVisible(".chart-failed"))
				webtest.Faults(ctx) // the answer 500
			}
			if evaluated[bool](t, ctx, `document.querySelector(".chart-plot").checkVisibility() || document.querySelector(".chart-buttons").checkVisibility()`) {
				t.Error("an empty plot or its buttons are shown")
			}
			if !evaluated[bool](t, ctx, `document.querySelector("picture img").naturalWidth > 300`) {
				t.Error("the picture doesn't load")
			}
		})
	}
}
