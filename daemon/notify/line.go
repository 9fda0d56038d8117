package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"
)

const (
	batch = 20
	// underWay is how long a message that is being sent is nobody else's: the
	// time it has, and a margin. After a crash it is sent again then.
	underWay = sendTimeout + 90*time.Second
	// tooOld is the age at which nobody wants to hear of something any more. By
	// a clock that ran ahead for a while everything is: so it is given up only
	// when it was too old sureOfAge times, which comes to a day.
	tooOld    = 3 * 24 * time.Hour
	ageAgain  = 4 * time.Hour
	sureOfAge = 7
	// pause is how long a line rests after a service or the store failed.
	pause = time.Minute
	// composeAgain is when a text that could not be made is made again.
	composeAgain = 15 * time.Minute
	// longestWait bounds a timer, which stands still while a machine sleeps.
	longestWait = 5 * time.Minute
)

// line is the way to one service.
type line struct {
	Options
	service Service
	log     zerolog.Logger
	wake    chan struct{}
	// marks are events that were sent, but could not be marked as delivered
	// yet. They are marked before anything else is sent, and not sent again.
	marks map[int64]bool
	// ages is how often an event was too old.
	ages map[int64]int
}

func (l *line) run(ctx context.Context) {
	for ctx.Err() == nil {
		wait, rest := l.pass(ctx)
		wake := l.wake
		if rest {
			wake = nil // being woken doesn't mend what failed
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// errRest ends a pass: what comes next would most likely fail as well.
var errRest = errors.New("the line rests")

// quietError leaves an event as it is: nobody is woken now. Until when isn't
// written down, since that would be by a clock that may be wrong.
type quietError struct{ until time.Time }

func (quietError) Error() string { return "it is quiet" }

// pass delivers what is due and says when to look again. It rests where the
// service or the store failed.
func (l *line) pass(ctx context.Context) (wait time.Duration, rest bool) {
	due, err := l.Outbox.Due(ctx, l.service.Name, l.Now(), batch)
	if err != nil {
		return l.failed(ctx, err, "the outbox can't be read")
	}
	var quiet quietError
	for _, d := range due {
		if ctx.Err() != nil {
			return 0, false
		}
		switch err := l.deliver(ctx, d); {
		case errors.As(err, &quiet):
		case errors.Is(err, errRest):
			return pause, true
		case err != nil:
			return l.failed(ctx, err, "the outbox can't be written")
		}
	}
	if !quiet.until.IsZero() {
		return l.until(quiet.until), true
	}
	if len(due) == batch {
		return 0, false
	}
	next, err := l.Outbox.Next(ctx, l.service.Name)
	if err != nil {
		return l.failed(ctx, err, "the outbox can't be read")
	}
	if next == nil {
		return longestWait, false
	}
	return l.until(*next), false
}

// until is how long to wait for an instant.
func (l *line) until(at time.Time) time.Duration {
	return min(max(at.Sub(l.Now()), time.Second), longestWait)
}

func (l *line) failed(ctx context.Context, err error, what string) (time.Duration, bool) {
	if ctx.Err() == nil {
		l.log.Error().Err(err).Msg(what)
	}
	return pause, true
}

// deliver brings one delivery a step on. Its error is errRest, a quietError or
// the outbox's.
func (l *line) deliver(ctx context.Context, d Delivery) error {
	e := d.Event
	if l.marks[e.ID] {
		return l.delivered(ctx, e)
	}
	now := l.Now()
	if now.Sub(e.Due) > tooOld {
		return l.aged(ctx, e, now)
	}
	delete(l.ages, e.ID)
	zone, err := l.Zone(ctx)
	if err != nil {
		return fmt.Errorf("find the runner's zone: %w", err)
	}
	quiet, err := l.Quiet(ctx)
	if err != nil {
		return fmt.Errorf("find the runner's quiet hours: %w", err)
	}
	if quiet.At(now, zone) {
		return quietError{quiet.End(now, zone)}
	}
	m, keep, why, err := l.Compose(ctx, e)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		l.log.Error().Err(err).Int64("event", e.ID).Str("kind", e.Kind).Msg("the message can't be written")
		return l.Outbox.NotDelivered(ctx, e.ID, l.service.Name, new(now.Add(composeAgain)), "the message could not be written; the log says why")
	case !keep:
		return l.drop(ctx, e, now, why)
	}
	return l.dispatch(ctx, d, m)
}

// aged gives up an event that is too old, when that is sure, and only for this
// service: another may have told it in time.
func (l *line) aged(ctx context.Context, e Event, now time.Time) error {
	l.ages[e.ID]++
	if l.ages[e.ID] < sureOfAge {
		return l.Outbox.NotDelivered(ctx, e.ID, l.service.Name, new(now.Add(ageAgain)), "too old, if the clock is right; it is looked at again")
	}
	if err := l.Outbox.NotDelivered(ctx, e.ID, l.service.Name, nil, "too old"); err != nil {
		return err
	}
	delete(l.ages, e.ID)
	l.dropped(e, "too old")
	return nil
}

// dispatch marks, sends, and marks what came of it. Once a message is sent the
// marks don't heed a stop, so that it isn't sent again.
func (l *line) dispatch(ctx context.Context, d Delivery, m Message) error {
	e, attempt := d.Event, d.Attempts+1
	mine, err := l.Outbox.Sending(ctx, e.ID, l.service.Name, l.Now().Add(underWay))
	if err != nil || !mine {
		return err
	}
	failure := l.send(ctx, m)
	ctx = context.WithoutCancel(ctx)
	if failure == nil {
		return l.delivered(ctx, e)
	}
	permanent := false
	if f, ok := errors.AsType[*Failure](failure); ok {
		permanent = f.Permanent
	}
	var next *time.Time
	event := l.log.Error()
	if wait, again := retryAfter(attempt, permanent); again {
		next, event = new(l.Now().Add(wait)), l.log.Warn()
		event = event.Time("again", *next)
	}
	event.Err(failure).Int64("event", e.ID).Str("kind", e.Kind).Int("attempt", attempt).Bool("given_up", next == nil).Msg("message not delivered")
	if err := l.Outbox.NotDelivered(ctx, e.ID, l.service.Name, next, failure.Error()); err != nil {
		return err
	}
	if permanent {
		return nil // another message may fare better
	}
	return errRest
}

func (l *line) delivered(ctx context.Context, e Event) error {
	l.marks[e.ID] = true
	if err := l.Outbox.Delivered(ctx, e.ID, l.service.Name, l.Now()); err != nil {
		return err
	}
	delete(l.marks, e.ID)
	l.log.Info().Int64("event", e.ID).Str("kind", e.Kind).Msg("message delivered")
	return nil
}

func (l *line) drop(ctx context.Context, e Event, at time.Time, why string) error {
	if err := l.Outbox.Drop(ctx, e.ID, at, why); err != nil {
		return err
	}
	l.dropped(e, why)
	return nil
}

func (l *line) dropped(e Event, why string) {
	l.log.Info().Int64("event", e.ID).Str("kind", e.Kind).Str("why", why).Msg("message dropped")
}
