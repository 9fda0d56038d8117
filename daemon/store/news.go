package store

import (
	"context"
	"time"

	"needled/analysis"
)

// outsideFor is how long after its start a run outside the advice is news: a
// history taken in at once tells nobody of runs long past.
const outsideFor = 3 * day

// news is what judging found that a person may have to be told.
type news struct {
	outside []Event
	floors  map[string]time.Time // of the judged treatments
}

func (n *news) add(r analysis.Recovery, now time.Time) {
	if n.floors == nil {
		n.floors = map[string]time.Time{}
	}
	n.floors[r.Treatment.ID] = r.Floor
	for _, e := range r.Entries {
		if e.Verdict != nil && e.Verdict.Level == analysis.Violation && e.Run.Start.After(now.Add(-outsideFor)) {
			n.outside = append(n.outside, Event{Kind: EventOutside, Key: r.Treatment.ID + "/" + e.Run.ID, Run: e.Run.ID, Treatment: r.Treatment.ID, Due: now})
		}
	}
}

// tell writes news to the outbox, in the transaction of the verdicts they
// rest on. treatments are all of the runner's, by time.
func (s *Store) tell(ctx context.Context, t *tx, runner string, treatments []analysis.Treatment, n news) error {
	for _, e := range n.outside {
		e.Runner = runner
		if _, err := s.addEvent(ctx, t, e); err != nil {
			return err
		}
	}
	for i, treatment := range treatments {
		floor, judged := n.floors[treatment.ID]
		if !judged {
			continue
		}
		again := i+1 < len(treatments) && !treatments[i+1].At.After(floor) // needled again before the rest was over
		if err := s.tellClear(ctx, t, treatment, floor, again); err != nil {
			return err
		}
	}
	return nil
}

// notTold is the condition for an event no service took yet.
const notTold = `dropped_at IS NULL AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event = events.id AND delivered_at IS NOT NULL)`

// tellClear makes the event for the end of a treatment's rest due when it
// ends. There is none for a rest that ended before it was known, nor for one
// that goes over into that of the next treatment.
func (s *Store) tellClear(ctx context.Context, t *tx, treatment analysis.Treatment, floor time.Time, again bool) error {
	now := s.Now()
	switch {
	case again:
		_, err := t.exec(ctx, `DELETE FROM events WHERE runner = $1 AND kind = $2 AND key = $3 AND `+notTold, treatment.Runner, EventClear, treatment.ID)
		return err
	case floor.After(now):
		added, err := s.addEvent(ctx, t, Event{Runner: treatment.Runner, Kind: EventClear, Key: treatment.ID, Treatment: treatment.ID, Due: floor})
		if err != nil || added {
			return err
		}
	}
	// One that is due already stays so, unless it is to come later after all.
	_, err := t.exec(ctx, `UPDATE events SET due = $4 WHERE runner = $1 AND kind = $2 AND key = $3 AND due <> $4 AND (due > $5 OR $4 > $5) AND `+notTold,
		treatment.Runner, EventClear, treatment.ID, micros(floor), micros(now))
	return err
}

// dropEventsOf drops what nobody was told of a treatment that was removed.
func (s *Store) dropEventsOf(ctx context.Context, t *tx, runner, treatment string) error {
	_, err := t.exec(ctx, `UPDATE events SET dropped_at = $3, dropped_why = 'the treatment was removed' WHERE runner = $1 AND treatment = $2 AND `+notTold,
		runner, treatment, micros(s.Now()))
	return err
}
