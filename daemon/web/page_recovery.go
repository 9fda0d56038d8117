package web

import (
	"bytes"
	"html/template"
	"mime"
	"slices"
	"strings"
	"time"

	"needled/analysis"
	"needled/analysis/report"
	"needled/daemon/store"
)

// recoveryPage is the report on a recovery, and where it can be had.
type recoveryPage struct {
	Article template.HTML
	Files   []reportFile
	Path    string
}

type reportFile struct{ Name, File string }

// reportFiles are the forms a report can be had in.
var reportFiles = []reportFile{{"PDF", "report.pdf"}, {"HTML", "report.html"}, {"CSV", "report.csv"}, {"JSON", "report.json"}}

func (v *visit) recovery() error {
	rep, style, err := v.report()
	if err != nil {
		return err
	}
	article, err := report.Article(style, rep)
	if err != nil {
		return err
	}
	return v.render("recovery", "Recovery report", recoveryPage{article, reportFiles, v.base() + "/recovery/" + rep.Recovery.Treatment.ID})
}

// report gathers the recovery that the path names.
func (v *visit) report() (report.Report, report.Style, error) {
	view, r, err := v.view()
	if err != nil {
		return report.Report{}, report.Style{}, err
	}
	ctx, now := v.ctx(), v.Now()
	recoveries, err := view.Recoveries(ctx, v.r.PathValue("treatment"))
	if err != nil {
		return report.Report{}, report.Style{}, err
	}
	if len(recoveries) == 0 {
		return report.Report{}, report.Style{}, errNotFound
	}
	rep := report.Report{Runner: r, Recovery: recoveries[0], At: now}
	if rep.Name, err = v.Store.NameOf(ctx, r.Name); err != nil {
		return rep, report.Style{}, err
	}
	if rep.CheckIns, err = view.CheckIns(ctx, time.Time{}); err != nil {
		return rep, report.Style{}, err
	}
	rep.Next, err = v.next(view, rep.Recovery)
	return rep, v.style(r), err
}

// next is the plan for the next run of a recovery that is open; nil for
// others.
func (v *visit) next(view *store.View, rec analysis.Recovery) (*analysis.Plan, error) {
	now := v.Now()
	if rec.End != nil && rec.End.Before(now) || rec.Latest.Before(now) {
		return nil, nil
	}
	h, err := view.History(v.ctx(), now.Add(-analysis.PlanReach))
	if err != nil {
		return nil, err
	}
	plan := analysis.PlanAt(h, v.Protocol, now)
	if plan.Treatment == nil || plan.Treatment.ID != rec.Treatment.ID {
		return nil, nil
	}
	return &plan, nil
}

// exportReport sends the report as a file.
func (v *visit) exportReport() error {
	file := v.r.PathValue("file")
	if !slices.ContainsFunc(reportFiles, func(f reportFile) bool { return f.File == file }) {
		return errNotFound
	}
	return v.sendReport(strings.TrimPrefix(file, "report."))
}

// sendReport sends the report in one of the forms of reportTypes.
func (v *visit) sendReport(format string) error {
	rep, style, err := v.report()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	switch format {
	case "pdf":
		err = report.PDF(&b, style, rep)
	case "html":
		err = report.HTML(&b, style, rep)
	case "csv":
		err = report.CSV(&b, style, rep)
	case "json":
		err = report.WriteJSON(&b, report.NewReportJSON(rep, style.Units))
	}
	if err != nil {
		return err
	}
	kind, shown := reportTypes[format], "attachment"
	if format == "html" {
		v.w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src '"+report.StyleHash()+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox")
		shown = "inline"
	}
	name := strings.Join([]string{"recovery", rep.Runner.Name, rep.Recovery.Treatment.At.In(style.Zone).Format(time.DateOnly)}, "-") + "." + format
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(shown, map[string]string{"filename": name}))
	writeAll(v.w, b.Bytes())
	return nil
}

var reportTypes = map[string]string{
	"pdf": "application/pdf", "html": "text/html; charset=utf-8", "csv": "text/csv; charset=utf-8", "json": "application/json",
}
