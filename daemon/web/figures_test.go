package web

import (
	"bytes"
	"html"
	"io"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// The report that the site sends, to the runner, to a clinician and to a
// program, in every form, is to the byte the one that the command line makes
// of the history, but that to others it speaks of the runner; that its forms agree is tried in package report. The pages
// show the same figures.
func TestFiguresAgree(t *testing.T) {
	c := newClinicDay(t, false)
	c.begin()
	c.goOn()
	ctx := t.Context()
	h, err := c.store.History(ctx, "anna", time.Time{})
	c.must(err)
	recovery := analysis.Assess(h, c.site.Protocol)[0]
	checks, err := c.store.CheckIns(ctx, "anna", time.Time{})
	c.must(err)
	rep := report.Report{Runner: h.Runner, Name: c.anna.Name, Recovery: recovery, CheckIns: checks, At: c.now()}
	rep.Next = new(analysis.PlanAt(h, c.site.Protocol, c.now()))
	style := report.Style{Units: analysis.Metric, Zone: time.UTC}

	third := style
	third.Third = true
	formsFor := func(style report.Style) map[string]string {
		forms := map[string]string{}
		for format, write := range map[string]func(io.Writer) error{
			"json": func(w io.Writer) error { return report.WriteJSON(w, report.NewReportJSON(rep, style.Units)) },
			"csv":  func(w io.Writer) error { return report.CSV(w, style, rep) },
			"html": func(w io.Writer) error { return report.HTML(w, style, rep) },
			"pdf":  func(w io.Writer) error { return report.PDF(w, style, rep) },
		} {
			var b bytes.Buffer
			c.must(write(&b))
			forms[format] = b.String()
		}
		return forms
	}
	forRunner, forClinic := formsFor(style), formsFor(third)
	if forRunner["html"] == forClinic["html"] {
		t.Error("no sentence speaks to the runner; this test shows little")
	}
	own, clinic := c.as(c.anna), c.as(c.kim)
	program := func(who, path string) answer {
		r := c.request(path)
		r.Header.Set("Authorization", "Bearer "+c.api[who]+string(store.TokenAPI))
		return c.nobody().do(r)
	}
	for format := range forRunner {
		for who, got := range map[string]answer{
			"the runner":             own.get("/recovery/t1/report." + format),
			"the clinician":          clinic.get("/patients/anna/recovery/t1/report." + format),
			"the runner's script":    program("Anna", "/api/v1/recoveries/t1?format="+format),
			"the clinician's script": program("Kim", "/api/v1/patients/anna/recoveries/t1?format="+format),
		} {
			content := forRunner[format]
			if strings.HasPrefix(who, "the clinician") {
				content = forClinic[format]
			}
			if got.body != content {
				t.Errorf("%s is sent another report.%s (%d) than the command line makes:\n%s", who, format, got.status, lineDiff(content, got.body))
			}
		}
	}

	if len(recovery.Entries) < 3 {
		t.Fatalf("%d runs in the recovery; this test shows little", len(recovery.Entries))
	}
	pages := map[string]answer{"the report": clinic.get("/patients/anna/recovery/t1"), "the patient's page": clinic.get("/patients/anna"), "the runs": own.get("/runs")}
	outside := 0
	for _, e := range recovery.Entries {
		row := report.RunRowOf(e, style)
		for at, style := range map[string]report.Style{"/runs/": style, "/patients/anna/runs/": third} {
			b := map[string]*browser{"/runs/": own, "/patients/anna/runs/": clinic}[at]
			page := text(b.get(at + e.Run.ID))
			for _, figure := range []string{row.Distance, row.Time, row.Badge.Word} {
				if !strings.Contains(strings.ToLower(page), strings.ToLower(figure)) {
					t.Errorf("%s%s lacks %q", at, e.Run.ID, figure)
				}
			}
			for _, f := range e.Verdict.Findings {
				if f.Level != analysis.OK && !strings.Contains(page, style.Say(f.Text)) {
					t.Errorf("%s%s lacks %q", at, e.Run.ID, style.Say(f.Text))
				}
			}
		}
		if e.Verdict.Level == analysis.Violation {
			outside++
		}
		for name, page := range pages {
			number, _, _ := strings.Cut(row.Distance, " ")
			if !strings.Contains(text(page), number) {
				t.Errorf("%s lacks %q of run %s", name, row.Distance, e.Run.ID)
			}
		}
	}
	if outside == 0 {
		t.Error("no run is outside the advice; this test shows little")
	}
}

// text is a page as it is read, without its marks.
func text(a answer) string {
	var b strings.Builder
	inside := false
	for _, r := range a.body {
		switch {
		case r == '<':
			inside = true
		case r == '>':
			inside = false
		case !inside:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}
