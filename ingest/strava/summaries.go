package strava

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"needled/analysis"
	"needled/ingest"
)

const (
	// Whatever is fetched expires after 7 days. A summary is taken again after
	// renewSummary, as the list holds it anyway; samples are read again after
	// renewSamples, as long as they are wanted, and given up after
	// dropSamples, so that the summary at least stays.
	renewSummary = 24 * time.Hour
	renewSamples = 6 * 24 * time.Hour
	dropSamples  = renewSamples + 18*time.Hour
)

// wanted is a run whose samples are to be fetched.
type wanted struct {
	doc      document  // as it is kept
	recovery time.Time // the start of the latest recovery it is in
}

// takeSummaries puts on the Shelf what is new, changed, or to be renewed. It
// returns the runs whose samples are wanted, those of the latest recovery
// first, and there the latest run.
func (p *pass) takeSummaries(ctx context.Context, shelf map[string]Fetched, list swept) ([]wanted, error) {
	var items []ingest.Item
	var wanting []wanted
	for _, a := range list.activities {
		kept, known := shelf[keyOf(a.ID)]
		recovery, judged := p.judged(a)
		d := p.decide(a, kept, known, judged && !a.Manual && !kept.Lasting)
		if d.write {
			items = append(items, d.doc.item(d.fetched))
		}
		if d.fetch {
			wanting = append(wanting, wanted{d.doc, recovery})
		}
	}
	if len(items) > 0 {
		if err := p.take(ctx, items); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(wanting, func(a, b wanted) int {
		if c := b.recovery.Compare(a.recovery); c != 0 {
			return c
		}
		return b.doc.Activity.Start.Compare(a.doc.Activity.Start)
	})
	if len(items) == 0 || len(wanting) == 0 {
		return wanting, nil
	}
	// Only now is it known which of the new ones a watch file tells of, too.
	after, err := p.shelved(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(wanting, func(w wanted) bool { return after[keyOf(w.doc.Activity.ID)].Lasting }), nil
}

// decision is what to do about an activity.
type decision struct {
	doc     document
	fetched time.Time
	write   bool
	fetch   bool // its samples
}

// decide compares what Strava lists with what is kept. wants says whether
// samples are of use.
func (p *pass) decide(a Activity, kept Fetched, known, wants bool) decision {
	summary := decision{doc: document{Activity: a}, fetched: p.now, write: true, fetch: wants}
	if !known {
		return summary
	}
	doc, err := decodeDocument(kept.Document)
	if err != nil || !a.sameShape(doc.Activity) {
		return summary // of an older needled, or cut on Strava: the samples, too, are others
	}
	same, age := doc.sameSummary(a), p.now.Sub(kept.Fetched)
	doc.Activity = a
	if doc.Streams != nil && age < dropSamples && (wants || age < renewSamples) {
		return decision{doc: doc, fetched: kept.Fetched, write: !same, fetch: age >= renewSamples}
	}
	summary.doc.NoSamples = doc.NoSamples
	summary.write = !same || doc.Streams != nil || age >= renewSummary
	summary.fetch = wants && !doc.NoSamples
	return summary
}

// take puts documents on the Shelf.
func (p *pass) take(ctx context.Context, items []ingest.Item) error {
	if err := p.Shelf.Take(ctx, p.runner, p.access.Connected, slices.Values(items)); err != nil {
		return fmt.Errorf("keeping what came from Strava: %w", err)
	}
	p.result.Taken += len(items)
	return nil
}

// item is the document on its way into needled.
func (d document) item(fetched time.Time) ingest.Item {
	b := d.encode()
	return ingest.Item{
		Path: "strava", Member: strconv.FormatInt(d.Activity.ID, 10) + suffix,
		Provenance: analysis.StravaAPI, Size: int64(len(b)),
		Key: keyOf(d.Activity.ID), Fetched: fetched,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}
