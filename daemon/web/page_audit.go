package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"needled/daemon/store"
)

// auditPage is the audit log, or what of it was asked for.
type auditPage struct {
	Troubles     []trouble
	Asked        bool // only part of it was asked for
	Who, Whose   []option
	Deeds        []option
	Since, Until field
	Rows         []auditRow
	Older        string // address of the lines before; "" without
	Newest       string // address of the newest lines; "" on their page
	Export       string // address of the CSV
	Intact       string // what reading all of it over came to, and when; "" when it wasn't
	Broken       bool
}

// auditRow is a line of the audit log.
type auditRow struct{ ID, When, Who, Deed, Whose, Object, From, Outcome string }

const auditRows = 100

func (v *visit) auditLog() error {
	f := &form{values: v.r.URL.Query(), wrong: map[string]string{}}
	filter := v.auditFilter(f)
	p := auditPage{Troubles: f.troubles(), Asked: filter != store.AuditFilter{Before: filter.Before},
		Since: f.show(field{Name: "since", Label: "First day", Type: "date"}), Until: f.show(field{Name: "until", Label: "Last day", Type: "date"})}
	people, err := v.Store.People(v.ctx())
	if err != nil {
		return err
	}
	runners, err := v.Store.Runners(v.ctx())
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, who := range people {
		names[who.ID] = who.Name
		p.Who = append(p.Who, option{Value: who.ID, Label: who.Name, On: who.ID == filter.Who})
	}
	for _, r := range runners {
		p.Whose = append(p.Whose, option{Value: r.Name, Label: r.Name, On: r.Name == filter.Whose})
	}
	for _, deed := range deeds() {
		p.Deeds = append(p.Deeds, option{Value: deed, Label: deed, On: deed == filter.Deed})
	}
	p.Export = "/people/audit.csv?" + auditQuery(f, 0)
	if filter.Before > 0 {
		p.Newest = "/people/audit?" + auditQuery(f, 0)
	} else {
		p.Intact, p.Broken, err = v.auditIntact()
		if err != nil {
			return err
		}
	}
	if f.ok() {
		filter.N = auditRows
		lines, err := v.Store.Audits(v.ctx(), filter)
		if err != nil {
			return err
		}
		for _, a := range lines {
			p.Rows = append(p.Rows, v.auditRow(a, names))
		}
		if len(lines) == auditRows && lines[len(lines)-1].ID > 1 {
			p.Older = "/people/audit?" + auditQuery(f, lines[len(lines)-1].ID)
		}
	}
	if err := v.audit(v.route.log, "", "", store.OutcomeOK); err != nil {
		return err
	}
	status := http.StatusOK
	if !f.ok() {
		status = http.StatusUnprocessableEntity
	}
	return v.renderStatus(status, "audit", "Audit log", p)
}

// auditFilter is what was asked for; days are those of needled's own zone.
func (v *visit) auditFilter(f *form) store.AuditFilter {
	filter := store.AuditFilter{Who: f.text("who", longestName), Whose: f.text("whose", longestName), Deed: f.text("deed", longestName), Since: v.day(f, "since", 0), Until: v.day(f, "until", 1)}
	filter.Before, _ = strconv.ParseInt(f.values.Get("before"), 10, 64)
	if !filter.Since.IsZero() && !filter.Until.IsZero() && !filter.Since.Before(filter.Until) {
		f.fail("until", "This day is before the first one.")
	}
	return filter
}

// day is the first moment of so many days after the day in a field.
func (v *visit) day(f *form, name string, after int) time.Time {
	text := f.text(name, 20)
	if text == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, text, v.siteZone())
	if err != nil {
		f.fail(name, "Write the day as 2026-03-02.")
		return time.Time{}
	}
	return day.AddDate(0, 0, after)
}

func (s *Site) siteZone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

// auditQuery is what was asked for as the query of an address.
func auditQuery(f *form, before int64) string {
	asked := url.Values{}
	for _, name := range []string{"who", "whose", "deed", "since", "until"} {
		if value := f.values.Get(name); value != "" {
			asked.Set(name, value)
		}
	}
	if before > 0 {
		asked.Set("before", strconv.FormatInt(before, 10))
	}
	return asked.Encode()
}

// lastCheck is when the audit log was read over last, and what came of it.
type lastCheck struct {
	mu     sync.Mutex
	at     time.Time
	said   string
	broken bool
}

// auditIntact says whether the log is as it was written. All of it is read over
// only when somebody asks for that: it grows for ever.
func (v *visit) auditIntact() (said string, broken bool, err error) {
	c := &v.checked
	c.mu.Lock()
	defer c.mu.Unlock()
	if v.r.URL.Query().Get("check") != "" {
		err := v.Store.CheckAudit(v.ctx())
		if err != nil && !store.IsKind(err, store.Conflict) {
			return "", false, err
		}
		c.at, c.broken, c.said = v.Now(), err != nil, "every line was as it was written, and the chain of their seals holds."
		if err != nil {
			c.said = strings.TrimSuffix(err.Error(), ".") + "."
		}
	}
	if c.at.IsZero() {
		return "It wasn’t checked for changes since needled started.", false, nil
	}
	return "Checked " + v.siteStyle().Moment(c.at) + ": " + c.said, c.broken, nil
}

func (v *visit) auditRow(a store.Audit, names map[string]string) auditRow {
	row := auditRow{strconv.FormatInt(a.ID, 10), v.siteStyle().Moment(a.At), a.WhoName, a.Deed, a.Whose, a.Object, a.From, a.Outcome}
	if row.Who == "" {
		row.Who = "nobody signed in"
	}
	if name, known := names[a.Object]; known {
		row.Object = name
	}
	return row
}
