package web

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
	"time"

	"needled/analysis"
	"needled/daemon/store"
	"needled/daemon/web/calendar"
)

// calendar sends the feed of the runner whose token the address holds.
func (v *visit) calendar() error {
	err := v.sendFeed()
	v.person = nil // nobody is signed in: the page of an error shows nobody's name
	return err
}

// sendFeed makes the feed from what may be shared, though it is the runner's own: whoever
// shows calendars for people fetches it to their machines and keeps it there,
// and others of a household look at it. What came from Strava is for the
// runner's eyes alone. So a run that is on Strava only doesn't count for which
// run is next.
func (v *visit) sendFeed() error {
	token, ics := strings.CutSuffix(v.r.PathValue("file"), ".ics")
	if !ics {
		return errNotFound
	}
	p, err := v.holder(token, store.TokenCalendar)
	if err == errToken {
		return errNotFound
	}
	if err != nil {
		return err
	}
	v.person = p
	sight, err := v.sight(v.ctx(), See, p.Runner)
	if err != nil {
		return err
	}
	if sight != store.Whole { // of no runs of their own
		return errNotFound
	}
	feed, err := v.feed(v.Store.View(p.Runner, store.Shared))
	if err != nil {
		return err
	}
	hash, now := hashOf(token), v.Now()
	changed, first, err := v.feeds.note(hash, feed, now)
	if err != nil {
		return err
	}
	if first { // a row a day, not one for each look of a program
		if err := v.audit(store.DeedViewCalendar, p.Runner, "", store.OutcomeOK); err != nil {
			return err
		}
	}
	feed.Changed = changed
	var b bytes.Buffer
	if err := calendar.Write(&b, feed); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+analysis.SumOf(b.Bytes()).String()[:32]+`"`)
	h.Set("X-Robots-Tag", "noindex")
	http.ServeContent(v.w, v.r, "", changed, bytes.NewReader(b.Bytes()))
	return nil
}

// feed gathers what a feed tells of.
func (v *visit) feed(view *store.View) (calendar.Calendar, error) {
	now := v.Now()
	c := calendar.Calendar{Now: now, Link: v.address() + "/today"}
	r, err := view.Runner(v.ctx())
	if err != nil {
		return c, err
	}
	c.Units = v.style(r).Units
	if c.Recoveries, err = view.Recoveries(v.ctx()); err != nil {
		return c, err
	}
	h, err := view.History(v.ctx(), now.Add(-analysis.PlanReach))
	c.Next = new(analysis.PlanAt(h, v.Protocol, now))
	return c, err
}

// feeds remembers what each feed told last, by the hash of its token, so that
// programs are told when it changed. When needled starts, every feed counts as
// changed.
type feeds struct {
	mu   sync.Mutex
	last map[analysis.Sum]told
}

type told struct {
	content analysis.Sum
	changed time.Time
	logged  time.Time
}

// note says when what a feed tells changed last, and whether this is the first
// look of a day.
func (f *feeds) note(token analysis.Sum, feed calendar.Calendar, now time.Time) (changed time.Time, first bool, err error) {
	feed.Changed = time.Time{}
	var b bytes.Buffer
	if err := calendar.Write(&b, feed); err != nil {
		return changed, false, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last == nil {
		f.last = map[analysis.Sum]told{}
	}
	t, content := f.last[token], analysis.SumOf(b.Bytes())
	if t.content != content {
		t.content, t.changed = content, now
	}
	if first = now.Sub(t.logged) >= 24*time.Hour; first {
		t.logged = now
	}
	f.last[token] = t
	return t.changed, first, nil
}
