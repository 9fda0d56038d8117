package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"
)

// MessageKinds lists the kinds of events that a runner may not want to be told
// of. Whether a digest comes is said by MessageWishes.Digest.
func MessageKinds() []string { return []string{EventOutside, EventClear, EventSource, EventSilent} }

// MessageWishes is what a runner wants to be told, and when. The zero value is
// as the settings have it.
type MessageWishes struct {
	Without []string    // kinds of events that are not wanted
	Quiet   *QuietHours // nil: those of the settings
	Digest  string      // off, daily, weekly; "" as the settings have it
}

// QuietHours are the part of each day without messages, by the runner's wall
// clock, in whole minutes since midnight. It may cross midnight; alike they
// mean no such time.
type QuietHours struct{ From, To time.Duration }

// Wants says whether events of a kind are to be told.
func (w MessageWishes) Wants(kind string) bool { return !slices.Contains(w.Without, kind) }

// MessageWishes returns what a runner wants to be told.
func (s *Store) MessageWishes(ctx context.Context, runner string) (MessageWishes, error) {
	return read(ctx, s, "reading which messages are wanted", func(t *tx) (MessageWishes, error) {
		var w MessageWishes
		var without string
		var from, to *int64
		var digest *string
		err := t.one(ctx, `SELECT without, quiet_from, quiet_to, digest FROM messages WHERE runner = $1`, []any{runner}, &without, &from, &to, &digest)
		if errors.Is(err, sql.ErrNoRows) {
			return w, nil
		}
		if without != "" {
			w.Without = strings.Fields(without)
		}
		if from != nil && to != nil {
			w.Quiet = &QuietHours{time.Duration(*from) * time.Minute, time.Duration(*to) * time.Minute}
		}
		if digest != nil {
			w.Digest = *digest
		}
		return w, err
	})
}

// PutMessageWishes keeps what a runner wants to be told.
func (s *Store) PutMessageWishes(ctx context.Context, runner string, w MessageWishes) error {
	_, err := write(ctx, s, "keeping which messages are wanted", func(t *tx) (int, error) {
		if err := w.check(); err != nil {
			return 0, err
		}
		if _, err := s.needRunner(ctx, t, runner); err != nil {
			return 0, err
		}
		var from, to *int64
		if w.Quiet != nil {
			from, to = new(int64(w.Quiet.From/time.Minute)), new(int64(w.Quiet.To/time.Minute))
		}
		var digest *string
		if w.Digest != "" {
			digest = &w.Digest
		}
		_, err := t.exec(ctx, `INSERT INTO messages (runner, without, quiet_from, quiet_to, digest) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (runner) DO UPDATE SET without = excluded.without, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest = excluded.digest`,
			runner, strings.Join(w.Without, " "), from, to, digest)
		return 0, err
	})
	return err
}

func (w MessageWishes) check() error {
	for _, kind := range w.Without {
		if !slices.Contains(MessageKinds(), kind) {
			return fail(Invalid, "there are no messages of the kind %q", kind)
		}
	}
	if !slices.Contains([]string{"", "off", "daily", "weekly"}, w.Digest) {
		return fail(Invalid, "a digest comes daily, weekly or not at all (off), not %q", w.Digest)
	}
	if q := w.Quiet; q != nil {
		for _, at := range []time.Duration{q.From, q.To} {
			if at < 0 || at >= 24*time.Hour || at%time.Minute != 0 {
				return fail(Invalid, "quiet hours go from one minute of the day to another, not %s to %s", q.From, q.To)
			}
		}
	}
	return nil
}
