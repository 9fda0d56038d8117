package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"needled/analysis"
	"needled/cmd/needled/demo"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/all"
)

// lastLook is how long ago the demo's clinician looked at the patients.
const lastLook = 3 * 24 * time.Hour

// clinic is the demo's as it is filled, in the story's own time: what a
// patient sent days ago is taken in as of then.
type clinic struct {
	store     *store.Store
	in        ingest.Ingester
	now, look time.Time
	clock     time.Time
}

// openClinic opens the store at url in the story's time.
func (a *app) openClinic(ctx context.Context, url string) (*clinic, error) {
	now := a.now()
	c := &clinic{now: now, look: now.Add(-lastLook), clock: now}
	options := a.storeOptions()
	options.Now = func() time.Time { return c.clock }
	var err error
	if c.store, err = store.Open(ctx, url, options); err != nil {
		return nil, err
	}
	c.in = ingest.Ingester{Store: c.store, Decoders: all.Decoders(), Protocol: a.protocol, Now: options.Now}
	return c, nil
}

// arrival is a patient with what came.
type arrival struct {
	demo.Patient
	came []demo.Delivery
}

// fill takes the patients in, who consent to the clinician. Their files are
// written into folder, on all cores and ahead of who takes them in.
func (c *clinic) fill(ctx context.Context, patients []demo.Patient, folder string, clinician store.Person) error {
	g, ctx := errgroup.WithContext(ctx)
	arrivals := make(chan arrival)
	g.Go(func() error {
		defer close(arrivals)
		var writing errgroup.Group
		writing.SetLimit(runtime.GOMAXPROCS(0))
		for i, p := range patients {
			writing.Go(func() error {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				came, err := p.Deliver(filepath.Join(folder, fmt.Sprint(i+1)), c.look, c.now)
				if err != nil {
					return err
				}
				select {
				case arrivals <- arrival{p, came}:
					return nil
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			})
		}
		return writing.Wait()
	})
	g.Go(func() error {
		for p := range arrivals {
			if err := c.admit(ctx, p, clinician); err != nil {
				return fmt.Errorf("taking in the patient %s: %w", p.Runner.Name, err)
			}
		}
		return nil
	})
	return g.Wait()
}

// admit takes one patient in.
func (c *clinic) admit(ctx context.Context, p arrival, clinician store.Person) error {
	name := p.Runner.Name
	c.clock = c.now
	if len(p.came) > 0 {
		c.clock = p.came[0].At
	}
	if err := c.store.AddRunner(ctx, p.Runner); err != nil {
		return err
	}
	if err := c.store.Grant(ctx, name, clinician.ID, c.clock); err != nil {
		return err
	}
	for _, d := range p.came {
		c.clock = d.At
		request := ingest.Request{Runner: name, Items: slices.Values(ingest.Find(d.Files))}
		if _, err := c.in.Ingest(ctx, request, func(analysis.Receipt) {}); err != nil {
			return err
		}
		if err := record(ctx, c.store, name, d.Treatments, d.CheckIns); err != nil {
			return err
		}
	}
	if p.Note == "" {
		return nil
	}
	_, err := c.store.AddPatientNote(ctx, store.PatientNote{Runner: name, By: clinician.ID, At: c.look, Text: p.Note})
	return err
}

// lookAround notes that the clinician looked at each patient there was then.
func (c *clinic) lookAround(ctx context.Context, patients []demo.Patient, clinician store.Person) error {
	note := store.Audit{At: c.look, Who: clinician.ID, WhoName: clinician.Name, Deed: store.DeedViewRoster, From: "127.0.0.1", Outcome: store.OutcomeOK}
	if err := c.store.AddAudit(ctx, note); err != nil {
		return err
	}
	note.Deed = store.DeedViewPatient
	for _, p := range patients {
		if len(p.Treatments) == 0 || p.Treatments[0].At.After(c.look) {
			continue
		}
		note.Whose, note.At = p.Runner.Name, note.At.Add(40*time.Second)
		if err := c.store.AddAudit(ctx, note); err != nil {
			return err
		}
	}
	return nil
}
