package web

import (
	"net/url"
	"strconv"

	"needled/analysis/report"
	"needled/daemon/store"
)

// sharingPage is who may see a runner's runs, and who looked.
type sharingPage struct {
	Clinicians []clinicianRow
	Looks      []lookRow
	Older      string // address of the lines before; "" without
	Newer      bool   // these aren't the newest
}

// clinicianRow is a clinician with whether they may see the runs.
type clinicianRow struct {
	ID, Name, State string
	May, Can        bool // see the runs now; be granted it
}

// lookRow is a time somebody else saw or did something with the runner's data.
type lookRow struct {
	When, Who, What, Path string
	Times                 int // at that minute
}

func (v *visit) sharing() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	style := v.style(r)
	p := sharingPage{}
	if p.Clinicians, err = v.clinicianRows(r.Name, style); err != nil {
		return err
	}
	before, _ := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64)
	p.Newer = before > 0
	looks, next, err := v.looks(r.Name, before)
	if err != nil {
		return err
	}
	for _, a := range looks {
		row := lookRowOf(a, style)
		if n := len(p.Looks); n > 0 && p.Looks[n-1].same(row) {
			p.Looks[n-1].Times++
			continue
		}
		p.Looks = append(p.Looks, row)
	}
	if next > 0 {
		p.Older = "/settings/sharing?" + url.Values{"before": {strconv.FormatInt(next, 10)}}.Encode() + "#looked"
	}
	return v.render("sharing", "Who may see your runs", p)
}

// clinicianRows lists every clinician there is, and those who once might see
// the runs and are no more.
func (v *visit) clinicianRows(runner string, s report.Style) ([]clinicianRow, error) {
	people, err := v.Store.People(v.ctx())
	if err != nil {
		return nil, err
	}
	consents, err := v.Store.Consents(v.ctx(), runner)
	latest := map[string]store.Consent{}
	for _, c := range consents { // the newest first
		if _, known := latest[c.Clinician]; !known {
			latest[c.Clinician] = c
		}
	}
	var rows []clinicianRow
	for _, p := range people {
		c, ever := latest[p.ID]
		row := clinicianRow{ID: p.ID, Name: p.Name, Can: p.Clinician && p.Disabled == nil && p.ID != v.person.ID}
		switch {
		case !row.Can && !ever || p.ID == v.person.ID:
			continue
		case !ever:
			row.State = "can’t see your runs"
		case c.Withdrawn != nil && !p.Clinician:
			row.State = "can’t see your runs: no clinician here any more; it ended " + s.Moment(*c.Withdrawn)
		case c.Withdrawn != nil:
			row.State = "can’t see your runs; it was withdrawn " + s.Moment(*c.Withdrawn)
		case row.Can:
			row.State, row.May = "may see your runs since "+s.Moment(c.Granted), true
		default:
			row.State, row.May = "can’t see your runs: no clinician here at present", true
		}
		rows = append(rows, row)
	}
	return rows, err
}

// How many lines a page of who looked has, and how many of the audit log are
// gone through for it, since most are the runner's own.
const (
	looksShown  = 50
	looksAtMost = 5000
)

// looks are the latest times before a line of the audit log at which others
// saw or changed what is a runner's; next is where to go on, 0 at the end.
func (v *visit) looks(runner string, before int64) (found []store.Audit, next int64, err error) {
	const batch = 500
	for range looksAtMost / batch {
		lines, err := v.Store.Audits(v.ctx(), store.AuditFilter{Whose: runner, Before: before, N: batch})
		if err != nil {
			return nil, 0, err
		}
		for _, a := range lines {
			before = a.ID
			if a.Who == v.person.ID || a.Outcome != store.OutcomeOK {
				continue
			}
			if found = append(found, a); len(found) == looksShown {
				return found, before, nil
			}
		}
		if len(lines) < batch {
			return found, 0, nil
		}
	}
	return found, before, nil
}

// same says whether a line tells the same, but for how often.
func (r lookRow) same(other lookRow) bool {
	other.Times = r.Times
	return r == other
}

func lookRowOf(a store.Audit, s report.Style) lookRow {
	row := lookRow{When: s.Moment(a.At), Who: a.WhoName, What: pastOf(a.Deed), Times: 1}
	if row.Who == "" {
		row.Who = "the operator"
	}
	if a.Deed == store.DeedViewRun {
		row.Path = "/runs/" + url.PathEscape(a.Object)
	}
	return row
}

// grant lets a clinician see the runner's runs from now on.
func (v *visit) grant() error {
	clinician, err := v.Store.Person(v.ctx(), v.r.PathValue("person"))
	if err == nil && (!clinician.Clinician || clinician.Disabled != nil || clinician.ID == v.person.ID) {
		err = errNotFound
	}
	if err != nil {
		return err
	}
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if err := v.Store.Grant(v.ctx(), r.Name, clinician.ID, v.Now()); err != nil {
		return err
	}
	v.flash(clinician.Name + " may see your runs from now on. You can withdraw it here at any time.")
	return v.goTo("/settings/sharing")
}

// withdraw ends that, from the next request on.
func (v *visit) withdraw() error {
	clinician, err := v.Store.Person(v.ctx(), v.r.PathValue("person"))
	if err != nil {
		return err
	}
	_, r, err := v.view()
	if err != nil {
		return err
	}
	if err := v.Store.Withdraw(v.ctx(), r.Name, clinician.ID, v.Now()); err != nil {
		return err
	}
	v.flash(clinician.Name + " can’t see your runs any more, as of now.")
	return v.goTo("/settings/sharing")
}
