package calendar

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"needled/analysis"
	"needled/analysis/report"
)

// event is one entry of the feed.
type event struct {
	uid      string
	from, to time.Time
	summary  string
	text     []string
}

// clearFor is how long the entry lasts that running is clear, so that every
// program shows it.
const clearFor = 30 * time.Minute

// eventsOf are the time of rest, the time of care where there is one, and the
// moment from which running is clear.
func (c Calendar) eventsOf(r analysis.Recovery) []event {
	next := c.Next
	if next == nil || next.Treatment == nil || next.Treatment.ID != r.Treatment.ID {
		next = nil
	}
	clear := r.Clear
	if next != nil && next.Clear != nil {
		clear = *next.Clear // a passed readiness check may have released the runner
	}
	uid := func(kind string) string { return plainID(r.Treatment.ID) + "-" + kind + "@" + host }

	rest := event{uid("rest"), r.Treatment.At, r.Floor, "Rest: no running (needled)",
		[]string{"The clinic advises no running in this time. Walking is fine and helps."}}
	if r.Treatment.DateOnly {
		rest.text = append(rest.text, "The time of the treatment is not known: the rest is counted from the start of that day, and may really end later.")
	}
	all := []event{rest}
	if clear.After(r.Floor) {
		all = append(all, event{uid("careful"), r.Floor, clear, "Careful: short and easy, if it feels right (needled)",
			[]string{"Run only if the readiness check is passed; cut it short when it doesn't feel right."}})
	}
	return append(all, c.clear(uid("clear"), clear, next))
}

// clear tells that running is clear, and how far.
func (c Calendar) clear(uid string, at time.Time, next *analysis.Plan) event {
	e := event{uid: uid, from: at, to: at.Add(clearFor), summary: "Clear to run (needled)"}
	if next != nil && next.RunNumber != nil {
		said := report.TodayOf(*next, report.Style{Units: c.Units})
		run := ordinal(*next.RunNumber)
		e.summary = "Clear to run: " + run + " (needled)"
		e.text = append(e.text, strings.ToUpper(run[:1])+run[1:]+": "+strings.Join(said.Caps, " · ")+".")
		if said.Unknown != "" {
			e.text = append(e.text, said.Unknown)
		}
	}
	e.text = append(e.text, "Flat and even ground, no speed work, at a pace you can talk at.",
		"Do the readiness check before you go: it has the last word.")
	return e
}

// ordinal names a run of a recovery.
func ordinal(number int) string {
	names := []string{"first run", "second run", "third run"}
	if number >= 1 && number <= len(names) {
		return names[number-1]
	}
	return fmt.Sprintf("run %d", number)
}

func (e event) ical(c Calendar) *ics.VEvent {
	v := ics.NewEvent(e.uid)
	v.SetDtStampTime(c.Changed)
	v.SetLastModifiedAt(c.Changed)
	v.SetSequence(sequence(c.Changed))
	v.SetStartAt(e.from)
	v.SetEndAt(e.to)
	v.SetSummary(e.summary)
	v.SetDescription(strings.Join(e.text, "\n"))
	if u, err := url.Parse(c.Link); err == nil && u.Host != "" {
		v.SetURL(u.String()) // which has no character that would end the line
	}
	v.SetClass(ics.ClassificationPrivate)
	v.SetStatus(ics.ObjectStatusConfirmed)
	v.SetTimeTransparency(ics.TransparencyTransparent) // nobody is busy by resting
	return v
}

// sequence grows with every change: programs take an event for new when its
// number is higher. It counts minutes.
func sequence(changed time.Time) int {
	since := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return max(int(changed.Sub(since)/time.Minute), 0)
}

// plainID keeps of an id what any program takes in a UID.
func plainID(id string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, id)
}
