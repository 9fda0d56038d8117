package daemon

import (
	"context"
	"time"

	"needled/daemon/notify"
	"needled/daemon/store"
)

// outbox lets the notifier work on the events of one runner.
type outbox struct {
	*store.Store
	runner string
}

var _ notify.Outbox = outbox{}

func (o outbox) Due(ctx context.Context, service string, now time.Time, n int) ([]notify.Delivery, error) {
	due, err := o.DueDeliveries(ctx, o.runner, service, now, n)
	deliveries := make([]notify.Delivery, len(due))
	for i, d := range due {
		deliveries[i] = notify.Delivery{Event: notify.Event(d.Event), Attempts: d.Attempts}
	}
	return deliveries, err
}

func (o outbox) Next(ctx context.Context, service string) (*time.Time, error) {
	return o.NextDelivery(ctx, o.runner, service)
}

func (o outbox) Drop(ctx context.Context, event int64, at time.Time, why string) error {
	return o.DropEvent(ctx, event, at, why)
}

func (o outbox) Postpone(ctx context.Context, event int64, due time.Time) error {
	return o.PostponeEvent(ctx, event, due)
}
