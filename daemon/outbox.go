package daemon

import (
	"context"
	"time"

	"needled/daemon/notify"
	"needled/daemon/store"
)

// outbox lets the notifier work on the events of the runner who is told.
type outbox struct {
	*store.Store
	runner func(context.Context) (string, error)
}

var _ notify.Outbox = outbox{}

func (o outbox) Due(ctx context.Context, service string, now time.Time, n int) ([]notify.Delivery, error) {
	runner, err := o.runner(ctx)
	if err != nil {
		return nil, err
	}
	due, err := o.DueDeliveries(ctx, runner, service, now, n)
	deliveries := make([]notify.Delivery, len(due))
	for i, d := range due {
		deliveries[i] = notify.Delivery{Event: notify.Event(d.Event), Attempts: d.Attempts}
	}
	return deliveries, err
}

func (o outbox) Next(ctx context.Context, service string) (*time.Time, error) {
	runner, err := o.runner(ctx)
	if err != nil {
		return nil, err
	}
	return o.NextDelivery(ctx, runner, service)
}

func (o outbox) Drop(ctx context.Context, event int64, at time.Time, why string) error {
	return o.DropEvent(ctx, event, at, why)
}
