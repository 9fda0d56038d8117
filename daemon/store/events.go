package store

import (
	"context"
	"database/sql"
	"time"
)

// The kinds of events.
const (
	EventOutside = "outside" // a run outside the advice; its key is TREATMENT/RUN
	EventClear   = "clear"   // the rest after a treatment ends; its key is the treatment
	EventSource  = "source"  // a source needs a person; its key is NAME@SINCE
	EventSilent  = "silent"  // nothing arrived for long in a recovery
	EventDigest  = "digest"
)

// Event is something a person is to be told, once. It only names things:
// what there is to say is found when it is delivered.
type Event struct {
	ID             int64
	Runner         string
	Kind, Key      string
	Run, Treatment string // IDs; "" where it is about none
	Due            time.Time
	Created        time.Time
}

// Delivery is an event on its way to a service.
type Delivery struct {
	Event
	Service  string // a short hash of its address
	Attempts int    // begun so far
}

// AddEvent adds an event; its ID is the store's. One that is there already,
// by runner, kind and key, stays as it is; but one that was dropped, for it was
// not so any more, is due again, unless it was of a day that is over.
func (s *Store) AddEvent(ctx context.Context, e Event) (added bool, err error) {
	return write(ctx, s, "adding a notification", func(t *tx) (bool, error) {
		if _, err := s.needRunner(ctx, t, e.Runner); err != nil {
			return false, err
		}
		return s.addEvent(ctx, t, e)
	})
}

func (s *Store) addEvent(ctx context.Context, t *tx, e Event) (added bool, err error) {
	_, known, err := exists(ctx, t, `SELECT key FROM events WHERE runner = $1 AND kind = $2 AND key = $3`, e.Runner, e.Kind, e.Key)
	if err != nil {
		return false, err
	}
	if known {
		_, err := t.exec(ctx, `UPDATE events SET due = $4, dropped_at = NULL, dropped_why = '' WHERE runner = $1 AND kind = $2 AND key = $3
			AND dropped_at IS NOT NULL AND kind <> $5`, e.Runner, e.Kind, e.Key, micros(e.Due), EventDigest)
		return false, err
	}
	id, err := nextNumber(ctx, t, "event")
	if err != nil {
		return false, err
	}
	if e.Created.IsZero() {
		e.Created = s.Now()
	}
	changed, err := t.exec(ctx, `INSERT INTO events (id, runner, kind, key, run, treatment, due, created_at, dropped_why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '') ON CONFLICT (runner, kind, key) DO NOTHING`,
		id, e.Runner, e.Kind, e.Key, e.Run, e.Treatment, micros(e.Due), micros(e.Created))
	return changed > 0, err
}

const eventFields = `events.id, events.kind, events.key, events.run, events.treatment, events.due, events.created_at`

// eventRow receives those columns.
type eventRow struct {
	Event
	due, created int64
}

func (r *eventRow) fields() []any {
	return []any{&r.ID, &r.Kind, &r.Key, &r.Run, &r.Treatment, &r.due, &r.created}
}

func (r *eventRow) event() Event {
	e := r.Event
	e.Due, e.Created = instant(r.due), instant(r.created)
	return e
}

// longestWait is more than an event, or a delivery, is put off for; only the
// end of a rest is due when it comes. What waits for longer was put off by a
// clock that was set back since, and is due.
const longestWait = 6 * time.Hour

// DueDeliveries lists up to n of a runner's events that are due, not dropped,
// and neither delivered to a service nor given up there, the earliest first.
// A service that is new gets them all: whoever delivers says which are too
// old.
func (s *Store) DueDeliveries(ctx context.Context, runner, service string, now time.Time, n int) ([]Delivery, error) {
	return read(ctx, s, "listing what is to be told", func(t *tx) ([]Delivery, error) {
		var due []Delivery
		err := t.each(ctx, `SELECT `+eventFields+`, COALESCE(attempts, 0)
			FROM events LEFT JOIN deliveries ON deliveries.event = events.id AND service = $2
			WHERE runner = $1 AND dropped_at IS NULL AND delivered_at IS NULL AND failed_at IS NULL
			AND (due <= $3 OR due > $5 AND kind <> $6) AND (next_at IS NULL OR next_at <= $3 OR next_at > $5) ORDER BY due, id LIMIT $4`,
			[]any{runner, service, micros(now), n, micros(now.Add(longestWait)), EventClear}, func(rows *sql.Rows) error {
				row := eventRow{Event: Event{Runner: runner}}
				d := Delivery{Service: service}
				err := rows.Scan(append(row.fields(), &d.Attempts)...)
				d.Event = row.event()
				due = append(due, d)
				return err
			})
		return due, err
	})
}

// Delivered keeps that a service took an event.
func (s *Store) Delivered(ctx context.Context, event int64, service string, at time.Time) error {
	_, err := write(ctx, s, "keeping that a notification was delivered", func(t *tx) (int, error) {
		if err := needEvent(ctx, t, event); err != nil {
			return 0, err
		}
		_, err := t.exec(ctx, `INSERT INTO deliveries (event, service, attempts, delivered_at, last_error) VALUES ($1, $2, 0, $3, '')
			ON CONFLICT (event, service) DO UPDATE SET delivered_at = excluded.delivered_at, next_at = NULL, failed_at = NULL`,
			event, service, micros(at))
		return 0, err
	})
	return err
}

// NotDelivered keeps that a service did not take an event, why, and when it
// is tried again; with next nil it is given up there. What was delivered
// stays so.
func (s *Store) NotDelivered(ctx context.Context, event int64, service string, next *time.Time, reason string) error {
	_, err := write(ctx, s, "keeping that a notification was not delivered", func(t *tx) (int, error) {
		if err := needEvent(ctx, t, event); err != nil {
			return 0, err
		}
		var failed *int64
		if next == nil {
			failed = new(micros(s.Now()))
		}
		_, err := t.exec(ctx, `INSERT INTO deliveries (event, service, attempts, next_at, failed_at, last_error) VALUES ($1, $2, 0, $3, $4, $5)
			ON CONFLICT (event, service) DO UPDATE SET next_at = excluded.next_at, failed_at = excluded.failed_at, last_error = excluded.last_error
			WHERE deliveries.delivered_at IS NULL`,
			event, service, microsOf(next), failed, reason)
		return 0, err
	})
	return err
}

// DropEvent keeps that an event needs no telling any more, and why.
func (s *Store) DropEvent(ctx context.Context, event int64, at time.Time, why string) error {
	_, err := write(ctx, s, "dropping a notification", func(t *tx) (int, error) {
		if err := needEvent(ctx, t, event); err != nil {
			return 0, err
		}
		_, err := t.exec(ctx, `UPDATE events SET dropped_at = $2, dropped_why = $3 WHERE id = $1 AND dropped_at IS NULL`, event, micros(at), why)
		return 0, err
	})
	return err
}

func needEvent(ctx context.Context, t *tx, id int64) error {
	_, ok, err := exists(ctx, t, `SELECT key FROM events WHERE id = $1`, id)
	if err == nil && !ok {
		err = fail(NotFound, "there is no notification %d", id)
	}
	return err
}
