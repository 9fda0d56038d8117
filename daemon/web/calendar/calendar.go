// Package calendar writes a runner's feed for calendar programs (iCalendar,
// RFC 5545): when to rest after a treatment, when to run with care, when
// running is clear.
//
// It is pure. A feed is read by programs of others and shown on many screens:
// it tells nothing of symptoms, regions or places.
package calendar

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"time"

	ics "github.com/arran4/golang-ical"

	"needled/analysis"
)

// Calendar is what a feed is made of.
type Calendar struct {
	// Recoveries of the runner, in any order, those of planned treatments
	// among them. The feed tells of the one begun last, of those still open,
	// and of those planned.
	Recoveries []analysis.Recovery
	// Next is the plan for now. Its caps and its clear instant belong to the
	// recovery of its treatment. Nil for none.
	Next  *analysis.Plan
	Units analysis.Units // of the reader
	Now   time.Time
	// Changed is when anything the feed tells of changed last. The feed is the
	// same, to the byte, as long as it and what is told stay the same.
	Changed time.Time
	// Link is the web address of the runner's page, put into every event; none
	// where it is no address.
	Link string
}

const (
	name = "needled: rest and running"
	// refresh is how often programs are asked to read the feed again.
	refresh = "PT1H"
	host    = "needled" // in the UIDs, which stay when the daemon moves
)

// Write writes the feed. Instants are in UTC; the program that shows them
// knows the reader's zone.
func Write(w io.Writer, c Calendar) error {
	cal := ics.NewCalendarFor("needled")
	cal.SetProductId("-//needled//recovery//EN")
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(name)
	cal.SetXWRCalName(name)
	cal.SetRefreshInterval(refresh) // the library says that it is a duration
	cal.SetXPublishedTTL(refresh)
	for _, e := range c.events() {
		cal.AddVEvent(e.ical(c))
	}
	var b bytes.Buffer // the library passes over errors of writing
	if err := cal.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return fmt.Errorf("writing the calendar: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the calendar: %w", err)
	}
	return nil
}

// events are those of every recovery that is told of, by time.
func (c Calendar) events() []event {
	told := slices.Clone(c.Recoveries)
	slices.SortStableFunc(told, func(a, b analysis.Recovery) int { return a.Treatment.At.Compare(b.Treatment.At) })
	begun := -1 // the one begun last
	for i, r := range told {
		if !r.Treatment.At.After(c.Now) {
			begun = i
		}
	}
	var all []event
	for i, r := range told {
		if open := r.End == nil && !r.Latest.Before(c.Now); i >= begun || open {
			all = append(all, c.eventsOf(r)...)
		}
	}
	return all
}
