package web

import (
	"time"

	"needled/analysis"
	"needled/analysis/report"
)

// apiRecoveries lists the reports on all recoveries.
func (v *visit) apiRecoveries() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	asked, err := v.query("since", "until")
	if err != nil {
		return err
	}
	since, until, err := span(asked, r.Location())
	if err != nil {
		return err
	}
	all, err := view.Recoveries(v.ctx())
	if err != nil {
		return err
	}
	checks, err := view.CheckIns(v.ctx(), time.Time{})
	if err != nil {
		return err
	}
	var some []analysis.Recovery
	for _, rec := range all {
		if at := rec.Treatment.At; !at.Before(since) && (until.IsZero() || at.Before(until)) {
			some = append(some, rec)
		}
	}
	now, units := v.Now(), v.style(r).Units
	return answerList(v, some, func(rec analysis.Recovery) report.ReportJSON {
		return report.NewReportJSON(report.Report{Runner: r, Recovery: rec, CheckIns: checks, At: now}, units)
	})
}

// apiRecovery is the report on one recovery, in any of its forms.
func (v *visit) apiRecovery() error {
	asked, err := v.query("format")
	if err != nil {
		return err
	}
	format := asked.Get("format")
	if format == "" {
		format = "json"
	}
	if _, ok := reportTypes[format]; !ok {
		return bad("format is json, csv, html or pdf, not %.40q", format)
	}
	return v.sendReport(format)
}
