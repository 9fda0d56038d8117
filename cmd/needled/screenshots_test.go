//go:build unix

package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"needled/daemon/web/webtest"
)

var screenshots = flag.String("screenshots", "", "write pictures of the demo's pages into `DIR`")

// TestScreenshots writes docs/screenshots: make screenshots.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("asked for by -screenshots DIR")
	}
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	d := newDemoSite(t)
	runner, clinician, admin := d.visit(t, "runner", 360), d.visit(t, "clinician", 1280), d.visit(t, "admin", 1280)
	for _, s := range []struct {
		name   string
		by     *visitor
		to     func(*visitor)
		width  int
		height int // at most
		dark   bool
	}{
		{"today", runner, open("/today"), 360, 1200, false},
		{"today-dark", runner, open("/today"), 360, 1200, true},
		{"checkin", runner, open("/checkin"), 360, 1200, false},
		{"run-phone", runner, openLastRun, 360, 1800, false},
		{"run", runner, openLastRun, 1280, 1400, false},
		{"treatment", runner, open("/treatments/new"), 360, 1600, false},
		{"progress", runner, open("/progress"), 1280, 1170, false},
		{"sources", runner, open("/sources"), 1280, 1200, false},
		{"settings", runner, open("/settings"), 1280, 1200, false},
		{"roster", clinician, open("/patients"), 1280, 1200, false},
		{"roster-dark", clinician, open("/patients"), 1280, 1200, true},
		{"patient", clinician, open("/patients/Marcus%20Washington"), 1280, 1400, false},
		{"report", clinician, openReport, 1280, 1700, false},
		{"protocol", clinician, open("/protocol"), 1280, 1200, false},
		{"audit", admin, open("/people/audit"), 1280, 1000, false},
	} {
		s.by.do(webtest.Emulate(s.width, s.dark))
		s.to(s.by)
		if ask[bool](s.by, `!!document.querySelector(".chart-plot")`) {
			s.by.do(chromedp.WaitVisible(chromedp.CSS(".chart-plot canvas")))
		}
		s.by.do(webtest.ScreenshotTop(filepath.Join(*screenshots, s.name+".png"), s.height))
	}
}

func open(path string) func(*visitor) { return func(v *visitor) { v.open(path) } }

func openLastRun(v *visitor) {
	v.open("/today")
	v.follow(`main a[href*="/runs/"]`)
}

func openReport(v *visitor) {
	v.open("/patients/Marcus%20Washington")
	v.press("Report")
}
