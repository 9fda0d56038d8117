package ingest

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"needled/analysis"
)

// Ingester takes items all the way from bytes to judged runs.
type Ingester struct {
	Store    Store
	Decoders []Decoder
	Protocol analysis.Protocol
	Now      func() time.Time
	MaxBytes int64 // of one original, unpacked; 0 means 128 MiB
}

// Request is one ingest.
type Request struct {
	Runner string
	Items  iter.Seq[Item] // walked over once; taken as they are found
	Sport  analysis.Sport // for activities that name none; "" leaves them in review
	DryRun bool           // answers, but keeps nothing
	// Unread is told of items that could not be read now, whatever is in them:
	// they leave no receipt and no note. Nil: they fail like others.
	Unread func(Item, error)
}

// A bunch of items goes through together, so that one commit serves many.
const (
	bunchItems = 48
	bunchBytes = 8 << 20
)

// rehearsed is how many items a dry run sees together: of what one rehearsal
// answers, the next knows nothing.
const rehearsed = 2000

// Ingest takes the items through, and reports a receipt for each (for each leg
// of a multisport file), in order. Bad input never stops the good input
// beside it: an error means the store failed, or ctx ended. What was reported
// before is kept, and a rerun completes the rest.
func (in *Ingester) Ingest(ctx context.Context, req Request, report func(analysis.Receipt)) (batch string, err error) {
	if !req.DryRun {
		if batch, err = in.Store.BeginBatch(ctx, req.Runner, in.Now()); err != nil {
			return "", fmt.Errorf("opening a batch: %w", err)
		}
	}
	// Three stages work at once, each on its own bunch: reading, decoding,
	// storing.
	read, decoded := make(chan []original), make(chan bunch)
	room := newLoad(mostLoad)
	g, working := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(read)
		return in.readAhead(working, req, room, read)
	})
	g.Go(func() error {
		defer close(decoded)
		for originals := range read {
			weight := weightOf(originals)
			b, err := in.decode(working, req, originals)
			room.unload(weight)
			if err != nil {
				return err
			}
			if err := send(working, decoded, b); err != nil {
				return err
			}
		}
		return nil
	})
	g.Go(func() error {
		var held bunch
		for b := range decoded {
			if req.DryRun {
				if held = append(held, b...); len(held) < rehearsed {
					continue
				}
				b, held = held, nil
			}
			if err := in.storeAndTell(working, req, batch, b, report); err != nil {
				return err
			}
		}
		return in.storeAndTell(working, req, batch, held, report)
	})
	if err := cmp.Or(g.Wait(), context.Cause(ctx)); err != nil {
		return batch, err
	}
	if req.DryRun {
		return "", nil
	}
	return batch, in.Store.EndBatch(ctx, batch, in.Now())
}

// storeAndTell stores a bunch, and reports its receipts.
func (in *Ingester) storeAndTell(ctx context.Context, req Request, batch string, b bunch, report func(analysis.Receipt)) error {
	if len(b) == 0 {
		return nil
	}
	receipts, err := in.store(ctx, req, batch, b)
	if err != nil {
		return err
	}
	for _, r := range receipts {
		report(r)
	}
	return nil
}

// defaultMaxBytes is more than any real recording has.
const defaultMaxBytes = 128 << 20

func (in *Ingester) maxBytes() int64 {
	if in.MaxBytes == 0 {
		return defaultMaxBytes
	}
	return in.MaxBytes
}

// each applies f to every element, on all cores, and keeps the order.
func each[A, B any](as []A, f func(A) B) []B {
	bs := make([]B, len(as))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range as {
		g.Go(func() error {
			bs[i] = f(as[i])
			return nil
		})
	}
	_ = g.Wait() // f reports through its result
	return bs
}

func send[T any](ctx context.Context, ch chan<- T, v T) error {
	select {
	case ch <- v:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
