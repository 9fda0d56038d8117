package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// memory is an outbox that lives as long as a test.
type memory struct {
	mu         sync.Mutex
	events     []*Event
	dropped    map[int64]string
	deliveries map[place]*state
	// broken makes an operation fail: "due", "delivered", …
	broken map[string]bool
	// taken makes every delivery somebody else's.
	taken bool
}

type place struct {
	event   int64
	service string
}

type state struct {
	attempts  int
	next      time.Time
	delivered time.Time
	gaveUp    bool
	reason    string
}

func newMemory(events ...Event) *memory {
	m := &memory{dropped: map[int64]string{}, deliveries: map[place]*state{}, broken: map[string]bool{}}
	for _, e := range events {
		m.add(e)
	}
	return m
}

func (m *memory) add(e Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.ID = int64(len(m.events) + 1)
	m.events = append(m.events, &e)
}

// at is what became of an event at a service.
func (m *memory) at(event int64, service string) state {
	m.mu.Lock()
	defer m.mu.Unlock()
	return *m.state(event, service)
}

func (m *memory) state(event int64, service string) *state {
	p := place{event, service}
	if m.deliveries[p] == nil {
		m.deliveries[p] = &state{}
	}
	return m.deliveries[p]
}

// op begins an operation, which a context that has ended or a fault refuses.
func (m *memory) op(ctx context.Context, name string) (func(), error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	if m.broken[name] {
		m.mu.Unlock()
		return nil, errors.New("the disk is full")
	}
	return m.mu.Unlock, nil
}

func (m *memory) broke(name string, broken bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken[name] = broken
}

// when is the instant a delivery falls due; false when it has ended.
func (m *memory) when(e *Event, service string) (time.Time, bool) {
	s := m.state(e.ID, service)
	_, dropped := m.dropped[e.ID]
	if dropped || s.gaveUp || !s.delivered.IsZero() {
		return time.Time{}, false
	}
	if s.next.After(e.Due) {
		return s.next, true
	}
	return e.Due, true
}

func (m *memory) Due(ctx context.Context, service string, now time.Time, n int) ([]Delivery, error) {
	done, err := m.op(ctx, "due")
	if err != nil {
		return nil, err
	}
	defer done()
	var due []Delivery
	for _, e := range m.events {
		if at, waits := m.when(e, service); waits && (!at.After(now) || m.state(e.ID, service).next.After(now.Add(LongestWait))) {
			due = append(due, Delivery{*e, m.state(e.ID, service).attempts})
		}
	}
	slices.SortStableFunc(due, func(a, b Delivery) int { return a.Event.Due.Compare(b.Event.Due) })
	return due[:min(n, len(due))], nil
}

func (m *memory) Next(ctx context.Context, service string) (*time.Time, error) {
	done, err := m.op(ctx, "next")
	if err != nil {
		return nil, err
	}
	defer done()
	var next *time.Time
	for _, e := range m.events {
		if at, waits := m.when(e, service); waits && (next == nil || at.Before(*next)) {
			next = &at
		}
	}
	return next, nil
}

func (m *memory) Sending(ctx context.Context, event int64, service string, until time.Time) (bool, error) {
	done, err := m.op(ctx, "sending")
	if err != nil {
		return false, err
	}
	defer done()
	s := m.state(event, service)
	if m.taken {
		return false, nil
	}
	s.attempts++
	s.next, s.reason = until, "under way"
	return true, nil
}

func (m *memory) Delivered(ctx context.Context, event int64, service string, at time.Time) error {
	done, err := m.op(ctx, "delivered")
	if err != nil {
		return err
	}
	defer done()
	m.state(event, service).delivered = at
	return nil
}

func (m *memory) NotDelivered(ctx context.Context, event int64, service string, next *time.Time, reason string) error {
	done, err := m.op(ctx, "not delivered")
	if err != nil {
		return err
	}
	defer done()
	s := m.state(event, service)
	s.reason, s.gaveUp = reason, next == nil
	if next != nil {
		s.next = *next
	}
	return nil
}

func (m *memory) Drop(ctx context.Context, event int64, _ time.Time, why string) error {
	done, err := m.op(ctx, "drop")
	if err != nil {
		return err
	}
	defer done()
	m.dropped[event] = why
	return nil
}

// phone is a service that notes what it shows and when.
type phone struct {
	mu     sync.Mutex
	shown  []string
	times  []time.Time
	answer func(attempt int) error // nil: it takes everything
	hangs  bool                    // answers nothing until ctx ends
	slow   time.Duration           // how long it takes over a message
}

func (p *phone) Send(ctx context.Context, m Message) error {
	p.mu.Lock()
	p.shown = append(p.shown, m.Body)
	p.times = append(p.times, time.Now())
	attempt := len(p.shown)
	p.mu.Unlock()
	switch {
	case p.hangs:
		<-ctx.Done()
		return ctx.Err()
	case p.slow > 0:
		select {
		case <-time.After(p.slow):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if p.answer != nil {
		return p.answer(attempt)
	}
	return nil
}

func (p *phone) got() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.shown)
}

// plainly writes an event as its kind and key.
func plainly(_ context.Context, e Event) (Message, bool, string, error) {
	return Message{Title: e.Kind, Body: e.Kind + " " + cmp.Or(e.Key, fmt.Sprint(e.ID))}, true, "", nil
}
