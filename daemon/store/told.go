package store

import (
	"context"
	"database/sql"
	"time"
)

// Told is an event and what became of it.
type Told struct {
	Event
	Dropped    *time.Time // nil unless it needs no telling any more
	DroppedWhy string
	Services   []ToldService // by service; those it was tried at
}

// ToldService is what became of an event at one service.
type ToldService struct {
	Service   string
	Attempts  int        // begun
	Next      *time.Time // when it is tried again
	Delivered *time.Time
	Failed    *time.Time // when it was given up
	LastError string
}

// Events lists a runner's latest n events with what became of them, the
// newest first.
func (s *Store) Events(ctx context.Context, runner string, n int) ([]Told, error) {
	return read(ctx, s, "listing the notifications", func(t *tx) ([]Told, error) {
		var all []Told
		err := t.each(ctx, `SELECT `+eventFields+`, dropped_at, dropped_why FROM events WHERE runner = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
			[]any{runner, n}, func(rows *sql.Rows) error {
				row := eventRow{Event: Event{Runner: runner}}
				var told Told
				var dropped *int64
				err := rows.Scan(append(row.fields(), &dropped, &told.DroppedWhy)...)
				told.Event, told.Dropped = row.event(), instantOf(dropped)
				all = append(all, told)
				return err
			})
		for i := range all {
			if err == nil {
				all[i].Services, err = toldServices(ctx, t, all[i].ID)
			}
		}
		return all, err
	})
}

func toldServices(ctx context.Context, t *tx, event int64) ([]ToldService, error) {
	var all []ToldService
	err := t.each(ctx, `SELECT service, attempts, next_at, delivered_at, failed_at, last_error FROM deliveries WHERE event = $1 ORDER BY service`,
		[]any{event}, func(rows *sql.Rows) error {
			var d ToldService
			var next, delivered, failed *int64
			err := rows.Scan(&d.Service, &d.Attempts, &next, &delivered, &failed, &d.LastError)
			d.Next, d.Delivered, d.Failed = instantOf(next), instantOf(delivered), instantOf(failed)
			all = append(all, d)
			return err
		})
	return all, err
}
