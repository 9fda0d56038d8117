package strava

import (
	"context"
	"time"

	"needled/ingest"
)

// notReady is how long to wait for samples after each time Strava had none.
// After the last it has none.
var notReady = []time.Duration{5 * time.Minute, 15 * time.Minute, 45 * time.Minute}

// unreadable is how long to wait for samples that go on coming damaged.
const unreadable = 6 * time.Hour

// takeSamples fetches the samples of runs and puts each on the Shelf as it
// comes. It stops at the first failure that would stop the next one, too.
func (p *pass) takeSamples(ctx context.Context, wanting []wanted) error {
	if err := p.settleOthers(ctx, wanting); err != nil {
		return err
	}
	for i, w := range wanting {
		before, waits := p.pending[keyOf(w.doc.Activity.ID)]
		if waits && p.now.Before(before.Due) {
			p.lookAgain(before.Due)
			continue
		}
		if err := p.takeSamplesOf(ctx, w, before.Attempts); err != nil {
			if fault := faultOf(err); fault != "" && fault != Dead {
				p.note("The samples of %s in a recovery are still to come; until then the totals are judged.", count(len(wanting)-i, "run"))
			}
			return err
		}
	}
	return nil
}

// takeSamplesOf fetches the samples of a run, which failed so often before.
func (p *pass) takeSamplesOf(ctx context.Context, w wanted, attempts int) error {
	var got *streams
	fetched := p.App.Now()
	err := p.ask(ctx, func(access string) (err error) {
		p.result.Streams++
		got, err = p.App.streams(ctx, access, w.doc.Activity.ID)
		return err
	})
	switch none := got == nil && (err == nil || faultOf(err) == NotFound); {
	case faultOf(err) == Malformed:
		return p.wait(ctx, w, attempts)
	case none && attempts < len(notReady):
		return p.wait(ctx, w, attempts)
	case none:
		w.doc.Streams, w.doc.NoSamples = nil, true
	case err != nil:
		return err
	default:
		w.doc.Streams = got.encode()
	}
	if err := p.take(ctx, []ingest.Item{w.doc.item(fetched)}); err != nil {
		return err
	}
	return p.settle(ctx, keyOf(w.doc.Activity.ID))
}

// wait puts the samples of a run off.
func (p *pass) wait(ctx context.Context, w wanted, attempts int) error {
	after := unreadable
	if attempts < len(notReady) {
		after = notReady[attempts]
	}
	next := Pending{Key: keyOf(w.doc.Activity.ID), Attempts: attempts + 1, Due: p.App.Now().Add(after).UTC()}
	p.lookAgain(next.Due)
	return p.putOff(ctx, next)
}
