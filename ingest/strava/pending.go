package strava

import (
	"context"
	"fmt"
	"time"
)

// readPending reads what the runner's activities wait for.
func (p *pass) readPending(ctx context.Context) error {
	all, err := p.Shelf.Pending(ctx, p.runner)
	if err != nil {
		return fmt.Errorf("looking at what is pending from Strava: %w", err)
	}
	p.pending = make(map[string]Pending, len(all))
	for _, one := range all {
		p.pending[one.Key] = one
	}
	return nil
}

// putOff notes what is to be looked at later.
func (p *pass) putOff(ctx context.Context, what Pending) error {
	if err := p.Shelf.PutPending(ctx, p.runner, what); err != nil {
		return fmt.Errorf("noting what is pending from Strava: %w", err)
	}
	p.pending[what.Key] = what
	return nil
}

// settle forgets what was pending under a key, if anything was.
func (p *pass) settle(ctx context.Context, key string) error {
	if _, there := p.pending[key]; !there {
		return nil
	}
	if err := p.Shelf.RemovePending(ctx, p.runner, key); err != nil {
		return fmt.Errorf("noting what is settled from Strava: %w", err)
	}
	delete(p.pending, key)
	return nil
}

// settleOthers forgets what waits for samples that nobody wants any more.
func (p *pass) settleOthers(ctx context.Context, wanting []wanted) error {
	wants := map[string]bool{missingKey: true}
	for _, w := range wanting {
		wants[keyOf(w.doc.Activity.ID)] = true
	}
	for key := range p.pending {
		if !wants[key] {
			if err := p.settle(ctx, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// lookAgain asks for another Sync by then.
func (p *pass) lookAgain(due time.Time) {
	if p.again == nil || due.Before(*p.again) {
		p.again = &due
	}
}
