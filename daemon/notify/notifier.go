package notify

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// Options is what a Notifier works with.
type Options struct {
	Services []Service
	Outbox   Outbox
	Compose  Composer
	// Quiet is when nobody is to be woken, asked each time since it can change;
	// nil means at no time.
	Quiet func(context.Context) (Quiet, error)
	// Zone is the zone of the runner who is told, asked each time since it can
	// change; nil means UTC.
	Zone func(context.Context) (*time.Location, error)
	Now  func() time.Time // nil: time.Now
	Log  zerolog.Logger
}

// Notifier delivers what is due. Each service has a line of its own, so that
// one which fails or hangs never keeps the others waiting.
type Notifier struct{ lines []*line }

// New makes a Notifier. Without services it does nothing.
func New(o Options) *Notifier {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = func(context.Context) (*time.Location, error) { return time.UTC, nil }
	}
	if o.Quiet == nil {
		o.Quiet = func(context.Context) (Quiet, error) { return Quiet{}, nil }
	}
	n := &Notifier{}
	for _, s := range o.Services {
		n.lines = append(n.lines, &line{
			Options: o, service: s,
			wake: make(chan struct{}, 1), marks: map[int64]bool{}, ages: map[int64]int{},
			log: o.Log.With().Str("service", s.Name).Logger(),
		})
	}
	return n
}

// Run delivers until ctx ends; a message that is on its way then has
// stopGrace to arrive.
func (n *Notifier) Run(ctx context.Context) {
	var lines sync.WaitGroup
	for _, l := range n.lines {
		lines.Go(func() { l.run(ctx) })
	}
	lines.Wait()
}

// Services are the names of the services, in their order.
func (n *Notifier) Services() []string {
	var names []string
	for _, l := range n.lines {
		names = append(names, l.service.Name)
	}
	return names
}

// Wake makes every line look for what is due. It returns at once, and may be
// called at any time.
func (n *Notifier) Wake() {
	for _, l := range n.lines {
		select {
		case l.wake <- struct{}{}:
		default: // it is about to look anyway
		}
	}
}

// Tested is how a service took the test message.
type Tested struct {
	Service string // its name
	Err     error  // nil: it arrived
}

// Test sends a message to every service at once, whatever the hour, and says
// how each took it, in the order of the services.
func (n *Notifier) Test(ctx context.Context) []Tested {
	m := Message{
		Title: "needled can reach you here",
		Body:  "This is a test. From now on needled tells you here when a run lies outside the clinic's advice, and when you may run again.",
	}
	results := make([]Tested, len(n.lines))
	var sending sync.WaitGroup
	for i, l := range n.lines {
		sending.Go(func() { results[i] = Tested{l.service.Name, l.send(ctx, m)} })
	}
	sending.Wait()
	return results
}

const (
	sendTimeout = 30 * time.Second
	stopGrace   = 5 * time.Second
)

// send gives the service its time to answer, and a little of it when the
// program is told to stop.
func (l *line) send(ctx context.Context, m Message) error {
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(stopGrace, cancel) })
	defer stop()
	err := l.service.Sender.Send(sending, m)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return &Failure{Text: "no answer within " + sendTimeout.String()}
	case errors.Is(err, context.Canceled):
		return &Failure{Text: "needled was stopped before it answered"}
	}
	return err
}
