package web

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"needled/analysis/report"
	"needled/daemon/store"
)

// exportAuditLog sends what of the audit log was asked for as CSV, the newest
// line first. That it was taken away is in the log before.
func (v *visit) exportAuditLog() error {
	f := &form{values: v.r.URL.Query(), wrong: map[string]string{}}
	filter := v.auditFilter(f)
	if !f.ok() {
		return v.goTo("/people/audit?" + auditQuery(f, 0))
	}
	if err := v.audit(v.route.log, "", "", store.OutcomeOK); err != nil {
		return err
	}
	const batch = 500
	filter.N = batch
	lines, err := v.Store.Audits(v.ctx(), filter)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="needled-audit-`+v.Now().In(v.siteZone()).Format(time.DateOnly)+`.csv"`)
	out := csv.NewWriter(v.w)
	out.UseCRLF = true
	row := func(cells ...string) {
		for i, cell := range cells {
			cells[i] = report.CSVText(cell)
		}
		_ = out.Write(cells) // whoever asked may have gone
	}
	row("line", "at_utc", "who", "person", "deed", "whose", "object", "from", "outcome")
	for {
		for _, a := range lines {
			row(strconv.FormatInt(a.ID, 10), a.At.UTC().Format(time.RFC3339), a.WhoName, a.Who, a.Deed, a.Whose, a.Object, a.From, a.Outcome)
		}
		out.Flush()
		if len(lines) < batch || out.Error() != nil {
			return nil
		}
		filter.Before = lines[len(lines)-1].ID
		if lines, err = v.Store.Audits(v.ctx(), filter); err != nil {
			// Half of it was sent: cut the answer off, so that nobody takes it
			// for the whole.
			panic(http.ErrAbortHandler)
		}
	}
}
