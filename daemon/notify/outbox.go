package notify

import (
	"context"
	"time"
)

// Event is something to tell of, by reference.
type Event struct {
	ID             int64
	Runner         string
	Kind           string // outside, clear, source, silent, digest
	Key            string // names the event among those of its runner and kind
	Run, Treatment string // what it is about, "" where it is about neither
	Due, Created   time.Time
}

// Delivery is an event that is to go to a service.
type Delivery struct {
	Event    Event
	Attempts int // begun so far
}

// LongestWait is above how long a delivery is ever put off.
const LongestWait = 5 * time.Hour

// Outbox keeps the events of the runner who is told, and what came of each at
// each service. Services are named by Service.Name. What it does lasts when it
// returns.
type Outbox interface {
	// Due lists at most n deliveries to the service that are due by now,
	// earliest first: neither delivered, given up or dropped, nor under way.
	// What was put off to later than LongestWait from now was so by a clock
	// that was set back since, and is due.
	Due(ctx context.Context, service string, now time.Time, n int) ([]Delivery, error)
	// Next is when the next delivery to the service falls due, nil when none
	// waits.
	Next(ctx context.Context, service string) (*time.Time, error)
	// Sending counts an attempt and marks the delivery as under way: until the
	// time given nobody else gets it. It is false where somebody else has it,
	// or it has ended.
	Sending(ctx context.Context, event int64, service string, until time.Time) (bool, error)
	// Delivered ends the delivery.
	Delivered(ctx context.Context, event int64, service string, at time.Time) error
	// NotDelivered says why the delivery failed, and when to try again: nil
	// gives it up.
	NotDelivered(ctx context.Context, event int64, service string, next *time.Time, reason string) error
	// Drop ends an event for every service: there is nothing left to tell.
	Drop(ctx context.Context, event int64, at time.Time, why string) error
}

// Message is what a service shows: plain text, fit for a phone's lock screen.
type Message struct {
	Title string // one line of at most 60 characters
	Body  string
}

// Composer makes the text of an event from what is true now. Where there is
// nothing left to tell (the run was removed, the source does again) keep is
// false and why says so in a few words.
type Composer func(ctx context.Context, e Event) (m Message, keep bool, why string, err error)
