package web

import (
	"slices"

	"needled/analysis/report"
)

// treatmentsPage lists the treatments, the latest first.
type treatmentsPage struct {
	Base string
	Own  bool // the runner looks
	Rows []report.TreatmentRow
}

func (v *visit) treatments() error {
	view, r, err := v.view()
	if err != nil {
		return err
	}
	recoveries, err := view.Recoveries(v.ctx())
	if err != nil {
		return err
	}
	p := treatmentsPage{Base: v.base(), Own: !v.others()}
	for _, rec := range slices.Backward(recoveries) {
		p.Rows = append(p.Rows, report.TreatmentRowOf(rec, v.style(r), v.Now()))
	}
	return v.render("treatments", "Treatments", p)
}
